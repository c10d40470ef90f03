// Unfolding and copying in a real browser, also with names that try to be more than text.
import { describe, expect, test } from '@jest/globals';
import { aNoncompliantResource, aReport, aVault, aWaivedResource } from '../builders.ts';
import { hostileReport, hostileStrings, sampleReport } from '../report/samples.ts';
import { inChromium, rowOf, useChromium } from './opened-page.ts';

inChromium('the details of the HTML report', () => {
  const { open } = useChromium();

  test('unfolds the details, keeps them through a sort, and folds them', async () => {
    const page = await open(sampleReport());
    const fold = page.getByRole('button', { name: 'Details of kv-fail-02' });
    await fold.click();
    expect(await fold.getAttribute('aria-expanded')).toBe('true');
    const details = page.locator(`#${(await fold.getAttribute('aria-controls')) ?? ''}`);
    const text = await details.innerText();
    for (const part of [
      'A diagnostic setting exists, but it sends metrics and no log.',
      'What to do: Add the audit log to the diagnostic setting.',
      '1 diagnostic setting',
      'does not count',
      'metrics on',
      'Log Analytics workspace · exists',
      'az monitor diagnostic-settings update',
      'What others would say',
      'Azure Quick Review (azqr)',
      'Profile cis',
    ]) {
      expect(text).toContain(part);
    }
    await page.getByRole('button', { name: 'Vault', exact: true }).click();
    expect(await rowOf(page, 'kv-fail-02').evaluate((it) => it.nextElementSibling?.className)).toBe('unfolded');
    await rowOf(page, 'kv-fail-02').locator('td.finding').click();
    expect(await details.count()).toBe(0);
    expect(await fold.getAttribute('aria-expanded')).toBe('false');
  });

  test('unfolds by the keyboard while text is marked somewhere, as behind a search of the browser', async () => {
    const page = await open(sampleReport());
    await page.evaluate(() => getSelection()?.selectAllChildren(document.querySelector('h1') ?? document.body));
    const fold = page.getByRole('button', { name: 'Details of kv-fail-02' });
    await fold.focus();
    await page.keyboard.press('Enter');
    expect(await fold.getAttribute('aria-expanded')).toBe('true');
    expect(await page.evaluate(() => getSelection()?.isCollapsed)).toBe(false);
  });

  test('unfolds waived and unknown ones with what is said of these', async () => {
    const page = await open(sampleReport());
    await rowOf(page, 'kv-legacy-2').locator('.fold').click();
    expect(await page.locator('.unfolded').innerText()).toContain('Waived until 2027-01-15: Test data only Owner: qa.');
    await rowOf(page, 'kv-legacy-2').locator('.fold').click();
    await rowOf(page, 'kv-forbidden').locator('.fold').click();
    expect(await page.locator('.unfolded').innerText()).toContain('az role assignment create');
  });

  test('shows the fix in another language, and keeps to it', async () => {
    const page = await open(sampleReport(), '', { permissions: ['clipboard-read', 'clipboard-write'] });
    await rowOf(page, 'kv-fail-01').locator('.fold').click();
    await page.getByRole('button', { name: 'Terraform' }).click();
    expect(await page.getByRole('button', { name: 'Terraform' }).getAttribute('aria-pressed')).toBe('true');
    expect(await page.locator('.code pre').innerText()).toContain(
      '"azurerm_monitor_diagnostic_setting" "vault_kv_fail_01"',
    );
    await page.locator('.code .copy').click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('enabled_log {');
    await rowOf(page, 'kv-fail-01').locator('.fold').click();
    await rowOf(page, 'kv-fail-02').locator('.fold').click();
    expect(await page.locator('.code pre').innerText()).toContain('vault_kv_fail_02');
    await rowOf(page, 'kv-fail-02').locator('.fold').click();
    await rowOf(page, 'kv-forbidden').locator('.fold').click();
    expect(await page.locator('.code pre').innerText()).toContain('az role assignment create');
  });

  test('links to the portal, in a window that knows nothing of this one', async () => {
    const page = await open(sampleReport());
    const link = rowOf(page, 'kv-fail-01').getByRole('link');
    expect(await link.getAttribute('href')).toMatch(/^https:\/\/portal\.azure\.com\/#@.*\/kv-fail-01\/diagnostics$/);
    expect(await link.getAttribute('rel')).toBe('noopener noreferrer');
  });

  describe('copies', () => {
    test('to the clipboard, and says so', async () => {
      const page = await open(sampleReport(), '', { permissions: ['clipboard-read', 'clipboard-write'] });
      await rowOf(page, 'kv-fail-01').locator('.fold').click();
      await page.locator('.code .copy').click();
      await page.getByRole('button', { name: 'Copied' }).waitFor();
      expect(await page.locator('body > p[role=status]').innerText()).toBe('Copied');
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      expect(copied).toContain(`--resource '${aVault({ name: 'kv-fail-01' }).id}'`);
      expect(copied).toBe(await page.locator('.code pre').innerText());
    });

    test.each<[string, boolean]>([
      ['Copied', true],
      ['Not copied: select the text and copy it', false],
    ])('without a clipboard in the old way: %s', async (words, works) => {
      const page = await open(sampleReport());
      await page.evaluate((result) => {
        Object.defineProperty(navigator, 'clipboard', { value: undefined });
        Object.defineProperty(document, 'execCommand', { value: () => result });
      }, works);
      await rowOf(page, 'kv-fail-01').locator('.fold').click();
      await page.locator('.code .copy').click();
      await page.locator('.code .copy', { hasText: words }).waitFor();
      expect(await page.evaluate(() => document.activeElement?.className)).toBe('copy');
      expect(await page.locator('textarea').count()).toBe(0);
    });
  });

  test('shows hostile names as text', async () => {
    const page = await open(hostileReport());
    for (const fold of await page.locator('.fold').all()) await fold.click();
    const found = await page.evaluate(() => ({
      elements: document.querySelectorAll('img, iframe, object, embed, b[onclick], [onerror], [onmouseover]').length,
      scripts: document.scripts.length,
      hrefs: [...document.querySelectorAll('a')].filter((it) => it.protocol !== 'https:').map((it) => it.href),
    }));
    expect(found).toEqual({ elements: 0, scripts: 2, hrefs: [] });
    const text = await page.locator('body').innerText();
    for (const part of [
      '<img src=x onerror=alert(1)>',
      '"><script>alert(1)</script>',
      '⟨U+202E⟩gnp.exe',
      '&lt;b&gt;',
    ]) {
      expect(text).toContain(part);
    }
  });

  test.each(hostileStrings.filter((text) => text.includes('<')).map((text) => [text]))(
    'unfolds %j as text',
    async (text) => {
      const page = await open(
        aReport({
          resources: [
            aNoncompliantResource('no-setting', {
              ...aVault({ name: text }),
              detail: text,
              notes: [text],
              tags: { a: text },
            }),
            aWaivedResource({ waiver: { reason: text, owner: text, expires: text, daysLeft: 1 } }),
          ],
        }),
        `#q=${encodeURIComponent(text)}&subscription=${encodeURIComponent(text)}`,
      );
      await page.getByRole('button', { name: 'Clear' }).click();
      for (const fold of await page.locator('.fold').all()) await fold.click();
      expect(await page.locator('.unfolded').first().innerText()).toContain(text.trim());
    },
  );
});
