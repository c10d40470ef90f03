import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { anyCharacter } from '../any-character.ts';
import { plainText } from '../../src/report/plain-text.ts';
import { cpuMs } from '../cpu-time.ts';

test.each([
  ['line\nbreak\r\nand\ttab', 'line break and tab'],
  ['\u001B[31mred\u0000', '[31mred'],
  ['a\u0085b\u2028c\u2029d\u00A0e', 'a b c d e'],
  ['\u202Egnp.exe', '⟨U+202E⟩gnp.exe'],
  ['a\u200Bb\uFEFFc\u00ADd', 'a⟨U+200B⟩b c⟨U+00AD⟩d'],
  // Two subscriptions may have these names, and each is to be told from the other.
  ['Prod\u{E0100}', 'Prod⟨U+E0100⟩'],
  ['Prod\uFE00 \u180B\u17B4\u3164', 'Prod⟨U+FE00⟩ ⟨U+180B⟩⟨U+17B4⟩⟨U+3164⟩'],
  ['Prod\uFE0F ⚠\uFE0F', 'Prod⟨U+FE0F⟩ ⚠\uFE0F'],
  ['1\uFE0F\u20E3 #\uFE0F\u20E3 a\uFE0F\u20E3 2\uFE0F', '1\uFE0F\u20E3 #\uFE0F\u20E3 a⟨U+FE0F⟩\u20E3 2⟨U+FE0F⟩'],
  ['tag\u{E0041}', 'tag⟨U+E0041⟩'],
  ['lone \uD800', 'lone \uFFFD'],
  ['  ends  ', 'ends'],
  ['', ''],
])('%j becomes %j', (text, expected) => {
  expect(plainText(text)).toBe(expected);
});

test('is cut with an ellipsis, never inside a character', () => {
  expect(plainText('abcdef', 4)).toBe('abc…');
  expect(plainText('abcd', 4)).toBe('abcd');
  expect(plainText('ab😀😀', 4)).toBe('ab…');
});

test('100 kB cost no more than what is shown', () => {
  const huge = '\u202E|<'.repeat(40_000);
  const start = cpuMs();
  for (let count = 0; count < 3_000; count += 1) plainText(huge, 300);
  expect(cpuMs() - start).toBeLessThan(3_000);
});

test('any text becomes one line without anything invisible', () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter }), (text) => {
      const line = plainText(text);
      expect(line.replace(/\p{Extended_Pictographic}[\uFE0E\uFE0F]|[0-9#*]\uFE0F\u20E3/gu, '')).not.toMatch(
        /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u,
      );
      expect(line.isWellFormed()).toBe(true);
      expect(line).toBe(line.trim());
    }),
  );
});
