import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { GoldenFile, ModelManifest, ModelReference } from '../../src/core/models/manifest.ts';

export const graphsFolder = fileURLToPath(new URL('../fixtures/models/graphs', import.meta.url));

/** A place for model folders that a test removes again. */
export function temporaryModels(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'models-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

const digest = (text: string | Uint8Array) => createHash('sha256').update(text).digest('hex');

export const allAttributes: ModelManifest['sourceAttributes'] = Object.fromEntries(
  Array.from({ length: 31 }, (_, index) => [
    String(index + 1),
    index === 24 ? { value: null, note: 'No study of outcomes exists.' } : { value: `Answer ${index + 1}.` },
  ]),
);

/** One channel of the portal venous series, taken as it is. */
export const portalVolume = {
  kind: 'volume',
  tensor: 'x',
  axisOrder: 'zyx',
  orientation: 'LPS',
  spacingMm: null,
  interpolation: 'linear',
  channels: [{ series: 'ct-portal-venous', normalisation: { kind: 'none' } }],
  crop: { kind: 'none' },
  size: null,
  padding: 0,
} as const satisfies ModelManifest['input'];

type Written = Omit<ModelManifest, 'sha256'>;

/** A tabular model of three features: logits for three thresholds of stiffness. The graph is `linear.onnx`. */
export const stiffnessManifest: Written = {
  id: 'made-up-stiffness',
  version: '1.0.0',
  title: 'Made-up stiffness model',
  role: 'stiffness',
  evidence: 'synthetic',
  accepts: { modality: 'labs', etiologies: 'any', ageYears: [18, 90], exclusions: ['transplanted'] },
  input: {
    kind: 'tabular',
    tensor: 'x',
    features: (['astUPerL', 'altUPerL', 'ageYears'] as const).map((input) => ({
      name: input,
      title: input,
      input,
      unit: input === 'ageYears' ? 'a' : 'U/L',
      transform: { kind: 'identity' as const },
      plausible: [1, 1000] as const,
      windowDays: 180,
      required: true,
    })),
  },
  output: {
    kind: 'exceedance',
    tensor: 'y',
    quantity: 'liver stiffness',
    unit: 'kPa',
    thresholds: [
      { id: 'lsm-ge-8', value: 8 },
      { id: 'lsm-ge-10', value: 10 },
      { id: 'lsm-ge-12', value: 12 },
    ],
  },
  licence: 'Apache-2.0',
  trainedOn: { cohort: 'made up', n: 10, years: '2026', country: 'none', licence: 'none' },
  sourceAttributes: allAttributes,
};

export const stiffnessReference: ModelReference = {
  mean: [1, 2, 3],
  covariance: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  background: [[1, 2, 3]],
};

/** Rows (1,2,3) and (-2,0,2): x times the weights of `linear.onnx`, plus its constants. */
export const linearGolden: GoldenFile = {
  tolerance: 1e-5,
  cases: [
    {
      name: 'two rows',
      inputs: { x: { shape: [2, 3], data: [1, 2, 3, -2, 0, 2] } },
      outputs: { y: { shape: [2, 3], data: [-2.75, -2.25, -1.75, -2.5, -2, -1.5] } },
    },
  ],
};

export interface WrittenFolder {
  readonly manifest?: Partial<ModelManifest> & Record<string, unknown>;
  /** Name of a graph in test/fixtures/models/graphs; default `linear`. */
  readonly graph?: string;
  readonly golden?: GoldenFile;
  /** `null`: no reference. */
  readonly reference?: ModelReference | null;
  readonly folder?: string;
  readonly validation?: object;
}

/** Writes a whole model folder with right digests and gives its path. */
export function writeModelFolder(parent: string, what: WrittenFolder = {}): string {
  const merged = { ...stiffnessManifest, ...what.manifest };
  const path = join(parent, what.folder ?? merged.id);
  mkdirSync(path, { recursive: true });
  const onnx = readFileSync(join(graphsFolder, `${what.graph ?? 'linear'}.onnx`));
  const golden = JSON.stringify(what.golden ?? linearGolden);
  const reference = what.reference === null ? undefined : JSON.stringify(what.reference ?? stiffnessReference);
  const card = '# Card\n\nMade up for tests.\n';
  writeFileSync(join(path, 'model.onnx'), onnx);
  writeFileSync(join(path, 'golden.json'), golden);
  if (reference !== undefined) writeFileSync(join(path, 'reference.json'), reference);
  writeFileSync(join(path, 'model-card.md'), card);
  if (what.validation) writeFileSync(join(path, 'validation.json'), JSON.stringify(what.validation));
  const sha256 = {
    'model.onnx': digest(onnx),
    'golden.json': digest(golden),
    ...(reference === undefined ? {} : { 'reference.json': digest(reference) }),
    'model-card.md': digest(card),
  };
  writeFileSync(
    join(path, 'manifest.json'),
    JSON.stringify({ ...merged, sha256: what.manifest?.sha256 ?? sha256 }, null, 1),
  );
  return path;
}
