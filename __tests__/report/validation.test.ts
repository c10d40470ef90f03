// Mode validate: what its log and its summary say.
import { expect, test } from '@jest/globals';
import {
  renderValidationLines,
  renderValidationSummary,
  type ValidatedSample,
  type Validation,
} from '../../src/report/validation.ts';
import { anAppliedRequirement } from '../builders.ts';
import { expectGolden } from '../golden.ts';

function aSample(overrides: Partial<ValidatedSample> = {}): ValidatedSample {
  return {
    origin: 'any other vault',
    id: '/a/b',
    scope: 'in scope',
    requirement: anAppliedRequirement(),
    waiver: null,
    ...overrides,
  };
}

const validation: Validation = {
  name: '.github/keyvault-audit.yml',
  values: {
    profile: 'cis',
    include: null,
    exclude: [],
    'require-metrics': true,
    overrides: [{ match: { name: ['kv-*'] } }],
    tags: {},
  },
  samples: [
    aSample(),
    aSample({ origin: 'asked for', id: 'kv-|-x', scope: 'excluded' }),
    aSample({ scope: 'left out by its tags' }),
    aSample({
      origin: 'override 2',
      requirement: anAppliedRequirement({
        profile: 'cis',
        acceptedDestinations: ['storage', 'partner'],
        allowedDestinations: ['/x', '/y'],
        minimumCopies: 2,
        requireMetrics: true,
        override: 2,
      }),
      waiver: { owner: 'platform-team', expires: '2026-12-31', daysLeft: 1 },
    }),
    aSample({ origin: 'waiver 1', waiver: { owner: '<b>', expires: '2026-01-01', daysLeft: -3 } }),
  ],
  notes: ['The waiver in line 9 runs out soon.'],
};

test('log and summary', () => {
  expectGolden('report/validation.log.txt', `${renderValidationLines(validation).join('\n')}\n`);
  expectGolden('report/validation.summary.md', renderValidationSummary(validation));
});

test('thousands of samples and notes leave the summary below its limit, and are counted', () => {
  const many = {
    ...validation,
    samples: Array.from({ length: 5_000 }, () => aSample({ id: 'x'.repeat(5_000) })),
    notes: Array<string>(5_000).fill('y'.repeat(900)),
  };
  const summary = renderValidationSummary(many);
  expect(Buffer.byteLength(summary)).toBeLessThan(1_000_000);
  expect(summary).toContain('4500 more samples: see the log.');
});
