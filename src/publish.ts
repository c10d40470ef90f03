// Says what was found, in the order in which it must not get lost: log, report files, summary, outputs, annotations.
import type { Outcome } from './verdict/result.ts';
import type { Report } from './verdict/model.ts';
import { renderExceptionLines } from './report/exceptions.ts';
import { renderFindingLines, renderNoteLines, renderVerdictLine } from './report/log.ts';
import { AuditError } from './errors.ts';
import type { FileContext, FileText, RenderContext, RenderedFiles } from './report/context.ts';
import type { Host } from './ports.ts';
import { fixesFolder, renderFixFiles } from './report/fixes/files.ts';
import { redactReport } from './report/redact.ts';
import { renderAnnotations } from './report/annotations.ts';
import { renderCsv } from './report/csv.ts';
import { renderHtml } from './report/html/page.ts';
import { renderJsonPieces } from './report/json.ts';
import { renderJunit } from './report/junit.ts';
import { renderMarkdownReport } from './report/markdown-report.ts';
import { renderSarif, sarifName } from './report/sarif.ts';
import { renderSummary } from './report/summary.ts';
import { toOutputs, type ReportFormat } from './report/outputs.ts';

export interface Publication {
  readonly report: Report;
  readonly outcome: Outcome;
  /** What others may read shows hashes instead of names. Report files are whole. */
  readonly isRedacted: boolean;
  readonly portal: string;
  readonly docs: string;
  readonly runUrl: string;
  readonly workflowPath: string;
  readonly formats: readonly ReportFormat[];
  /** Absolute folder of the report files. */
  readonly directory: string;
  /** Why the baseline cannot be used; null: it can, or there is none. */
  readonly baselineProblem: string | null;
  /** Tells those who look elsewhere. `shown` is what others may read. Never throws. */
  readonly tell: (shown: Report, context: RenderContext) => Promise<void>;
  /** How many warnings that may bring. */
  readonly tellWarnings: number;
}

/** Throws AuditError `KVA-WRITE` when a report cannot be written; the findings stand in the log by then. */
export async function publish(host: Host, publication: Publication): Promise<void> {
  const { report, outcome, isRedacted } = publication;
  const shown = isRedacted ? redactReport(report) : report;

  host.startGroup('Findings');
  renderFindingLines(shown).forEach(host.info);
  renderExceptionLines(shown).forEach(host.info);
  renderNoteLines(shown).forEach(host.info);
  const context = await writeAll(host, publication, shown).catch((error: unknown) => {
    // Nothing else will say it.
    host.info(renderVerdictLine(shown));
    throw error;
  });

  const { baselineProblem, tell, tellWarnings } = publication;
  if (baselineProblem !== null) {
    host.annotate({ level: 'warning', title: 'The baseline cannot be used', message: baselineProblem });
  }
  const reserved = tellWarnings + (baselineProblem === null ? 0 : 1);
  const closing = shown.resultReason;
  for (const annotation of renderAnnotations(shown, { failing: outcome.failsJob, closing, reserved })) {
    host.annotate(annotation);
  }
  await tell(shown, context);
  host.info(renderVerdictLine(shown));
}

/** Report files, within the group that is open, summary and outputs. */
async function writeAll(host: Host, publication: Publication, shown: Report): Promise<RenderContext> {
  const paths = await writeReports(host, publication).finally(host.endGroup);
  const { portal, docs, runUrl, isRedacted } = publication;
  const context = { portal, docs, runUrl, redacted: isRedacted, reportFiles: Object.values(paths) };
  await host.writeSummary(renderSummary(shown, context));
  for (const [name, value] of Object.entries(toOutputs(shown, paths))) host.setOutput(name, value);
  return context;
}

interface Format {
  /** Of the file, or of the folder, in the report directory: what the output of the format names. */
  readonly name: string;
  readonly render: (report: Report, context: FileContext) => RenderedFiles<FileText>;
}

const formats: Readonly<Record<ReportFormat, Format>> = {
  json: inOneFile('keyvault-audit.json', renderJsonPieces),
  sarif: { name: sarifName, render: renderSarif },
  csv: inOneFile('keyvault-audit.csv', renderCsv),
  junit: inOneFile('keyvault-audit.junit.xml', renderJunit),
  markdown: inOneFile('keyvault-audit.md', renderMarkdownReport),
  html: inOneFile('keyvault-audit.html', renderHtml),
  fixes: { name: fixesFolder, render: renderFixFiles },
};

function inOneFile(name: string, render: (report: Report, context: FileContext) => FileText): Format {
  return {
    name,
    render: (report, context) => ({ files: [{ path: name, text: render(report, context) }], note: null }),
  };
}

async function writeReports(host: Host, publication: Publication): Promise<Partial<Record<ReportFormat, string>>> {
  const paths: Partial<Record<ReportFormat, string>> = {};
  for (const format of publication.formats) {
    const { name, render } = formats[format];
    const { files, note } = render(publication.report, publication);
    for (const { path, text } of files) {
      const written = await writeReport(host, `${publication.directory}/${path}`, text);
      // Of a folder's files, what leads to the folder.
      paths[format] = written.slice(0, written.length - path.length + name.length);
    }
    if (paths[format] !== undefined) host.info(`Report: ${paths[format]}`);
    if (note !== null) host.info(note);
  }
  return paths;
}

async function writeReport(host: Host, path: string, text: FileText): Promise<string> {
  try {
    return await host.writeFile(path, text);
  } catch (cause) {
    throw new AuditError({
      code: 'KVA-WRITE',
      message: `The report ${path} could not be written: ${cause instanceof Error ? cause.message : String(cause)}`,
      fix: ['Check that report-directory is a folder that this job may write to, and that the disk is not full.'],
      cause,
    });
  }
}
