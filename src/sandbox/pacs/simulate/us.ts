import { simulatorParameters } from './parameters.ts';
import type { SimulatedPatient } from './patient.ts';
import { openRandom } from './random.ts';
import { type EchoView, echoView } from './us-scene.ts';
import { speckle } from './us-speckle.ts';

export interface SimulatedUs {
  readonly columns: number;
  readonly rows: number;
  /** Square pixels. */
  readonly pixelMm: number;
  readonly probe: 'curved' | 'linear';
  /** B-mode frames, 8 bit, row by row from the probe down; black outside the beam. */
  readonly frames: readonly Uint8Array[];
}

const numbers = simulatorParameters.picture;
const curvedRadiusMm = 60;
const curvedHalfAngle = 0.56;

/** B-mode ultrasound of the right lobe, made from the patient's apparent fibrosis in ultrasound. */
export function simulateUs(patient: SimulatedPatient): SimulatedUs {
  const { us } = patient.site;
  const [columns, rows] = numbers.usSize.value;
  const [least, most] = numbers.usFrames.value;
  const count = least + openRandom(patient.seed, 'us').below(most - least + 1);
  const pixelMm = us.depthMm / rows;
  const frames = Array.from({ length: count }, (_, frame) =>
    scanConvert(patient, echoView(patient, frame), frame, columns, rows, pixelMm),
  );
  return { columns, rows, pixelMm, probe: us.probe, frames };
}

function scanConvert(
  patient: SimulatedPatient,
  view: EchoView,
  frame: number,
  columns: number,
  rows: number,
  pixelMm: number,
): Uint8Array {
  const { probe, depthMm, gainDb, dynamicRangeDb } = patient.site.us;
  const curved = probe === 'curved';
  const beams = curved ? 140 : 180;
  const samples = 340;
  const widthMm = columns * pixelMm;
  // a beam is an angle of the curved probe or a column of the linear one; a sample is a depth along it
  const across = (beam: number) => (beam / (beams - 1) - 0.5) * (curved ? 2 * curvedHalfAngle : widthMm * 0.98);
  const acrossMm = (beam: number, sample: number): number =>
    curved ? (curvedRadiusMm + (sample / samples) * depthMm) * Math.sin(across(beam)) : across(beam);
  const amplitudeDb = new Float32Array(beams * samples);
  for (let beam = 0; beam < beams; beam++)
    for (let sample = 0; sample < samples; sample++) {
      const x = acrossMm(beam, sample);
      amplitudeDb[beam * samples + sample] = view.echoDb(x, (sample / samples) * depthMm);
    }
  const envelopeDb = speckle(openRandom(patient.seed, 'us-speckle', frame), amplitudeDb, beams, samples, {
    shape: view.scattererShape,
    axialSamples: curved ? 1.1 : 1.3,
    lateralBeams: curved ? [0.9, 1.9] : [1.1, 1.5],
  });
  const pixels = new Uint8Array(columns * rows);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const x = (column + 0.5 - columns / 2) * pixelMm;
      const y = (row + 0.5) * pixelMm;
      let beam = (x / (widthMm * 0.98) + 0.5) * (beams - 1);
      let sample = (y / depthMm) * samples;
      if (curved) {
        const below = y + curvedRadiusMm * Math.cos(curvedHalfAngle);
        beam = (Math.atan2(x, below) / (2 * curvedHalfAngle) + 0.5) * (beams - 1);
        sample = ((Math.sqrt(x * x + below * below) - curvedRadiusMm) / depthMm) * samples;
      }
      if (beam < 0 || beam > beams - 1 || sample < 0 || sample > samples - 1) continue;
      const b = Math.min(beams - 2, Math.floor(beam));
      const s = Math.min(samples - 2, Math.floor(sample));
      const [u, v] = [beam - b, sample - s];
      const at = b * samples + s;
      const here = (1 - v) * (envelopeDb[at] ?? 0) + v * (envelopeDb[at + 1] ?? 0);
      const next = (1 - v) * (envelopeDb[at + samples] ?? 0) + v * (envelopeDb[at + samples + 1] ?? 0);
      const db = (1 - u) * here + u * next;
      pixels[row * columns + column] = Math.round(255 * Math.min(1, Math.max(0, (db + gainDb + 36) / dynamicRangeDb)));
    }
  return pixels;
}
