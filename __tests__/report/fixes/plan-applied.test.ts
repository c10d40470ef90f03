// The plan against the verdict: what is planned, once done, must satisfy the judge, and Azure must take it.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { collides } from '../../../src/report/fixes/collision.ts';
import { planFor } from '../../../src/report/fixes/plan.ts';
import type { DiagnosticSetting } from '../../../src/verdict/model.ts';
import { anyTrial, apply, judgeUnder } from './cases.ts';

test('a resource is compliant once its fix is applied, whatever is demanded of it', () => {
  fc.assert(
    fc.property(anyTrial, ({ settings, requirement, resource, report }) => {
      const fix = planFor(report)(resource);
      // Nothing can be said of a setting that the reader has to name.
      fc.pre(fix.setting !== null);
      const after = apply(settings, fix);
      expect([fix, judgeUnder(after, requirement).reason]).toEqual([fix, null]);
    }),
    { numRuns: 1_000 },
  );
});

const senderOf = ({ logs, metrics, destinations }: DiagnosticSetting): Parameters<typeof collides>[0] => ({
  logs,
  metricsEnabled: metrics.some(({ enabled }) => enabled),
  destinations,
});

test('Azure takes what is planned', () => {
  fc.assert(
    fc.property(anyTrial, ({ settings, resource, report }) => {
      const isPossible = settings.every(
        (one) => !collides(senderOf(one), settings.filter((it) => it !== one).map(senderOf)),
      );
      // Azure has no settings that collide.
      fc.pre(isPossible);
      const fix = planFor(report)(resource);
      fc.pre(fix.setting !== null);
      const after = apply(settings, fix);
      const changed = after.find(({ name }) => name === fix.setting);
      if (changed === undefined) throw new Error('The fix changes nothing.');
      const others = after.filter((one) => one !== changed);

      expect(after.length).toBeLessThanOrEqual(5);
      // 409 for what is there twice; 404 for what is not there at all; 400 for a mixture.
      expect([fix, collides(senderOf(changed), others.map(senderOf))]).toEqual([fix, false]);
      expect(changed.destinations.filter(({ id }) => /\/gone(\/|$)/.test(id))).toEqual([]);
      const isGroup = changed.logs.filter(({ enabled }) => enabled).map(({ category }) => category === null);
      expect(new Set(isGroup).size).toBe(1);
      expect(new Set(changed.destinations.map(({ kind }) => kind)).size).toBe(changed.destinations.length);
    }),
    { numRuns: 1_000 },
  );
});

test('what still receives something is cut off only where there is no room for another setting', () => {
  fc.assert(
    fc.property(anyTrial, ({ settings, resource, report }) => {
      fc.pre(settings.length < 5);
      const fix = planFor(report)(resource);
      const after = apply(settings, fix).flatMap(({ destinations }) => destinations.map(({ id }) => id));
      const before = settings
        .filter(({ logs, metrics }) => [...logs, ...metrics].some(({ enabled }) => enabled))
        .flatMap(({ destinations }) => destinations.map(({ id }) => id));
      expect(before.filter((id) => !/\/gone(\/|$)/.test(id) && !after.includes(id))).toEqual([]);
    }),
    { numRuns: 800 },
  );
});
