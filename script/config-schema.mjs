// Writes schema/config.schema.json, and the table of keys in docs/configuration.md between `<!-- keys:start -->` and
// `<!-- keys:end -->`, from src/config/schema.ts. With --check it writes nothing, and exits 1 when they are out of date.
//   script/node script/config-schema.mjs [--check]
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { fileSchema } from '../src/config/schema.ts';

const isCheck = process.argv.includes('--check');
const root = new URL('../', import.meta.url);
const schema = z.toJSONSchema(fileSchema, { io: 'input', target: 'draft-7' });

let isOutdated = false;
update('schema/config.schema.json', () => `${JSON.stringify(schema, null, 2)}\n`);
update('docs/configuration.md', (before) => replaceBetween(before, 'keys', toTable(toRows(schema))));
if (isOutdated) {
  console.error('Run: script/node script/config-schema.mjs');
  process.exitCode = 1;
}

function update(path, make) {
  const file = fileURLToPath(new URL(path, root));
  const before = readFileSync(file, 'utf8');
  const after = make(before);
  if (after === before) console.log(`${path} is up to date`);
  else if (isCheck) {
    console.error(`${path} differs from src/config/schema.ts`);
    isOutdated = true;
  } else {
    writeFileSync(file, after);
    console.log(`${path} was written`);
  }
}

function replaceBetween(text, name, table) {
  const [start, end] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`];
  const [from, to] = [text.indexOf(start) + start.length, text.indexOf(end)];
  if (!text.includes(start) || to < from) throw new Error(`the markers ${start} and ${end} must be there`);
  return `${text.slice(0, from)}\n\n${table}\n\n${text.slice(to)}`;
}

/** One row for each key that has a value of its own, and one for each that holds others. */
function toRows(node, path = '') {
  return Object.entries(node.properties ?? {}).flatMap(([key, value]) => {
    const name = path === '' ? key : `${path}.${key}`;
    const isRequired = node.required?.includes(key) === true;
    const items = value.items?.properties === undefined ? null : value.items;
    const row = [code(name), describeValues(value), describeDefault(value, isRequired), value.description ?? ''];
    return [row, ...toRows(items ?? value, items === null ? name : `${name}[]`)];
  });
}

function describeDefault(value, isRequired) {
  if (isRequired) return 'required';
  return value.default === undefined ? '' : code(value.default);
}

function describeValues(value) {
  if (value.const !== undefined) return code(value.const);
  if (value.enum !== undefined) return value.enum.map(code).join(', ');
  if (value.anyOf !== undefined) {
    const list = value.anyOf.find(({ type }) => type === 'array');
    const words = value.anyOf.filter((form) => form.const !== undefined).map((form) => code(form.const));
    return [...words, list === undefined ? '' : `one or a list: ${describeValues(list.items)}`].join(', or ');
  }
  switch (value.type) {
    case 'array':
      return 'a list';
    case 'integer':
      return `${value.minimum} to ${value.maximum}`;
    case 'boolean':
      return '`true`, `false`';
    case 'object':
      return value.properties === undefined
        ? 'names of tags, each with a value or a list of values'
        : 'keys, see below';
    default:
      return value.pattern?.includes('0-9A-Fa-f') ? 'GUID' : value.pattern?.includes('\\d{4}') ? 'date' : 'text';
  }
}

function toTable(rows) {
  const lines = [['key', 'values', 'default', ''], ['---', '---', '---', '---'], ...rows];
  return lines.map((cells) => `| ${cells.map(toCell).join(' | ')} |`).join('\n');
}

function toCell(text) {
  return String(text).trim().replace(/\s+/g, ' ').replaceAll('|', '\\|');
}

function code(text) {
  return `\`${String(text)}\``;
}
