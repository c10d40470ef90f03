// `node --import …/measure.mjs`: writes what the process has used to MEASURE_FILE when it ends. Plain JavaScript, because
// it must cost the measured program nothing.
import { writeFileSync } from 'node:fs';

const file = process.env.MEASURE_FILE;
process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  writeFileSync(file, JSON.stringify({ cpuMs: (userCPUTime + systemCPUTime) / 1_000, peakMib: maxRSS / 1_024 }));
});
