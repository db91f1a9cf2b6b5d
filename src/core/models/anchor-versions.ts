import type { Etiology } from '../etiology.ts';
import { versionedId } from './columns.ts';
import type { ModelManifest } from './manifest.ts';

/** What one site's patients taught about one cause of a model: a constant, and with many events a slope. */
export interface AnchorConstants {
  /** `groupId/causeId` of hazards, the id of a threshold. */
  readonly key: string;
  /** Added to every logit of the cause. */
  readonly intercept: number;
  /** Standard error of the constant; absent where it is not known. */
  readonly interceptSd?: number;
  /** On the linear predictor; above 0, so that the order of patients stays. Absent: 1. */
  readonly slope?: number;
  readonly n: number;
  readonly events: number;
}

/** One re-anchoring of one model version at one site. It is never changed, only withdrawn. */
export interface AnchorVersion {
  readonly site: string;
  /** Only for patients of this etiology; absent: for all that the model accepts. */
  readonly etiology?: Etiology;
  /** Counted from 1 at each site and etiology. */
  readonly version: number;
  /** ISO instant or date. */
  readonly at: string;
  readonly by: string;
  readonly reason?: string;
  /** Of the table that it was learnt from; absent where the manifest brought it. */
  readonly cohortSha256?: string;
  readonly constants: readonly AnchorConstants[];
  readonly withdrawn?: { readonly at: string; readonly by: string; readonly reason?: string };
}

/** What the history says of re-anchoring. */
export type AnchorChange =
  /** Constants learnt from a site's own patients, one version more. */
  | ({ readonly kind: 'anchored' } & Pick<AnchorVersion, 'site' | 'etiology' | 'cohortSha256' | 'constants'>)
  /** The newest re-anchoring of this site and etiology is taken back: the one before it counts again. */
  | ({ readonly kind: 'anchor-withdrawn' } & Pick<AnchorVersion, 'site' | 'etiology'>);

/** A line of the history, as far as it matters here. */
interface HistoryLine extends Pick<AnchorVersion, 'at' | 'by' | 'reason'> {
  readonly model: string;
  readonly sha256: string;
  readonly what: AnchorChange | { readonly kind: 'state' | 'off' | 'on' | 'validation' };
}

/** The constants of one cause that count for a patient, and where they come from. */
export type AnchorInForce = AnchorConstants & Pick<AnchorVersion, 'site' | 'etiology' | 'version' | 'at'>;

/** Letters, digits, blanks and `. _ -`: a name that may stand in a history, on a page and in a `method`. */
export const isSiteName = (text: string): boolean => /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,59}$/u.test(text);

/** Every key that an anchor may name; none for what is no model over tables. */
export function anchorKeys({ input, output }: Pick<ModelManifest, 'input' | 'output'>): readonly string[] {
  if (input.kind !== 'tabular') return [];
  if (output.kind === 'exceedance') return output.thresholds.map(({ id }) => id);
  if (output.kind !== 'hazards') return [];
  return output.groups.flatMap((group) => group.causes.map(({ id }) => `${group.id}/${id}`));
}

/**
 * All re-anchorings of a model version, oldest first: those of its manifest, then those of the history. A withdrawal takes back the newest
 * one of its site and etiology that still counts.
 */
export function anchorVersionsOf(manifest: ModelManifest, history: readonly HistoryLine[]): readonly AnchorVersion[] {
  const versions: AnchorVersion[] = [];
  const add = (one: Omit<AnchorVersion, 'version'>) =>
    versions.push({ ...one, version: versions.filter((other) => sameScope(other, one)).length + 1 });
  for (const { site, etiology, since, withdrawn, ...constants } of manifest.calibration?.anchors ?? [])
    add({
      site,
      ...(etiology === undefined ? {} : { etiology }),
      at: since,
      by: 'manifest',
      constants: [constants],
      ...(withdrawn === undefined ? {} : { withdrawn: { at: withdrawn, by: 'manifest' } }),
    });
  const name = versionedId(manifest);
  for (const { model, sha256, what, at, by, reason } of history) {
    if (model !== name || sha256 !== manifest.sha256['model.onnx']) continue;
    const why = reason === undefined ? {} : { reason };
    if (what.kind === 'anchored') {
      const { kind: _, ...anchored } = what;
      add({ ...anchored, at, by, ...why });
    } else if (what.kind === 'anchor-withdrawn') {
      const last = versions.map((one) => sameScope(one, what) && one.withdrawn === undefined).lastIndexOf(true);
      const found = versions[last];
      if (found) versions[last] = { ...found, withdrawn: { at, by, ...why } };
    }
  }
  return versions;
}

type Scope = Pick<AnchorVersion, 'site' | 'etiology'>;
export const sameScope = (a: Scope, b: Scope): boolean => a.site === b.site && a.etiology === b.etiology;

/** What counts at one site now. */
export const anchorsInForce = (versions: readonly AnchorVersion[], site: string): readonly AnchorVersion[] =>
  versions.filter((one) => one.site === site && one.withdrawn === undefined);

/**
 * The constants of one key for one patient: those for the patient's own etiology go before those for all, the newest before older ones.
 * @param versions of one site, in force, oldest first
 */
export function anchorFor(
  versions: readonly AnchorVersion[],
  key: string,
  etiology: Etiology | undefined,
): AnchorInForce | undefined {
  const newest = (of: Etiology | undefined) => {
    for (const one of [...versions].reverse()) {
      const constants = one.etiology === of ? one.constants.find((each) => each.key === key) : undefined;
      if (constants) return { ...constants, ...scopeOf(one) };
    }
    return undefined;
  };
  return (etiology === undefined ? undefined : newest(etiology)) ?? newest(undefined);
}

const scopeOf = ({ site, etiology, version, at }: AnchorVersion) => ({
  site,
  ...(etiology === undefined ? {} : { etiology }),
  version,
  at,
});
