// The part of the page's script that knows nothing of a page.
import { describe, expect, test } from '@jest/globals';
import { formatView, makeSelector, parseView, wholeView, type View } from '../../../src/report/html/browser/view.ts';
import { renderHtml } from '../../../src/report/html/page.ts';
import {
  aNoncompliantResource,
  aReport,
  aReportResource,
  aSubscription,
  aVault,
  aWaivedResource,
  anHsm,
  anUnknownResource,
  subscriptionId,
} from '../../builders.ts';
import { fileContext } from '../samples.ts';
import { dataOf } from './page-data.ts';

const staging = '22222222-2222-4222-8222-222222222222';
const data = dataOf(
  renderHtml(
    aReport({
      subscriptions: [aSubscription(), aSubscription({ id: staging, displayName: 'Staging' })],
      resources: [
        aNoncompliantResource('metrics-only', { ...aVault({ name: 'kv-10' }), change: 'new' }),
        aNoncompliantResource('no-setting', aVault({ name: 'kv-9' })),
        anUnknownResource('forbidden', aVault({ name: 'kv-s', subscriptionId: staging, resourceGroup: 'rg-z' })),
        aWaivedResource(aVault({ name: 'kv-w', tags: { team: 'Payments' } })),
        aReportResource(anHsm({ name: 'hsm-1' })),
      ],
    }),
    fileContext,
  ),
);
const select = makeSelector(data);
const shown = (part: Partial<View>): (string | undefined)[] =>
  select({ ...wholeView, ...part }).map((index) => data.resources[index]?.name);

describe('rows', () => {
  test.each<[string, Partial<View>, string[]]>([
    ['all, the worst first', {}, ['kv-9', 'kv-10', 'kv-s', 'kv-w', 'hsm-1']],
    ['the best first', { descending: true }, ['hsm-1', 'kv-w', 'kv-s', 'kv-10', 'kv-9']],
    ['by name, numbers as numbers', { sort: 'name' }, ['hsm-1', 'kv-9', 'kv-10', 'kv-s', 'kv-w']],
    ['by subscription', { sort: 'subscription', descending: true }, ['kv-s', 'hsm-1', 'kv-w', 'kv-10', 'kv-9']],
    ['by group', { sort: 'group' }, ['kv-9', 'kv-10', 'kv-w', 'hsm-1', 'kv-s']],
    ['by finding', { sort: 'finding' }, ['hsm-1', 'kv-10', 'kv-9', 'kv-w', 'kv-s']],
    ['by CIS, unknown last', { sort: 'cis', descending: true }, ['kv-s', 'hsm-1', 'kv-w', 'kv-10', 'kv-9']],
    ['of two statuses', { statuses: ['waived', 'unknown'] }, ['kv-s', 'kv-w']],
    ['that are new', { statuses: ['new'] }, ['kv-10']],
    ['that are new, or waived', { statuses: ['new', 'waived'] }, ['kv-10', 'kv-w']],
    ['of a subscription', { subscription: staging }, ['kv-s']],
    ['with a tag', { query: 'TEAM=payments' }, ['kv-w']],
    ['with every word', { query: ' metrics  KV-10 ' }, ['kv-10']],
    ['with an owner of a waiver', { query: 'platform-team' }, ['kv-w']],
    ['with a destination', { query: 'law-central' }, ['hsm-1']],
    ['of a type', { query: 'managed hsm' }, ['hsm-1']],
    ['with nothing', { query: 'nowhere' }, []],
    ['of a status and a word', { statuses: ['noncompliant'], query: 'kv-s' }, []],
  ])('%s', (_, part, names) => {
    expect(shown(part)).toEqual(names);
  });
});

describe('the address', () => {
  test.each<[string, View]>([
    ['', wholeView],
    ['status=noncompliant,unknown', { ...wholeView, statuses: ['noncompliant', 'unknown'] }],
    [`subscription=${subscriptionId}`, { ...wholeView, subscription: subscriptionId }],
    ['q=a+%26+%23b', { ...wholeView, query: 'a & #b' }],
    ['sort=-name', { ...wholeView, sort: 'name', descending: true }],
    ['sort=-status', { ...wholeView, descending: true }],
  ])('#%s', (hash, view) => {
    expect(parseView(`#${hash}`)).toEqual(view);
    expect(formatView(view)).toBe(hash);
  });

  test('what is not understood is left out', () => {
    expect(parseView('#status=evil,waived,&sort=rm&x=y')).toEqual({ ...wholeView, statuses: ['waived'] });
    expect(parseView('#%E0%A4%A')).toEqual(wholeView);
  });
});
