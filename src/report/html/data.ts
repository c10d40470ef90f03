// The details of every resource for the page's script, small: 5,000 of them have to load in a moment.
import type { JudgedSetting, LogEntry, ReportResource } from '../../verdict/model.ts';
import { peers, toPeerOpinions } from '../../verdict/peers.ts';
import { describeAge } from '../changes-part.ts';
import { plainText } from '../plain-text.ts';
import { describeRequirement, destinationStateWords, destinationWords, typeWords, wordsFor } from '../wording.ts';
import { hasName } from '../fixes/log-entries.ts';
import type { FixFor, ResourceFix } from './fix.ts';
import type { FixData, OpinionData, PageData, ResourceData, SettingData, TextRef } from './page-data.ts';
import type { Row } from './rows.ts';

type ToRef = (text: string) => TextRef;

/** Rows as data, in the same order. All texts are plain: one line, nothing invisible. */
export function toPageData(rows: readonly Row[], fixFor: FixFor): PageData {
  const refs = new Map<string, TextRef>();
  const toRef: ToRef = (text) => {
    const known = refs.get(text) ?? refs.size;
    refs.set(text, known);
    return known;
  };
  const resources = rows.map((row) => toResourceData(row, toRef, fixFor));
  const peerData = peers.map(({ tool, rule, version, source }) => ({ tool, rule, version, source }));
  return { texts: [...refs.keys()], peers: peerData, resources };
}

function toResourceData({ resource, subscriptionName, finding }: Row, toRef: ToRef, fixFor: FixFor): ResourceData {
  const plain = (text: string, limit = 1_000): TextRef => toRef(plainText(text, limit));
  const { reason, profiles, settings, notes, waiver, tags, requirement } = resource;
  const words = reason === null ? null : wordsFor(reason);
  const age = describeAge(resource);
  const opinions = toOpinions(resource, plain);
  const fix = fixFor(resource);
  return {
    id: plainText(resource.id),
    name: plainText(resource.name),
    type: toRef(typeWords[resource.type]),
    status: resource.status,
    subscription: plain(resource.subscriptionId.toLowerCase()),
    subscriptionName: plain(subscriptionName),
    group: plain(resource.resourceGroup),
    location: plain(resource.location ?? ''),
    finding: toRef(finding),
    detail: plain(resource.detail),
    ...(age === '' ? {} : { age: toRef(age) }),
    ...(resource.change === 'new' ? { isNew: true as const } : {}),
    ...(words === null ? {} : { reason: toRef(words.sentence), advice: toRef(words.advice) }),
    ...(profiles === null
      ? {}
      : { profiles: [profiles.effective === 'compliant', profiles.cis === 'compliant'] as const }),
    ...(requirement.override === null
      ? {}
      : {
          override: plain(
            `override ${requirement.override} of the configuration file: ${describeRequirement(requirement)}`,
          ),
        }),
    ...(settings.length === 0 ? {} : { settings: settings.map((setting) => toSettingData(setting, toRef, plain)) }),
    ...(notes.length === 0 ? {} : { notes: notes.map((note) => plain(note)) }),
    ...(waiver === null
      ? {}
      : { waiver: { reason: plain(waiver.reason), owner: plain(waiver.owner), expires: plain(waiver.expires) } }),
    ...(opinions.length === 0 ? {} : { peers: opinions }),
    ...(fix === null ? {} : { fix: toFixData(fix, toRef) }),
    ...(Object.keys(tags).length === 0
      ? {}
      : { tags: Object.entries(tags).map(([key, value]) => [plain(key, 200), plain(value, 300)] as const) }),
  };
}

function toFixData({ remark, scripts }: ResourceFix, toRef: ToRef): FixData {
  return {
    remark: toRef(remark),
    scripts: scripts.map(({ language, template }) => ({ language: toRef(language), template: toRef(template) })),
  };
}

function toSettingData(setting: JudgedSetting, toRef: ToRef, plain: ToRef): SettingData {
  const named = (isOn: boolean): TextRef[] =>
    setting.logs.filter(({ enabled }) => enabled === isOn).map((entry) => plain(nameEntry(entry)));
  return {
    name: plain(setting.name),
    adequate: setting.adequate,
    metrics: setting.metricsEnabled,
    on: named(true),
    off: named(false),
    destinations: setting.destinations.map(({ kind, id, state }) => ({
      kind: toRef(destinationWords[kind]),
      id: plain(id),
      state,
      stateText: toRef(destinationStateWords[state]),
    })),
  };
}

/** Groups and categories have names in common, so it is said which of the two it is. */
function nameEntry({ category, categoryGroup }: LogEntry): string {
  if (hasName(category)) return category;
  return categoryGroup === null ? 'without a name' : `group ${categoryGroup}`;
}

function toOpinions(resource: ReportResource, plain: ToRef): readonly OpinionData[] {
  return (toPeerOpinions(resource) ?? []).map(({ peer, says, difference }) => {
    const index = peers.findIndex(({ id }) => id === peer);
    return difference === null ? [index, says === 'pass'] : [index, says === 'pass', plain(difference)];
  });
}
