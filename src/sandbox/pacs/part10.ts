import dcmjs from 'dcmjs';
import type { DataElement, DataSet } from './data-set.ts';
import { textOf } from './data-set.ts';
import { uidOf } from './dicom-uid.ts';
import { encodeRle } from './rle.ts';

export const explicitLittleEndian = '1.2.840.10008.1.2.1';
export const implicitLittleEndian = '1.2.840.10008.1.2';
export const rleLossless = '1.2.840.10008.1.2.5';
const implementation = uidOf('implementation');

/** Part 10 file of a data set without pixels and its pixels, frame after frame. @param syntax one of the three above */
export function writePart10(about: DataSet, frames: readonly Uint8Array[], syntax: string): Uint8Array {
  const file = new dcmjs.data.DicomDict({
    '00020001': { vr: 'OB', Value: [Uint8Array.of(0, 1).buffer] },
    '00020002': { vr: 'UI', Value: [textOf(about, 'SOPClassUID')] },
    '00020003': { vr: 'UI', Value: [textOf(about, 'SOPInstanceUID')] },
    '00020010': { vr: 'UI', Value: [syntax] },
    '00020012': { vr: 'UI', Value: [implementation] },
    '00020013': { vr: 'SH', Value: ['FIBROCAST_SBX'] },
  });
  file.dict = { ...writable(about), ...(frames.length > 0 ? { '7FE00010': pixels(about, frames, syntax) } : {}) };
  // frames in one fragment each: what some readers need
  return new Uint8Array(file.write({ fragmentMultiframe: false }));
}

/** Tags as values are numbers when written; an element without a value is empty. */
const writable = (about: DataSet): Record<string, DataElement> =>
  Object.fromEntries(
    Object.entries(about).map(([tag, { vr, Value = [] }]) => {
      if (vr === 'AT') return [tag, { vr, Value: Value.map((value) => Number.parseInt(String(value), 16)) }];
      return [tag, { vr, Value: vr === 'SQ' ? Value.map((item) => writable(item as DataSet)) : Value }];
    }),
  );

function pixels(about: DataSet, frames: readonly Uint8Array[], syntax: string): DataElement {
  if (syntax === rleLossless) {
    const columns = Number(textOf(about, 'Columns'));
    return { vr: 'OB', Value: frames.map((frame) => encodeRle(frame, columns).buffer) };
  }
  const length = frames.reduce((sum, frame) => sum + frame.length, 0);
  const whole = new Uint8Array(length + (length % 2));
  let at = 0;
  for (const frame of frames) {
    whole.set(frame, at);
    at += frame.length;
  }
  const wide = syntax === implicitLittleEndian || Number(textOf(about, 'BitsAllocated')) > 8;
  return { vr: wide ? 'OW' : 'OB', Value: [whole.buffer] };
}
