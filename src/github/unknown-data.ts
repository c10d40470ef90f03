// PURE. Reads data of unknown shape: events, and answers of GitHub.

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** undefined also where there is nothing that could have a member. */
export function member(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined;
}
