/**
 * Stops asking a server that has failed several times in a row, so that a dead EHR costs one look-up and not one deadline a call.
 * After `openMs` one request is let through as a trial: its success closes the circuit, its failure opens it again.
 */
export interface BreakerOptions {
  /** Failures in a row that open the circuit. */
  readonly failures: number;
  /** How long it stays open, milliseconds. */
  readonly openMs: number;
}

export interface Breaker {
  /** May a request be sent now? A `true` while half open takes the one trial. */
  allows(): boolean;
  succeeded(): void;
  failed(): void;
  /** The request ended without saying anything about the server (the caller went away). */
  undecided(): void;
}

/** @param now monotonic milliseconds */
export function circuitBreaker(options: BreakerOptions, now: () => number): Breaker {
  let inRow = 0;
  let openUntil: number | undefined;
  let trial = false;
  return {
    allows() {
      if (openUntil === undefined) return true;
      if (trial || now() < openUntil) return false;
      trial = true;
      return true;
    },
    succeeded() {
      inRow = 0;
      openUntil = undefined;
      trial = false;
    },
    failed() {
      inRow += 1;
      trial = false;
      if (inRow >= options.failures) openUntil = now() + options.openMs;
    },
    undecided() {
      trial = false;
    },
  };
}
