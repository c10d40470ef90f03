// The pace of one bucket, rule by rule. How the rules work together: simulation.test.ts.
import { describe, expect, test } from '@jest/globals';
import { inFlight, mayGo, newBucket, onLost, onPassed, onRefused, onSent } from '../../src/azure/pace.ts';
import { documentedBucket } from '../../src/azure/refill.ts';
import type { Bucket, Permission, Ticket } from '../../src/azure/pace.ts';

/** A bucket and its time, told as a story. */
class Story {
  now = 1_000_000;
  bucket: Bucket = newBucket(this.now);

  send(): Ticket {
    const { bucket, ticket } = onSent(this.bucket, this.now);
    this.bucket = bucket;
    return ticket;
  }

  pass(ticket: Ticket, remaining: number | null = null): void {
    this.bucket = onPassed(this.bucket, this.now, ticket, remaining);
  }

  refuse(ticket: Ticket, retryAfterMs: number | null): void {
    this.bucket = onRefused(this.bucket, this.now, ticket, retryAfterMs);
  }

  lose(ticket: Ticket): void {
    this.bucket = onLost(this.bucket, this.now, ticket);
  }

  /** One read, there and back in 60 ms. */
  read(remaining: number | null = null): void {
    const ticket = this.send();
    this.now += 60;
    this.pass(ticket, remaining);
  }

  may(): Permission['kind'] {
    return mayGo(this.bucket, this.now).kind;
  }

  /** How many may be sent at this moment. */
  burst(): number {
    let [bucket, count] = [this.bucket, 0];
    for (; mayGo(bucket, this.now).kind === 'go'; count += 1) bucket = onSent(bucket, this.now).bucket;
    return count;
  }

  /** In how many milliseconds the next may be sent. */
  wait(): number | null {
    const permission = mayGo(this.bucket, this.now);
    return permission.kind === 'wait' ? permission.untilMs - this.now : null;
  }
}

describe('what is in the bucket', () => {
  test('the documented bucket: 250 reads, 25 a second', () => {
    expect(documentedBucket).toEqual({ capacity: 250, refillPerSecond: 25 });
  });

  test('before the first answer a few reads scout, and each that passes lets one more follow', () => {
    const story = new Story();
    expect(story.burst()).toBe(8);
    const tickets = Array.from({ length: 8 }, () => story.send());
    expect(story.may()).toBe('wait-for-answer');
    for (const ticket of tickets) story.pass(ticket, 242);
    expect(story.burst()).toBe(16);
  });

  test('after a pause the level is found out anew', () => {
    const story = new Story();
    for (let count = 0; count < 50; count += 1) story.read(200);
    expect(story.burst()).toBeGreaterThan(50);
    story.now += 2_000;
    expect(story.burst()).toBe(8);
  });

  test('what is there is spent at once, and then as fast as it comes in', () => {
    const story = new Story();
    let sent = 0;
    for (; story.may() === 'go'; sent += 1) story.pass(story.send(), 249 - sent);
    // All but the margin.
    expect(sent).toBe(250 - 5);
    expect(story.wait()).toBeLessThanOrEqual(40);
    story.now += 1_000;
    expect(story.burst()).toBe(25);
  });

  test('it never holds more than the documented 250', () => {
    const story = new Story();
    for (let count = 0; count < 250; count += 1) story.read(null);
    story.now += 3_600_000;
    expect(Math.floor(story.bucket.level + 3_600 * 25)).toBeGreaterThan(250);
    story.read(null);
    expect(story.bucket.level).toBeLessThanOrEqual(250);
  });
});

describe('the header', () => {
  test('a lower level is believed', () => {
    const story = new Story();
    story.read(9);
    expect(story.burst()).toBeLessThanOrEqual(9);
  });

  test('a higher level is believed, less what was under way', () => {
    const story = new Story();
    const [first, second] = [story.send(), story.send()];
    story.now += 60;
    story.pass(first, 11_999);
    expect(story.bucket.level).toBeGreaterThanOrEqual(11_998);
    story.pass(second, 11_998);
    expect(story.bucket.level).toBeGreaterThanOrEqual(11_997);
  });

  test('requests under way together are taken off at most once', () => {
    const story = new Story();
    const tickets = Array.from({ length: 8 }, () => story.send());
    story.now += 60;
    // The last to arrive is the first to be answered: its header already counts the seven others.
    for (const [index, ticket] of tickets.toReversed().entries()) story.pass(ticket, 42 + index);
    expect(story.bucket.level).toBeGreaterThanOrEqual(42);
    expect(story.bucket.level).toBeLessThanOrEqual(45);
  });

  test.each([
    ['another client takes 10 a second', 15],
    ['a bucket of a slower refill', 2],
  ])('tells the refill: %s', (_, net) => {
    const story = new Story();
    let level = 200;
    for (let count = 0; count < 100; count += 1) {
      story.now += 100;
      level += (net * 160) / 1_000 - 1;
      story.read(Math.floor(level));
    }
    expect(story.bucket.refillPerSecond).toBeGreaterThan(net - 1);
    expect(story.bucket.refillPerSecond).toBeLessThan(net + 2);
  });

  test('a full bucket tells nothing of its refill', () => {
    const story = new Story();
    for (let count = 0; count < 100; count += 1) {
      story.now += 100;
      story.read(249);
    }
    expect(story.bucket.refillPerSecond).toBe(25);
  });

  test('the refill rises again when the other client is gone', () => {
    const story = new Story();
    let level = 240;
    for (let count = 0; count < 200; count += 1) {
      story.now += 100;
      level += ((count < 80 ? 10 : 25) * 160) / 1_000 - 3;
      const tickets = [story.send(), story.send(), story.send()];
      story.now += 60;
      for (const ticket of tickets) story.pass(ticket, Math.max(0, Math.floor(level)));
    }
    expect(story.bucket.refillPerSecond).toBeGreaterThan(20);
  });

  test('one that promised much when a read was refused is not believed again', () => {
    const story = new Story();
    for (let count = 0; count < 10; count += 1) story.read(200);
    story.refuse(story.send(), 1_000);
    expect(story.bucket.distrustsHeader).toBe(true);
    story.now += 1_000;
    story.read(200);
    expect(story.bucket.level).toBeLessThan(30);
    story.read(3);
    expect(story.bucket.level).toBeLessThan(8);
  });

  test.each([249, 11_999])('nor one that shows a full bucket: %i', (remaining) => {
    const story = new Story();
    for (let count = 0; count < 10; count += 1) story.read(remaining);
    story.refuse(story.send(), 1_000);
    expect(story.bucket.distrustsHeader).toBe(true);
    story.now += 1_000;
    story.read(remaining);
    expect(story.bucket.level).toBeLessThan(30);
  });

  test('one that another client made wrong is believed again as soon as it shows how little is left', () => {
    const story = new Story();
    for (let count = 0; count < 10; count += 1) story.read(200);
    story.refuse(story.send(), 1_000);
    story.now += 1_000;
    story.read(19);
    expect(story.bucket.distrustsHeader).toBe(false);
    story.now += 4_000;
    story.read(119);
    expect(story.bucket.level).toBeGreaterThan(110);
  });

  test('one of long ago promised nothing of now', () => {
    const story = new Story();
    for (let count = 0; count < 10; count += 1) story.read(249);
    story.now += 10_000;
    story.refuse(story.send(), 1_000);
    expect(story.bucket.distrustsHeader).toBe(false);
  });
});

describe('429', () => {
  test.each<[string, number | null, number]>([
    ['as long as told', 7_000, 7_000],
    ['a second where nothing is told', null, 1_000],
    ['a little where the time told is over', 0, 250],
  ])('waits %s', (_, retryAfterMs, expected) => {
    const story = new Story();
    story.refuse(story.send(), retryAfterMs);
    expect(story.wait()).toBe(expected);
    story.now += expected;
    expect(story.may()).toBe('go');
  });

  test('several in a row wait longer and longer, at most 16 s', () => {
    const story = new Story();
    const waits = Array.from({ length: 7 }, () => {
      story.refuse(story.send(), null);
      const wait = story.wait() ?? 0;
      story.now += wait;
      return wait;
    });
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 16_000, 16_000]);
  });

  test('refused together is refused once, and waits for the longest', () => {
    const story = new Story();
    const [a, b, c] = [story.send(), story.send(), story.send()];
    story.refuse(a, 1_000);
    story.refuse(b, 5_000);
    story.refuse(c, null);
    expect(story.bucket.refusalsInRow).toBe(1);
    expect(story.wait()).toBe(5_000);
  });

  test('after the hold one goes alone, and the rest when it passes', () => {
    const story = new Story();
    story.refuse(story.send(), 1_000);
    story.now += 1_000;
    expect(story.burst()).toBe(1);
    const probe = story.send();
    expect(story.may()).toBe('wait-for-answer');
    story.now += 60;
    story.pass(probe, null);
    expect(story.burst()).toBeGreaterThan(1);
    expect(story.bucket).toMatchObject({ refusedSince: null, refusalsInRow: 0, toldWaitMs: 0, heldUntil: null });
  });

  test.each(['pass', 'refuse', 'lose'] as const)('an answer of before the hold does not end it: %s', (how) => {
    const story = new Story();
    const old = story.send();
    story.refuse(story.send(), 1_000);
    story.now += 1_000;
    const probe = story.send();
    if (how === 'refuse') story.refuse(old, null);
    else story[how](old);
    expect(story.may()).toBe('wait-for-answer');
    story.pass(probe);
    expect(story.may()).toBe('go');
  });

  test('a lost probe is followed by another', () => {
    const story = new Story();
    story.refuse(story.send(), 1_000);
    story.now += 1_000;
    story.lose(story.send());
    expect(story.burst()).toBe(1);
    expect(inFlight(story.bucket)).toBe(0);
  });

  test('a wait of ten minutes is waited, a longer one is not', () => {
    const story = new Story();
    const refuse = (ms: number): Permission['kind'] => {
      const { bucket, ticket } = onSent(story.bucket, story.now);
      return mayGo(onRefused(bucket, story.now, ticket, ms), story.now).kind;
    };
    expect(refuse(600_000)).toBe('wait');
    expect(refuse(600_001)).toBe('give-up');
  });

  test.each<[string, number | null, number]>([
    ['nothing', null, 120_000],
    ['10 s', 10_000, 130_000],
    ['5 minutes', 300_000, 420_000],
  ])('two minutes of nothing beyond what was told end it: %s', (_, retryAfterMs, expected) => {
    const story = new Story();
    const startedAt = story.now;
    while (story.may() !== 'give-up') {
      story.now += story.wait() ?? 0;
      if (story.may() === 'go') story.refuse(story.send(), retryAfterMs);
    }
    expect(story.now - startedAt).toBeGreaterThan(expected);
    expect(story.now - startedAt).toBeLessThanOrEqual(expected + (retryAfterMs ?? 16_000));
  });

  test('a longer wait that is told later, of a request that was under way, is waited too', () => {
    const story = new Story();
    const [first, second] = [story.send(), story.send()];
    story.refuse(first, 1_000);
    story.refuse(second, 300_000);
    story.now += story.wait() ?? 0;
    expect(story.may()).toBe('go');
  });

  test('what refused for two minutes is asked again when nobody has asked for two more', () => {
    const story = new Story();
    while (story.may() !== 'give-up') {
      story.now += story.wait() ?? 0;
      if (story.may() === 'go') story.refuse(story.send(), 10_000);
    }
    story.now += 100_000;
    expect(story.may()).toBe('give-up');
    story.now += 40_000;
    expect(story.burst()).toBe(1);
    story.lose(story.send());
    expect(story.burst()).toBe(1);
    story.refuse(story.send(), 10_000);
    expect(story.wait()).toBe(10_000);
    story.now += 10_000;
    story.read();
    expect(story.bucket).toMatchObject({ refusedSince: null, heldUntil: null });
  });

  test('a pause is no refusal: what breaks after it for minutes is not given up as throttled', () => {
    const story = new Story();
    story.read();
    story.now += 180_000;
    story.lose(story.send());
    expect(story.bucket.refusedSince).toBeNull();
    story.now += 60_000;
    story.lose(story.send());
    story.now += 61_000;
    expect(story.may()).toBe('go');
  });

  test('without a header the refill is learned from what passes between refusals', () => {
    const story = new Story();
    for (let count = 0; count < 250; count += 1) story.read();
    for (let round = 0; round < 3; round += 1) {
      story.refuse(story.send(), 1_000);
      story.now += 1_000;
      // 30 reads in 3 seconds: 10 a second.
      for (let count = 0; count < 29; count += 1) story.read();
      story.now += 3_000 - 1_000 - 29 * 60;
    }
    story.bucket = { ...story.bucket, level: 10 };
    story.refuse(story.send(), 1_000);
    expect(story.bucket.refillPerSecond).toBeGreaterThan(8);
    expect(story.bucket.refillPerSecond).toBeLessThan(14);
  });

  test('a refusal soon after another lowers the pace a little, and it comes back', () => {
    const story = new Story();
    story.refuse(story.send(), 1_000);
    expect(story.bucket.refillPerSecond).toBe(20);
    for (let count = 0; count < 60; count += 1) {
      story.now += 1_000;
      story.read();
    }
    expect(story.bucket.refillPerSecond).toBe(25);
  });
});
