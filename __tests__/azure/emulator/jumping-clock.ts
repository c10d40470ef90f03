// A clock for tests with real sockets: time stands still while anything is under way, and jumps to the next sleeper when
// nothing is. So nobody waits, and no answer is ever late.
import type { Clock } from '../../../src/ports.ts';
import { FakeClock } from '../../fake-clock.ts';

/** Sleepers of the same moment are woken together: one jump costs some real milliseconds. */
const stepMs = 100;
/** Turns of the event loop without any news after which nothing is under way: handshakes need some of them. */
const quietTurns = 8;

export interface JumpingClock extends Clock {
  /** Starts to jump. `news` changes whenever something happens; null: something is under way. */
  readonly start: (news: () => number | null) => void;
  readonly stop: () => void;
  /** Virtual milliseconds since the beginning. */
  readonly elapsed: () => number;
}

export function createJumpingClock(seed = 1): JumpingClock {
  const clock = new FakeClock(Date.now(), seed);
  const begin = clock.now();
  let timer: NodeJS.Timeout | undefined;
  let sleeps = 0;

  const run = (news: () => number | null): void => {
    let quiet = 0;
    let last: string | null = null;
    let isJumping = false;
    timer = setInterval(() => {
      const now = news();
      const seen = now === null ? null : `${now} ${sleeps}`;
      quiet = seen !== null && seen === last ? quiet + 1 : 0;
      last = seen;
      if (quiet < quietTurns || isJumping || clock.sleepers === 0) return;
      isJumping = true;
      void wakeNext().finally(() => {
        isJumping = false;
        quiet = 0;
      });
    }, 1);
  };
  /** Lets time pass in steps until somebody woke up. */
  const wakeNext = async (): Promise<void> => {
    const before = clock.sleepers;
    const sleepsBefore = sleeps;
    while (clock.sleepers === before && sleeps === sleepsBefore) await clock.advance(stepMs);
  };
  return {
    now: clock.now,
    random: clock.random,
    sleep: (ms, signal) => {
      sleeps += 1;
      return clock.sleep(ms, signal);
    },
    start: run,
    stop: () => {
      clearInterval(timer);
    },
    elapsed: () => clock.now() - begin,
  };
}
