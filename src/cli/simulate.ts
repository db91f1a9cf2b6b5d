import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { stringify } from 'csv-stringify/sync';
import { Failure } from '../core/failure.ts';
import { labelTable } from '../sandbox/pacs/simulate/body.ts';
import { simulateCt } from '../sandbox/pacs/simulate/ct.ts';
import { imagingModalities } from '../sandbox/pacs/simulate/kinds.ts';
import { mrSequences, simulateMr } from '../sandbox/pacs/simulate/mr.ts';
import { simulatorParameters } from '../sandbox/pacs/simulate/parameters.ts';
import { type SimulatedPatient, simulatePatient } from '../sandbox/pacs/simulate/patient.ts';
import { patientSeed } from '../sandbox/pacs/simulate/random.ts';
import { simulateUs } from '../sandbox/pacs/simulate/us.ts';
import { openProgress, type Terminal } from './terminal.ts';

export interface SimulateCommandParts {
  readonly out: { write(text: string): unknown };
  /** Where progress goes. */
  readonly terminal: Terminal;
}

const outputs = [...imagingModalities, 'table'] as const;
type Output = (typeof outputs)[number];

interface Options {
  readonly modality: string;
  readonly patients: number;
  readonly seed: number;
  readonly from: number;
  readonly out: string;
  readonly json?: boolean;
}

/** `fibrocast simulate --modality ct --patients 300 --seed 7 --out cohort/` */
export function simulateCommand({ out, terminal }: SimulateCommandParts): Command {
  return new Command('simulate')
    .description('write synthetic patients and their CT, MR or ultrasound; says nothing about real patients')
    .requiredOption('--modality <kind>', `what to write: ${outputs.join(', ')}`)
    .requiredOption('--patients <number>', 'how many patients', wholeNumber('--patients'))
    .requiredOption('--seed <number>', 'seed of the cohort', wholeNumber('--seed'))
    .option('--from <number>', 'number of the first patient', wholeNumber('--from'), 0)
    .requiredOption('--out <folder>', 'folder for the files; made when it is not there')
    .option('--json', 'print the summary as JSON')
    .exitOverride()
    .action(async (options: Options) => {
      const output = outputs.find((each) => each === options.modality);
      if (!output) throw new Failure('invalid-parameter', `--modality takes one of ${outputs.join(', ')}.`);
      const quiet: Terminal = options.json ? { ...terminal, rewrites: false, write: () => undefined } : terminal;
      const files = await writeCohort(output, options, quiet);
      const summary = { simulator: simulatorParameters.version, modality: output, patients: options.patients, files };
      out.write(
        options.json
          ? `${JSON.stringify(summary)}\n`
          : `${options.patients} synthetic patients, ${files} files. ${simulatorParameters.notice}\n`,
      );
    });
}

function wholeNumber(option: string) {
  return (text: string): number => {
    if (!/^\d{1,9}$/.test(text)) throw new Failure('invalid-parameter', `${option} must be a whole number, 0 or more.`);
    return Number(text);
  };
}

async function writeCohort(output: Output, options: Options, terminal: Terminal): Promise<number> {
  const { seed, from, patients, out } = options;
  const progress = openProgress(terminal, 'simulating', patients);
  const patientAt = (index: number) => simulatePatient(patientSeed(seed, index));
  let files = 1;
  try {
    await mkdir(out, { recursive: true });
    await write(join(out, 'parameters.json'), json(simulatorParameters));
    if (output === 'table') {
      const rows: (string | number)[][] = [];
      for (let index = from; index < from + patients; index++) {
        const row = tableRow(index, patientAt(index));
        if (rows.length === 0) rows.push(Object.keys(row));
        rows.push(Object.values(row));
        if (rows.length % 1000 === 0) progress(rows.length - 1);
      }
      await write(join(out, 'patients.csv'), stringify(rows));
      progress(patients);
      return files + 1;
    }
    for (let index = from; index < from + patients; index++) {
      const patient = patientAt(index);
      const { picture, arrays } = pictureOf(output, patient);
      for (const [name, data] of Object.entries(arrays)) {
        await write(join(out, `${index}.${name}`), littleEndian(data));
        files++;
      }
      // the description comes last: a patient with one is complete
      await write(join(out, `${index}.json`), json({ index, cohortSeed: seed, patient, picture }));
      files++;
      progress(index - from + 1);
    }
    return files;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause)
      throw new Failure('invalid-input', 'The --out folder cannot be written.', { cause });
    throw cause;
  }
}

interface Written {
  readonly picture: object;
  readonly arrays: Readonly<Record<string, Float32Array | Uint8Array>>;
}

/** The arrays of a patient and how to read them: `shape` slowest axis first, as numpy has it. */
function pictureOf(output: 'ct' | 'mr' | 'us', patient: SimulatedPatient): Written {
  if (output === 'us') {
    const { frames, rows, columns, pixelMm, probe } = simulateUs(patient);
    const all = new Uint8Array(frames.length * rows * columns);
    for (const [place, frame] of frames.entries()) all.set(frame, place * rows * columns);
    return {
      picture: { modality: 'US', shape: [frames.length, rows, columns], pixelMm, probe, frames: file('frames.u8') },
      arrays: { 'frames.u8': all },
    };
  }
  if (output === 'mr') {
    const { sequences, labels } = simulateMr(patient);
    const { geometry } = sequences.t1;
    const [x, y, z] = geometry.size;
    const all = new Float32Array(mrSequences.length * labels.length);
    for (const [place, sequence] of mrSequences.entries()) all.set(sequences[sequence].data, place * labels.length);
    return {
      picture: {
        modality: 'MR',
        sequences: mrSequences,
        shape: [mrSequences.length, z, y, x],
        unit: 'arbitrary',
        geometry,
        ...volumeFiles,
      },
      arrays: { 'image.f32': all, 'labels.u8': labels },
    };
  }
  const { image, labels } = simulateCt(patient);
  const { geometry } = image;
  const [x, y, z] = geometry.size;
  return {
    picture: { modality: 'CT', phase: 'portal venous', shape: [z, y, x], unit: 'HU', geometry, ...volumeFiles },
    arrays: { 'image.f32': Float32Array.from(image.data), 'labels.u8': labels },
  };
}

const file = (suffix: string) => ({ suffix, type: suffix.endsWith('.f32') ? 'float32' : 'uint8', byteOrder: 'little' });
const volumeFiles = { image: file('image.f32'), labels: { ...file('labels.u8'), table: labelTable } };

/** One patient as a row; names of columns carry their units. */
function tableRow(index: number, patient: SimulatedPatient): Record<string, string | number> {
  const { labs, imaging, event } = patient;
  const row: Record<string, string | number> = {
    index,
    stage: patient.stage,
    etiology: patient.etiology,
    etiology_group: patient.etiologyGroup,
    age_years: patient.ageYears,
    sex: patient.sex,
    site: patient.site.id,
    fat_percent: short(patient.fatPercent),
    ast_u_per_l: labs.astUPerL,
    alt_u_per_l: labs.altUPerL,
    platelets_giga_per_l: labs.plateletsGigaPerL,
    bilirubin_umol_per_l: labs.bilirubinUmolPerL,
    albumin_g_per_l: labs.albuminGPerL,
    inr: labs.inr,
    ggt_u_per_l: labs.ggtUPerL,
    alp_u_per_l: labs.alpUPerL,
  };
  for (const modality of imagingModalities) {
    row[`${modality}_score`] = short(imaging[modality].score);
    row[`${modality}_reading`] = short(imaging[modality].reading);
    row[`${modality}_apparent`] = short(imaging[modality].apparent);
    row[`${modality}_present`] = imaging[modality].present ? 1 : 0;
  }
  return {
    ...row,
    event_kind: event.kind,
    event_time_years: short(event.timeYears),
    censoring_years: short(event.censoringYears),
    observed_years: short(event.observedYears),
    status: event.status,
  };
}

const short = (value: number) => Number(value.toFixed(5));
const json = (value: unknown) => `${JSON.stringify(value, null, 1)}\n`;

function littleEndian(data: Float32Array | Uint8Array): Uint8Array {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const littleEndianHere = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
  return littleEndianHere || data instanceof Uint8Array ? bytes : Buffer.from(bytes).swap32();
}

/** A file has its name only when it is complete. */
async function write(path: string, content: string | Uint8Array): Promise<void> {
  const part = `${path}.part`;
  try {
    await writeFile(part, content);
    await rename(part, path);
  } catch (cause) {
    await rm(part, { force: true });
    throw cause;
  }
}
