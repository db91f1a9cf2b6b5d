import type { EvidenceClass } from '../core/evidence.ts';
import { Failure } from '../core/failure.ts';
import type { ModelVersion, RegionFinding } from '../core/findings.ts';
import { checkRegion } from '../core/liver-measures/check-region.ts';
import { liverExpectations, spleenExpectations } from '../core/liver-measures/region-expectations.ts';
import { volumeMlOf, voxelsOf } from '../core/liver-measures/region-size.ts';
import { type Organ, organLabel } from '../core/volume/find-label.ts';
import type { Mask } from '../core/volume/volume.ts';
import type { ImagingModels } from '../ports/imaging-models.ts';
import type { LoadedImage, StudySegmentation, StudySeries } from '../ports/study-folder.ts';

export interface FoundRegions {
  readonly regions: ReadonlyMap<string, Mask>;
  readonly findings: readonly RegionFinding[];
  readonly refused: readonly { readonly what: string; readonly reason: string }[];
}

/** A region before it is looked over. */
interface DrawnRegion {
  readonly label: string;
  readonly mask: Mask;
  readonly source: RegionFinding['source'];
  readonly by?: ModelVersion;
  readonly evidence: EvidenceClass;
  readonly cautions?: readonly string[];
}

const expectations = { liver: liverExpectations, spleen: spleenExpectations } as const;
const organs: readonly Organ[] = ['liver', 'spleen'];
const sourceNames: Readonly<Record<RegionFinding['source'], string>> = {
  'dicom-seg': 'DICOM SEG',
  rtstruct: 'RTSTRUCT',
  nifti: 'NIfTI labels',
  model: 'Segmentation model',
};

/**
 * The organs on one series: as a person or another system drew them on this study; where that gives no usable liver, as a
 * segmentation model draws them. A region that cannot be an organ is refused by name and not used.
 * @throws the reason of the signal; all else stands in `refused`
 */
export async function findRegions(
  series: StudySeries,
  image: LoadedImage,
  segmentations: readonly StudySegmentation[],
  models: ImagingModels,
  signal: AbortSignal,
): Promise<FoundRegions> {
  const refused: { what: string; reason: string }[] = [];
  const regions = new Map<string, Mask>();
  const findings: RegionFinding[] = [];
  const take = ({ label, mask, source, by, evidence, cautions = [] }: DrawnRegion) => {
    // The first that passes stands: what was drawn by hand comes before a model's.
    if (regions.has(label)) return;
    const organ = organs.find((one) => one === label);
    const checked = organ && checkRegion(mask, image, expectations[organ], image.modality);
    if (checked && !checked.ok) {
      refused.push({ what: `${label} region`, reason: `${sourceNames[source]}: ${checked.sentence}` });
      return;
    }
    regions.set(label, mask);
    const { voxels, volumeMl } = checked?.facts ?? { voxels: voxelsOf(mask), volumeMl: volumeMlOf(mask) };
    findings.push({
      label,
      series: series.role,
      source,
      ...(by ? { by } : {}),
      evidence,
      volumeMl,
      voxels,
      cautions: [...cautions, ...(checked?.cautions ?? [])],
    });
  };

  for (const segmentation of segmentations) {
    for (const region of await drawnRegions(segmentation, image, refused)) take(region);
    signal.throwIfAborted();
  }
  if (!regions.has('liver')) {
    try {
      for (const region of await models.segment(series, image, signal)) take({ ...region, source: 'model' });
    } catch (thrown) {
      signal.throwIfAborted();
      if (!(thrown instanceof Failure)) throw thrown;
      refused.push({ what: `segmentation of ${series.role}`, reason: thrown.message });
    }
  }
  if (!regions.has('liver') && !refused.some(({ what }) => what === 'liver region')) {
    refused.push({
      what: 'liver region',
      reason: `No usable liver region on ${series.role}: none is drawn on it, and no segmentation model drew one.`,
    });
  }
  return { regions, findings, refused };
}

async function drawnRegions(
  segmentation: StudySegmentation,
  image: LoadedImage,
  refused: { what: string; reason: string }[],
): Promise<DrawnRegion[]> {
  const drawn: DrawnRegion[] = [];
  try {
    const offers = await segmentation.offers();
    for (const organ of organs) {
      const label = organLabel(offers, organ);
      if (label === undefined) continue;
      const mask = await segmentation.maskOn(image, label);
      const automatic = offers.find(({ number }) => number === label)?.automatic === true;
      drawn.push({
        label: organ,
        mask,
        source: segmentation.source,
        // Whoever drew it is accountable for it: a region of the record, as the images are. Of an algorithm nothing is known here.
        evidence: automatic ? 'research' : 'established',
        cautions: automatic ? ['drawn by an algorithm outside of this service, whose quality is not known here'] : [],
      });
    }
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    refused.push({ what: `segmentation (${segmentation.source})`, reason: thrown.message });
  }
  return drawn;
}
