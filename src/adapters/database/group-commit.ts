/**
 * Group commit: calls that arrive while a transaction is under way are carried out together in the next one. Each call
 * resolves only after the transaction that carries it is committed.
 */
export interface GroupCommit<T, R> {
  add(item: T): Promise<R>;
  /** Resolves when nothing is waiting or under way. */
  idle(): Promise<void>;
}

export function groupCommit<T, R>(options: {
  /** One transaction for all items; results in the order of the items. */
  commit(items: readonly T[]): Promise<readonly R[]>;
  /** Whether an item may join those already gathered; one that may not waits for the next transaction. */
  fits(gathered: readonly T[], item: T): boolean;
  /** Whether an error of several items may be the fault of one of them; each is then tried alone. */
  mayBeOneItem(error: unknown): boolean;
}): GroupCommit<T, R> {
  interface Waiting {
    readonly item: T;
    resolve(result: R): void;
    reject(error: unknown): void;
  }
  const queue: Waiting[] = [];
  let working: Promise<void> | undefined;

  async function work(): Promise<void> {
    // Lets the calls of this turn of the event loop gather.
    await Promise.resolve();
    while (queue.length > 0) await commitTogether(gather());
    working = undefined;
  }

  function gather(): Waiting[] {
    const gathered: Waiting[] = [];
    const items: T[] = [];
    for (let next = queue[0]; next && (items.length === 0 || options.fits(items, next.item)); next = queue[0]) {
      gathered.push(next);
      items.push(next.item);
      queue.shift();
    }
    return gathered;
  }

  async function commitTogether(group: readonly Waiting[]): Promise<void> {
    try {
      const results = await options.commit(group.map(({ item }) => item));
      for (const [index, waiting] of group.entries()) waiting.resolve(results[index] as R);
    } catch (error) {
      if (group.length === 1 || !options.mayBeOneItem(error)) for (const waiting of group) waiting.reject(error);
      else for (const waiting of group) await commitTogether([waiting]);
    }
  }

  return {
    add(item) {
      return new Promise<R>((resolve, reject) => {
        queue.push({ item, resolve, reject });
        working ??= work();
      });
    },
    async idle() {
      while (working) await working;
    },
  };
}
