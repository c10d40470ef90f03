// Names for resources in languages that want identifiers: made of the vault's name, each only once.
import type { Target } from './whole.ts';

/** Each with its identifier. The prefix keeps them apart from keywords, functions and parameters. */
export function withIdentifiers<One extends { readonly target: Pick<Target, 'type' | 'name'> }>(
  fixes: readonly One[],
): readonly (readonly [One, string])[] {
  const taken = new Set<string>();
  return fixes.map((fix) => {
    const { type, name } = fix.target;
    const base = `${type === 'vault' ? 'vault' : 'hsm'}_${name.toLowerCase().replace(/[^a-z0-9]+/g, '_')}`;
    let identifier = base;
    for (let number = 2; taken.has(identifier); number += 1) identifier = `${base}_${number}`;
    taken.add(identifier);
    return [fix, identifier];
  });
}
