// Chance that repeats: the same seed and the same words give the same number, whatever the order of the questions.

/** 0 ≤ x < 1, from a seed and words such as a path and the number of the attempt. FNV-1a, then mulberry32 (T. Ettinger). */
export function chance(seed: number, ...words: readonly (string | number)[]): number {
  let hash = 0x811c9dc5 ^ seed;
  for (const word of words) {
    for (const character of `${String(word)}\n`) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  let mixed = (hash + 0x6d2b79f5) | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
}
