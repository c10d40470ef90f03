// All tests of the verdict as one file, which is what script/mutate runs for each mutant: fast-check and everything else is
// loaded once, not once for each file.
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';

// A mutant needs no smallest counterexample.
fc.configureGlobal({ ...fc.readConfigureGlobal(), endOnFailure: true });

const folder = join(import.meta.dirname, '..', '..', '__tests__', 'verdict');
const files = globSync('*.test.ts', { cwd: folder }).sort();
for (const file of files) await import(pathToFileURL(join(folder, file)).href);
