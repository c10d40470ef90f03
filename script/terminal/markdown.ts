// Shows GitHub Flavored Markdown, with the HTML that job summaries hold, in a terminal.
import { lexer, type Token, type Tokens } from 'marked';
import { harmless, type Line, lineWidth, pad, paint, type Piece, type Style, wrap } from './inline.ts';

/** The Markdown as lines of at most `width` columns. */
export function renderMarkdown(markdown: string, width: number): string {
  return blocksToLines(lexer(markdown, { gfm: true }), width)
    .map(paint)
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

const blank: Line = [];
const rule = (width: number): Line => [{ text: '─'.repeat(width), styles: ['dim'] }];

function blocksToLines(tokens: readonly Token[], width: number): Line[] {
  return tokens.flatMap((token) => blockToLines(token as Tokens.Generic, width));
}

function blockToLines(token: Tokens.Generic, width: number): Line[] {
  const inline = (styles: readonly Style[] = []): Line[] => wrap(toPieces(token.tokens ?? [], styles), width);
  switch (token.type) {
    case 'heading':
      return [blank, ...inline(['bold']), ...((token as Tokens.Heading).depth < 3 ? [rule(width)] : [blank])];
    case 'paragraph':
    case 'text':
      return [...inline(), blank];
    case 'list':
      return [...listToLines(token as Tokens.List, width), blank];
    case 'table':
      return [...tableToLines(token as Tokens.Table, width), blank];
    case 'code':
      return [...(token as Tokens.Code).text.split('\n').map(codeLine), blank];
    case 'blockquote':
      return blocksToLines(token.tokens ?? [], width - 2).map((line) => [{ text: '│ ', styles: ['dim'] }, ...line]);
    case 'html':
      return htmlToLines((token as Tokens.HTML).text, width);
    case 'hr':
      return [rule(width)];
    case 'space':
      return [blank];
    default:
      return wrap([{ text: harmless(token.raw), styles: [] }], width);
  }
}

// Not wrapped: it is there to be copied.
function codeLine(text: string): Line {
  return [
    { text: '  │ ', styles: ['dim'] },
    { text: harmless(text), styles: ['cyan'] },
  ];
}

function listToLines(list: Tokens.List, width: number): Line[] {
  return list.items.flatMap((item, index) => {
    const bullet = list.ordered ? `${String(index + 1)}. ` : '• ';
    const lines = blocksToLines(item.tokens, width - bullet.length).filter((line) => line.length > 0);
    return lines.map((line, row): Line => {
      return [{ text: row === 0 ? bullet : ' '.repeat(bullet.length), styles: [] }, ...line];
    });
  });
}

/** `<details>`: the summary stands above what it folds away on GitHub; everything else is text with its tags taken out. */
function htmlToLines(html: string, width: number): Line[] {
  const summary = /<summary>(.*?)<\/summary>/su.exec(html)?.[1];
  if (summary === undefined) {
    return /^\s*<\/?details[^>]*>\s*$/.test(html) ? [blank] : wrap(toPieces(inlineTokens(html), []), width);
  }
  return [
    blank,
    ...wrap([{ text: '▾ ', styles: ['bold'] }, ...toPieces(inlineTokens(summary), ['bold'])], width),
    blank,
  ];
}

function inlineTokens(text: string): readonly Token[] {
  const [first] = lexer(` ${text.trim()}`.trimStart(), { gfm: true }) as Tokens.Generic[];
  return first?.tokens ?? [{ type: 'text', raw: text, text }];
}

const columnGap: Piece = { text: '  ', styles: [] };

function tableToLines(table: Tokens.Table, width: number): Line[] {
  const cells = (row: readonly Tokens.TableCell[], styles: readonly Style[]): Piece[][] =>
    row.map((cell) => toPieces(cell.tokens, styles));
  const rows = [cells(table.header, ['bold']), ...table.rows.map((row) => cells(row, []))];
  const widths = fitColumns(rows, width - columnGap.text.length * (table.header.length - 1));
  const wrapped = rows.map((row) => row.map((pieces, column) => wrap(pieces, widths[column] ?? 1)));
  const isTall = wrapped.slice(1).some((row) => row.some((lines) => lines.length > 1));
  const ruler = rule(
    Math.min(
      width,
      widths.reduce((sum, one) => sum + one + columnGap.text.length, -2),
    ),
  );
  return wrapped.flatMap((row, index) => {
    const height = Math.max(...row.map((lines) => lines.length));
    const lines = Array.from({ length: height }, (_, at) =>
      row.flatMap((cell, column) => [
        ...(column === 0 ? [] : [columnGap]),
        ...pad(cell[at] ?? blank, widths[column] ?? 1),
      ]),
    );
    return index === 0 || (isTall && index < wrapped.length - 1) ? [...lines, ruler] : lines;
  });
}

/** As wide as their contents; where that is too much, the widest give way first. */
function fitColumns(rows: readonly (readonly Piece[])[][], width: number): number[] {
  const columns = rows[0]?.length ?? 0;
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => Math.max(0, ...wrap(row[column] ?? [], Infinity).map(lineWidth)))),
  );
  while (widths.reduce((sum, one) => sum + one, 0) > width) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] ?? 0) <= 4) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

const tagStyles: Readonly<Record<string, Style>> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  code: 'cyan',
  sub: 'dim',
  a: 'underline',
};

function toPieces(tokens: readonly Token[], outer: readonly Style[]): Piece[] {
  const open: string[] = [];
  return tokens.flatMap((token): Piece[] => {
    const styles = [...outer, ...open.flatMap((tag) => tagStyles[tag] ?? [])];
    const within = (style: Style): Piece[] => toPieces((token as Tokens.Generic).tokens ?? [], [...styles, style]);
    switch (token.type) {
      case 'html':
        return tagToPieces(token.raw, open, styles);
      case 'br':
        return [{ text: '\n', styles }];
      case 'strong':
        return within('bold');
      case 'em':
        return within('italic');
      case 'link':
        return within('underline');
      case 'codespan':
        return [{ text: decode((token as Tokens.Codespan).text), styles: [...styles, 'cyan'] }];
      default:
        return [{ text: decode((token as Tokens.Text).text), styles }];
    }
  });
}

/** Notes which tags are open; only `<br>` is something to show. */
function tagToPieces(tag: string, open: string[], styles: readonly Style[]): Piece[] {
  const [, slash, name = ''] = /^<(\/?)(\w+)/.exec(tag) ?? [];
  if (name === 'br') return [{ text: '\n', styles }];
  if (slash === '/') open.splice(open.lastIndexOf(name), open.includes(name) ? 1 : 0);
  else if (name !== '' && !tag.endsWith('/>')) open.push(name);
  return [];
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

function decode(text: string): string {
  const decoded = text
    .replace(/\s*\n\s*/g, ' ')
    .replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (entity: string, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return named[name] ?? entity;
      return String.fromCodePoint(
        Math.min(0x10ffff, decimal === undefined ? parseInt(hex ?? '0', 16) : Number(decimal)),
      );
    });
  return harmless(decoded.replaceAll('\n', ' '));
}
