import type {
  CodeableConcept,
  Condition,
  DiagnosticReport,
  Encounter,
  Immunization,
  MedicationRequest,
  Observation,
  ObservationComponent,
  Patient,
  Procedure,
  Quantity,
  ServiceRequest,
} from 'fhir/r4.js';
import { searchAll } from './fhir.ts';

export interface Point {
  readonly date: string;
  readonly value?: number;
  readonly text: string;
  readonly flag?: 'high' | 'low';
  readonly preliminary: boolean;
}
/** One test over time, newest first. */
export interface Series {
  readonly key: string;
  /** Full name, and the name of everyday use: `ALT`. */
  readonly name: string;
  readonly label: string;
  readonly unit: string;
  readonly low?: number;
  readonly high?: number;
  readonly points: readonly Point[];
}
export interface ChartData {
  readonly problems: readonly Condition[];
  readonly labs: readonly Series[];
  readonly vitals: readonly Series[];
  readonly stiffness?: Series;
  readonly attenuation?: Series;
  /** Quality of the newest stiffness reading, as charted. */
  readonly stiffnessQuality?: string;
  readonly medications: readonly MedicationRequest[];
  readonly exams: readonly { readonly date: string; readonly title: string; readonly note?: string }[];
  readonly immunizations: readonly Immunization[];
  readonly orders: readonly ServiceRequest[];
  readonly encounter?: Encounter;
  /** Results that the laboratory withdrew or cancelled. */
  readonly withdrawn: number;
}

export const loadPatients = () => searchAll<Patient>('Patient?_count=200&_sort=family');

export async function loadChart(patientId: string): Promise<ChartData> {
  const of = (type: string, more = '') => `${type}?patient=${encodeURIComponent(patientId)}&_count=500${more}`;
  const [conditions, observations, medications, procedures, reports, immunizations, orders, encounters] =
    await Promise.all([
      searchAll<Condition>(of('Condition')),
      searchAll<Observation>(of('Observation')),
      searchAll<MedicationRequest>(of('MedicationRequest')),
      searchAll<Procedure>(of('Procedure')),
      searchAll<DiagnosticReport>(of('DiagnosticReport')),
      searchAll<Immunization>(of('Immunization')),
      searchAll<ServiceRequest>(of('ServiceRequest')),
      searchAll<Encounter>(of('Encounter')),
    ]);
  const isWithdrawn = ({ status }: Observation) => status === 'entered-in-error' || status === 'cancelled';
  const series = seriesOf(observations.filter((each) => !isWithdrawn(each)));
  const inCategory = (category: string) =>
    series
      .filter((each) => each.category === category)
      .sort((a, b) => rankOf(a.key) - rankOf(b.key) || a.label.localeCompare(b.label));
  const stiffness = series.find(({ key }) => key.startsWith('77615-3'));
  const attenuation = series.find(({ key }) => key.startsWith('81894-8'));
  const quality = qualityOf(observations);
  const encounter = encounters[0];
  return {
    problems: conditions
      .filter(
        ({ verificationStatus }) =>
          !['refuted', 'entered-in-error'].includes(verificationStatus?.coding?.[0]?.code ?? ''),
      )
      .sort((a, b) => activity(a) - activity(b) || dateOf(b.onsetDateTime).localeCompare(dateOf(a.onsetDateTime))),
    labs: inCategory('laboratory'),
    vitals: inCategory('vital-signs'),
    ...(stiffness ? { stiffness } : {}),
    ...(attenuation ? { attenuation } : {}),
    ...(quality ? { stiffnessQuality: quality } : {}),
    medications: [...medications]
      .filter(({ status }) => status !== 'draft')
      .sort(
        (a, b) =>
          Number(a.status !== 'active') - Number(b.status !== 'active') ||
          dateOf(b.authoredOn).localeCompare(dateOf(a.authoredOn)),
      ),
    exams: examsOf(procedures, reports),
    immunizations: [...immunizations].sort((a, b) =>
      dateOf(b.occurrenceDateTime).localeCompare(dateOf(a.occurrenceDateTime)),
    ),
    orders: orders.filter(({ status }) => status === 'active' || status === 'draft'),
    ...(encounter ? { encounter } : {}),
    withdrawn: observations.filter(isWithdrawn).length,
  };
}

export const nameOf = (concept: CodeableConcept | undefined): string =>
  concept?.text ?? concept?.coding?.find(({ display }) => display)?.display ?? concept?.coding?.[0]?.code ?? 'Unnamed';
export const isActive = (condition: Condition): boolean =>
  !['resolved', 'inactive', 'remission'].includes(condition.clinicalStatus?.coding?.[0]?.code ?? 'active');
const activity = (condition: Condition) => (isActive(condition) ? 0 : 1);
const dateOf = (date: string | undefined) => (date ?? '').slice(0, 10);

function examsOf(procedures: readonly Procedure[], reports: readonly DiagnosticReport[]) {
  const exams = [
    ...procedures.map(({ performedDateTime, code, note }) => ({
      date: dateOf(performedDateTime),
      title: nameOf(code),
      ...(note?.[0]?.text ? { note: note[0].text } : {}),
    })),
    ...reports.map(({ effectiveDateTime, code, conclusion }) => ({
      date: dateOf(effectiveDateTime),
      title: nameOf(code),
      ...(conclusion ? { note: conclusion } : {}),
    })),
  ];
  return exams.sort((a, b) => b.date.localeCompare(a.date));
}

/** Liver tests first, in the order in which a hepatologist reads them. */
const readingOrder = [
  '1742-6',
  '1920-8',
  '6768-6',
  '2324-2',
  '14631-6',
  '1975-2',
  '1968-7',
  '1751-7',
  '6301-6',
  '5902-2',
  '26515-7',
  '777-3',
  '14682-9',
  '2160-0',
  '2951-2',
  '1834-1',
  '88055-9',
  '42595-9',
  '5195-3',
  '13954-3',
  '11011-4',
  '13955-0',
  '4548-4',
  '59261-8',
];
const rankOf = (key: string) => {
  const at = readingOrder.indexOf(key.split('|')[0] ?? '');
  return at < 0 ? readingOrder.length : at;
};

type Valued = Pick<Observation, 'code' | 'referenceRange' | 'valueQuantity' | 'valueString' | 'valueCodeableConcept'>;

function seriesOf(observations: readonly Observation[]): (Series & { category: string })[] {
  const found = new Map<
    string,
    { name: string; label: string; unit: string; category: string; low?: number; high?: number; points: Point[] }
  >();
  const add = (observation: Observation, valued: Valued) => {
    const text = textOf(valued);
    if (text === undefined) return;
    const quantity = valued.valueQuantity;
    const unit = quantity?.unit ?? quantity?.code ?? '';
    const range = valued.referenceRange?.[0];
    const key = `${valued.code.coding?.[0]?.code ?? nameOf(valued.code)}|${unit}`;
    const entry = found.get(key) ?? {
      name: nameOf(valued.code),
      label: shortName(nameOf(valued.code)),
      unit,
      category: observation.category?.[0]?.coding?.[0]?.code ?? 'laboratory',
      ...(range?.low?.value === undefined ? {} : { low: range.low.value }),
      ...(range?.high?.value === undefined ? {} : { high: range.high.value }),
      points: [],
    };
    const flag = flagOf(quantity, range?.low?.value, range?.high?.value);
    entry.points.push({
      date: observation.effectiveDateTime ?? observation.issued ?? '',
      ...(quantity?.value === undefined ? {} : { value: quantity.value }),
      text,
      ...(flag ? { flag } : {}),
      preliminary: observation.status === 'preliminary',
    });
    found.set(key, entry);
  };
  for (const observation of observations) {
    add(observation, observation);
    if (observation.valueQuantity === undefined) {
      for (const component of observation.component ?? []) add(observation, component as ObservationComponent & Valued);
    }
  }
  return [...found].map(([key, entry]) => ({
    key,
    ...entry,
    points: entry.points.sort((a, b) => b.date.localeCompare(a.date)),
  }));
}

/** `Alanine aminotransferase (ALT)` is ALT on a ward. */
const shortName = (name: string): string =>
  /\((AST|ALT|ALP|GGT|AFP|ELF)\)/.exec(name)?.[1] ??
  name.replace('Haemoglobin A1c', 'HbA1c').replace('Bilirubin, total', 'Bilirubin');

function textOf({ valueQuantity, valueString, valueCodeableConcept }: Valued): string | undefined {
  if (valueQuantity?.value !== undefined)
    return `${valueQuantity.comparator ?? ''}${formatNumber(valueQuantity.value)}`;
  return valueString ?? (valueCodeableConcept ? nameOf(valueCodeableConcept) : undefined);
}
export const formatNumber = (value: number): string =>
  value.toLocaleString('en-GB', { maximumFractionDigits: 2 }).replaceAll(',', '\u202f');

function flagOf(quantity: Quantity | undefined, low?: number, high?: number): Point['flag'] {
  if (quantity?.value === undefined || quantity.comparator) return undefined;
  if (high !== undefined && quantity.value > high) return 'high';
  return low !== undefined && quantity.value < low ? 'low' : undefined;
}

function qualityOf(observations: readonly Observation[]): string | undefined {
  const newest = observations
    .filter(({ code }) => code.coding?.some((coding) => coding.code === '77615-3'))
    .sort((a, b) => dateOf(b.effectiveDateTime).localeCompare(dateOf(a.effectiveDateTime)))[0];
  const parts = (newest?.component ?? []).map(
    ({ code, valueQuantity }) =>
      `${nameOf(code)} ${valueQuantity?.value ?? ''}${valueQuantity?.unit === '%' ? ' %' : ''}`,
  );
  return parts.length > 0 ? parts.join(' · ') : undefined;
}
