// Lets code of this very process reach the emulator: trusts its certificate authority and maps the host names.
import { readFileSync } from 'node:fs';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { mapToLoopback } from './loopback.mjs';

/**
 * From now on this process reaches the emulator under Azure's and GitHub's host names, and no other host but loopback.
 * Returns a function that undoes it. `onRefused` is told every connection refused to another host.
 */
export function reachEmulator(
  emulator: { readonly port: number; readonly caFile: string },
  options: { readonly onRefused?: (target: string) => void; readonly dnsFailures?: number } = {},
): () => void {
  const trusted = getCACertificates('default');
  setDefaultCACertificates([...trusted, readFileSync(emulator.caFile, 'utf8')]);
  const unmap = mapToLoopback({ port: emulator.port, ...options });
  return () => {
    unmap();
    setDefaultCACertificates(trusted);
  };
}
