// The table of resources, whole: it is there to read without any script. Roles are spelled out, because the style lays
// rows out as grids, and some browsers then forget that they are rows.
import { describeAge } from '../changes-part.ts';
import { plainText } from '../plain-text.ts';
import { statusWords } from '../wording.ts';
import { data, link, markup, nothing, type Html } from './markup.ts';
import { rowsPerBody } from './page-data.ts';
import type { Row } from './rows.ts';

/** Column names as the script and the style know them, and their heads. */
const columns = [
  ['status', 'Status'],
  ['name', 'Vault'],
  ['subscription', 'Subscription'],
  ['group', 'Resource group'],
  ['finding', 'Finding'],
  ['cis', 'CIS text'],
] as const;

export function renderVaults(rows: readonly Row[]): Html {
  if (rows.length === 0) {
    return markup`<section aria-labelledby="vaults"><h2 id="vaults">Vaults</h2><p>Nothing was found.</p></section>`;
  }
  const heads = columns.map(
    ([name, head]) => markup`<th role="columnheader" scope="col" class="${name}" data-column="${name}">${head}</th>`,
  );
  const bodies = [];
  for (let start = 0; start < rows.length; start += rowsPerBody) {
    const body = rows.slice(start, start + rowsPerBody).map(renderRow);
    bodies.push(markup`<tbody role="rowgroup">\n${body}</tbody>\n`);
  }
  return markup`<section aria-labelledby="vaults">
<div class="toolbar">
<h2 id="vaults">Vaults</h2>
${renderFilters(rows)}
<p id="shown" role="status">${rows.length} shown</p>
</div>
<table role="table" id="table" aria-labelledby="vaults">
<thead role="rowgroup"><tr role="row">${heads}</tr></thead>
${bodies}
</table>
<p id="none" hidden>Nothing matches these filters.</p>
</section>`;
}

function renderFilters(rows: readonly Row[]): Html {
  const names = new Map(rows.map((row) => [row.resource.subscriptionId.toLowerCase(), row.subscriptionName]));
  const options = [...names]
    .sort(([, a], [, b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1))
    .map(([id, name]) => markup`<option value="${plainText(id)}">${plainText(name, 80)}</option>`);
  return markup`<form id="filters" class="needs-script" role="search" aria-label="Vaults">
<input type="search" id="query" aria-label="Search vaults" placeholder="Search name, group, reason, tag, destination…" autocomplete="off" spellcheck="false">
<select id="subscription" aria-label="Subscription"><option value="">All subscriptions</option>${options}</select>
<button type="reset" id="reset">Clear</button>
</form>`;
}

const complianceWords = { compliant: 'met', noncompliant: 'not met' } as const;

function renderRow({ resource, subscriptionName, portalUrl, finding, remark }: Row): Html {
  const { status, type, profiles } = resource;
  const age = plainText(describeAge(resource), 40);
  const name = plainText(resource.name, 80) || '(no name)';
  const since = age === '' ? nothing : markup` <small>${age}</small>`;
  const label = markup`<td role="cell" class="status"><span class="mark ${status}"></span>${statusWords[status].label}${since}</td>`;
  const fold = markup`<button type="button" class="fold needs-script" aria-expanded="false" aria-label="Details of ${name}"></button>`;
  const kind = type === 'managedHsm' ? markup` <small>managed HSM</small>` : nothing;
  const title = markup`<th role="rowheader" scope="row" class="name">${fold}<span>${link(data(name), portalUrl)}${kind}</span></th>`;
  const small = remark === '' ? nothing : markup` <small>${data(remark, 300)}</small>`;
  return markup`<tr role="row" class="row ${status}">${label}${title}<td role="cell" class="subscription">${data(subscriptionName, 80)}</td><td role="cell" class="group">${data(resource.resourceGroup, 90)}</td><td role="cell" class="finding">${finding}${small}</td><td role="cell" class="cis">${profiles === null ? '–' : complianceWords[profiles.cis]}</td></tr>
`;
}
