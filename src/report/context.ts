// What the renderers know beside the report: where its readers are and what they may see.

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
