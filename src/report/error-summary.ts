// The job summary of a run that ended in an error: what happened, what to do, where to read more. No verdict, no report.
import { blocks, code, codeBlock, escape, heading, lineBreak, link, paragraph, type Markdown } from './markdown.ts';

/** What of an AuditError is shown, and where to read more. */
export interface ErrorDescription {
  /** `KVA-…` */
  readonly code: string;
  /** May quote data of unknown origin; line breaks are kept. */
  readonly message: string;
  /** Paragraphs. */
  readonly fix: readonly string[];
  /** Already safe for a shell or a YAML file. */
  readonly paste?: { readonly language: 'bash' | 'yaml'; readonly text: string } | undefined;
  /** The https URL of the page that explains the code. */
  readonly docs: string;
}

/** The page that explains a code; `docs` is where the documentation is read. */
export function explanationUrl(docs: string, errorCode: string): string {
  return `${docs}/troubleshooting.md#${errorCode.toLowerCase()}`;
}

/** Bounds that keep the page far below GitHub's 1 MiB, whatever Azure put into a message. */
const maxLines = 100;
const maxPasteLength = 20_000;

export function renderErrorSummary(error: ErrorDescription): Markdown {
  const { ended, consequence } = error.code === 'KVA-WRITE' ? unwritten : unreached;
  return blocks([
    heading(2, `❌ ${ended}`),
    paragraph(escapeLines(error.message)),
    error.fix.length === 0 && error.paste === undefined ? '' : heading(3, 'What to do'),
    ...error.fix.filter((text) => text.trim() !== '').map((text) => paragraph(escapeLines(text))),
    error.paste === undefined ? '' : codeBlock(error.paste.language, error.paste.text.slice(0, maxPasteLength)),
    paragraph(`More about ${link(code(error.code, 40), error.docs)}. ${consequence}`),
  ]);
}

const unreached = {
  ended: 'The audit could not run',
  consequence: 'Nothing is said about any vault: no verdict was reached.',
};

/** The only error that comes after the findings were told. */
const unwritten = {
  ended: 'The audit ran, but could not write what it found',
  consequence: 'The findings stand in the log of the job, and nowhere else.',
};

function escapeLines(text: string): Markdown {
  const lines = text.split(/\r\n|\r|\n/).filter((line) => line.trim() !== '');
  return lines
    .slice(0, maxLines)
    .map((line) => escape(line))
    .join(`${lineBreak}\n`);
}
