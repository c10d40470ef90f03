// Everything that is refused in a configuration file, one row each.
import { describe, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { problemsOf } from './reading.ts';

const id = '11111111-1111-4111-8111-111111111111';
const vaultId = `/subscriptions/${id}/resourceGroups/rg-old/providers/Microsoft.KeyVault/vaults/kv-legacy`;

const waiver = (overrides: Readonly<Record<string, unknown>> = {}): string =>
  stringify({
    version: 1,
    waivers: [
      { match: { name: 'kv-legacy' }, reason: 'Ticket OPS-1', owner: 'platform', expires: '2026-12-31', ...overrides },
    ],
  });

describe('is refused, with its place, the key and what is allowed', () => {
  const keys = 'It takes subscriptions, management-groups, include, exclude, tags';
  const guidHelp = 'is not a GUID such as 00000000-0000-0000-0000-000000000000';
  const rows: [what: string, text: string, problem: string][] = [
    ['nothing', '', '1:1 the file is empty; it has at least the line version: 1'],
    ['a text', 'hello', '1:1 "hello" is not a map of keys and values'],
    ['a list', '- a', '1:1 a list is not a map of keys and values'],
    ['no version', 'scope: {}', '1:1 version is missing'],
    ['another version', 'version: 2', '1:10 version: 2 is not 1'],
    ['a version in quotes', 'version: "1"', '1:10 version: "1" is not 1'],
    [
      'an unknown key',
      'version: 1\nwaiver: []',
      '2:1 the file has no key "waiver". Did you mean waivers? It takes version, scope, requirement, waivers',
    ],
    [
      'an unknown key below',
      'version: 1\nscope:\n  exlude: kv-*',
      `3:3 scope has no key "exlude". Did you mean exclude? ${keys}`,
    ],
    ['a key like nothing', 'version: 1\nscope: {constructor: 1}', `2:9 scope has no key "constructor". ${keys}`],
    ['a merge key', 'version: 1\nscope:\n  <<: {include: kv-*}', `3:3 scope has no key "<<". ${keys}`],
    ['an empty value', 'version: 1\nscope:', '2:7 scope: has no value'],
    ['an empty value below', 'version: 1\nscope:\n  include:', '3:11 scope.include: has no value'],
    ['an empty list', 'version: 1\nscope: {include: []}', '2:18 scope.include: lists nothing'],
    ['an empty item', 'version: 1\nscope:\n  include:\n    - kv-a\n    -', '5:6 scope.include[2]: has no value'],
    ['a blank item', 'version: 1\nscope: {include: " "}', '2:18 scope.include: is blank'],
    [
      'a value with blanks around it',
      'version: 1\nscope: {include: ["kv-a "]}',
      '2:19 scope.include[1]: has blanks at its start or end',
    ],
    [
      'a number for a text',
      'version: 1\nscope: {include: [5]}',
      '2:19 scope.include[1]: 5 is not a text; put it in quotation marks if it is meant as one',
    ],
    [
      'a map for a list',
      'version: 1\nscope: {include: {a: b}}',
      '2:18 scope.include: a map of keys and values is not a list',
    ],
    ['a list for a map', 'version: 1\nscope: []', '2:8 scope: a list is not a map of keys and values'],
    ['no GUID', 'version: 1\nscope: {subscriptions: [prod]}', `2:25 scope.subscriptions[1]: "prod" ${guidHelp}`],
    [
      'no GUID, alone',
      'version: 1\nscope: {subscriptions: everything}',
      `2:24 scope.subscriptions: "everything" ${guidHelp}`,
    ],
    ['all among others', `version: 1\nscope: {subscriptions: [all]}`, `2:25 scope.subscriptions[1]: "all" ${guidHelp}`],
    [
      'no management group',
      'version: 1\nscope: {management-groups: "a b"}',
      '2:28 scope.management-groups: "a b" is not the ID of a management group: letters, digits, hyphens, underscores, periods, parentheses',
    ],
    [
      'a pattern that matches nothing',
      'version: 1\nscope: {exclude: "kv_*"}',
      '2:18 scope.exclude: "kv_*" matches nothing: no vault name contains "_". Patterns know * and ?, no braces, brackets or negation',
    ],
    ['a tag with no value', 'version: 1\nscope: {tags: {env: []}}', '2:21 scope.tags.env: lists nothing'],
    [
      'a tag that is a number',
      'version: 1\nscope: {tags: {env: [1]}}',
      '2:22 scope.tags.env[1]: 1 is not a text; put it in quotation marks if it is meant as one',
    ],
    ['a tag without a name', 'version: 1\nscope: {tags: {" ": x}}', '2:21 scope.tags. : the name of this tag is blank'],
    ['tags that are none', 'version: 1\nscope: {tags: {}}', '2:15 scope.tags: names no tag'],
    [
      'a tag twice',
      'version: 1\nscope: {tags: {env: a, Env: b}}',
      '2:29 scope.tags.Env: the same tag twice: names of tags have no letter case',
    ],
    [
      'another letter case',
      'version: 1\nrequirement: {profile: CIS}',
      '2:24 requirement.profile: "CIS" is not one of effective, cis. Did you mean cis?',
    ],
    [
      'another word',
      'version: 1\nrequirement: {accepted-destinations: [event-hubs]}',
      '2:39 requirement.accepted-destinations[1]: "event-hubs" is not one of log-analytics, storage, event-hub, partner. Did you mean event-hub?',
    ],
    [
      'no kind',
      'version: 1\nrequirement: {accepted-destinations: []}',
      '2:38 requirement.accepted-destinations: lists nothing',
    ],
    [
      'yes',
      'version: 1\nrequirement: {require-metrics: yes}',
      '2:32 requirement.require-metrics: "yes" is not true or false',
    ],
    [
      'a half copy',
      'version: 1\nrequirement: {minimum-copies: 1.5}',
      '2:31 requirement.minimum-copies: 1.5 is not a whole number',
    ],
    ['no copy', 'version: 1\nrequirement: {minimum-copies: 0}', '2:31 requirement.minimum-copies: 0 is less than 1'],
    [
      'too many copies',
      'version: 1\nrequirement: {minimum-copies: 5}',
      '2:31 requirement.minimum-copies: 5 is more than 4',
    ],
    [
      'more copies than kinds',
      'version: 1\nrequirement: {minimum-copies: 2, accepted-destinations: [storage, storage]}',
      '2:31 requirement.minimum-copies: 2 kinds of destination are demanded, but only 1 accepted',
    ],
    [
      'more copies than kinds, in an override',
      'version: 1\nrequirement:\n  minimum-copies: 2\n  overrides:\n    - match: {name: kv-a}\n      accepted-destinations: storage',
      '6:30 requirement.overrides[1].accepted-destinations: 2 kinds of destination are demanded, but only 1 accepted',
    ],
    [
      'more copies than kinds: said once, not of overrides that change neither',
      'version: 1\nrequirement:\n  minimum-copies: 2\n  accepted-destinations: storage\n  overrides:\n    - match: {name: kv-a}\n      profile: cis',
      '3:19 requirement.minimum-copies: 2 kinds of destination are demanded, but only 1 accepted',
    ],
    [
      'an override without a match',
      'version: 1\nrequirement: {overrides: [{profile: cis}]}',
      '2:27 requirement.overrides[1].match is missing',
    ],
    [
      'an override without a demand',
      'version: 1\nrequirement: {overrides: [{match: {name: kv-a}}]}',
      '2:27 requirement.overrides[1]: demands nothing else than before: it has only a match',
    ],
    [
      'a match of everything',
      'version: 1\nrequirement: {overrides: [{match: {}, profile: cis}]}',
      '2:35 requirement.overrides[1].match: matches nothing: it needs a key',
    ],
    [
      'a name that is an ID',
      waiver({ match: { name: vaultId } }),
      '4:13 waivers[1].match.name: is a name or a pattern of names, without "/". For resource IDs there is the key id',
    ],
    [
      'an ID that is a name',
      waiver({ match: { id: 'kv-a' } }),
      '4:11 waivers[1].match.id: is a resource ID or a pattern of IDs, with "/". For names there is the key name',
    ],
    [
      'a waiver by tag',
      waiver({ match: { tags: { waived: 'yes' } } }),
      '4:7 waivers[1].match has no key "tags". It takes name, id, resource-group, subscription',
    ],
    ['a waiver of everything', waiver({ match: {} }), '3:12 waivers[1].match: matches nothing: it needs a key'],
    ['a waiver without a reason', waiver({ reason: undefined }), '3:5 waivers[1].reason is missing'],
    ['a blank reason', waiver({ reason: ' ' }), '5:13 waivers[1].reason: is blank'],
    ['a waiver of nobody', waiver({ owner: '' }), '6:12 waivers[1].owner: is blank'],
    [
      'an end with blanks, which is not also called no date',
      waiver({ expires: ' 2026-12-31' }),
      '7:14 waivers[1].expires: has blanks at its start or end',
    ],
    ['a waiver without an end', waiver({ expires: undefined }), '3:5 waivers[1].expires is missing'],
    [
      'an end that is no date',
      waiver({ expires: 'soon' }),
      '7:14 waivers[1].expires: "soon" is not a date such as 2026-12-31',
    ],
    [
      'an end with a time',
      waiver({ expires: '2026-12-31T00:00:00Z' }),
      '7:14 waivers[1].expires: "2026-12-31T00:00:00Z" is not a date such as 2026-12-31',
    ],
    [
      'a day that is none',
      waiver({ expires: '2027-02-29' }),
      '7:14 waivers[1].expires: "2027-02-29" is not a date such as 2026-12-31',
    ],
    [
      'an end too far away',
      waiver({ expires: '2027-11-24' }),
      '7:14 waivers[1].expires: 2027-11-24 is 367 days ahead; a waiver ends after 366 days at the latest, and can be renewed then',
    ],
  ];
  test.each(rows)('%s', (_, text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });

  test('all of it at once, in the order of the file', () => {
    const text = `version: 3
scope:
  exlude: kv-*
  inclde: kv-*
requirement:
  profile: cis2
waivers:
  - match: {}
    reason: ""
    expires: 2026-13-01
`;
    expect(problemsOf(text).map((problem) => problem.replace(/ .*/, ''))).toEqual([
      '1:10',
      '3:3',
      '4:3',
      '6:12',
      '8:5',
      '8:12',
      '9:13',
      '10:14',
    ]);
  });

  test('a long text is not quoted in part: it may be a secret in the wrong place', () => {
    const [problem] = problemsOf(`version: 1\nrequirement: {profile: "${'s3cret'.repeat(20)}"}`);
    expect(problem).toContain('a text of 120 characters is not one of');
    expect(problem).not.toContain('s3cret');
  });
});
