// A cancelled workflow, to the action: the signals of the runner, also where no process can send them to another.
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Emulator } from '../../emulator/emulator.ts';
import type { TrialOptions } from './trial.ts';

const isWindows = process.platform === 'win32';
/** Those that end a step, the first of them first. */
export const interrupts: readonly NodeJS.Signals[] = isWindows ? ['SIGINT', 'SIGBREAK'] : ['SIGINT', 'SIGTERM'];

/**
 * The options with a signal that is sent once the emulator has seen what `isTime` waits for. `onSent` is told when.
 * Windows knows console events only, and `kill` there is the end: the action gives itself the signal when a file is there.
 */
export function interrupted(
  options: TrialOptions,
  isTime: (emulator: Emulator) => boolean,
  signal: NodeJS.Signals = 'SIGINT',
  onSent: () => void = () => undefined,
): TrialOptions {
  const file = join(tmpdir(), `interrupt-${randomUUID()}`);
  const code = `
    import { existsSync } from 'node:fs';
    const watch = setInterval(() => {
      if (!existsSync(${JSON.stringify(file)})) return;
      clearInterval(watch);
      process.emit('${signal}', '${signal}');
    }, 20);
    watch.unref();`;
  const preloading = ['--import', `data:text/javascript,${encodeURIComponent(code)}`];
  const send = (child: ChildProcess): void => {
    onSent();
    if (isWindows) writeFileSync(file, '');
    else child.kill(signal);
  };
  let emulator: Emulator | undefined;
  return {
    ...options,
    nodeArguments: [...(options.nodeArguments ?? []), ...(isWindows ? preloading : [])],
    prepare: (started) => {
      emulator = started;
    },
    onStart: (child) => {
      child.once('exit', () => {
        rmSync(file, { force: true });
      });
      const watch = setInterval(() => {
        if (child.exitCode !== null) clearInterval(watch);
        else if (emulator !== undefined && isTime(emulator)) {
          clearInterval(watch);
          send(child);
        }
      }, 20);
    },
  };
}
