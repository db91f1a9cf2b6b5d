import { createHash } from 'node:crypto';
import { Command } from 'commander';
import type { Etiology } from '../core/etiology.ts';
import { Failure } from '../core/failure.ts';
import { type AnchorVersion, anchorsInForce, isSiteName } from '../core/models/anchor-versions.ts';
import { versionedId } from '../core/models/columns.ts';
import { type AnchorCheck, constantsOf, type OutcomeAnchoring } from '../core/validation/anchor-cohort.ts';
import type { CohortRow } from '../core/validation/observe-outcome.ts';
import { anchorModel, type SiteAnchoring, type SitePatient } from '../flows/anchor-model.ts';
import type { ModelRegistry } from '../flows/model-registry.ts';
import type { Cohort } from '../flows/validate-model.ts';
import { aligned } from './aligned.ts';
import { type ObservedOptions, observedOutcomes, withObservedOptions } from './observed-outcomes.ts';
import { type OpenTabularModel, statesOf, tablePredictor } from './predict-rows.ts';
import { tableReader } from './score-columns.ts';
import { readEtiology } from './score-inputs.ts';
import { readCohort } from './validation-tables.ts';

export interface AnchorParts {
  /** @throws Failure `model-unavailable` when there is no such model over tables */
  openModel(id: string): Promise<OpenTabularModel>;
  /** Name of this site, where it is configured. */
  readonly site?: string;
  /** ISO instant. */
  readonly now: () => string;
  /** Who is written into the history. */
  readonly operator: string;
  readonly out: { write(text: string): unknown };
}
type Within = (work: (registry: ModelRegistry) => Promise<void>) => Promise<void>;

interface Options extends ObservedOptions {
  readonly site?: string;
  readonly cohort?: string;
  readonly outcomes?: string;
  readonly etiology?: string;
  readonly slope?: boolean;
  readonly dryRun?: boolean;
  readonly withdraw?: boolean;
  readonly reason?: string;
  readonly by?: string;
  readonly json?: boolean;
}

/** `fibrocast models anchor`: constants learnt from the site's own patients, or their withdrawal. */
export function anchorCommand(parts: AnchorParts, within: Within): Command {
  const command = new Command('anchor')
    .description("re-anchor a model at this site: one constant a cause, learnt from the site's own patients")
    .argument('<id>', 'id, or id@version where there are several')
    .option('--site <name>', `whose patients they are${parts.site === undefined ? '' : ` (default: ${parts.site})`}`)
    .option('--cohort <file>', 'one row a patient, columns as for predict, with what happened')
    .option('--outcomes <file>', 'second table of the same patients with the observed outcomes, joined by id')
    .option('--etiology <name>', 'only for patients of this etiology, and learnt from them')
    .option('--slope', 'also a slope on the linear predictor (100 events)')
    .option('--dry-run', 'show what it would do, record nothing')
    .option('--withdraw', 'take the newest re-anchoring of the site back')
    .option('--reason <words>', 'why; kept in the history')
    .option('--by <name>', `who decides (default: ${parts.operator})`)
    .option('--json', 'as JSON')
    .exitOverride();
  return withObservedOptions(command).action(async (id: string, options: Options) => {
    const site = options.site ?? parts.site;
    if (site === undefined || !isSiteName(site))
      throw new Failure(
        'invalid-parameter',
        'Name the site with --site: letters, digits, blanks, dots, underscores and hyphens, at most 60 of them.',
      );
    const etiology = etiologyOf(options.etiology);
    if (options.withdraw) return within((registry) => withdraw(registry, id, { ...options, site, etiology }, parts));
    const { cohort } = options;
    if (cohort === undefined)
      throw new Failure(
        'invalid-parameter',
        "Give the site's table with --cohort, or take a re-anchoring back with --withdraw.",
      );
    return within((registry) => anchor(registry, id, { ...options, cohort, site, etiology }, parts));
  });
}

/** `fibrocast models anchors`: every re-anchoring that was ever recorded. */
export function anchorsCommand(parts: Pick<AnchorParts, 'out'>, within: Within): Command {
  return new Command('anchors')
    .description('the re-anchorings of a model at all sites: constants, patients, events, who and when')
    .argument('<id>', 'id, or id@version where there are several')
    .option('--json', 'as JSON')
    .exitOverride()
    .action((id: string, options: { json?: boolean }) =>
      within(async (registry) => {
        const standing = await standingOf(registry, id);
        const anchors = standing.anchors ?? [];
        if (options.json)
          return void parts.out.write(`${JSON.stringify({ model: standing.model, anchors }, null, 2)}\n`);
        parts.out.write(
          anchors.length === 0
            ? `${standing.model} is re-anchored at no site.\n`
            : `${standing.model}\n${versionTable(anchors)}`,
        );
      }),
    );
}

type Named<T> = T & { readonly site: string; readonly etiology: Etiology | undefined };

async function withdraw(registry: ModelRegistry, id: string, options: Named<Options>, parts: AnchorParts) {
  const { site, etiology } = options;
  const what = { kind: 'anchor-withdrawn', ...scopeOf(site, etiology) } as const;
  const standing = await registry.change(id, what, options.by ?? parts.operator, options.reason);
  const left = anchorsInForce(standing.anchors ?? [], site).filter((one) => one.etiology === etiology);
  const now = left.at(-1);
  const sentence = `${standing.model} at ${site}: ${now ? `version ${now.version} counts again` : 'the model is as it was trained'}.`;
  parts.out.write(options.json ? `${JSON.stringify(standing, null, 2)}\n` : `${sentence}\n`);
}

async function anchor(
  registry: ModelRegistry,
  id: string,
  options: Named<Options & { readonly cohort: string }>,
  parts: AnchorParts,
) {
  const { site, etiology } = options;
  const { model: name, anchors = [] } = await standingOf(registry, id);
  const { files, ...cohort } = await readCohort(options.cohort, options.outcomes, options.columns);
  const model = await parts.openModel(name);
  let found: SiteAnchoring;
  try {
    tablePredictor(model, name);
    if (model.manifest.trainedOn.files?.some(({ sha256 }) => files.includes(sha256)))
      throw new Failure(
        'invalid-input',
        'The model was trained on this table: it agrees with it already, and it says nothing of your site.',
      );
    found = await anchorModel(
      {
        model,
        patients: sitePatients(cohort, etiology),
        observed: observedOutcomes(options, model.manifest.observed, []),
        slope: options.slope === true,
        inForce: anchorsInForce(anchors, site),
        asOf: parts.now(),
      },
      model.inference,
    );
  } finally {
    await model.close();
  }
  const constants = constantsOf(found.outcomes);
  if (!options.json) parts.out.write(foundText(`${versionedId(model.manifest)} at ${site}`, found));
  if (constants.length === 0)
    throw new Failure(
      'invalid-input',
      `Nothing can be re-anchored from this table: ${[...new Set(found.outcomes.map(({ outcome, result }) => (result.status === 'refused' ? `${outcome}: ${result.reason}` : outcome)))].join('; ') || 'it observes no outcome of the model'}.`,
    );
  const recorded = options.dryRun
    ? undefined
    : (
        await registry.change(
          name,
          { kind: 'anchored', ...scopeOf(site, etiology), cohortSha256: digestOf(files), constants },
          options.by ?? parts.operator,
          options.reason,
        )
      ).anchors?.findLast((one) => one.site === site && one.etiology === etiology);
  if (options.json)
    return void parts.out.write(`${JSON.stringify({ model: name, site, ...found, recorded }, null, 2)}\n`);
  parts.out.write(
    recorded
      ? `Recorded as version ${recorded.version}. It counts where FIBROCAST_SITE is ${site}; --withdraw takes it back.\n`
      : 'Nothing was recorded.\n',
  );
}

const scopeOf = (site: string, etiology: Etiology | undefined) => ({
  site,
  ...(etiology === undefined ? {} : { etiology }),
});

/** Of one table its own digest; of two that of both digests, so that either change shows. */
const digestOf = (files: readonly string[]): string =>
  files.length === 1 ? (files[0] ?? '') : createHash('sha256').update(files.join('\n')).digest('hex');

function etiologyOf(text: string | undefined): Etiology | undefined {
  if (text === undefined) return undefined;
  const found = readEtiology(text);
  if (!found)
    throw new Failure('invalid-parameter', 'The etiology is not one this service knows: hbv, hcv, masld, pbc, …');
  return found;
}

/** Rows of another etiology than the one that is anchored are left out; rows that do not say are taken at the word of the caller. */
function sitePatients(
  { rows, inputs = rows, rowsFor }: Cohort,
  etiology: Etiology | undefined,
): readonly SitePatient[] {
  const table = tableReader(Object.keys(inputs.values().next().value ?? {}));
  return [...inputs].flatMap(([id, cells]): SitePatient[] => {
    const subject = table.read(filled(cells));
    if (etiology !== undefined && subject.etiology !== undefined && subject.etiology !== etiology) return [];
    const own = subject.etiology ?? etiology;
    return [
      {
        patient: { ...subject, ...(own === undefined ? {} : { etiology: own }), states: statesOf(subject) },
        row: (how) => (rowsFor?.(how) ?? rows).get(id) ?? {},
      },
    ];
  });
}

const filled = (row: CohortRow) => Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, cell ?? '']));

/** @throws Failure `not-found`, `invalid-parameter` when several versions bear the name */
async function standingOf(registry: ModelRegistry, id: string) {
  const named = (await registry.standings()).filter(({ model }) => model === id || model.split('@')[0] === id);
  const [one, another] = named;
  if (!one) throw new Failure('not-found', 'There is no model of this name. See fibrocast models list.');
  if (another) throw new Failure('invalid-parameter', `There are several versions: name one, such as ${one.model}.`);
  return one;
}

const signed = (value: number) => `${value < 0 ? '' : '+'}${value.toFixed(3)}`;

function foundText(head: string, { patients, refused, outcomes }: SiteAnchoring): string {
  const silent = refused.reduce((sum, { count }) => sum + count, 0);
  const reasons = refused.map(({ reason, count }) => `${count} ${reason}`).join('; ');
  const heading = `${head}: ${patients} patients${silent === 0 ? '' : `, ${silent} refused by the model (${reasons})`}\n`;
  const rows = outcomes.flatMap(rowsOf);
  const refusals = outcomes.flatMap(({ outcome, result }) =>
    result.status === 'refused' ? [`${outcome}: not re-anchored, ${result.reason}\n`] : [],
  );
  return `${heading}${rows.length === 0 ? '' : aligned([columns, ...rows])}${refusals.join('')}`;
}

const columns = [
  ...['outcome', 'horizon', 'n', 'events', 'constant (se)', 'slope'],
  ...['O/E before (95 %)', 'O/E after', 'O/E halves', 'calibration slope before', 'after'],
];

function rowsOf({ outcome, result, before, after, halves }: OutcomeAnchoring): string[][] {
  if (result.status === 'refused') return [];
  const constant = `${signed(result.intercept)}${result.interceptSd === undefined ? '' : ` (${result.interceptSd.toFixed(3)})`}`;
  const ratio = (check: AnchorCheck | undefined) => check?.observedToExpected?.toFixed(2) ?? '-';
  const slope = (check: AnchorCheck | undefined) => check?.calibrationSlope?.toFixed(2) ?? '-';
  return before.map((check, at) => [
    outcome,
    check.horizonYears === undefined ? '' : `${check.horizonYears} y`,
    String(result.n),
    String(result.events),
    constant,
    result.slope?.toFixed(3) ?? '-',
    `${ratio(check)}${check.interval ? ` (${check.interval.map((value) => value.toFixed(2)).join(' to ')})` : ''}`,
    ratio(after[at]),
    ratio(halves[at]),
    slope(check),
    slope(after[at]),
  ]);
}

function versionTable(anchors: readonly AnchorVersion[]): string {
  return aligned([
    ['site', 'etiology', 'version', 'since', 'by', 'constants', 'state'],
    ...anchors.map(({ site, etiology, version, at, by, constants, withdrawn }) => [
      site,
      etiology ?? 'all',
      String(version),
      at.slice(0, 10),
      by,
      constants
        .map(
          ({ key, intercept, slope, n, events }) =>
            `${key} ${signed(intercept)}${slope === undefined ? '' : ` slope ${slope.toFixed(3)}`} (n ${n}, ${events} events)`,
        )
        .join(', '),
      withdrawn ? `withdrawn ${withdrawn.at.slice(0, 10)} by ${withdrawn.by}` : 'in force',
    ]),
  ]);
}
