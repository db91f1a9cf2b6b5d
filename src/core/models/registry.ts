import {
  type AnchorChange,
  type AnchorVersion,
  anchorKeys,
  anchorsInForce,
  anchorVersionsOf,
  isSiteName,
  sameScope,
} from './anchor-versions.ts';
import { versionedId } from './columns.ts';
import type { ModelManifest } from './manifest.ts';

/** `registered`: known, not run. `silent`: runs, is stored and compared, never shown. `live`: shown. `retired`: not run any more. */
export const modelStates = ['registered', 'silent', 'live', 'retired'] as const;
export type ModelState = (typeof modelStates)[number];

/** One step in the history of a model version. The history is only ever added to; where a model stands follows from it. */
export interface ModelChange {
  /** ISO instant. */
  readonly at: string;
  /** Who: an operator, or the program in whose name it was done. */
  readonly by: string;
  /** `id@version`. */
  readonly model: string;
  /** Of the graph at that time: a folder with another graph starts anew. */
  readonly sha256: string;
  readonly what:
    | { readonly kind: 'state'; readonly to: ModelState }
    /** Kill switch: `off` stops a model at once and leaves its state as it is. */
    | { readonly kind: 'off' }
    | { readonly kind: 'on' }
    /** A validation report exists; its digest. */
    | { readonly kind: 'validation'; readonly sha256: string }
    /** Local re-anchoring, or taking it back. */
    | AnchorChange;
  readonly reason?: string;
}

export interface ModelStanding {
  readonly model: string;
  readonly state: ModelState;
  readonly off: boolean;
  /** Of the last change; absent where the state is the declared one. */
  readonly since?: string;
  readonly by?: string;
  readonly reason?: string;
  /** Digest of the validation report. */
  readonly validation?: string;
  /** Local re-anchorings of all sites, oldest first, withdrawn ones too; absent: there is none. */
  readonly anchors?: readonly AnchorVersion[];
}

/** What the registry must know of a model folder. */
export interface RegisteredModel {
  readonly manifest: ModelManifest;
  /** Digest of the validation report in the folder. */
  readonly validation?: string;
  /** Shipped with the service, not added by the site. */
  readonly bundled: boolean;
}

/**
 * State before anybody changed it. A model of the site starts registered. A bundled one is live when it is synthetic (it shows the
 * way in the demonstration and reaches nobody elsewhere) or when its folder holds a validation report; else registered.
 */
const declaredState = ({ manifest, validation, bundled }: RegisteredModel): ModelState =>
  bundled && (manifest.evidence === 'synthetic' || validation !== undefined) ? 'live' : 'registered';

/**
 * Where every model stands. Of the versions of one id at most one is live: the one that was made live last; of declared ones the
 * highest version. The others that would be live are silent.
 */
export function standingsOf(
  models: readonly RegisteredModel[],
  history: readonly ModelChange[],
): readonly ModelStanding[] {
  const standings = models.map((model) => ({ model, standing: standingOf(model, history) }));
  return standings.map(({ model, standing }) => {
    if (standing.state !== 'live') return standing;
    const rivals = standings.filter(
      (other) =>
        other.model !== model &&
        other.model.manifest.id === model.manifest.id &&
        other.standing.state === 'live' &&
        outranks(other, { model, standing }),
    );
    return rivals.length > 0 ? { ...standing, state: 'silent' as const } : standing;
  });
}

type Placed = { readonly model: RegisteredModel; readonly standing: ModelStanding };
function outranks(a: Placed, b: Placed): boolean {
  const [sinceA, sinceB] = [a.standing.since ?? '', b.standing.since ?? ''];
  if (sinceA !== sinceB) return sinceA > sinceB;
  return compareVersions(a.model.manifest.version, b.model.manifest.version) > 0;
}

function standingOf(model: RegisteredModel, history: readonly ModelChange[]): ModelStanding {
  const name = versionedId(model.manifest);
  const anchors = anchorVersionsOf(model.manifest, history);
  let standing: ModelStanding = {
    model: name,
    state: declaredState(model),
    off: false,
    ...(model.validation === undefined ? {} : { validation: model.validation }),
    ...(anchors.length === 0 ? {} : { anchors }),
  };
  for (const { at, by, what, reason, ...change } of history) {
    if (change.model !== name || change.sha256 !== model.manifest.sha256['model.onnx']) continue;
    if (what.kind === 'validation') standing = { ...standing, validation: what.sha256 };
    else if (what.kind === 'state' || what.kind === 'off' || what.kind === 'on') {
      const { reason: _before, ...kept } = standing;
      standing = {
        ...kept,
        since: at,
        by,
        ...(reason === undefined ? {} : { reason }),
        ...(what.kind === 'state' ? { state: what.to } : { off: what.kind === 'off' }),
      };
    }
  }
  return standing;
}

/** Semantic versions; a pre-release comes before its release. */
export function compareVersions(a: string, b: string): number {
  const parts = (version: string) => {
    const [numbers = '', ...pre] = version.split('-');
    return { numbers: numbers.split('.').map(Number), pre: pre.join('-') };
  };
  const [left, right] = [parts(a), parts(b)];
  for (const at of [0, 1, 2]) {
    const step = (left.numbers[at] ?? 0) - (right.numbers[at] ?? 0);
    if (step !== 0) return step;
  }
  if (left.pre === right.pre) return 0;
  if (left.pre === '') return 1;
  if (right.pre === '') return -1;
  return left.pre < right.pre ? -1 : 1;
}

const next: Readonly<Record<ModelState, readonly ModelState[]>> = {
  registered: ['silent', 'retired'],
  silent: ['live', 'retired'],
  live: ['silent', 'retired'],
  retired: ['silent'],
};

/** Why a model may not go to this state now, in a sentence; undefined when it may. */
export function promotionProblem(
  standing: ModelStanding,
  to: ModelState,
  checks: { readonly goldenPassed: boolean },
): string | undefined {
  const { model, state } = standing;
  if (state === to) return `${model} is ${to} already.`;
  if (!next[state].includes(to))
    return `${model} is ${state}: from there it can become ${next[state].join(' or ')}, not ${to}.`;
  if (to === 'retired') return undefined;
  if (!checks.goldenPassed) return `${model} has no passed golden run: it cannot become ${to}.`;
  if (to === 'live' && standing.validation === undefined)
    return `${model} has no validation report: run fibrocast validate with it first, then promote it.`;
  return undefined;
}

/** Why these constants may not be recorded for this model, or taken back, in a sentence; undefined when they may. */
export function anchorProblem(
  standing: ModelStanding,
  manifest: ModelManifest,
  change: AnchorChange,
): string | undefined {
  const { model } = standing;
  if (!isSiteName(change.site))
    return 'A site is named with letters, digits, blanks, dots, underscores and hyphens, at most 60 of them.';
  if (change.kind === 'anchor-withdrawn') {
    const counts = anchorsInForce(standing.anchors ?? [], change.site).some((one) => sameScope(one, change));
    const scope = change.etiology === undefined ? '' : ` for ${change.etiology}`;
    return counts ? undefined : `${model} has no re-anchoring at ${change.site}${scope} that could be withdrawn.`;
  }
  const keys = anchorKeys(manifest);
  const sound = change.constants.every(
    ({ key, intercept, slope = 1 }) => keys.includes(key) && Number.isFinite(intercept) && slope > 0,
  );
  if (change.constants.length === 0 || !sound) return `${model} cannot be re-anchored with these constants.`;
  const { etiologies } = manifest.accepts;
  if (change.etiology !== undefined && etiologies !== 'any' && !etiologies.includes(change.etiology))
    return `${model} is not for ${change.etiology}.`;
  return undefined;
}
