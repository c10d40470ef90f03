// Reports of any shape for properties, with hostile data wherever data of unknown origin can stand.
import fc from 'fast-check';
import { anyCharacter } from '../any-character.ts';
import type { Report, ReportResource } from '../../src/verdict/model.ts';
import { noncompliantReasons, unknownReasons } from '../../src/verdict/model.ts';
import { anAppliedRequirement, aReport, aStorageAccount, aVault, aWorkspace, anHsm } from '../builders.ts';
import { hostileStrings } from './samples.ts';

const anyText = fc.oneof(
  fc.constantFrom(...hostileStrings),
  fc.string({ unit: anyCharacter, maxLength: 40 }),
  fc.array(fc.constantFrom(...hostileStrings), { maxLength: 5 }).map((parts) => parts.join('')),
);
const anyDestination = fc.record({
  kind: fc.constantFrom('log-analytics' as const, 'storage' as const, 'event-hub' as const, 'partner' as const),
  id: fc.oneof(anyText, fc.constantFrom(aWorkspace.id, aStorageAccount.id)),
  state: fc.constantFrom('verified' as const, 'unverified' as const, 'missing' as const, 'unchecked' as const),
});
const anyLog = fc.record(
  {
    category: fc.option(fc.oneof(anyText, fc.constantFrom('AuditEvent', 'AzurePolicyEvaluationDetails'))),
    categoryGroup: fc.option(fc.oneof(anyText, fc.constantFrom('audit', 'allLogs'))),
    enabled: fc.boolean(),
    retentionDays: fc.integer({ min: 0, max: 400 }),
  },
  { requiredKeys: ['category', 'categoryGroup', 'enabled'] },
);
const anySetting = fc.record({
  name: fc.oneof(anyText, fc.constantFrom('to-central', 'key-vault-audit')),
  adequate: fc.boolean(),
  logs: fc.array(anyLog, { maxLength: 4 }),
  metricsEnabled: fc.boolean(),
  // At most one of each kind in a setting, as Azure has it.
  destinations: fc.uniqueArray(anyDestination, { maxLength: 3, selector: ({ kind }) => kind }),
});
const anyBody = fc.record({
  id: fc.oneof(anyText, fc.constantFrom(aVault().id, anHsm().id)),
  name: anyText,
  type: fc.constantFrom('vault' as const, 'managedHsm' as const),
  subscriptionId: anyText,
  resourceGroup: anyText,
  location: fc.option(anyText),
  tags: fc.dictionary(anyText, anyText, { maxKeys: 3 }),
  detail: anyText,
  notes: fc.array(anyText, { maxLength: 3 }),
  settings: fc.array(anySetting, { maxLength: 6 }),
});
const anyResource: fc.Arbitrary<ReportResource> = fc
  .tuple(
    anyBody,
    fc.constantFrom(...noncompliantReasons),
    fc.constantFrom(...unknownReasons),
    fc.constantFrom('compliant' as const, 'noncompliant' as const, 'unknown' as const, 'waived' as const),
    fc.record({ reason: anyText, owner: anyText, expires: anyText, daysLeft: fc.integer({ min: -5, max: 400 }) }),
    fc.constantFrom('new' as const, 'still' as const, null),
    fc.option(fc.constant('2026-11-20T03:17:00.000Z')),
  )
  .map(([body, noncompliant, unknown, status, waiver, change, since]) => ({
    ...body,
    status,
    reason: status === 'compliant' ? null : status === 'unknown' ? unknown : noncompliant,
    profiles: status === 'unknown' ? null : { effective: 'compliant', cis: 'noncompliant' },
    waiver: status === 'waived' ? waiver : null,
    requirement: anAppliedRequirement(),
    change: status === 'noncompliant' ? change : null,
    since: status === 'noncompliant' ? since : null,
  }));
const anySubscription = fc.record({
  id: anyText,
  displayName: fc.option(anyText),
  tenantId: fc.option(anyText),
  state: fc.option(anyText),
  status: fc.constantFrom('audited' as const, 'partial' as const, 'unreadable' as const, 'skipped' as const),
  detail: anyText,
});

/** Reports of any shape that the types allow, with hostile data everywhere. */
export const anyReport: fc.Arbitrary<Report> = fc
  .record({
    resources: fc.array(anyResource, { maxLength: 12 }),
    subscriptions: fc.array(anySubscription, { maxLength: 4 }),
    notes: fc.array(anyText, { maxLength: 4 }),
    profile: fc.oneof(anyText, fc.constantFrom('effective', 'cis')),
    requireMetrics: fc.boolean(),
    accepted: fc.option(fc.subarray(['log-analytics', 'storage', 'event-hub', 'partner'])),
    allowed: fc.option(fc.array(fc.oneof(anyText, fc.constant(aWorkspace.id)), { maxLength: 2 })),
    copies: fc.option(fc.integer({ min: 1, max: 4 })),
  })
  .map(({ profile, requireMetrics, accepted, allowed, copies, ...rest }) =>
    aReport({
      ...rest,
      requirement: {
        values: {
          profile,
          'require-metrics': requireMetrics,
          'accepted-destinations': accepted,
          'allowed-destinations': allowed,
          'minimum-copies': copies,
        },
        sources: { profile: 'file' },
      },
    }),
  );
