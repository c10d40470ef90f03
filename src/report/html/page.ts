// The HTML report: one file that a person opens from the artifact. It asks nobody for anything, and says so itself.
import { createHash } from 'node:crypto';
import type { Report } from '../../verdict/model.ts';
import type { FileContext } from '../context.ts';
import { plainText } from '../plain-text.ts';
import { pageScript, pageStyle } from './assets.ts';
import { toPageData } from './data.ts';
import { fixFinder } from './fix.ts';
import { dataBlock, markup, trusted } from './markup.ts';
import { renderPanels } from './panels.ts';
import { toRows } from './rows.ts';
import { renderFoot, renderGaps, renderHead, toHeadline } from './sections.ts';
import { renderVaults } from './table.ts';

/**
 * Nothing is fetched, nothing but our own style and script is in force, and no text can become code. A browser holds
 * the page to it whatever a name in it would like.
 */
const policy = [
  "default-src 'none'",
  `style-src ${toHash(pageStyle)}`,
  `script-src ${toHash(pageScript)}`,
  'img-src data:', // the icon below
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

/** Without this a browser asks the host that serves the page for /favicon.ico. */
const icon =
  'data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 viewBox=%220 0 16 16%22%3E%3Cpath fill=%22%230969da%22 d=%22M10.5 1a4.5 4.5 0 0 0-4.3 5.9L1 12v3h3v-2h2v-2h1.6l1.5-1.2A4.5 4.5 0 1 0 10.5 1zm1 4.5a1 1 0 1 1 0-2 1 1 0 0 1 0 2z%22/%3E%3C/svg%3E';

/** The whole page, whatever the log shows. */
export function renderHtml(report: Report, context: FileContext): string {
  const rows = toRows(report, context);
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${plainText(toHeadline(report), 200)} · Key Vault Diagnostics Audit</title>
<link rel="icon" href="${icon}">
<style>${trusted(pageStyle)}</style>
</head>
<body>
${renderHead(report, context)}
<main>
${renderGaps(report)}
${renderPanels(report)}
${renderVaults(rows)}
</main>
${renderFoot(report, context)}
<script type="application/json" id="data">${dataBlock(toPageData(rows, fixFinder(report)))}</script>
<script>${trusted(pageScript)}</script>
</body>
</html>
`.toString();
}

function toHash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
