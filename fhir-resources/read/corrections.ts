import { type Json, number, object, text } from './json.ts';

/**
 * Which of several results counts. FHIR says it with status and version: a corrected result replaces the original, a final one the
 * preliminary, a withdrawal what it withdraws.
 */

/** Statuses whose value may be used, by how final they are. A status that is absent (not FHIR, but seen) counts as preliminary. */
const ranks: Readonly<Record<string, number>> = { preliminary: 1, final: 2, appended: 2, amended: 3, corrected: 3 };
export const preliminaryRank = 1;
const correctedRank = 3;

/** Rank of a status; undefined for one whose value may not be used (`registered`, `unknown`, anything foreign). */
export function rankOf(status: string | undefined): number | undefined {
  return status === undefined ? preliminaryRank : Object.hasOwn(ranks, status) ? ranks[status] : undefined;
}

/** Never were results, or are none any more: not even worth a line under "not used". */
export const withdrawn: ReadonlySet<string> = new Set(['entered-in-error', 'cancelled']);

/** A fact with what decides between it and others of the same `key` (what was measured, at which moment). */
export interface Ranked<T> {
  readonly fact: T;
  readonly key: string | undefined;
  readonly rank: number;
  readonly issued: string;
}

/**
 * The facts that stand. Of several corrections of one moment the one issued last holds. Two finals of one moment both stand:
 * neither says that the other is wrong.
 */
export function standing<T>(facts: readonly Ranked<T>[], superseded: (fact: T) => void): T[] {
  const best = new Map<string, Ranked<T>>();
  let several = false;
  for (const fact of facts) {
    if (fact.key === undefined) continue;
    const other = best.get(fact.key);
    if (other) several = true;
    if (!other || outranks(fact, other)) best.set(fact.key, fact);
  }
  if (!several) return facts.map(({ fact }) => fact);
  const kept: T[] = [];
  for (const fact of facts) {
    const winner = fact.key === undefined ? undefined : best.get(fact.key);
    if (winner === undefined || !outranks(winner, fact)) kept.push(fact.fact);
    else superseded(fact.fact);
  }
  return kept;
}

function outranks(a: Ranked<unknown>, b: Ranked<unknown>): boolean {
  if (a.rank !== b.rank) return a.rank > b.rank;
  return a.rank === correctedRank && a.issued > b.issued;
}

/** One resource may come in several versions, and on several pages; the newest counts. */
export function newestVersions<E extends { readonly resource: Json; readonly reference: string }>(
  entries: readonly E[],
): readonly E[] {
  const newest = new Map<string, E>();
  for (const entry of entries) {
    const other = newest.get(entry.reference);
    if (!other || isNewer(entry.resource, other.resource)) newest.set(entry.reference, entry);
  }
  return newest.size === entries.length ? entries : [...newest.values()];
}

function isNewer(a: Json, b: Json): boolean {
  const [one, other] = [object(a.meta), object(b.meta)];
  const [version, otherVersion] = [number(one?.versionId), number(other?.versionId)];
  if (version !== undefined && otherVersion !== undefined && version !== otherVersion) return version > otherVersion;
  const [updated, otherUpdated] = [text(one?.lastUpdated) ?? '', text(other?.lastUpdated) ?? ''];
  if (updated !== otherUpdated) return updated > otherUpdated;
  return finality(a) > finality(b);
}

/** Without any version a withdrawal wins over what it withdraws, and a correction over the original. */
function finality(observation: Json): number {
  const status = text(observation.status) ?? '';
  return withdrawn.has(status) ? correctedRank + 1 : (rankOf(status) ?? 0);
}
