// Takes a picture of the HTML report that the shipped action writes of the sample estate, for the README.
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { runAction } from '../emulator/runner.ts';
import { callForEstate, sampleEstate, startEmulatorProcess } from './demo-estate.ts';

const [target = fileURLToPath(new URL('../docs/report.png', import.meta.url)), bundle] = process.argv.slice(2);
const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
/** The vault whose details are unfolded: a setting that looks right and sends metrics only. */
const unfolded = 'kv-dashboards';

if (existsSync(executablePath)) {
  const folder = await mkdtemp(join(tmpdir(), 'picture-html-'));
  try {
    await takePicture(await writeReport(folder), resolve(target));
    process.stdout.write(`${resolve(target)}\n`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
} else {
  process.stderr.write(`script/picture-html: no Chromium at ${executablePath}. Install it, or set CHROMIUM_PATH.\n`);
  process.exitCode = 1;
}

/** The path of the HTML report of the sample estate. */
async function writeReport(folder: string): Promise<string> {
  const emulator = await startEmulatorProcess(sampleEstate, join(folder, 'emulator'));
  try {
    const call = await callForEstate(sampleEstate);
    const run = await runAction({
      ...call,
      inputs: { ...call.inputs, reports: 'html' },
      emulatorEnvironment: emulator.environment,
      folder,
      ...(bundle === undefined ? {} : { bundle: resolve(bundle) }),
    });
    const path = run.outputs['report-html'] ?? '';
    if (path === '') throw new Error(`The action wrote no HTML report:\n${run.stdout}`);
    return path;
  } finally {
    await emulator.stop();
  }
}

async function takePicture(report: string, path: string): Promise<void> {
  const browser = await chromium.launch({ executablePath, chromiumSandbox: false, args: ['--disable-gpu'] });
  try {
    const page = await browser.newPage({
      viewport: { width: 1280, height: 1150 },
      deviceScaleFactor: 1.5,
      colorScheme: 'light',
      offline: true,
    });
    await page.goto(pathToFileURL(report).href);
    await page.getByRole('button', { name: `Details of ${unfolded}` }).click();
    await page.mouse.move(0, 0);
    await page.screenshot({ path });
  } finally {
    await browser.close();
  }
}
