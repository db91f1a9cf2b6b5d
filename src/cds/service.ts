import type { Ask } from '../../fhir-resources/ask.ts';
import type { Assessment } from '../core/assessment.ts';
import type { ChartFacts } from '../core/chart.ts';
import type { Log } from '../ports/log.ts';
import type { Action, CardDraft, Link } from './card.ts';
import type { BaseContext, Hook } from './hook.ts';

/** An ask as a service declares it: `required` data end in 412 when they cannot be had, `optional` data arrive as undefined. */
export type Asked<T> = { readonly ask: Ask<T>; readonly need: 'required' | 'optional' };
export const required = <T>(ask: Ask<T>) => ({ ask, need: 'required' }) as const;
export const optional = <T>(ask: Ask<T>) => ({ ask, need: 'optional' }) as const;

export type AskMap = Readonly<Record<string, Asked<unknown>>>;
export type AskValues<A extends AskMap> = {
  readonly [K in keyof A]: A[K] extends { ask: Ask<infer T>; need: 'required' }
    ? T
    : A[K] extends { ask: Ask<infer T> }
      ? T | undefined
      : never;
};

export interface Tools {
  /** Assesses and stores: resolves when the assessment's resources are durable. The same facts give the same assessment. */
  assess(facts: ChartFacts): Promise<Assessment>;
  /** ISO instant of this call. */
  readonly now: string;
  readonly log: Log;
  /** Keys of `asks` that could not be had this time: to be said on the card when they matter. */
  readonly unavailable: readonly string[];
  /** SMART link to the review page for this assessment, with appContext; no patient identifier in the URL. */
  reviewLink(assessment: Assessment): Link;
  /** Absolute URL of a page of this service (`/models/fib4`, `/guidelines#id`): for `source.url`. */
  pageUrl(path: string): string;
}

export interface Answer {
  readonly cards: readonly CardDraft[];
  readonly systemActions?: readonly Action[];
}

/**
 * One CDS service: what it is, what it asks for, what it answers. A member of `cds-services/`:
 * the default export of `<id>/service.ts`, id equal to the folder.
 */
export interface Service<Context extends BaseContext = BaseContext, Asks extends AskMap = AskMap> {
  readonly id: string;
  readonly hook: Hook<Context>;
  readonly title: string;
  readonly description: string;
  readonly usageRequirements?: string;
  readonly asks: Asks;
  /** No card when there is nothing to say; at most three. Must not throw for odd data. */
  respond(input: { readonly context: Context } & AskValues<Asks>, tools: Tools): Promise<Answer | readonly CardDraft[]>;
}

export function defineService<Context extends BaseContext, const Asks extends AskMap>(
  service: Service<Context, Asks>,
): Service<Context, Asks> {
  return service;
}
