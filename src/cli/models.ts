import { Command, Option } from 'commander';
import { Failure } from '../core/failure.ts';
import type { SilentComparison } from '../core/models/compare-silent.ts';
import type { ModelChange, ModelStanding, ModelState } from '../core/models/registry.ts';
import { compareKept } from '../flows/compare-silent.ts';
import type { ModelRegistry } from '../flows/model-registry.ts';
import type { SilentLog } from '../ports/predictors.ts';
import { aligned } from './aligned.ts';
import { type AnchorParts, anchorCommand, anchorsCommand } from './model-anchors.ts';

export interface ModelsCommandDeps extends AnchorParts {
  /** Opens registry and runtime. `processes` of 0: no model is run; `changes`: something will be changed and audited. */
  open(options: OpenOptions): Promise<{
    readonly registry: ModelRegistry;
    /** Absent: a running service holds the embedded store. */
    readonly silent?: Pick<SilentLog, 'entries'>;
    close(): Promise<void>;
  }>;
}

interface OpenOptions {
  readonly processes: { readonly light: number; readonly heavy: number };
  readonly changes: boolean;
}
const none = { light: 0, heavy: 0 };
const all = { light: 1, heavy: 1 };
const listing: OpenOptions = { processes: none, changes: false };
const reading: OpenOptions = { processes: none, changes: true };
const checking: OpenOptions = { processes: all, changes: false };
const changing: OpenOptions = { processes: none, changes: true };
const promoting: OpenOptions = { processes: all, changes: true };

/** `fibrocast models list | check | compare | promote | retire | off | on | anchor | anchors` */
export function modelsCommand(deps: ModelsCommandDeps): Command {
  type Opened = Awaited<ReturnType<ModelsCommandDeps['open']>>;
  const within = async (options: OpenOptions, work: (registry: ModelRegistry, opened: Opened) => Promise<void>) => {
    const opened = await deps.open(options);
    try {
      await work(opened.registry, opened);
    } finally {
      await opened.close();
    }
  };
  const changed = (open: OpenOptions, id: string, what: ModelChange['what'], options: ChangeOptions) =>
    within(open, async (registry) => {
      const standing = await registry.change(id, what, options.by ?? deps.operator, options.reason);
      deps.out.write(options.json ? `${JSON.stringify(standing, null, 2)}\n` : `${sentenceOf(standing)}\n`);
    });
  const asking = (name: string, description: string) =>
    new Command(name)
      .description(description)
      .argument('<id>', 'id, or id@version where there are several')
      .option('--reason <words>', 'why; kept in the history')
      .option('--by <name>', `who decides (default: ${deps.operator})`)
      .option('--json', 'as JSON')
      .exitOverride();

  return new Command('models')
    .description('the models: what is here, where it stands, golden runs, promotion, kill switch')
    .addCommand(
      new Command('list')
        .description('every model version with its evidence class and state')
        .option('--json', 'as JSON')
        .action((options: { json?: boolean }) =>
          within(listing, async (registry) => {
            const rows = await rowsOf(registry);
            const refused = registry.refusals();
            if (options.json) return void deps.out.write(`${JSON.stringify({ models: rows, refused }, null, 2)}\n`);
            deps.out.write(rows.length === 0 ? 'No model is here.\n' : tableOf(rows));
            for (const { model, reason } of refused) deps.out.write(`refused  ${model}: ${reason}\n`);
          }),
        )
        .exitOverride(),
    )
    .addCommand(
      new Command('check')
        .description('read every folder, check its digests and make its golden run; ends with 1 when one fails')
        .option('--json', 'as JSON')
        .action((options: { json?: boolean }) =>
          within(checking, async (registry) => {
            const rows = await rowsOf(registry);
            const refused = registry.refusals();
            if (options.json) deps.out.write(`${JSON.stringify({ models: rows, refused }, null, 2)}\n`);
            else {
              for (const { model, golden } of rows)
                if (golden?.passed)
                  deps.out.write(
                    `passed   ${model}: ${golden.cases} golden ${golden.cases === 1 ? 'case' : 'cases'} in ${golden.ms} ms, largest departure ${(golden.departure ?? 0).toPrecision(2)} (${golden.provider})\n`,
                  );
              for (const { model, reason } of refused) deps.out.write(`refused  ${model}: ${reason}\n`);
              if (rows.length + refused.length === 0) deps.out.write('No model is here.\n');
            }
            if (refused.length > 0)
              throw new Failure(
                'model-unavailable',
                `${refused.length} of ${rows.length + foreign(rows, refused)} models are refused.`,
              );
          }),
        )
        .exitOverride(),
    )
    .addCommand(
      new Command('compare')
        .description('what a silent model said beside the live models of its role')
        .argument('<id>', 'id, or id@version where there are several')
        .option('--json', 'as JSON')
        .action((id: string, options: { json?: boolean }) =>
          within(reading, async (registry, { silent }) => {
            if (!silent)
              throw new Failure('store-in-use', 'A running service holds the store: see /models/<id> of that service.');
            const comparison = await compareKept(silent, await versionOf(registry, id));
            deps.out.write(options.json ? `${JSON.stringify(comparison, null, 2)}\n` : comparisonText(comparison));
          }),
        )
        .exitOverride(),
    )
    .addCommand(
      asking('promote', 'make a model silent or live; live needs a passed golden run and a validation report')
        .addOption(new Option('--to <state>', 'silent or live').choices(['silent', 'live']).makeOptionMandatory())
        .action((id: string, options: ChangeOptions & { to: ModelState }) =>
          changed(promoting, id, { kind: 'state', to: options.to }, options),
        ),
    )
    .addCommand(
      asking('retire', 'take a model out of use').action((id: string, options: ChangeOptions) =>
        changed(changing, id, { kind: 'state', to: 'retired' }, options),
      ),
    )
    .addCommand(
      asking('off', 'kill switch: the model stops at once and keeps its state').action(
        (id: string, options: ChangeOptions) => changed(changing, id, { kind: 'off' }, options),
      ),
    )
    .addCommand(
      asking('on', 'undo the kill switch').action((id: string, options: ChangeOptions) =>
        changed(changing, id, { kind: 'on' }, options),
      ),
    )
    .addCommand(anchorCommand(deps, (work) => within(changing, work)))
    .addCommand(anchorsCommand(deps, (work) => within(listing, work)));
}

interface ChangeOptions {
  readonly reason?: string;
  readonly by?: string;
  readonly json?: boolean;
}

const sentenceOf = ({ model, state, off }: ModelStanding) => `${model} is ${state}${off ? ' and switched off' : ''}.`;

async function rowsOf(registry: ModelRegistry) {
  return (await registry.standings()).flatMap((standing) => {
    const folder = registry.model(standing.model);
    if (folder === undefined) return [];
    const { title, role, evidence } = folder.manifest;
    const golden = registry.goldenRun(standing.model);
    return [{ ...standing, title, role, evidence, ...(golden ? { golden } : {}) }];
  });
}
type Row = Awaited<ReturnType<typeof rowsOf>>[number];

/** Refused ones that are not among the rows: folders that could not be read. */
const foreign = (rows: readonly Row[], refused: readonly { readonly model: string }[]) =>
  refused.filter(({ model }) => !rows.some((row) => row.model === model)).length;

/** The version of that name; of several the silent one. @throws Failure `not-found`, `invalid-parameter` */
async function versionOf(registry: ModelRegistry, id: string): Promise<string> {
  const named = (await registry.standings()).filter(({ model }) => model === id || model.split('@')[0] === id);
  const silent = named.filter(({ state }) => state === 'silent');
  const [one, another] = silent.length > 0 ? silent : named;
  if (!one) throw new Failure('not-found', 'There is no model of this name. See fibrocast models list.');
  if (another) throw new Failure('invalid-parameter', `There are several versions: name one, such as ${one.model}.`);
  return one.model;
}

function comparisonText({ model, entries, patients, from, to, pairings }: SilentComparison): string {
  if (from === undefined || to === undefined) return `${model} has said nothing while silent.\n`;
  const head = `${model}: ${patients} patients on ${entries} patient-days, ${from.slice(0, 10)} to ${to.slice(0, 10)}\n`;
  if (pairings.length === 0) return `${head}No live model spoke of the same.\n`;
  return `${head}${aligned([
    ['of', 'live model', 'n', 'mean', 'median', '5 %', '95 %', 'agreement'],
    ...pairings.map(({ about, horizonYears, live, n, difference, agreement }) => {
      const at = (share: number) => difference?.quantiles.find((one) => one.share === share)?.value.toFixed(3) ?? '-';
      return [
        horizonYears === undefined ? about : `${about} ${horizonYears} y`,
        live,
        String(n),
        difference?.mean.toFixed(3) ?? '-',
        at(0.5),
        at(0.05),
        at(0.95),
        `${Math.round(100 * agreement.share)} %`,
      ];
    }),
  ])}`;
}

function tableOf(rows: readonly Row[]): string {
  return aligned([
    ['model', 'role', 'evidence', 'state', 'validation', 'since', 'title'],
    ...rows.map(({ model, role, evidence, state, off, validation, since, title }) => [
      model,
      role,
      evidence,
      off ? `${state}, off` : state,
      validation === undefined ? 'none' : 'recorded',
      since?.slice(0, 10) ?? 'as shipped',
      title,
    ]),
  ]);
}
