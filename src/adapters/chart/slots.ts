/** At most `limit` at a time; the others wait in order, and leave the queue when their signal is aborted. */
export interface Slots {
  /** Resolves with the function that gives the slot back. @throws the signal's reason */
  take(signal: AbortSignal): Promise<() => void>;
}

export function slots(limit: number): Slots {
  let free = limit;
  const waiting: (() => void)[] = [];

  function release(): () => void {
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    };
  }

  return {
    take(signal) {
      if (signal.aborted) return Promise.reject(signal.reason);
      if (free > 0) {
        free -= 1;
        return Promise.resolve(release());
      }
      return new Promise((resolve, reject) => {
        const enter = () => {
          signal.removeEventListener('abort', leave);
          resolve(release());
        };
        const leave = () => {
          const at = waiting.indexOf(enter);
          if (at >= 0) waiting.splice(at, 1);
          reject(signal.reason);
        };
        waiting.push(enter);
        signal.addEventListener('abort', leave, { once: true });
      });
    },
  };
}
