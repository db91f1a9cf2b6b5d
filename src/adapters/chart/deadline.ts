/** The caller's signal and a time limit of our own in one. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** On the clock of `performance.now()`. */
  readonly endsAt: number;
  /** Was it our own limit that ended it? */
  passed(): boolean;
  /** Takes timer and listener away: nothing may pile up over many calls. */
  end(): void;
}

export function deadlineOf(caller: AbortSignal, milliseconds: number): Deadline {
  const controller = new AbortController();
  let passed = false;
  const stop = () => controller.abort();
  const timer = setTimeout(() => {
    passed = true;
    stop();
  }, milliseconds);
  if (caller.aborted) stop();
  else caller.addEventListener('abort', stop, { once: true });
  return {
    signal: controller.signal,
    endsAt: performance.now() + milliseconds,
    passed: () => passed,
    end() {
      clearTimeout(timer);
      caller.removeEventListener('abort', stop);
    },
  };
}
