// Queues of what waits to be read: shares, ends and failures.
import { describe, expect, test } from '@jest/globals';
import { ReadingQueues } from '../src/reading-queues.ts';

/** Readings that end when the test says so. */
function createDesk(): {
  queues: ReadingQueues<string, string>;
  open: () => string[];
  answer: (item: string) => Promise<void>;
  refuse: (item: string) => Promise<void>;
  used: string[];
} {
  const pending = new Map<string, PromiseWithResolvers<string>>();
  const used: string[] = [];
  const queues = new ReadingQueues<string, string>({
    read: (item) => {
      const reading = Promise.withResolvers<string>();
      pending.set(item, reading);
      return reading.promise;
    },
    use: (item, reading) => {
      used.push(`${item}: ${reading}`);
      return Promise.resolve();
    },
  });
  const settle = async (item: string, how: 'resolve' | 'reject'): Promise<void> => {
    const reading = pending.get(item);
    pending.delete(item);
    if (how === 'resolve') reading?.resolve('read');
    else reading?.reject(new Error(`${item} failed`));
    await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    queues,
    open: () => [...pending.keys()],
    answer: (item) => settle(item, 'resolve'),
    refuse: (item) => settle(item, 'reject'),
    used,
  };
}

const items = (name: string, count: number): string[] => Array.from({ length: count }, (_, index) => `${name}${index}`);

describe('reading queues', () => {
  test('a queue to which nothing was added is finished at once', async () => {
    await createDesk().queues.open().finish();
  });

  test('reading begins with the first page, and ends when everything was read and used', async () => {
    const { queues, open, answer, used } = createDesk();
    const queue = queues.open();
    queue.add(['a']);
    expect(open()).toEqual(['a']);
    queue.add(['b']);
    let isFinished = false;
    const end = queue.finish().then(() => (isFinished = true));
    await answer('a');
    expect(isFinished).toBe(false);
    await answer('b');
    await end;
    expect(used).toEqual(['a: read', 'b: read']);
  });

  test('one queue has no more than its most places, in the order of what was added', async () => {
    const { queues, open, answer } = createDesk();
    queues.open().add(items('a', 200));
    expect(open()).toEqual(items('a', 96));
    await answer('a0');
    expect(open().at(-1)).toBe('a96');
  });

  test('a queue that hangs holds no other up', async () => {
    const { queues, open, answer } = createDesk();
    queues.open().add(items('hangs', 200));
    const queue = queues.open();
    queue.add(items('b', 100));
    expect(open().filter((item) => item.startsWith('b')).length).toBe(144 - 96);
    for (const item of items('b', 100)) await answer(item);
    await queue.finish();
  });

  test('many queues have few places, each of them two at least', () => {
    const { queues, open } = createDesk();
    for (const name of items('q', 100)) queues.open().add(items(`${name}-`, 10));
    expect(open().filter((item) => item.startsWith('q99-')).length).toBe(2);
  });

  test('a queue that has more than its share leaves its places to the others', async () => {
    const { queues, open, answer } = createDesk();
    queues.open().add(items('a', 200));
    queues.open().add(items('b', 200));
    for (const item of items('a', 30)) await answer(item);
    expect(open().filter((item) => item.startsWith('a')).length).toBe(72);
    expect(open().filter((item) => item.startsWith('b')).length).toBe(72);
  });

  test('the places of a queue that is through go to those that wait', async () => {
    const { queues, open, answer } = createDesk();
    const first = queues.open();
    first.add(['only']);
    queues.open().add(items('b', 200));
    expect(open().length).toBe(1 + 72);
    await answer('only');
    expect(open()).toEqual(items('b', 96));
  });

  test('a reading that fails fails the end, even before anybody waits for it', async () => {
    const { queues, answer, refuse } = createDesk();
    const queue = queues.open();
    queue.add(['a', 'b']);
    await refuse('a');
    await answer('b');
    await expect(queue.finish()).rejects.toThrow('a failed');
  });

  test('using takes up no place', async () => {
    const read: number[] = [];
    const queues = new ReadingQueues<number, null>({
      read: (item) => {
        read.push(item);
        return Promise.resolve(null);
      },
      use: () => new Promise(() => undefined),
    });
    queues.open().add(Array.from({ length: 500 }, (_, index) => index));
    await new Promise((resolve) => setImmediate(resolve));
    expect(read.length).toBe(500);
  });
});
