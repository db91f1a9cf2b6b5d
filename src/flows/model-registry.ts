import { Failure } from '../core/failure.ts';
import { type AnchorVersion, anchorsInForce } from '../core/models/anchor-versions.ts';
import { versionedId } from '../core/models/columns.ts';
import {
  anchorProblem,
  type ModelChange,
  type ModelStanding,
  promotionProblem,
  standingsOf,
} from '../core/models/registry.ts';
import type { AuditFact, AuditLog } from '../ports/audit.ts';
import type { Clock } from '../ports/clock.ts';
import type { GoldenRun } from '../ports/inference.ts';
import type { ModelFolder, ModelFolders, ModelHistory, RefusedModel } from '../ports/models.ts';

export interface RegistryDeps {
  readonly folders: ModelFolders;
  /** Versions that came with the service; others are the site's own. */
  readonly isBundled: (model: ModelFolder) => boolean;
  readonly history: ModelHistory;
  /** Golden run of a version in this process; undefined where it was not run here. */
  readonly goldenRun: (model: string) => GoldenRun | undefined;
  /** Ids or `id@version` that are switched off by the configuration, whatever the history says. */
  readonly switchedOff: readonly string[];
  /** Synthetic models take part. */
  readonly synthetic: boolean;
  /** Whose local re-anchoring the models that run here use. */
  readonly site?: string;
  readonly audit?: AuditLog;
  /**
   * Also audit changes that another program adds while this one runs: where that one cannot write to the store, because this process
   * holds it (embedded store).
   */
  readonly auditsForOthers?: boolean;
  readonly clock: Clock;
}

export interface UsableModel {
  readonly model: ModelFolder;
  readonly state: 'silent' | 'live';
  /** Re-anchorings that count at this site now. */
  readonly anchors: readonly AnchorVersion[];
}

export interface ModelRegistry {
  /** Every version that could be read, and where it stands now. */
  standings(): Promise<readonly ModelStanding[]>;
  model(name: string): ModelFolder | undefined;
  goldenRun(name: string): GoldenRun | undefined;
  /** What takes no part: folders that are not sound, failed golden runs. For readiness and pages. */
  refusals(): readonly RefusedModel[];
  /** Models that run now: silent or live, on, golden run not failed, synthetic ones only where allowed. */
  usable(): Promise<readonly UsableModel[]>;
  /**
   * Records a change and audits it.
   * @param name `id@version`, or the id where only one version is here.
   * @throws Failure `not-found`, `invalid-parameter` (several versions), `model-unavailable` (the change is not allowed now, with the way out),
   * `store-unavailable`
   */
  change(name: string, what: ModelChange['what'], by: string, reason?: string): Promise<ModelStanding>;
}

export function modelRegistry(deps: RegistryDeps): ModelRegistry {
  const { folders, history } = deps;
  const byName = new Map(folders.models.map((model) => [versionedId(model.manifest), model]));
  const registered = folders.models.map((model) => ({
    manifest: model.manifest,
    bundled: deps.isBundled(model),
    ...(model.validation === undefined ? {} : { validation: model.validation.sha256 }),
  }));
  const isOff = (name: string) => deps.switchedOff.some((off) => off === name || off === name.split('@')[0]);

  let audited: number | undefined;
  const auditOthers = async (changes: readonly ModelChange[]) => {
    if (!deps.auditsForOthers || deps.audit === undefined) return;
    const from = audited ?? changes.length;
    audited = changes.length;
    await deps.audit.record(changes.slice(from).map(factOf));
  };
  const standings = async (): Promise<readonly ModelStanding[]> => {
    const changes = await history.read();
    await auditOthers(changes);
    const all = standingsOf(registered, changes);
    return all.map((standing) => (isOff(standing.model) ? { ...standing, off: true } : standing));
  };
  const found = async (name: string): Promise<ModelStanding> => {
    const all = await standings();
    const exact = all.filter(({ model }) => model === name);
    const [one, another] = exact.length > 0 ? exact : all.filter(({ model }) => model.split('@')[0] === name);
    if (one === undefined) throw new Failure('not-found', `There is no model ${name}. See fibrocast models list.`);
    if (another !== undefined)
      throw new Failure('invalid-parameter', `There are several versions of ${name}: name one, such as ${one.model}.`);
    return one;
  };
  const here = (anchors: readonly AnchorVersion[]) =>
    deps.site === undefined ? [] : anchorsInForce(anchors, deps.site);
  const usable = async (): Promise<readonly UsableModel[]> => {
    const all = await standings();
    return all.flatMap(({ model: name, state, off, anchors = [] }): UsableModel[] => {
      const model = byName.get(name);
      if (model === undefined || off || (state !== 'silent' && state !== 'live')) return [];
      if (model.manifest.evidence === 'synthetic' && !deps.synthetic) return [];
      return deps.goldenRun(name)?.passed === false ? [] : [{ model, state, anchors: here(anchors) }];
    });
  };

  return {
    standings,
    usable,
    model: (name) => byName.get(name),
    goldenRun: deps.goldenRun,
    refusals: () => [
      ...folders.refused,
      ...[...byName.keys()].flatMap((model): RefusedModel[] => {
        const run = deps.goldenRun(model);
        return run === undefined || run.passed ? [] : [{ model, reason: run.reason ?? 'The golden run failed.' }];
      }),
    ],
    async change(name, what, by, reason) {
      const standing = await found(name);
      const model = byName.get(standing.model);
      if (model === undefined) throw new Failure('not-found', `There is no model ${name}.`);
      if (what.kind === 'state') {
        const goldenPassed = deps.goldenRun(standing.model)?.passed === true;
        const problem = promotionProblem(standing, what.to, { goldenPassed });
        if (problem !== undefined) throw new Failure('model-unavailable', problem);
      }
      if (what.kind === 'anchored' || what.kind === 'anchor-withdrawn') {
        const problem = anchorProblem(standing, model.manifest, what);
        if (problem !== undefined) throw new Failure('model-unavailable', problem);
      }
      const change: ModelChange = {
        at: deps.clock(),
        by,
        model: standing.model,
        sha256: model.manifest.sha256['model.onnx'],
        what,
        ...(reason === undefined ? {} : { reason }),
      };
      await history.append(change);
      if (!deps.auditsForOthers) await deps.audit?.record([factOf(change)]);
      return found(standing.model);
    },
  };
}

function factOf({ at, by, model, what }: ModelChange): AuditFact {
  const became =
    what.kind === 'state'
      ? what.to
      : what.kind === 'validation'
        ? 'validated'
        : what.kind === 'anchored' || what.kind === 'anchor-withdrawn'
          ? `${what.kind} at ${what.site}`
          : what.kind;
  return { at, action: 'model-change', outcome: 'success', client: by, model: { id: model, became } };
}
