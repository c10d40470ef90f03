// A real Chromium for the tests of the HTML report, where this machine has one.
import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

/** Where the systems that people and runners use keep it. */
const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Path of the browser; null: there is none. CHROMIUM_PATH wins. */
export function findChromium(): string | null {
  const named = process.env['CHROMIUM_PATH'] ?? '';
  if (named !== '') return named;
  return places.find((path) => existsSync(path)) ?? null;
}

/** REQUIRE_CHROMIUM=1: tests must not be skipped for want of a browser. */
export const isRequired = process.env['REQUIRE_CHROMIUM'] === '1';

/** Headless, with an empty profile of its own that goes with it, and without calls home. */
export async function launchChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    headless: true,
    chromiumSandbox: false, // it needs rights that containers do not give; the page is our own
    args: [
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
