import { ascending, quantileOfSorted } from '../survival/quantile.ts';
import type { ModelStatement } from './model-statement.ts';

/** What a silent model said of one patient on one day, and what live models of its role said at the same moment. */
export interface SilentEntry {
  /** `id@version` of the silent model. */
  readonly model: string;
  readonly fhirServer: string;
  readonly patientId: string;
  /** ISO instant. */
  readonly asOf: string;
  readonly said: readonly ModelStatement[];
  readonly beside: readonly ModelStatement[];
}

/** The silent model beside one live model, over all entries in which both spoke of the same. */
export interface SilentPairing {
  readonly live: string;
  readonly about: string;
  readonly horizonYears?: number;
  readonly n: number;
  /** Silent minus live, on the scale of the probability. Absent where classes are compared. */
  readonly difference?: {
    readonly mean: number;
    readonly quantiles: readonly { readonly share: number; readonly value: number }[];
  };
  /** Pairs in the same category: of risk, or the class that each finds most likely. */
  readonly agreement: { readonly n: number; readonly share: number };
}
export interface SilentComparison {
  readonly model: string;
  /** Patient-days with a statement of the silent model. */
  readonly entries: number;
  readonly patients: number;
  readonly from?: string;
  readonly to?: string;
  readonly pairings: readonly SilentPairing[];
  /** Limits of the categories of risk, for the agreement only: no threshold of care. */
  readonly riskLimits: readonly number[];
}

/** Under 10 %, 10 to 30 %, 30 % and more: a technical grid to count agreement on. */
export const riskLimits = [0.1, 0.3] as const;
const shares = [0.05, 0.25, 0.5, 0.75, 0.95] as const;

/** @param entries of one silent model, in any order */
export function compareSilent(model: string, entries: readonly SilentEntry[]): SilentComparison {
  const pairs = new Map<string, { readonly live: ModelStatement; readonly silent: ModelStatement }[]>();
  for (const { said, beside } of entries)
    for (const silent of said)
      for (const live of beside) {
        if (keyOf(silent) !== keyOf(live) || silent.study !== live.study) continue;
        const key = `${live.model}\n${keyOf(live)}`;
        const known = pairs.get(key) ?? [];
        known.push({ live, silent });
        pairs.set(key, known);
      }
  const instants = entries.map(({ asOf }) => asOf).sort();
  const [from, to] = [instants[0], instants.at(-1)];
  return {
    model,
    entries: entries.length,
    patients: new Set(entries.map(({ fhirServer, patientId }) => `${fhirServer}\n${patientId}`)).size,
    ...(from === undefined || to === undefined ? {} : { from, to }),
    pairings: [...pairs.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, found]) => pairingOf(found)),
    riskLimits,
  };
}

const keyOf = ({ role, about, horizonYears }: ModelStatement) => `${role}\n${about}\n${horizonYears ?? ''}`;

function pairingOf(pairs: readonly { readonly live: ModelStatement; readonly silent: ModelStatement }[]) {
  const differences = ascending(
    pairs.flatMap(({ live, silent }) =>
      live.probability === undefined || silent.probability === undefined ? [] : [silent.probability - live.probability],
    ),
  );
  const same = pairs.filter(({ live, silent }) => categoryOf(live) === categoryOf(silent)).length;
  const { model: live = '', about = '', horizonYears } = pairs[0]?.live ?? {};
  const mean = differences.reduce((sum, each) => sum + each, 0) / differences.length;
  return {
    live,
    about,
    ...(horizonYears === undefined ? {} : { horizonYears }),
    n: pairs.length,
    ...(differences.length === 0
      ? {}
      : {
          difference: {
            mean,
            quantiles: shares.map((share) => ({ share, value: quantileOfSorted(differences, share) ?? mean })),
          },
        }),
    agreement: { n: same, share: same / pairs.length },
  };
}

const categoryOf = ({ category, probability = 0 }: ModelStatement): string =>
  category ?? String(riskLimits.filter((limit) => probability >= limit).length);

/**
 * What is kept of one assessment: one entry for each silent model that spoke, with the live models of its role. An entry belongs to a day: the
 * same patient looked at five times is one.
 */
export function silentEntries(
  about: Pick<SilentEntry, 'fhirServer' | 'patientId' | 'asOf'>,
  statements: readonly ModelStatement[],
): readonly SilentEntry[] {
  const models = [...new Set(statements.filter(({ state }) => state === 'silent').map(({ model }) => model))].sort();
  return models.map((model) => {
    const said = statements.filter((each) => each.model === model && each.state === 'silent');
    const roles = new Set(said.map(({ role }) => role));
    const beside = statements.filter((each) => each.state === 'live' && roles.has(each.role));
    return { model, ...about, said, beside };
  });
}
