// Reading, filtering and sorting the HTML report in a real browser, by mouse and by keyboard.
import { describe, expect, test } from '@jest/globals';
import { sampleReport } from '../report/samples.ts';
import { inChromium, namesIn, shownIn, useChromium } from './opened-page.ts';

inChromium('the table of the HTML report', () => {
  const { open } = useChromium();

  test('shows verdict, counts and all rows, the worst first', async () => {
    const page = await open(sampleReport());
    expect(await page.title()).toContain('12 of 25 vaults keep no audit log.');
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('12 of 25 vaults keep no audit log.');
    expect(await page.getByRole('img').getAttribute('aria-label')).toBe('12 failing, 6 unknown, 2 waived, 5 compliant');
    expect(await page.getByRole('row').count()).toBe(26);
    expect(await page.getByRole('columnheader').allInnerTexts()).toEqual([
      'Status',
      'Vault',
      'Subscription',
      'Resource group',
      'Finding',
      'CIS text',
    ]);
    expect((await namesIn(page)).slice(0, 2)).toEqual(['hsm-fail', 'kv-fail-01']);
    expect(await shownIn(page)).toBe('25 shown');
  });

  test('can be read without JavaScript', async () => {
    const page = await open(sampleReport(), '', { javaScriptEnabled: false });
    expect(await page.getByRole('heading', { level: 1 }).isVisible()).toBe(true);
    expect(await page.locator('tr.row').count()).toBe(25);
    expect(await page.locator('tr.row', { hasText: 'kv-fail-02' }).innerText()).toContain('metrics only, no log');
    expect(await page.locator('#filters').isVisible()).toBe(false);
    expect(await page.locator('.fold').first().isVisible()).toBe(false);
    await page.getByText('Requirement in force').click();
    expect(await page.getByText('No configuration file was in force.').isVisible()).toBe(true);
  });

  describe('filters', () => {
    test('by status, one or several, and says so', async () => {
      const page = await open(sampleReport());
      const unknown = page.getByRole('button', { name: '6 unknown' });
      await unknown.click();
      expect(await unknown.getAttribute('aria-pressed')).toBe('true');
      expect(await shownIn(page)).toBe('6 of 25 shown');
      await page.getByRole('button', { name: '2 waived' }).click();
      expect(await shownIn(page)).toBe('8 of 25 shown');
      expect(new URL(page.url()).hash).toBe('#status=unknown,waived');
      await unknown.click();
      expect(await namesIn(page)).toEqual(['kv-legacy', 'kv-legacy-2']);
    });

    test('by subscription and text, and clears them', async () => {
      const page = await open(sampleReport());
      await page.getByLabel('Subscription', { exact: true }).selectOption({ label: 'Staging' });
      expect(await shownIn(page)).toBe('6 of 25 shown');
      await page.getByLabel('Search vaults').fill('throttled');
      expect(await namesIn(page)).toEqual(['kv-throttled']);
      await page.getByLabel('Search vaults').fill('no such thing');
      expect(await page.getByText('Nothing matches these filters.').isVisible()).toBe(true);
      await page.getByRole('button', { name: 'Clear' }).click();
      expect(await shownIn(page)).toBe('25 shown');
      expect(new URL(page.url()).hash).toBe('');
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('query');
    });

    test('as its address says, also when that changes', async () => {
      const page = await open(sampleReport(), '#status=waived&q=qa&sort=-name');
      expect(await namesIn(page)).toEqual(['kv-legacy-2']);
      expect(await page.getByLabel('Search vaults').inputValue()).toBe('qa');
      expect(await page.locator('[aria-sort=descending]').innerText()).toBe('Vault');
      await page.evaluate(() => {
        location.hash = '#status=compliant';
      });
      await page.getByText('5 of 25 shown').waitFor();
    });
  });

  test('sorts by each column, both ways', async () => {
    const page = await open(sampleReport());
    await page.getByRole('button', { name: 'Vault', exact: true }).click();
    const sorted = await namesIn(page);
    expect(sorted).toEqual(sorted.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true })));
    expect(await page.locator('[aria-sort]').allInnerTexts()).toEqual(['Vault']);
    await page.getByRole('button', { name: 'Vault', exact: true }).click();
    expect(await page.locator('[aria-sort]').getAttribute('aria-sort')).toBe('descending');
    expect(await namesIn(page)).toEqual(sorted.toReversed());
    for (const name of ['Status', 'Subscription', 'Resource group', 'Finding', 'CIS text']) {
      await page.getByRole('button', { name, exact: true }).click();
      expect(await page.locator('[aria-sort=ascending]').innerText()).toBe(name);
      expect(await page.locator('tr.row').count()).toBe(25);
    }
  });

  test('does all this from the keyboard', async () => {
    const page = await open(sampleReport());
    const focused = (): Promise<string> =>
      page.evaluate(() => {
        const it = document.activeElement;
        return it?.getAttribute('aria-label') ?? (it?.id === '' ? it.textContent : it?.id) ?? '';
      });
    const reach = async (name: string): Promise<void> => {
      for (let presses = 0; presses < 60; presses += 1) {
        await page.keyboard.press('Tab');
        if ((await focused()).includes(name)) return;
      }
      throw new Error(`${name} was not reached; last was ${await focused()}`);
    };
    await reach('12 failing');
    await page.keyboard.press('Space');
    expect(await shownIn(page)).toBe('12 of 25 shown');
    await reach('Search vaults');
    await page.keyboard.type('kv-fail-0');
    expect(await shownIn(page)).toBe('9 of 25 shown');
    await reach('Finding');
    await page.keyboard.press('Enter');
    expect(await page.locator('[aria-sort=ascending]').innerText()).toBe('Finding');
    await reach('Details of');
    await page.keyboard.press('Enter');
    expect(await page.locator('.unfolded').count()).toBe(1);
    await reach('Copy');
    await reach('Fix for kv-fail-0');
  });
});
