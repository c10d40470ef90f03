// `node --import …/preload.mjs`: lets an unchanged program talk to the emulator under the real host names.
// EMULATOR_PORT: where it listens. EMULATOR_REFUSALS: a file that gets one line for every connection refused to another
// host. EMULATOR_DNS_FAILURES: how many connections fail to resolve first.
import { appendFileSync } from 'node:fs';
import { mapToLoopback } from './loopback.mjs';

const port = Number(process.env.EMULATOR_PORT);
if (!Number.isInteger(port) || port < 1 || port > 65535) {
  throw new Error(`EMULATOR_PORT must be a port number, not '${String(process.env.EMULATOR_PORT)}'`);
}
const refusals = process.env.EMULATOR_REFUSALS;
mapToLoopback({
  port,
  dnsFailures: Number(process.env.EMULATOR_DNS_FAILURES ?? 0),
  onRefused: (target) => {
    if (refusals) appendFileSync(refusals, `${target}\n`);
  },
});
