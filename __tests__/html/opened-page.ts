// Opens reports in the browser, and holds every page to what none of them may do.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, jest } from '@jest/globals';
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { renderHtml } from '../../src/report/html/page.ts';
import type { Report } from '../../src/verdict/model.ts';
import { fileContext } from '../report/samples.ts';
import { findChromium, isRequired, launchChromium } from './browser.ts';

const executable = findChromium();
if (executable === null && !isRequired) {
  console.warn('Skipped: tests of the HTML report in a browser, because none was found. CHROMIUM_PATH can name one.');
}

/** Of tests that need the browser: skipped, aloud, where there is none, but not where one is required. */
export const inChromium = executable === null && !isRequired ? describe.skip : describe;

export interface Opener {
  /** Opens a report from a file, as a person does who unpacked the artifact. Closed after the test. */
  readonly open: (report: Report, hash?: string, options?: BrowserContextOptions) => Promise<Page>;
}

/** To be called in the `describe` that opens pages. */
export function useChromium(): Opener {
  const folder = mkdtempSync(join(tmpdir(), 'html-report-'));
  const file = join(folder, 'keyvault-audit.html');
  const url = pathToFileURL(file).href;
  // A browser on a machine with other things to do.
  jest.setTimeout(60_000);
  let browser: Browser | null = null;
  let context: BrowserContext | null = null;
  /** Requests, errors and warnings in the console (violations of the policy are such), exceptions, dialogs. */
  let complaints: string[] = [];

  beforeAll(async () => {
    if (executable === null)
      throw new Error('REQUIRE_CHROMIUM is set, and there is no Chromium. CHROMIUM_PATH can name it.');
    browser = await launchChromium(executable);
  });
  afterEach(async () => {
    await context?.close();
    context = null;
    const found = complaints;
    complaints = [];
    expect(found).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  async function open(report: Report, hash = '', options: BrowserContextOptions = {}): Promise<Page> {
    if (browser === null) throw new Error('The browser is not up');
    writeFileSync(file, renderHtml(report, fileContext));
    context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    context.setDefaultTimeout(10_000);
    await context.route('**', async (route) => {
      const asked = route.request().url();
      if (asked.split('#')[0] === url) return route.continue();
      complaints.push(`request: ${asked}`);
      return route.abort();
    });
    const page = await context.newPage();
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => complaints.push(`exception: ${error.message}`));
    page.on('dialog', (dialog) => {
      complaints.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.goto(url + hash);
    return page;
  }
  return { open };
}

/** Names in the table, from the top. */
export function namesIn(page: Page): Promise<string[]> {
  return page.locator('tr.row th.name bdi').allTextContents();
}

/** What the page says of how many rows it shows. */
export function shownIn(page: Page): Promise<string> {
  return page.locator('#shown').innerText();
}

/** The row of the vault with this name. */
export function rowOf(page: Page, name: string): Locator {
  return page.locator('tr.row', { has: page.getByRole('button', { name: `Details of ${name}`, exact: true }) });
}
