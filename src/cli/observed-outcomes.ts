import type { Command } from 'commander';
import { Failure } from '../core/failure.ts';
import type { ObservedOutcome } from '../core/models/manifest.ts';

/** Options of the command line that say how an outcome is observed; they go before the manifest. */
export interface ObservedOptions {
  readonly outcome?: string;
  readonly time?: string;
  readonly timeUnit?: string;
  readonly status?: string;
  readonly event?: string;
  readonly competing?: string;
  readonly censored?: string;
  readonly value?: string;
  readonly atLeast?: string;
  /** Names of the site's columns, where they differ. */
  readonly columns?: string;
}

/** The options themselves, for the commands that look at a cohort. */
export const withObservedOptions = (command: Command): Command =>
  command
    .option('--columns <list>', 'input=column,input=column where names differ, as for train')
    .option('--outcome <id>', 'only this outcome')
    .option('--time <column>', 'time to event or end of observation')
    .option('--time-unit <d|a>', 'days (default) or years')
    .option('--status <column>', 'how observation ended, or whether the outcome is there')
    .option('--event <codes>', 'status codes of the outcome, comma between')
    .option('--competing <codes>', 'status codes of competing events')
    .option('--censored <codes>', 'status codes of no event (default 0)')
    .option('--value <column>', 'the outcome is there when this value reaches --at-least')
    .option('--at-least <number>', 'limit of --value');

/**
 * How each outcome is observed: the manifest's entries, or the one that the options describe.
 * @param predicted outcomes in the predictions; when there is one only, `--outcome` may be left out.
 * @throws Failure `invalid-parameter` when the options do not describe an outcome completely.
 */
export function observedOutcomes(
  options: ObservedOptions,
  manifest: Readonly<Record<string, ObservedOutcome>> | undefined,
  predicted: readonly string[],
): Readonly<Record<string, ObservedOutcome>> {
  const described = describe(options);
  const named = options.outcome ?? (predicted.length === 1 ? predicted[0] : undefined);
  if (described) {
    if (named === undefined)
      throw new Failure('invalid-parameter', 'Several outcomes were predicted: name one with --outcome.');
    return { [named]: described };
  }
  const entries = Object.entries(manifest ?? {}).filter(
    ([outcome]) => options.outcome === undefined || outcome === options.outcome,
  );
  if (entries.length === 0)
    throw new Failure(
      'invalid-parameter',
      'It is not known how outcomes are observed: the manifest has no `observed` for them; give --time --status --event, or --value --at-least, or --status --event.',
    );
  return Object.fromEntries(entries);
}

function describe(options: ObservedOptions): ObservedOutcome | undefined {
  const { time, timeUnit = 'd', status, event, competing, censored = '0', value, atLeast } = options;
  const wrong = (sentence: string): never => {
    throw new Failure('invalid-parameter', sentence);
  };
  if (value !== undefined || atLeast !== undefined) {
    const limit = Number(atLeast);
    if (value === undefined || atLeast === undefined || atLeast.trim() === '' || !Number.isFinite(limit))
      return wrong('--value and --at-least belong together, and the limit is a number.');
    return { kind: 'at-least', value, atLeast: limit };
  }
  if (time === undefined && status === undefined && event === undefined) return undefined;
  if (status === undefined || event === undefined) return wrong('--status and --event belong together.');
  const codes = (text: string) => text.split(',').map((code) => code.trim());
  if (time === undefined) return { kind: 'state', status, codes: { event: codes(event), none: codes(censored) } };
  if (timeUnit !== 'd' && timeUnit !== 'a') return wrong('--time-unit must be d (days) or a (years).');
  return {
    kind: 'follow-up',
    time,
    timeUnit,
    status,
    codes: {
      censored: codes(censored),
      event: codes(event),
      ...(competing !== undefined ? { competing: codes(competing) } : {}),
    },
  };
}
