import { mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import type { ChartFacts } from '../core/chart.ts';
import { Failure } from '../core/failure.ts';
import type { ImagingFindings, MeasureFinding } from '../core/findings.ts';
import { type SeriesRole, seriesRules } from '../core/volume/series-rules.ts';
import type { AnalysisTools, StudyAnalysis, StudyToAnalyse } from '../flows/analyse-study.ts';
import type { StudySegmentation } from '../ports/study-folder.ts';
import { openProgress, styled, type Terminal, wrap } from './terminal.ts';

export interface AnalyzeCommandParts {
  /** The pipeline with its processes; closed when the command ends. */
  open(): Promise<{
    analyse(study: StudyToAnalyse, tools: AnalysisTools): Promise<StudyAnalysis>;
    /** The study of a DICOMweb address, into a folder; its progress ends at 0.3. @throws Failure */
    fetch(url: string, folder: string, tools: AnalysisTools): Promise<{ readonly studyUid: string }>;
    /** A DICOM SEG, RTSTRUCT or NIfTI label image. @throws Failure `invalid-input` */
    segmentation(path: string, label?: number): Promise<StudySegmentation>;
    /** Findings, and with a chart the assessment that they lead to, as FHIR resources. */
    resources(findings: ImagingFindings, chart?: ChartFacts): Promise<readonly unknown[]>;
    close(): Promise<void>;
  }>;
  /** The one patient of a FHIR Bundle. @throws Failure `invalid-input` */
  readChart(path: string): Promise<ChartFacts>;
  readonly terminal: Terminal;
  readonly out: { write(text: string): unknown };
}

interface Options {
  readonly segmentation?: string;
  readonly label?: number;
  readonly as?: SeriesRole;
  readonly labs?: string;
  readonly out: string;
  readonly json?: boolean;
}

/** Share of the work that fetching the images is taken for. */
const fetching = 0.3;

/** `fibrocast analyze`: the whole imaging pipeline on one study, without the service. */
export function analyzeCommand(parts: AnalyzeCommandParts): Command {
  return new Command('analyze')
    .description('analyse one imaging study: series, liver, measures, radiomics, models, pictures, volumes')
    .argument(
      '<study>',
      'a DICOM folder or file, or the DICOMweb address of a study (https://host/dicom-web/studies/UID)',
    )
    .option('--segmentation <file>', 'the liver as DICOM SEG, RTSTRUCT or NIfTI labels')
    .option('--label <number>', 'which label, segment or structure of --segmentation is the liver', wholeNumber)
    .option('--as <role>', `what the series is, where its tags do not say: ${roles.join(', ')}`, role)
    .option('--labs <file>', 'a FHIR Bundle with the patient: adds the assessment to the resources')
    .requiredOption('--out <folder>', 'where findings.json, bundle.json, the pictures and the volumes go')
    .option('--json', 'print the findings as JSON')
    .exitOverride()
    .action(async (study: string, options: Options) => {
      await analyzeStudy(study, options, parts);
    });
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Failure('invalid-parameter', '--label must be a whole number, 0 or more.');
  return Number(text);
}

const roles = seriesRules.map((rule) => rule.role);
function role(text: string): SeriesRole {
  const found = roles.find((one) => one === text);
  if (!found) throw new Failure('invalid-parameter', `--as must be one of ${roles.join(', ')}.`);
  return found;
}

async function analyzeStudy(study: string, options: Options, parts: AnalyzeCommandParts): Promise<void> {
  if (options.label !== undefined && options.segmentation === undefined)
    throw new Failure('invalid-parameter', '--label names a label of --segmentation: give both.');
  const remote = /^https?:\/\//i.test(study);
  if (!remote) await mustExist(study);
  await makeFolder(options.out);
  const chart = options.labs === undefined ? undefined : await parts.readChart(options.labs);
  const controller = new AbortController();
  const interrupt = () => controller.abort(new Failure('invalid-input', 'Stopped before the analysis was complete.'));
  process.once('SIGINT', interrupt);
  const show = openProgress(parts.terminal, 'analysing', 100);
  /** `from` is the share that is done when this begins. */
  const toolsFrom = (from: number): AnalysisTools => ({
    signal: controller.signal,
    progress: (share) => show(Math.min(99, Math.floor((from + (1 - from) * share) * 100))),
  });
  const pipeline = await parts.open();
  let fetched: string | undefined;
  try {
    fetched = remote ? await mkdtemp(join(tmpdir(), 'fibrocast-')) : undefined;
    const asked = fetched ? await pipeline.fetch(study, fetched, toolsFrom(0)) : undefined;
    const segmentations = options.segmentation
      ? [await pipeline.segmentation(options.segmentation, options.label)]
      : undefined;
    const analysis = await pipeline.analyse(
      {
        fhirServer: 'none',
        patientId: chart?.patient.id ?? 'unknown',
        folder: fetched ?? study,
        ...(asked ? { studyUid: asked.studyUid } : {}),
        ...(options.as ? { as: options.as } : {}),
        ...(segmentations ? { segmentations } : {}),
      },
      toolsFrom(fetched ? fetching : 0),
    );
    show(100);
    const resources = await pipeline.resources(analysis.findings, chart);
    await writeAnalysis(options.out, analysis, resources);
    parts.out.write(
      options.json
        ? `${JSON.stringify(analysis.findings)}\n`
        : `${analysisLines(analysis.findings, parts.terminal).join('\n')}\n  In ${options.out}: findings.json, bundle.json, ${analysis.pictures.size} pictures and ${analysis.volumes.size} volumes (NIfTI).\n`,
    );
  } finally {
    process.off('SIGINT', interrupt);
    await pipeline.close();
    if (fetched) await rm(fetched, { recursive: true, force: true });
  }
}

async function mustExist(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new Failure('invalid-input', 'The study folder or file does not exist. Check the path.');
}

/** Before minutes are spent, not after. */
async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true }).catch((cause) => {
    throw new Failure('invalid-input', 'The --out folder cannot be written.', { cause });
  });
}

/** Each file appears under its name only when complete. */
async function writeAnalysis(
  folder: string,
  { findings, pictures, volumes }: StudyAnalysis,
  resources: readonly unknown[],
) {
  const bundle = {
    resourceType: 'Bundle',
    type: 'collection',
    entry: resources.map((resource) => ({ resource })),
  };
  const files = new Map<string, string | Uint8Array>([
    ['findings.json', `${JSON.stringify(findings, undefined, 2)}\n`],
    ['bundle.json', `${JSON.stringify(bundle, undefined, 2)}\n`],
    ...[...pictures].map(([key, bytes]): [string, Uint8Array] => [`${nameOf(key)}.png`, bytes]),
    ...[...volumes].map(([key, bytes]): [string, Uint8Array] => [nameOf(key), bytes]),
  ]);
  try {
    for (const [name, content] of files) {
      const part = join(folder, `${name}.part`);
      await writeFile(part, content);
      await rename(part, join(folder, name));
    }
  } catch (cause) {
    throw new Failure('invalid-input', 'The --out folder cannot be written.', { cause });
  }
}

/** Keys are `<findings>/<name>`; the folder is for one analysis. */
const nameOf = (key: string): string => key.slice(key.lastIndexOf('/') + 1);

/** What was found, as a person reads it. */
export function analysisLines(findings: ImagingFindings, terminal: Terminal): string[] {
  const head = (text: string) => styled(terminal, text, 'bold');
  const lines: string[] = [];
  const say = (text: string, indent = 2) => {
    for (const [at, line] of wrap(text, terminal.width - indent).entries())
      lines.push(`${' '.repeat(at === 0 ? indent : indent + 2)}${line}`);
  };
  lines.push(head('Series'));
  for (const { role, modality, slices, why } of findings.series) say(`${role}: ${modality}, ${slices} images. ${why}`);
  lines.push(head('Regions'));
  if (findings.regions.length === 0) say('none');
  for (const { label, series, source, by, evidence, volumeMl, cautions } of findings.regions) {
    say(
      `${label} on ${series}: ${figure(volumeMl)} mL, ${by ? `drawn by ${by.id} ${by.version}` : `from ${source}`} (${evidence})`,
    );
    for (const caution of cautions) say(styled(terminal, caution, 'yellow'), 4);
  }
  lines.push(head('Measures'));
  if (findings.measures.length === 0) say('none');
  for (const measure of findings.measures) say(measureText(measure));
  const rows = findings.radiomics.flatMap((one) => one.rows);
  if (rows.length > 0) {
    const computed = rows.filter(({ status }) => status === 'ok').length;
    say(`radiomics: ${computed} of ${rows.length} IBSI features, in findings.json`);
  }
  lines.push(head('Models'));
  if (findings.models.length === 0) say('none');
  for (const { title, by, evidence, output, quality, qualityReasons } of findings.models) {
    const said =
      output.kind === 'stage'
        ? output.probabilities.map((p, stage) => `F${stage} ${figure(p)}`).join(', ')
        : output.kind === 'etiology'
          ? Object.entries(output.probabilities)
              .map(([id, p]) => `${id} ${figure(p)}`)
              .join(', ')
          : output.horizons.map(({ years, probability }) => `${years} y ${figure(probability)}`).join(', ');
    const tempered = quality < 1 ? `; weight ${figure(quality)} (${qualityReasons.join(', ')})` : '';
    say(`${title} (${by.id} ${by.version}, ${evidence}): ${said}${tempered}`);
  }
  if (findings.refused.length > 0) {
    lines.push(head('Not done'));
    for (const { what, reason } of findings.refused) say(`${what}: ${reason}`);
  }
  return lines;
}

const measureText = ({ title, value, unit, series, evidence }: MeasureFinding) =>
  `${title}: ${figure(value)}${unit === '1' ? '' : ` ${unit}`} on ${series} (${evidence})`;
const figure = (value: number) => String(Number(value.toPrecision(3)));
