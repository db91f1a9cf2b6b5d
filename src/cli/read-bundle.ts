import type { Ask } from '../../fhir-resources/ask.ts';
import { entriesOf } from '../../fhir-resources/bundle.ts';
import { chartAsks, chartFactsOf } from '../cds/chart-asks.ts';
import { findEtiology } from '../core/assessment/find-etiology.ts';
import { gatherInputs } from '../core/assessment/gather-inputs.ts';
import type { ChartFacts } from '../core/chart.ts';
import { Failure } from '../core/failure.ts';
import type { BundlePatients } from './score.ts';

/** Every patient of a FHIR Bundle, read as a chart is read. @throws Failure `invalid-input` when there is no patient in it. */
export async function readBundle(json: unknown, asOf: string): Promise<BundlePatients> {
  const patients = entriesOf(json, 'Patient') ?? [];
  const ids = patients.map(({ resource }) => resource.id).filter((id): id is string => typeof id === 'string');
  if (ids.length === 0) throw new Failure('invalid-input', 'The file is no FHIR Bundle with a Patient in it.');
  return ids.map((id) => {
    const patient = patients.find(({ resource }) => resource.id === id)?.resource;
    const chart = chartOf(json, patient, id, asOf);
    const etiology = findEtiology(chart, asOf);
    return { id, inputs: gatherInputs(chart, asOf, etiology), etiology: etiology.etiology };
  });
}

/** The one patient of a FHIR Bundle, as a chart is read. @throws Failure `invalid-input` when there is none, or more than one. */
export function readChart(json: unknown, asOf: string): ChartFacts {
  const patients = entriesOf(json, 'Patient') ?? [];
  const [only, another] = patients;
  const id = only?.resource.id;
  if (only === undefined || another !== undefined || typeof id !== 'string')
    throw new Failure('invalid-input', 'The file is no FHIR Bundle with exactly one Patient in it.');
  return chartOf(json, only.resource, id, asOf);
}

function chartOf(bundle: unknown, patient: unknown, patientId: string, now: string): ChartFacts {
  const about = { patientId, now };
  const read = <T>(ask: Ask<T>): T | undefined => ask.read(bundle, about);
  const facts = chartAsks.patient.ask.read(patient, about);
  if (!facts) throw new Failure('invalid-input', 'A Patient in the Bundle cannot be read.');
  return chartFactsOf({
    patient: facts,
    labs: read(chartAsks.labs.ask),
    measurements: read(chartAsks.measurements.ask),
    conditions: read(chartAsks.conditions.ask),
    procedures: read(chartAsks.procedures.ask),
    medications: read(chartAsks.medications.ask),
    exams: read(chartAsks.exams.ask),
    imagingStudies: read(chartAsks.imagingStudies.ask),
    immunizations: read(chartAsks.immunizations.ask),
  });
}
