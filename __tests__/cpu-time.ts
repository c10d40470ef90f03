// For tests of work that must not grow out of hand: processor time, because on a busy machine any work takes long.

/** Milliseconds of processor time that this process has used so far. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
