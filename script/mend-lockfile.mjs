// Adds to package-lock.json the optional packages that npm left out of it. npm drops an optional package that it cannot
// load on the machine at hand, and `npm ci` then refuses the lockfile on every machine ("Missing: … from lock file").
// Run it after every `npm install` that changes a dependency; a folder as argument mends the lockfile there.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const platforms = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'openbsd', 'openharmony', 'sunos', 'win32'];
const architectures = ['arm64', 'arm', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'];

const folder = process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url));
const file = join(folder, 'package-lock.json');
const lock = JSON.parse(readFileSync(file, 'utf8'));
let added = 0;
for (const entry of Object.values({ ...lock.packages })) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const path = `node_modules/${name}`;
    if (lock.packages[path] !== undefined) continue;
    lock.packages[path] = { version, ...describe(name, version), optional: true };
    added += 1;
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${String(added)} optional packages added to ${file}`);

/** What the registry says of the package; where it does not have it, what the package's name says. */
function describe(name, version) {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  try {
    const shown = execFileSync(npm, ['view', `${name}@${version}`, '--json'], { stdio: ['ignore', 'pipe', 'ignore'] });
    const { os, cpu, libc, dist, license } = JSON.parse(shown.toString('utf8'));
    return { integrity: dist.integrity, license, os, cpu, libc };
  } catch {
    const words = name.split(/[-/]/).map((word) => word.replace('gnueabihf', '').replace('musleabihf', ''));
    return {
      os: platforms.filter((platform) => words.includes(platform)),
      cpu: architectures.filter((architecture) => words.includes(architecture)),
    };
  }
}
