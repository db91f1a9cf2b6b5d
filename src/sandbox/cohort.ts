import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parse } from 'csv-parse';
import type { CodeableConcept, Condition, FhirResource, MedicationRequest, Observation, Patient } from 'fhir/r4.js';
import { measureSystem } from '../../fhir-resources/codes/systems.ts';
import { Failure } from '../core/failure.ts';
import { cohortDiagnoses, diagnosisColumns, measuredColumns, presenceColumns } from './cohort/columns.ts';
import { daysBefore } from './dates.ts';
import { quantityOf } from './patients/chart-builder.ts';
import { negative, positive, ucum } from './patients/observables.ts';
import { testData } from './patients/staff.ts';

export interface Cohort {
  /** In the order of the file. `id` is the FHIR id of the Patient. */
  readonly patients: readonly { readonly id: string; readonly resources: readonly FhirResource[] }[];
  readonly dropped: readonly { readonly id: string; readonly reason: string }[];
}

type Row = Readonly<Record<string, string>>;

/**
 * Reads a cohort table (columns of DATA_DICTIONARY.csv: the unit stands in the name, US and SI alike) as FHIR charts.
 * The newest visit of each patient is put at `today`; what the cohort recorded as its future (outcomes, follow-up) is
 * not loaded. Every row becomes part of a patient or is listed in `dropped` with its reason.
 * @throws Failure `invalid-input` when the file cannot be read or is no such table
 */
export async function readCohort(file: string, today: string = new Date().toISOString().slice(0, 10)): Promise<Cohort> {
  const { columns, rows, dropped } = await readRows(file);
  const idColumn = ['id', 'seqn'].find((name) => columns.includes(name));
  if (!idColumn) throw new Failure('invalid-input', 'The table has no column "id" (or "seqn").');
  const known = measuredColumns.some(({ column }) => columns.includes(column));
  if (!known) throw new Failure('invalid-input', 'No column of the table is a measurement that this service reads.');

  const visits = groupByPatient(rows, idColumn, columns, dropped);
  const prefix = basename(file)
    .replace(/\.[^.]*$/, '')
    .replace(/_(train|test|holdout)$/, '')
    .replace(/[^A-Za-z0-9]+/g, '-');
  const everybody = cohortDiagnoses.filter((entry) => entry.columns.every((name) => columns.includes(name)));
  const patients = [];
  for (const [id, rowsOfPatient] of visits) {
    const patientId = `${prefix}-${id}`.replace(/[^A-Za-z0-9\-.]/g, '-').slice(0, 64);
    const resources = chartOf(
      patientId,
      rowsOfPatient,
      today,
      everybody.map(({ code }) => code),
    );
    if (resources.some(({ resourceType }) => resourceType === 'Observation'))
      patients.push({ id: patientId, resources });
    else dropped.push({ id, reason: 'no measurement has a value' });
  }
  return { patients, dropped };
}

async function readRows(file: string) {
  const rows: Row[] = [];
  const dropped: { id: string; reason: string }[] = [];
  let columns: readonly string[] = [];
  const parser = parse({
    bom: true,
    trim: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    columns: (header: string[]) => {
      columns = header.map((name) => name.trim().toLowerCase());
      return [...columns];
    },
    on_skip: (error) => {
      dropped.push({
        id: `line ${error?.lines ?? '?'}`,
        reason: 'the row has another number of columns than the header',
      });
      return undefined;
    },
  });
  try {
    await pipeline(createReadStream(file), parser, async (records: AsyncIterable<Row>) => {
      for await (const row of records) rows.push(row);
    });
  } catch (cause) {
    throw new Failure('invalid-input', 'The cohort file could not be read as a CSV table with a header.', { cause });
  }
  return { columns, rows, dropped };
}

/** Day of a visit from the start of observation, for the tables that have several rows per patient. */
function dayOf(row: Row): number | undefined {
  const days = numberOf(row.day_d);
  if (days !== undefined) return days;
  const years = numberOf(row.time_y);
  return years === undefined ? undefined : Math.round(years * 365.25);
}

function groupByPatient(
  rows: readonly Row[],
  idColumn: string,
  columns: readonly string[],
  dropped: { id: string; reason: string }[],
): Map<string, Row[]> {
  const longitudinal = columns.includes('day_d') || columns.includes('time_y');
  const visits = new Map<string, Row[]>();
  rows.forEach((row, index) => {
    const id = row[idColumn] ?? '';
    const earlier = visits.get(id);
    if (id === '') dropped.push({ id: `row ${index + 1}`, reason: 'the row has no id' });
    else if (longitudinal && dayOf(row) === undefined) dropped.push({ id, reason: 'the visit has no day' });
    else if (!earlier) visits.set(id, [row]);
    else if (longitudinal) earlier.push(row);
    else dropped.push({ id, reason: 'the id occurs again; the first row is used' });
  });
  return visits;
}

function chartOf(
  id: string,
  visits: readonly Row[],
  today: string,
  everybody: readonly CodeableConcept[],
): FhirResource[] {
  const inOrder = [...visits].sort((a, b) => (dayOf(a) ?? 0) - (dayOf(b) ?? 0));
  const newest = inOrder.at(-1) ?? {};
  const lastDay = dayOf(newest) ?? 0;
  const resources: FhirResource[] = [patientOf(id, newest, lastDay, today)];
  for (const code of everybody) resources.push(conditionOf(id, resources.length, code, today, { present: true }));
  for (const { column, code, says } of diagnosisColumns) {
    const said = says(newest[column] ?? '');
    if (said) resources.push(conditionOf(id, resources.length, code, today, said));
    if (said?.takes) resources.push(medicationOf(id, resources.length, said.takes, today));
  }
  for (const visit of inOrder) {
    const date = daysBefore(today, lastDay - (dayOf(visit) ?? 0));
    resources.push(...observationsOf(id, resources.length, visit, date));
  }
  return resources;
}

/** Age is the age at the first visit; the birth date follows from it and the newest visit being `today`. */
function patientOf(id: string, row: Row, lastDay: number, today: string): Patient {
  const age = numberOf(row.age_y);
  const gender = sexOf(row);
  return {
    resourceType: 'Patient',
    id,
    meta: { tag: [testData] },
    identifier: [{ system: 'urn:fibrocast:sandbox:cohort', value: id }],
    name: [{ text: id }],
    ...(gender ? { gender } : {}),
    ...(age === undefined ? {} : { birthDate: daysBefore(today, Math.round(age * 365.25) + lastDay) }),
  };
}

function sexOf(row: Row): 'male' | 'female' | undefined {
  const sex = (row.sex ?? '').toLowerCase();
  if (sex === 'm' || sex === 'male' || sex === '1' || sex === '1.0') return 'male';
  if (sex === 'f' || sex === 'female' || sex === '0' || sex === '0.0') return 'female';
  const male = numberOf(row.male);
  return male === 1 ? 'male' : male === 0 ? 'female' : undefined;
}

function conditionOf(
  patientId: string,
  index: number,
  code: CodeableConcept,
  today: string,
  said: { present: boolean; severity?: string },
): Condition {
  const coded = (of: string, value: string): CodeableConcept => ({
    coding: [{ system: `http://terminology.hl7.org/CodeSystem/condition-${of}`, code: value }],
  });
  return {
    resourceType: 'Condition',
    id: `${patientId}-c${index}`,
    meta: { tag: [testData] },
    // A refuted condition carries no clinical status (it was looked for and is not there).
    ...(said.present ? { clinicalStatus: coded('clinical', 'active') } : {}),
    verificationStatus: coded('ver-status', said.present ? 'confirmed' : 'refuted'),
    ...(said.severity ? { severity: { text: said.severity } } : {}),
    code,
    subject: { reference: `Patient/${patientId}` },
    recordedDate: today,
  };
}

function medicationOf(patientId: string, index: number, name: string, today: string): MedicationRequest {
  return {
    resourceType: 'MedicationRequest',
    id: `${patientId}-m${index}`,
    meta: { tag: [testData] },
    status: 'active',
    intent: 'order',
    // The table names no substance, so none is coded.
    medicationCodeableConcept: { text: name },
    subject: { reference: `Patient/${patientId}` },
    authoredOn: today,
  };
}

function observationsOf(patientId: string, from: number, row: Row, date: string): Observation[] {
  const observations: Observation[] = [];
  const add = (category: string, code: CodeableConcept, value: Partial<Observation>) =>
    observations.push({
      resourceType: 'Observation',
      id: `${patientId}-o${from + observations.length}`,
      meta: { tag: [testData] },
      status: 'final',
      category: [
        { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: category }] },
      ],
      code,
      subject: { reference: `Patient/${patientId}` },
      effectiveDateTime: date,
      ...value,
    });
  const taken = new Set<string>();
  for (const { column, quantity, observable } of measuredColumns) {
    const cell = row[column] ?? '';
    if (cell === '' || taken.has(quantity)) continue;
    taken.add(quantity);
    const value = numberOf(cell);
    const code: CodeableConcept = { coding: [observable.code], text: observable.code.display ?? quantity };
    // What is no number is passed on as it stands: the service must say that it cannot use it.
    const measured: Partial<Observation> =
      value === undefined ? { valueString: cell } : { valueQuantity: quantityOf(observable, value) };
    add(observable.category, code, quantity === 'lsm' ? { ...measured, ...elastographyQuality(row) } : measured);
  }
  for (const [column, code] of Object.entries(presenceColumns)) {
    const value = numberOf(row[column]);
    if (value !== 0 && value !== 1) continue;
    const answer = value === 1 ? positive : negative;
    add('laboratory', code, { valueCodeableConcept: { coding: [answer], text: answer.display ?? '' } });
  }
  return observations;
}

function elastographyQuality(row: Row): Partial<Observation> {
  const component = (code: string, text: string, cell: string | undefined, unit: string) => {
    const value = numberOf(cell);
    return value === undefined
      ? []
      : [
          {
            code: { coding: [{ system: measureSystem, code }], text },
            valueQuantity: { value, unit, system: ucum, code: unit },
          },
        ];
  };
  const components = [
    ...component('lsm-iqr-median', 'IQR/median', row.lsm_iqr_med_pct, '%'),
    ...component('lsm-valid-shots', 'Valid measurements', row.valid_shots, '1'),
  ];
  return {
    method: { text: 'Vibration-controlled transient elastography' },
    ...(components.length > 0 ? { component: components } : {}),
  };
}

/** A finite number, or undefined for an empty cell and anything else. */
function numberOf(cell: string | undefined): number | undefined {
  if (cell === undefined || cell.trim() === '') return undefined;
  const value = Number(cell);
  return Number.isFinite(value) ? value : undefined;
}
