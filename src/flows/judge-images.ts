import { Failure } from '../core/failure.ts';
import type { ModelFinding } from '../core/findings.ts';
import type { Frame } from '../core/inference-grid/prepare-frames.ts';
import { volumeMlOf } from '../core/liver-measures/region-size.ts';
import { versionedId } from '../core/models/columns.ts';
import { type ImageFacts, inputQuality } from '../core/models/input-quality.ts';
import type { ModelManifest } from '../core/models/manifest.ts';
import type { Mask, Volume } from '../core/volume/volume.ts';
import type { ActivationMap, ImagingModels, StudyImage } from '../ports/imaging-models.ts';
import type { Inference } from '../ports/inference.ts';
import type { ModelFolder } from '../ports/models.ts';
import type { FolderStudy } from '../ports/study-folder.ts';
import { modelVersion, segment } from './segment.ts';
import { type StagedImages, stageFromFrames, stageFromVolume } from './stage-images.ts';

/** A model that runs now. */
export interface RunningModel {
  readonly folder: ModelFolder;
  readonly state: 'silent' | 'live';
}

/**
 * The models of the registry over the images of a study. Which one looks at what is decided by role and by what the manifest accepts.
 * @param running the models that are switched on, asked at every study: a kill switch holds from the next one on
 */
export function imagingModels(running: () => Promise<readonly RunningModel[]>, inference: Inference): ImagingModels {
  const imaging = async () => (await running()).filter(({ folder }) => folder.manifest.accepts.modality !== 'labs');
  return {
    versions: async () => (await imaging()).map(({ folder, state }) => ({ ...modelVersion(folder.manifest), state })),

    async segment(series, image, signal) {
      // A region is the ground of everything else: only a live model draws one.
      const model = (await imaging()).find(
        ({ folder: { manifest }, state }) =>
          state === 'live' &&
          manifest.role === 'segmentation' &&
          manifest.accepts.series?.length === 1 &&
          manifest.accepts.series[0] === series.role,
      );
      if (!model) return [];
      const drawn = await segment(inference, model.folder, [image], { signal });
      return drawn.regions
        .filter(({ voxels }) => voxels > 0)
        .map(({ label, mask }) => ({ label, mask, by: drawn.by, evidence: drawn.evidence }));
    },

    async judge(study, images, _radiomics, signal) {
      const findings: ModelFinding[] = [];
      const activations: ActivationMap[] = [];
      const refused: { what: string; reason: string }[] = [];
      for (const { folder, state } of await imaging()) {
        const { manifest } = folder;
        if (manifest.role !== 'stage') continue;
        const wanted = manifest.accepts.series ?? [];
        const given = wanted.map((role) => images.find(({ series }) => series.role === role));
        const present = given.filter((image) => image !== undefined);
        // A study without any of its series is not this model's affair.
        if (present.length === 0) continue;
        signal.throwIfAborted();
        try {
          const missing = wanted.filter((_, at) => given[at] === undefined);
          if (missing.length > 0)
            throw new Failure('invalid-input', `The study has no series for ${missing.join(' and ')}.`);
          const quality = inputQuality(manifest, factsOf(study, manifest, present));
          if (quality.refusal !== undefined) throw new Failure('invalid-input', quality.refusal);
          const staged = await stage(inference, folder, present, signal);
          findings.push({
            by: staged.by,
            title: staged.title,
            evidence: staged.evidence,
            state,
            quality: quality.quality,
            qualityReasons: quality.reasons,
            output: staged.output,
          });
          const [first] = present;
          if (staged.activation && first && state === 'live')
            activations.push({
              by: staged.by,
              title: staged.title,
              evidence: staged.evidence,
              series: first.series.role,
              map: staged.activation,
            });
        } catch (thrown) {
          signal.throwIfAborted();
          if (!(thrown instanceof Failure)) throw thrown;
          refused.push({ what: versionedId(manifest), reason: thrown.message });
        }
      }
      return { findings, activations, refused };
    },
  };
}

async function stage(
  inference: Inference,
  folder: ModelFolder,
  images: readonly StudyImage[],
  signal: AbortSignal,
): Promise<StagedImages> {
  const { manifest } = folder;
  if (manifest.input.kind === 'frames') {
    const [run] = images;
    if (!run) throw new Failure('invalid-input', `The model ${manifest.id} was given no frames.`);
    return stageFromFrames(inference, folder, await framesOf(run, manifest, signal), { signal });
  }
  const region = regionFor(manifest, images);
  return stageFromVolume(
    inference,
    folder,
    images.map(({ image }): Volume => image),
    {
      signal,
      ...(region ? { region } : {}),
    },
  );
}

/** The region that the manifest cuts out. @throws Failure `invalid-input` when it was not found on the first series */
function regionFor({ input }: ModelManifest, images: readonly StudyImage[]): Mask | undefined {
  if (input.kind !== 'volume' || input.crop.kind !== 'roi') return undefined;
  const region = images[0]?.regions.get(input.crop.label);
  if (!region) throw new Failure('invalid-input', `There is no ${input.crop.label} region on the series.`);
  return region;
}

/** The pictures of a run, spread evenly where there are more than the model looks at. */
async function framesOf({ series, image }: StudyImage, manifest: ModelManifest, signal: AbortSignal): Promise<Frame[]> {
  const count = framesSeen(series, manifest);
  const frames: Frame[] = [];
  for (let at = 0; at < count; at++) {
    const picture = count === 1 ? 0 : Math.round((at * (series.pictures - 1)) / (count - 1));
    const loaded = picture === 0 ? image : await series.load({ picture, signal });
    const [width, height] = loaded.geometry.size;
    const [x, y] = loaded.geometry.spacingMm;
    frames.push({
      width,
      height,
      data: Float32Array.from(loaded.data),
      spacingMm: [x, y],
      ...(loaded.tissue ? { tissueRegion: loaded.tissue } : {}),
    });
  }
  return frames;
}

const framesSeen = ({ pictures }: StudyImage['series'], { input }: ModelManifest): number =>
  Math.min(pictures, input.kind === 'frames' ? input.mostFrames : 1);

/** The region is the one that the model cuts out, else the liver. */
function factsOf(study: FolderStudy, manifest: ModelManifest, images: readonly StudyImage[]): ImageFacts {
  const { input } = manifest;
  const [first] = images;
  const region = first?.regions.get(input.kind === 'volume' && input.crop.kind === 'roi' ? input.crop.label : 'liver');
  const spacingsMm = images.flatMap(({ series }) => series.facts.sliceSpacingMm ?? []);
  return {
    ...(study.manufacturer ? { manufacturer: study.manufacturer } : {}),
    // One series of unknown spacing leaves the thickest unknown.
    ...(spacingsMm.length === images.length ? { sliceSpacingMm: Math.max(...spacingsMm) } : {}),
    ...(region ? { regionMl: volumeMlOf(region) } : {}),
    ...(first && input.kind === 'frames' ? { frames: framesSeen(first.series, manifest) } : {}),
  };
}
