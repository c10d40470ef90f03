// Names for resources in languages that want identifiers: made of the vault's name, each only once.
import type { Target } from './whole.ts';

/** In the order of the resources. The prefix keeps them apart from keywords, functions and parameters. */
export function toIdentifiers(resources: readonly Pick<Target, 'type' | 'name'>[]): readonly string[] {
  const taken = new Set<string>();
  return resources.map(({ type, name }) => {
    const prefix = type === 'vault' ? 'vault' : 'hsm';
    const base = `${prefix}_${name.toLowerCase().replace(/[^a-z0-9]+/g, '_')}`;
    let identifier = base;
    for (let number = 2; taken.has(identifier); number += 1) identifier = `${base}_${number}`;
    taken.add(identifier);
    return identifier;
  });
}
