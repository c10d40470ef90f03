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

test.each<[string, string]>([
  ['plain', 'x'],
  ['that is longer as an entity', '@'],
])('thousands of samples and notes, %s, leave the summary below its limit, and are counted', (_, character) => {
  const requirement = anAppliedRequirement({ allowedDestinations: [character.repeat(5_000)] });
  const many = {
    ...validation,
    samples: Array.from({ length: 5_000 }, () => aSample({ id: character.repeat(5_000), requirement })),
    notes: Array<string>(5_000).fill(character.repeat(900)),
  };
  const summary = renderValidationSummary(many);
  expect(Buffer.byteLength(summary)).toBeLessThan(1_000_000);
  expect(summary).toMatch(/Left out for want of space: \d+ of 5000 samples and \d+ of 5000 notes. See the log.\n/);
  expect(summary).toContain('| any other vault |');
});

test('without anything to show there are no empty tables', () => {
  const summary = renderValidationSummary({ name: 'a.yml', values: {}, samples: [], notes: ['Nothing.'] });
  expect(summary).toBe(
    '## ✅ a.yml is understood\n\nAzure was not asked: nothing is said about any vault.\n\nNothing.\n',
  );
});
