import { localizerFrames, plainCt, sliceFrames } from './ct-series.ts';
import { mrLocalizerFrames, sequenceFrames } from './mr-series.ts';
import { type SandboxStudy, type SeriesKind, subjectOf } from './sandbox-study.ts';
import { segmentationFrames } from './segmentation-series.ts';
import { simulateCt } from './simulate/ct.ts';
import { simulateMr } from './simulate/mr.ts';
import { simulateUs } from './simulate/us.ts';
import { bModeFrames, dopplerFrames } from './us-series.ts';

export type StudyToPaint = Pick<SandboxStudy, 'subject' | 'modality' | 'series'>;
/** By series: of each instance, in the order of its plan, the frames as bytes, not compressed. */
export type StudyPixels = Readonly<Partial<Record<SeriesKind, readonly (readonly Uint8Array[])[]>>>;

/** The pixels of a study: some seconds of computing. */
export function paintStudy(study: StudyToPaint): StudyPixels {
  const subject = subjectOf(study);
  const ct = once(() => simulateCt(subject));
  const mr = once(() => simulateMr(subject));
  const us = once(() => simulateUs(subject));
  const paint: Readonly<Record<SeriesKind, () => Uint8Array[][]>> = {
    'ct-localizer': () => localizerFrames(ct().image),
    'ct-native': () => sliceFrames(plainCt(subject)),
    'ct-portal-venous': () => sliceFrames(ct().image),
    'ct-segmentation': () => segmentationFrames(ct().labels, ct().image.geometry.size),
    'mr-localizer': () => mrLocalizerFrames(mr().sequences.t2),
    'mr-t2': () => sequenceFrames(mr().sequences.t2),
    'mr-t1': () => sequenceFrames(mr().sequences.t1),
    'mr-hepatobiliary': () => sequenceFrames(mr().sequences.hepatobiliary),
    'mr-segmentation': () => segmentationFrames(mr().labels, mr().sequences.t1.geometry.size),
    'us-b-mode': () => bModeFrames(us()),
    'us-doppler': () => dopplerFrames(us()),
  };
  return Object.fromEntries(study.series.map((kind) => [kind, paint[kind]()]));
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
