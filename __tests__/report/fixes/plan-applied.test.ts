// The plan against the verdict: what is planned, once done, must satisfy the judge.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { chooseFrom } from '../../../src/report/fixes/demand.ts';
import { planWith, type Fix } from '../../../src/report/fixes/plan.ts';
import { judgeSettings } from '../../../src/verdict/judge.ts';
import type { Destination, DestinationState, DiagnosticSetting } from '../../../src/verdict/model.ts';
import { idKey } from '../../../src/verdict/model.ts';
import { destinationKinds, type Requirement } from '../../../src/verdict/requirement.ts';
import { aReport, aReportResource, allLogsGroup, auditEvent, auditGroup, policyEvaluation } from '../../builders.ts';

/** What Azure would have after the fix; placeholders are destinations that exist. */
function apply(
  settings: readonly DiagnosticSetting[],
  { action, setting, logs, metrics, destinations }: Fix,
): DiagnosticSetting[] {
  const name = setting ?? settings[0]?.name ?? '';
  const before = action === 'update' ? settings.find((one) => one.name === name) : undefined;
  const set = destinations.map(({ kind, id }) => ({ kind, id: id ?? `/new/${kind}` }));
  const kept = before?.destinations.filter(({ kind }) => !set.some((one) => one.kind === kind)) ?? [];
  const after: DiagnosticSetting = {
    name,
    logs: logs ?? before?.logs ?? [],
    metrics: metrics ? [{ category: 'AllMetrics', enabled: true }] : (before?.metrics ?? []),
    destinations: [...kept, ...set],
  };
  return [...settings.filter((one) => one !== before), after];
}

const anyDestinations = fc.uniqueArray(
  fc.record({ kind: fc.constantFrom(...destinationKinds), name: fc.constantFrom('a', 'b', 'gone') }),
  { selector: ({ kind }) => kind, maxLength: 3 },
);
const anyLogs = fc.oneof(
  fc.array(fc.constantFrom(auditEvent, policyEvaluation, { ...auditEvent, enabled: false }), { maxLength: 2 }),
  fc.array(fc.constantFrom(auditGroup, allLogsGroup, { ...auditGroup, enabled: false }), { maxLength: 2 }),
);
const anySettings = fc.uniqueArray(
  fc.record({
    name: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', "it's"),
    logs: anyLogs,
    metrics: fc.boolean(),
    destinations: anyDestinations,
  }),
  { selector: ({ name }) => name, maxLength: 5 },
);
const anyRequirement: fc.Arbitrary<Requirement> = fc.record({
  profile: fc.constantFrom('effective' as const, 'cis' as const),
  acceptedDestinations: fc.subarray([...destinationKinds], { minLength: 2 }),
  allowedDestinations: fc.constant(null),
  requireMetrics: fc.boolean(),
  minimumCopies: fc.integer({ min: 1, max: 2 }),
});

test('a resource is compliant once its fix is applied', () => {
  fc.assert(
    fc.property(anySettings, anyRequirement, (generated, requirement) => {
      const settings: DiagnosticSetting[] = generated.map(({ name, logs, metrics, destinations }) => ({
        name,
        logs,
        metrics: metrics ? [{ category: 'AllMetrics', enabled: true }] : [],
        destinations: destinations.map((one) => ({ kind: one.kind, id: `/x/${one.kind}/${one.name}` })),
      }));
      const stateOf = ({ id }: Destination): DestinationState => (idKey(id).endsWith('/gone') ? 'missing' : 'verified');
      const judge = (list: readonly DiagnosticSetting[]): ReturnType<typeof judgeSettings> =>
        judgeSettings(list, requirement, (one) => ({ state: stateOf(one), notes: [], location: null }));
      const judgement = judge(settings);
      fc.pre(judgement.status === 'noncompliant');
      const report = aReport({ resources: [aReportResource()] });
      const fix = planWith(requirement, chooseFrom(report, requirement))({ ...aReportResource(), ...judgement });
      // Nothing can be said of a setting that the reader has to name.
      fc.pre(fix.setting !== null);
      const after = apply(settings, fix);
      expect([fix, judge(after).reason]).toEqual([fix, null]);
      expect(after.length).toBeLessThanOrEqual(5);
    }),
    { numRuns: 3_000 },
  );
});
