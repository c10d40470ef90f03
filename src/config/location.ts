// Where the configuration file is: what the input `config-file` says. Reads nothing.
import type { ValueParser } from '../input-values.ts';

/** The file of whoever says nothing. */
export const defaultPath = '.github/keyvault-audit.yml';

export type ConfigLocation =
  /** Nobody wants one. */
  | { readonly kind: 'none' }
  /** In the repository of the workflow. The default may be missing, one that was asked for may not. */
  | { readonly kind: 'here'; readonly path: string; readonly isDefault: boolean }
  | { readonly kind: 'elsewhere'; readonly repository: string; readonly path: string; readonly ref: string };

/** Reads `none`, `path/in/the/repository.yml` or `owner/repository/path.yml@ref`. */
export const configLocation: ValueParser<ConfigLocation> = (text, complain) => {
  if (text.toLowerCase() === 'none') return { kind: 'none' };
  const [, repository, remotePath, ref] = /^([^/@]+\/[^/@]+)\/([^@]+)@([^@]+)$/s.exec(text) ?? [];
  const path = (remotePath ?? text).replace(/^\.\//, '');
  const problem = problemOfPath(path) ?? (repository === undefined ? null : problemOfSource(repository, ref ?? ''));
  if (problem !== null) {
    complain(`${problem}. It takes a path in the repository, owner/repo/path@ref, or none`);
    return undefined;
  }
  if (repository === undefined) return { kind: 'here', path, isDefault: false };
  return { kind: 'elsewhere', repository, path, ref: ref ?? '' };
};

function problemOfPath(path: string): string | null {
  if (path.startsWith('/') || /^[a-z]:/i.test(path)) return 'a path in the repository does not begin at the root';
  if (path.includes('\\')) return 'a path in the repository has / between its folders';
  if (/[\p{Cc}@]/u.test(path)) return 'a path cannot contain control characters or @';
  const isOdd = path.split('/').some((segment) => ['', '.', '..'].includes(segment));
  return isOdd ? 'a path in the repository has no empty folder, . or ..' : null;
}

/** https://docs.github.com/get-started/using-git/dealing-with-special-characters-in-branch-and-tag-names */
function problemOfSource(repository: string, ref: string): string | null {
  const isName = repository.split('/').every((name) => /^[\w.-]+$/.test(name) && !/^\.+$/.test(name));
  if (!isName) return 'a repository is named owner/name';
  return /[\s\p{Cc}~^:?*[\\]|\.\./u.test(ref) ? 'no branch, tag or commit is named like this' : null;
}
