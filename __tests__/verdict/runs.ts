// How often a property is tried: fewer times for each mutant of script/mutate. The cases of a seed are always the same, so
// what the first hundred notice the others would notice too, and never the other way round.

export function runs(numRuns: number): { readonly numRuns: number } {
  return { numRuns: process.env['MUTATE'] === '1' ? Math.min(numRuns, 100) : numRuns };
}
