// PURE. Reads data of unknown shape: events, answers of GitHub, and what was thrown.

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** undefined also where there is nothing that could have a member. */
export function member(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined;
}

/** Whether something that Node threw has one of these codes, such as `ENOENT`. */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return codes.some((code) => member(error, 'code') === code);
}
