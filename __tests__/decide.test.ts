// What a run comes to, where several of its findings have to be seen together.
import { describe, expect, test } from '@jest/globals';
import { aNoncompliantResource, aReportResource, aSubscription, aVault, subscriptionId, tenantId } from './builders.ts';
import { parseBaseline } from '../src/baseline/baseline.ts';
import { decide, type Decision } from '../src/decide.ts';
import { resolveDemand } from '../src/demand.ts';
import { parseInputs } from '../src/inputs.ts';
import type { ReportResource, ReportWaiver } from '../src/verdict/model.ts';
import { read } from './config/reading.ts';

const other = '33333333-3333-4333-8333-000000000009';
const elsewhere = aVault({ name: 'kv-legacy', subscriptionId: other });
const startedAt = Date.parse('2026-11-22T03:17:00Z');

const file = `version: 1
waivers:
  - match: { name: kv-legacy }
    reason: Decommissioned in January
    owner: platform-team
    expires: 2026-12-31`;

/** The waiver covers nothing that is seen now; the night before, the vault was there, in a subscription of its own. */
function audit(
  given: Readonly<Record<string, string>>,
  resources: readonly ReportResource[] = [aReportResource()],
  hasBaseline = true,
): Decision {
  const all: typeof given = { 'client-id': tenantId, 'tenant-id': tenantId, 'subscription-id': 'all', ...given };
  const inputs = parseInputs((name) => all[name] ?? '');
  const earlier = { schemaVersion: 1, resources: [{ id: elsewhere.id, status: 'waived' }], subscriptions: [] };
  const baseline = parseBaseline(Buffer.from(JSON.stringify(earlier)));
  return decide(inputs, {
    tool: { name: 'test', version: '1' },
    startedAt,
    finishedAt: startedAt,
    configured: { demand: resolveDemand(inputs, read(file)), file: null, proposed: null },
    survey: {
      subscriptions: [aSubscription()],
      resources,
      excluded: 0,
      leftOutByTags: [],
      notes: [],
      scopeGaps: [],
    },
    interruption: null,
    baseline: {
      baseline: hasBaseline && baseline.kind === 'baseline' ? baseline.baseline : null,
      notes: [],
      problem: null,
    },
    requests: { total: 0, throttled: 0, retried: 0 },
  });
}

const useOf = ({ report }: Decision): ReportWaiver['use'] | undefined => report.waivers[0]?.use;

describe('a waiver that covers nothing', () => {
  test('is not needed any more where everything was seen', () => {
    expect(useOf(audit({}, [aReportResource()], false))).toBe('unneeded');
    expect(useOf(audit({ 'subscription-id': subscriptionId }))).toBe('unneeded');
    expect(useOf(audit({ 'minimum-resource-count': '1' }, [aReportResource()], false))).toBe('unneeded');
  });

  test('is undecided where the baseline knows of a subscription that cannot be seen any more', () => {
    const { report, isWhole } = audit({});
    expect(report.result).toBe('inconclusive');
    expect(report.changes?.lostSubscriptions).toEqual([{ id: other, displayName: null }]);
    expect([report.waivers[0]?.use, isWhole]).toEqual(['undecided', false]);
  });

  test.each([
    ['nothing at all was found', '', []],
    ['less was found than there has to be', '2', [aNoncompliantResource()]],
  ])('is undecided where %s', (_, minimum, resources) => {
    const { report, isWhole } = audit(
      { 'subscription-id': subscriptionId, 'minimum-resource-count': minimum },
      resources,
    );
    expect(report.result).not.toBe('pass');
    expect([report.waivers[0]?.use, isWhole]).toEqual(['undecided', false]);
  });
});
