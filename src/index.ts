import { main } from './main.ts';

await main();
// Not left to the event loop: a request that hangs (GitHub's issuer sets no limit to itself) would hold the step. The
// status is the one that main() has set, and the log is out once this write is.
process.stdout.write('', () => process.exit());
