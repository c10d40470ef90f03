// The controls that an auditor files the audit log of key vaults under: the one table of them, for SARIF tags, JSON and
// HTML. Data, with who mapped each; a compliant vault is evidence for a control, never all that the control demands.

export interface FrameworkReference {
  readonly framework: string;
  /** Of the framework, as its publisher writes it. */
  readonly version: string;
  readonly controls: readonly string[];
  /** Whose mapping it is: the text of the framework itself, or a tool or initiative that files this check there. */
  readonly mappedBy: string;
  /** Tags of the rules in SARIF, in which GitHub searches; empty for versions that are superseded. */
  readonly tags: readonly string[];
}

const cis = 'CIS Microsoft Azure Foundations Benchmark';
const azurePolicy = 'Azure Policy, regulatory compliance built-ins';
const itself = 'the benchmark itself';

export const frameworks: readonly FrameworkReference[] = [
  ...cisVersions([
    ['6.0.0', '6.1.1.4'],
    ['5.0.0', '6.1.1.4'],
    ['4.0.0', '7.1.1.4'],
    ['3.0.0', '6.1.4'],
    ['2.1.0', '5.1.4'],
    ['2.0.0', '5.1.5'],
    ['1.5.0', '5.1.5'],
    ['1.4.0', '5.1.5'],
    ['1.3.0', '5.1.5'],
    ['1.1.0', '5.1.7'],
  ]),
  {
    framework: 'Microsoft cloud security benchmark',
    version: 'v1',
    controls: ['LT-3'],
    mappedBy: azurePolicy,
    tags: ['MCSB-LT-3'],
  },
  {
    framework: 'NIST SP 800-53',
    version: 'Rev. 5',
    controls: ['AU-12', 'AU-12(1)', 'AU-6(4)', 'AU-6(5)'],
    mappedBy: azurePolicy,
    tags: ['NIST-800-53-AU-12'],
  },
  {
    framework: 'PCI DSS',
    version: '4.0.1',
    controls: ['10.4.2.1'],
    mappedBy: azurePolicy,
    tags: ['PCI-DSS-4.0.1-10.4.2.1'],
  },
  {
    framework: 'ISO/IEC 27001',
    version: '2022',
    controls: ['A.8.15'],
    mappedBy: 'Prowler',
    tags: ['ISO-27001-A.8.15'],
  },
  {
    framework: 'SOC 2',
    version: 'Trust Services Criteria 2017',
    controls: ['CC7.2'],
    mappedBy: `${azurePolicy}; Prowler`,
    tags: ['SOC-2-CC7.2'],
  },
  {
    framework: 'HIPAA Security Rule',
    version: '45 CFR Part 164',
    controls: ['164.312(b)', '164.308(a)(1)(ii)(D)'],
    mappedBy: 'Prowler',
    tags: ['HIPAA-164.312(b)'],
  },
];

/** The newest first; the two that are in use are tagged. */
function cisVersions(versions: readonly (readonly [version: string, control: string])[]): FrameworkReference[] {
  return versions.map(([version, control], index) => ({
    framework: cis,
    version,
    controls: [control],
    mappedBy: itself,
    tags: index < 2 ? [`CIS-Azure-${version}-${control}`] : [],
  }));
}
