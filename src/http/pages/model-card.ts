import { clinicalFeatures, versionedId } from '../../core/models/columns.ts';
import type { ModelManifest } from '../../core/models/manifest.ts';
import type { SourceAttribute } from '../../core/models/model-overview.ts';
import type { ModelStanding } from '../../core/models/registry.ts';
import { sourceAttributeTitles } from '../../core/models/source-attributes.ts';
import type { GoldenRun } from '../../ports/inference.ts';
import type { ModelFolder } from '../../ports/models.ts';

/** What a model's page and its JSON say. */
export interface ModelCard {
  /** `id@version`. */
  readonly model: string;
  readonly title: string;
  readonly manifest: ModelManifest;
  readonly standing: ModelStanding;
  readonly goldenRun?: GoldenRun;
  readonly sourceAttributes: readonly SourceAttribute[];
  /** Figures of the validation report: where, which, value, 95 % interval. */
  readonly figures: readonly ValidationFigure[];
  /** As the report says it. */
  readonly validationMethod?: string;
  readonly card: string;
}
export interface ValidationFigure {
  readonly of: string;
  readonly name: string;
  readonly value: number;
  readonly interval?: readonly [number, number];
}

export function modelCard(folder: ModelFolder, standing: ModelStanding, goldenRun: GoldenRun | undefined): ModelCard {
  const { manifest, validation } = folder;
  const method = isRecord(validation?.report) ? validation.report.method : undefined;
  return {
    model: versionedId(manifest),
    title: manifest.title,
    manifest,
    standing,
    ...(goldenRun ? { goldenRun } : {}),
    sourceAttributes: sourceAttributeTitles.map(({ group, title }, at) => ({
      number: at + 1,
      group,
      title,
      ...(manifest.sourceAttributes[String(at + 1)] ?? { value: null }),
    })),
    figures: figuresIn(isRecord(validation?.report) ? (validation.report.figures ?? validation.report) : undefined),
    ...(typeof method === 'string' ? { validationMethod: method } : {}),
    card: folder.card,
  };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every `{ value, ci95 }` of a report, named by the way to it. Reports differ by model; a figure looks the same in all. */
function figuresIn(report: unknown, way: readonly string[] = []): ValidationFigure[] {
  if (!isRecord(report) || way.length > 6) return [];
  if (typeof report.value === 'number' && way.length > 0) {
    const interval = Array.isArray(report.ci95) ? report.ci95.filter((each) => typeof each === 'number') : [];
    const [low, high] = interval;
    return [
      {
        of: way.slice(0, -1).join(', '),
        name: way.at(-1) ?? '',
        value: report.value,
        ...(low !== undefined && high !== undefined ? { interval: [low, high] as const } : {}),
      },
    ];
  }
  return Object.entries(report).flatMap(([key, value]) => figuresIn(value, [...way, key]));
}

/** What goes in, in a few words, for models that take no table. */
export function inputWords({ input }: ModelManifest): string {
  switch (input.kind) {
    case 'volume':
      return `${input.channels.map(({ series }) => series).join(' + ')}, voxels of ${input.spacingMm?.join(' × ') ?? 'the image'} mm${
        input.slidingWindow ? `, patches of ${input.slidingWindow.patch.join(' × ')}` : ''
      }`;
    case 'frames':
      return `B-mode frames (at most ${input.mostFrames}), ${input.size.join(' × ')} pixels`;
    case 'radiomics':
      return `${input.features.length} IBSI features of the ${input.region}, ${input.clinical.length} clinical values`;
    case 'tabular':
      return `${clinicalInputs({ input }).length} clinical values`;
  }
}
const clinicalInputs = ({ input }: Pick<ModelManifest, 'input'>) => clinicalFeatures({ input } as ModelManifest);

/** What comes out, in a few words. */
export function outputWords({ output }: ModelManifest): string {
  switch (output.kind) {
    case 'segmentation':
      return `regions: ${output.classes
        .map(({ label }) => label)
        .filter((label) => label !== 'background')
        .join(', ')}`;
    case 'stage':
      return 'probability of each fibrosis stage, F0 to F4';
    case 'hazards':
      return output.groups
        .flatMap((group) =>
          group.causes
            .filter(({ id }) => group.reported.includes(id))
            .map(({ title }) => `${title}, yearly to ${group.intervalEndsYears.at(-1)} years`),
        )
        .join('; ');
    case 'exceedance':
      return `probability that ${output.quantity} is at least ${output.thresholds.map(({ value }) => value).join(', ')} ${output.unit}`;
    case 'event':
      return `${output.outcome} within ${output.horizonsYears.join(', ')} years`;
    case 'etiology':
      return `probability of ${output.classes.map(({ title }) => title).join(', ')}`;
  }
}
