// Types of loopback.mjs.

/** The host names that the emulator answers for; `*.` stands for one label, as in a certificate. */
export declare const emulatedHosts: readonly string[];

/** Whether the emulator answers for this host name. */
export declare function isEmulatedHost(host: string): boolean;

/**
 * Maps `https://{emulated host}` to `127.0.0.1:{port}` for every connection of this process until the returned function
 * is called. Loopback stays reachable; all else fails with ENOTFOUND and is told to `onRefused` as `host:port`.
 * The first `dnsFailures` connections to emulated hosts fail with EAI_AGAIN.
 */
export declare function mapToLoopback(options: {
  readonly port: number;
  readonly onRefused?: (target: string) => void;
  readonly dnsFailures?: number;
}): () => void;
