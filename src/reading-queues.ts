// What waits to be read: one queue for each subscription, each with its share of what is being read at once, so that a
// slow one holds nobody else up. A loop for each place, not a promise for each item: those that wait cost nothing.

/**
 * Enough to keep the gates' queues filled, few in memory, because each read that is prepared takes some ten kilobytes: of
 * all queues together; of one at most; and what each has however many there are.
 */
const places = { all: 144, most: 96, least: 2 } as const;

export interface ReadingQueue<Item> {
  /** Reading begins at once where there is a place. */
  readonly add: (items: readonly Item[]) => void;
  /** Nothing more will be added. Resolves when everything was read and used; rejects when any of it failed. */
  readonly finish: () => Promise<void>;
}

/** What is done with each item: `read` takes up a place, `use` does not. */
export interface ReadingSteps<Item, Reading> {
  readonly read: (item: Item) => Promise<Reading>;
  readonly use: (item: Item, reading: Reading) => Promise<void>;
}

export class ReadingQueues<Item, Reading> {
  readonly #steps: ReadingSteps<Item, Reading>;
  /** Those that have something to read. */
  readonly #busy = new Set<Queue<Item, Reading>>();
  #taken = 0;

  constructor(steps: ReadingSteps<Item, Reading>) {
    this.#steps = steps;
  }

  open(): ReadingQueue<Item> {
    const queue = new Queue(this.#steps, () => {
      this.#taken -= 1;
      this.#settle(queue);
    });
    return {
      add: (items) => {
        queue.add(items);
        this.#settle(queue);
      },
      finish: () => queue.finish(),
    };
  }

  /** Something was added to a queue, or one of its places is free again. */
  #settle(queue: Queue<Item, Reading>): void {
    if (queue.isBusy()) this.#busy.add(queue);
    else this.#busy.delete(queue);
    const share = Math.max(places.least, Math.min(places.most, Math.floor(places.all / this.#busy.size)));
    this.#fill(queue, share);
    // It may have had more than its share from a time with fewer queues, or be through: then others take its place.
    if (queue.places < share && queue.isBusy()) return;
    for (const other of this.#busy) {
      if (this.#taken >= places.all) return;
      this.#fill(other, share);
    }
  }

  #fill(queue: Queue<Item, Reading>, share: number): void {
    while (queue.places < places.least || (queue.places < share && this.#taken < places.all)) {
      if (!queue.readNext()) return;
      this.#taken += 1;
    }
  }
}

class Queue<Item, Reading> {
  readonly #steps: ReadingSteps<Item, Reading>;
  readonly #onFree: () => void;
  /** Each backwards: taking the first of thousands would move all the others, for each of them. */
  readonly #waiting: Item[][] = [];
  readonly #end = Promise.withResolvers<undefined>();
  /** Items that are being read. */
  places = 0;
  #unfinished = 0;
  #isWhole = false;

  constructor(steps: ReadingSteps<Item, Reading>, onFree: () => void) {
    this.#steps = steps;
    this.#onFree = onFree;
    // A failure before anybody waits for the end is told to whoever does.
    this.#end.promise.catch(() => undefined);
  }

  add(items: readonly Item[]): void {
    if (items.length > 0) this.#waiting.push(items.toReversed());
    this.#unfinished += items.length;
  }

  isBusy(): boolean {
    return this.places > 0 || this.#waiting.length > 0;
  }

  async finish(): Promise<void> {
    this.#isWhole = true;
    this.#endIfDone();
    await this.#end.promise;
  }

  /** Whether there was anything to read. */
  readNext(): boolean {
    const page = this.#waiting[0];
    const item = page?.pop();
    if (item === undefined) return false;
    if (page?.length === 0) this.#waiting.shift();
    this.places += 1;
    void this.#work(item);
    return true;
  }

  async #work(item: Item): Promise<void> {
    try {
      const reading = await this.#read(item);
      await this.#steps.use(item, reading);
    } catch (error) {
      this.#end.reject(error);
    }
    this.#unfinished -= 1;
    this.#endIfDone();
  }

  async #read(item: Item): Promise<Reading> {
    try {
      return await this.#steps.read(item);
    } finally {
      this.places -= 1;
      this.#onFree();
    }
  }

  #endIfDone(): void {
    if (this.#isWhole && this.#unfinished === 0) this.#end.resolve(undefined);
  }
}
