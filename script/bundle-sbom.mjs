// npm sbom … | node script/bundle-sbom.mjs LICENSES: of a CycloneDX list of all packages, those that are in the bundle, as its
// licenses.txt names them. npm's own `--omit=dev` drops packages that are needed for both (`yaml`), and keeps what is
// installed beside the bundle (Node itself).
import { readFileSync } from 'node:fs';

const bundled = readFileSync(process.argv[2], 'utf8')
  .split(/\n-{80}\n\n/)
  .slice(1)
  .map((section) => section.split('\n')[0].replace(/ (?=[^ ]+$)/, '@'));
const sbom = JSON.parse(readFileSync(0, 'utf8'));
const root = sbom.metadata.component['bom-ref'];
const isKept = (ref) => ref === root || bundled.includes(ref);

const components = sbom.components.filter((component) => isKept(component['bom-ref']));
const found = components.map((component) => component['bom-ref']);
const missing = bundled.filter((ref) => !found.includes(ref));
if (bundled.length === 0 || missing.length > 0) throw new Error(`npm sbom does not know ${missing.join(', ')}`);

const dependencies = sbom.dependencies
  .filter(({ ref }) => isKept(ref))
  .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter(isKept) }));
console.log(JSON.stringify({ ...sbom, components, dependencies }, null, 2));
