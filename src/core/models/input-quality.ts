import type { ModelManifest, QualityRule } from './manifest.ts';

/** What is known of the images that a model is given. Absent is unknown: a rule about it then tempers, it never passes. */
export interface ImageFacts {
  readonly manufacturer?: string;
  readonly sliceSpacingMm?: number;
  readonly regionMl?: number;
  readonly frames?: number;
}

export interface InputQuality {
  /** 0..1: 1 unless a rule of the manifest tempers it. */
  readonly quality: number;
  readonly reasons: readonly string[];
  /** Why the model says nothing, in a sentence. */
  readonly refusal?: string;
}

/** What is left of the weight of an input that fails a rule, or several: tempered, not deleted silently. */
const tempered = 0.3;

/** The quality rules of a manifest on what is given. */
export function inputQuality({ quality: rules = [] }: Pick<ModelManifest, 'quality'>, facts: ImageFacts): InputQuality {
  const failed = rules.flatMap((rule) => {
    const problem = problemOf(rule, facts);
    return problem === undefined ? [] : [{ rule, problem }];
  });
  const refusing = failed.find(({ rule, problem }) => rule.else === 'refuse' && problem.known);
  const reasons = failed.map(({ problem }) => problem.says);
  if (refusing)
    return { quality: 0, reasons, refusal: `The input is not fit for the model: ${refusing.problem.says}.` };
  return { quality: failed.length > 0 ? tempered : 1, reasons };
}

interface Problem {
  readonly says: string;
  /** False where the fact itself is missing. */
  readonly known: boolean;
}

function problemOf(rule: QualityRule, facts: ImageFacts): Problem | undefined {
  switch (rule.kind) {
    case 'slice-thickness-at-most-mm': {
      const { sliceSpacingMm } = facts;
      if (sliceSpacingMm === undefined) return { says: 'slice spacing is not known', known: false };
      if (sliceSpacingMm <= rule.value) return undefined;
      return { says: `slices ${figure(sliceSpacingMm)} mm apart, at most ${rule.value} mm expected`, known: true };
    }
    case 'roi-volume-ml': {
      const { regionMl } = facts;
      if (regionMl === undefined) return { says: 'there is no region', known: false };
      const [least, most] = rule.range;
      if (regionMl >= least && regionMl <= most) return undefined;
      return { says: `region of ${Math.round(regionMl)} mL, ${least} to ${most} mL expected`, known: true };
    }
    case 'manufacturer': {
      const { manufacturer } = facts;
      if (manufacturer === undefined) return { says: 'manufacturer is not known', known: false };
      const known = rule.known.some((name) => manufacturer.toLowerCase().includes(name.toLowerCase()));
      return known ? undefined : { says: 'scanner of a manufacturer that the model has not seen', known: true };
    }
    case 'frames-at-least': {
      const { frames } = facts;
      if (frames === undefined) return { says: 'number of frames is not known', known: false };
      if (frames >= rule.value) return undefined;
      return { says: `${frames} frames, at least ${rule.value} expected`, known: true };
    }
  }
}

const figure = (value: number) => String(Number(value.toPrecision(3)));
