// Renders a summary in headless Chromium: Markdown by marked, looks by picture.css, no request to anywhere.
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { marked } from 'marked';
import { chromium } from 'playwright-core';
import { runAction } from '../emulator/runner.ts';
import { callForEstate, sampleEstate, startEmulatorProcess } from './demo-estate.ts';

const [summaryFile, target = fileURLToPath(new URL('../docs/summary.png', import.meta.url))] = process.argv.slice(2);
const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

if (existsSync(executablePath)) {
  const summary = summaryFile === undefined ? await demoSummary() : await readFile(resolve(summaryFile), 'utf8');
  await renderPicture(summary, resolve(target));
  process.stdout.write(`${resolve(target)}\n`);
} else {
  process.stderr.write(`script/picture: no Chromium at ${executablePath}. Install it, or set CHROMIUM_PATH.\n`);
  process.exitCode = 1;
}

async function demoSummary(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'picture-'));
  const emulator = await startEmulatorProcess(sampleEstate, join(folder, 'emulator'));
  try {
    const call = await callForEstate(sampleEstate);
    return (await runAction({ ...call, emulatorEnvironment: emulator.environment, folder })).summary;
  } finally {
    await emulator.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function renderPicture(markdown: string, path: string): Promise<void> {
  const css = await readFile(new URL('picture.css', import.meta.url), 'utf8');
  const body = await marked.parse(markdown, { gfm: true });
  // Scripts stay off as on GitHub, which also takes them out.
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage({
      viewport: { width: 1060, height: 400 },
      deviceScaleFactor: 1.5,
      javaScriptEnabled: false,
      offline: true,
    });
    await page.setContent(
      `<!doctype html><meta charset="utf-8"><style>${css}</style><main><header>audit summary</header><article>${body}</article></main>`,
    );
    await page.screenshot({ path, fullPage: true });
  } finally {
    await browser.close();
  }
}
