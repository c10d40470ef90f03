// The details of one resource, made when somebody unfolds them.
import { fillIn, type PageData, type ResourceData, type SettingData } from '../page-data.ts';
import { copyButton } from './copy.ts';
import { data, link, make } from './dom.ts';

export type Announce = (words: string) => void;

/** What unfolds below a row. */
export function renderDetails(page: PageData, one: ResourceData, announce: Announce): HTMLElement {
  const text = (ref: number): string => page.texts[ref] ?? '';
  return make(
    'div',
    'details',
    make('div', 'left', why(one, text), settings(one, text), notes(one, text), facts(one, text, announce)),
    make('div', 'right', fix(one, text, announce), opinions(page, one, text)),
  );
}

type Text = (ref: number) => string;

function why(one: ResourceData, text: Text): HTMLElement {
  const { reason, advice, waiver } = one;
  const waived =
    waiver &&
    make(
      'p',
      'waiver',
      make('b', '', 'Waived until ', data(text(waiver.expires)), ': '),
      data(text(waiver.reason)),
      ' Owner: ',
      data(text(waiver.owner)),
      '.',
    );
  return block(
    one.status === 'compliant' ? 'Why it is compliant' : 'What was found',
    reason === undefined || text(reason) === text(one.detail) ? null : make('p', '', text(reason)),
    make('p', '', data(text(one.detail))),
    waived ?? null,
    advice === undefined ? null : make('p', 'advice', make('b', '', 'What to do: '), text(advice)),
  );
}

function settings(one: ResourceData, text: Text): HTMLElement | null {
  if (one.status === 'unknown') return null;
  const list = one.settings ?? [];
  const title = list.length === 1 ? '1 diagnostic setting' : `${String(list.length)} diagnostic settings`;
  return block(list.length === 0 ? 'No diagnostic setting' : title, ...list.map((it) => setting(it, text)));
}

function setting(one: SettingData, text: Text): HTMLElement {
  const chips = (refs: readonly number[], className: string, words: string): HTMLElement[] =>
    refs.map((ref) => make('li', className, data(text(ref)), ` ${words}`));
  const destinations = one.destinations.map(({ kind, id, state, stateText }) =>
    make(
      'li',
      '',
      text(kind),
      ' · ',
      make('span', `state ${state}`, text(stateText)),
      make('code', '', data(text(id))),
    ),
  );
  return make(
    'div',
    `setting ${one.adequate ? 'adequate' : 'inadequate'}`,
    make('h4', '', data(text(one.name)), ' ', make('small', '', one.adequate ? 'counts' : 'does not count')),
    make(
      'ul',
      'chips',
      ...chips(one.on, 'on', 'on'),
      ...chips(one.off, 'off', 'off'),
      make('li', one.metrics ? 'on' : 'off', `metrics ${one.metrics ? 'on' : 'off'}`),
    ),
    destinations.length === 0 ? make('p', 'muted', 'No destination') : make('ul', 'destinations', ...destinations),
  );
}

function notes(one: ResourceData, text: Text): HTMLElement | null {
  if (one.notes === undefined) return null;
  return block('Notes', make('ul', '', ...one.notes.map((ref) => make('li', '', data(text(ref))))));
}

function facts(one: ResourceData, text: Text, announce: Announce): HTMLElement {
  const { profiles, tags } = one;
  const wouldPass = (passes: boolean): string => (passes ? 'compliant' : 'not compliant');
  const list = make('dl', 'facts');
  const add = (term: string, ...value: readonly (Node | string)[]): void => {
    list.append(make('dt', '', term), make('dd', '', ...value));
  };
  if (profiles !== undefined) {
    add('Profile effective', wouldPass(profiles[0]));
    add('Profile cis', wouldPass(profiles[1]));
  }
  if (one.age !== undefined) add('Failing', text(one.age));
  if (one.override !== undefined) add('Held to', data(text(one.override)));
  if (text(one.location) !== '') add('Region', data(text(one.location)));
  if (tags !== undefined) {
    const items = tags.map(([key, value]) => make('li', '', data(text(key)), ' = ', data(text(value))));
    add('Tags', make('ul', 'chips', ...items));
  }
  add(
    'Resource ID',
    make('code', '', data(one.id)),
    ' ',
    copyButton('Copy', () => one.id, announce),
  );
  return block(text(one.type) === 'vault' ? 'The vault' : `The ${text(one.type)}`, list);
}

/** What somebody chose last: the next fix opens in it. */
let preferred = '';

function fix(one: ResourceData, text: Text, announce: Announce): HTMLElement | null {
  if (one.fix === undefined) return null;
  const scripts = one.fix.scripts.map(({ language, template }) => ({
    language: text(language),
    script: fillIn(text(template), one.id),
  }));
  const code = make('code', '');
  const frame = make('pre', '', code);
  frame.tabIndex = 0; // so that the keyboard can scroll it
  frame.setAttribute('role', 'group');
  frame.setAttribute('aria-label', `Fix for ${one.name}`);

  const buttons = scripts.map(({ language }) => make('button', 'language', language));
  const choose = (wanted: string): void => {
    const index = Math.max(
      0,
      scripts.findIndex(({ language }) => language === wanted),
    );
    code.textContent = scripts[index]?.script ?? '';
    for (const [at, button] of buttons.entries()) button.setAttribute('aria-pressed', String(at === index));
  };
  for (const button of buttons) {
    button.type = 'button';
    button.addEventListener('click', () => {
      preferred = button.textContent;
      choose(preferred);
    });
  }
  choose(preferred);
  const copy = copyButton('Copy', () => code.textContent, announce);
  const head = make('div', 'bar-above', make('span', 'languages', ...buttons), copy);
  const remark = text(one.fix.remark);
  return block('How to fix it', remark === '' ? null : make('p', 'remark', remark), make('div', 'code', head, frame));
}

function opinions(page: PageData, one: ResourceData, text: Text): HTMLElement | null {
  if (one.peers === undefined) return null;
  const items = one.peers.flatMap(([index, passes, difference]) => {
    const peer = page.peers[index];
    if (peer === undefined) return [];
    const name = link(peer.tool, peer.source);
    const says = make('span', `says ${passes ? 'pass' : 'fail'}`, passes ? 'pass' : 'fail');
    const rule = make('small', '', ` ${peer.rule}, ${peer.version}`);
    return make('li', '', says, name, rule, difference === undefined ? null : make('p', '', data(text(difference))));
  });
  return block('What others would say', make('ul', 'peers', ...items));
}

function block(title: string, ...children: readonly (Node | null)[]): HTMLElement {
  return make('section', '', make('h3', '', title), ...children);
}
