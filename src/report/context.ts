// What the renderers know beside the report: where its readers are and what they may see.

/** For report files, which are whole whatever the log shows. */
export interface FileContext {
  /** Portal of the cloud, without a trailing slash: `https://portal.azure.com`. */
  readonly portal: string;
  /** Where this action's documentation is read, without a trailing slash. */
  readonly docs: string;
  /** Workflow run of this audit; empty outside a runner. */
  readonly runUrl: string;
  /** The workflow's file in its repository, such as `.github/workflows/audit.yml`; empty where it is not known. */
  readonly workflowPath: string;
}

/** A file of a report, under its path in the report directory, which has slashes on every system. */
export interface ReportFile<Text extends FileText = string> {
  readonly path: string;
  readonly text: Text;
}

/** Whole, or piece by piece for what has tens of megabytes in a large estate. */
export type FileText = string | Generator<string>;

/** What a format comes to. No file: the output of the format is empty. */
export interface RenderedFiles<Text extends FileText = string> {
  readonly files: readonly ReportFile<Text>[];
  /** For the log, which others may read: why there is no file, or what it leaves out. Never a name or an ID. */
  readonly note: string | null;
}

export interface RenderContext {
  /** Portal of the cloud, without a trailing slash: `https://portal.azure.com`. */
  readonly portal: string;
  /** The report that is rendered went through redact.ts: no links, no commands, no notes. */
  readonly redacted: boolean;
  /** Where this action's documentation is read, without a trailing slash. */
  readonly docs: string;
  /** Absolute paths of the report files that were written; empty when none was. */
  readonly reportFiles: readonly string[];
  /** Workflow run of this audit; empty outside a runner. */
  readonly runUrl: string;
}
