// Any character, for texts of hostile origin. fast-check's own unit `binary` fills a table of a million characters first,
// which took a second of every test file that uses it.
import fc from 'fast-check';

const surrogates = { first: 0xd800, count: 0x800 };

/** Any code point but the halves of a pair. */
export const anyCharacter: fc.Arbitrary<string> = fc
  .integer({ min: 0, max: 0x10ffff - surrogates.count })
  .map((code) => String.fromCodePoint(code < surrogates.first ? code : code + surrogates.count));
