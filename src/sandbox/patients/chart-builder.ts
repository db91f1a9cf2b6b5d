import type {
  Appointment,
  Bundle,
  CodeableConcept,
  Condition,
  FhirResource,
  Observation,
  Patient,
  Quantity,
  Reference,
} from 'fhir/r4.js';
import { measureSystem } from '../../../fhir-resources/codes/systems.ts';
import { birthDateFor, daysBefore } from '../dates.ts';
import {
  type ChartStudy,
  ctSeries,
  mrSeries,
  type SandboxStudy,
  type SeriesKind,
  type Subject,
  usSeries,
} from '../pacs/sandbox-study.ts';
import type { Draft, Firing, Scenario } from '../scenario.ts';
import { archivedStudy } from './archived-study.ts';
import { type DiagnosisId, diagnoses } from './diagnoses.ts';
import {
  cvx,
  loinc,
  negative,
  type Observable,
  type ObservableId,
  observables,
  type PresenceTestId,
  positive,
  presenceTests,
  ucum,
} from './observables.ts';
import { draftOrder, type OrderableId, orderables } from './orderables.ts';
import { testData } from './staff.ts';

export interface Person {
  readonly id: string;
  readonly given: string;
  readonly family: string;
  readonly sex: 'female' | 'male';
  readonly ageYears: number;
  readonly story: string;
  readonly seenBy?: 'dr-amara-nwosu' | 'dr-jonas-keller' | 'dr-leila-haddad';
  /** `inpatient` or `ambulatory` encounter; default ambulatory. */
  readonly setting?: 'inpatient' | 'ambulatory';
}

/** A result as given to `labs`: a number, or a bound with its comparator. */
export type Result = number | { readonly comparator: '<' | '<=' | '>=' | '>'; readonly value: number };
export type Results = { readonly [I in ObservableId]?: Result };

const category = (code: string): CodeableConcept => ({
  coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code }],
});
const status = (of: 'clinical' | 'ver-status', code: string): CodeableConcept => ({
  coding: [
    {
      system: `http://terminology.hl7.org/CodeSystem/condition-${of}`,
      code,
    },
  ],
});

/**
 * Writes one patient's chart in the order of a case history. All dates are days before `today`, so that the chart
 * is always as fresh as the story says. Resource ids are `<patient>-<kind>-<n>`, counted per kind, hence stable.
 */
export function openChart(today: string, person: Person) {
  const userId = `Practitioner/${person.seenBy ?? 'dr-amara-nwosu'}`;
  const encounterId = `${person.id}-encounter-1`;
  const subject: Reference = { reference: `Patient/${person.id}` };
  const counts = new Map<string, number>();
  const resources: FhirResource[] = [];
  const fires: Firing[] = [{ hook: 'patient-view' }];
  const imaging: ChartStudy[] = [];
  const birthDate = birthDateFor(today, person.ageYears, (mrnDigits(person.id) % 300) + 20);

  const nextId = (kind: string): string => {
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    return `${person.id}-${kind}-${count}`;
  };
  const on = (daysAgo: number): string => daysBefore(today, daysAgo);
  const add = <R extends FhirResource>(resource: R): R => {
    const tagged = { ...resource, meta: { tag: [testData] } };
    resources.push(tagged);
    return tagged;
  };

  add<Patient>({
    resourceType: 'Patient',
    id: person.id,
    identifier: [{ system: 'urn:fibrocast:sandbox:mrn', value: mrnOf(person.id) }],
    active: true,
    name: [{ use: 'official', family: person.family, given: [person.given] }],
    gender: person.sex,
    birthDate,
    managingOrganization: { reference: 'Organization/sandbox-hospital' },
  });
  const inpatient = person.setting === 'inpatient';
  nextId('encounter');
  add({
    resourceType: 'Encounter',
    id: encounterId,
    status: 'in-progress',
    class: {
      system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode',
      code: inpatient ? 'IMP' : 'AMB',
      display: inpatient ? 'inpatient encounter' : 'ambulatory',
    },
    subject,
    participant: [{ individual: { reference: userId } }],
    period: { start: inpatient ? on(4) : today },
    serviceProvider: { reference: 'Organization/sandbox-hospital' },
  });

  const observation = (
    daysAgo: number,
    code: CodeableConcept,
    kind: Observable['category'],
    rest: Partial<Observation>,
  ) =>
    add<Observation>({
      resourceType: 'Observation',
      id: nextId('obs'),
      status: 'final',
      category: [category(kind)],
      code,
      subject,
      effectiveDateTime: `${on(daysAgo)}T08:15:00Z`,
      issued: `${on(daysAgo)}T11:40:00Z`,
      ...rest,
    });

  const chart = {
    patientId: person.id,
    today,
    on,
    add,
    nextId,
    subject,
    observation,

    /** A problem-list entry, active unless `resolved`. */
    condition(id: DiagnosisId, daysAgo: number, options: { resolved?: boolean; unconfirmed?: boolean } = {}) {
      add<Condition>({
        resourceType: 'Condition',
        id: nextId('condition'),
        clinicalStatus: status('clinical', options.resolved ? 'resolved' : 'active'),
        verificationStatus: status('ver-status', options.unconfirmed ? 'provisional' : 'confirmed'),
        category: [
          {
            coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-category', code: 'problem-list-item' }],
          },
        ],
        code: diagnoses[id],
        subject,
        onsetDateTime: on(daysAgo),
        recordedDate: on(daysAgo),
      });
      return chart;
    },

    /** Laboratory results and vital signs of one day, one Observation each. */
    labs(daysAgo: number, results: Results) {
      for (const [id, result] of Object.entries(results) as [ObservableId, Result][]) {
        const observable: Observable = observables[id];
        observation(daysAgo, { coding: [observable.code], text: observable.code.display ?? id }, observable.category, {
          valueQuantity: quantityOf(observable, result),
          ...rangeOf(observable),
        });
      }
      return chart;
    },

    /** Positive or negative serology. */
    serology(daysAgo: number, results: { readonly [T in PresenceTestId]?: boolean }) {
      for (const [id, isPositive] of Object.entries(results) as [PresenceTestId, boolean][]) {
        const code = presenceTests[id];
        const answer = isPositive ? positive : negative;
        observation(daysAgo, { coding: [code], text: code.display }, 'laboratory', {
          valueCodeableConcept: { coding: [answer], text: answer.display ?? '' },
        });
      }
      return chart;
    },

    /** Transient elastography: stiffness in kPa with its quality, and CAP in dB/m when it was read. */
    elastography(daysAgo: number, kPa: number, options: { cap?: number; iqrPercent?: number; shots?: number } = {}) {
      const { code, unit, ucum: ucumCode } = observables.lsm;
      observation(daysAgo, { coding: [code], text: code.display ?? '' }, 'imaging', {
        method: { text: 'Vibration-controlled transient elastography (FibroScan), fasting' },
        valueQuantity: { value: kPa, unit, system: ucum, code: ucumCode },
        component: [
          {
            code: { coding: [{ system: measureSystem, code: 'lsm-iqr-median' }], text: 'IQR/median' },
            valueQuantity: { value: options.iqrPercent ?? 14, unit: '%', system: ucum, code: '%' },
          },
          {
            code: { coding: [{ system: measureSystem, code: 'lsm-valid-shots' }], text: 'Valid measurements' },
            valueQuantity: { value: options.shots ?? 10, unit: '1', system: ucum, code: '1' },
          },
        ],
      });
      if (options.cap !== undefined) chart.labs(daysAgo, { cap: options.cap });
      return chart;
    },

    /** A drug that the patient takes, or took (`stopped`). */
    medication(id: OrderableId, daysAgo: number, options: { stopped?: boolean } = {}) {
      const { code, instruction } = orderables[id] as { code: CodeableConcept; instruction?: string };
      add({
        resourceType: 'MedicationRequest',
        id: nextId('medication'),
        status: options.stopped ? 'completed' : 'active',
        intent: 'order',
        medicationCodeableConcept: code,
        subject,
        authoredOn: on(daysAgo),
        requester: { reference: userId },
        ...(instruction ? { dosageInstruction: [{ text: instruction }] } : {}),
      });
      return chart;
    },

    /**
     * An examination that has been done, as Procedure or, for imaging, as a report with its ImagingStudy.
     * @param pictures what the sandbox PACS keeps of it; without them the images lie elsewhere
     */
    done(
      id: OrderableId,
      daysAgo: number,
      conclusion: string,
      pictures?: { readonly subject: Subject; readonly series?: readonly SeriesKind[] },
    ) {
      const { code, group } = orderables[id] as { code: CodeableConcept; group: string };
      if (group !== 'Imaging') {
        add({
          resourceType: 'Procedure',
          id: nextId('procedure'),
          status: 'completed',
          code,
          subject,
          performedDateTime: on(daysAgo),
          note: [{ text: conclusion }],
        });
        return chart;
      }
      const modality = id === 'ultrasound' ? 'US' : id === 'ctLiver' ? 'CT' : 'MR';
      const studyId = nextId('study');
      const kept: SandboxStudy | undefined = pictures && {
        id: studyId,
        modality,
        date: on(daysAgo),
        subject: pictures.subject,
        series: pictures.series ?? usualSeries[modality],
      };
      if (kept)
        imaging.push({
          patientId: person.id,
          study: kept,
          examined: {
            patientId: mrnOf(person.id),
            family: person.family,
            given: person.given,
            sex: person.sex,
            birthDate,
          },
        });
      const study = add({
        resourceType: 'ImagingStudy',
        id: studyId,
        status: 'available',
        ...(kept ? archivedStudy(kept) : {}),
        modality: [{ system: 'http://dicom.nema.org/resources/ontology/DCM', code: modality }],
        subject,
        started: `${on(daysAgo)}T09:30:00Z`,
        procedureCode: [code],
        description: code.text ?? '',
        numberOfSeries: kept ? kept.series.length : modality === 'US' ? 1 : 4,
      });
      add({
        resourceType: 'DiagnosticReport',
        id: nextId('report'),
        status: 'final',
        category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0074', code: 'RAD' }] }],
        code,
        subject,
        effectiveDateTime: `${on(daysAgo)}T09:30:00Z`,
        issued: `${on(daysAgo)}T13:05:00Z`,
        imagingStudy: [{ reference: `ImagingStudy/${study.id}` }],
        conclusion,
      });
      return chart;
    },

    /** Procedures that are not orderable here (surgery, ligation, transplant). */
    procedure(code: CodeableConcept, daysAgo: number) {
      add({
        resourceType: 'Procedure',
        id: nextId('procedure'),
        status: 'completed',
        code,
        subject,
        performedDateTime: on(daysAgo),
      });
      return chart;
    },

    vaccine(cvxCode: string, name: string, daysAgo: number) {
      add({
        resourceType: 'Immunization',
        id: nextId('immunization'),
        status: 'completed',
        vaccineCode: { coding: [{ system: cvx, code: cvxCode, display: name }], text: name },
        patient: subject,
        occurrenceDateTime: on(daysAgo),
      });
      return chart;
    },

    /** Drafts on the order sheet for a firing. */
    drafts(...ids: readonly OrderableId[]): Draft[] {
      return ids.map((id) =>
        draftOrder(id, {
          reference: nextId('draft'),
          patientId: person.id,
          requester: userId,
          authoredOn: today,
          encounterId,
        }),
      );
    },
    select(...ids: readonly OrderableId[]) {
      fires.push({ hook: 'order-select', drafts: chart.drafts(...ids) });
      return chart;
    },
    sign(...ids: readonly OrderableId[]) {
      fires.push({ hook: 'order-sign', drafts: chart.drafts(...ids) });
      return chart;
    },
    /** Signs an imaging order into the chart and hands it to radiology. */
    dispatch(id: OrderableId) {
      const [draft] = chart.drafts(id);
      if (draft) {
        const order = nextId('order');
        add({ ...draft, id: order, status: 'active' });
        fires.push({ hook: 'order-dispatch', order, performer: radiology });
      }
      return chart;
    },
    /** Books a visit `inDays` from today. */
    book(inDays: number, reason: string) {
      fires.push({ hook: 'appointment-book', appointments: [proposedAppointment(chart, inDays, reason)] });
      return chart;
    },
    discharge() {
      fires.push({ hook: 'encounter-discharge' });
      return chart;
    },

    close(): Scenario {
      return {
        id: person.id,
        name: `${person.given} ${person.family}`,
        story: person.story,
        encounterId,
        userId,
        resources,
        fires,
        imaging,
      };
    },
  };
  return chart;
}

const usualSeries = { CT: ctSeries, MR: mrSeries, US: usSeries } as const;

/** Codes that the sandbox laboratory made up itself, as every hospital has some. */
export const sandboxCodes = 'urn:fibrocast:sandbox:codes';
export const radiology = 'Organization/sandbox-radiology';

function proposedAppointment(
  chart: { patientId: string; on(daysAgo: number): string; nextId(kind: string): string; subject: Reference },
  inDays: number,
  reason: string,
): Appointment {
  return {
    resourceType: 'Appointment',
    id: chart.nextId('appointment'),
    status: 'proposed',
    description: reason,
    serviceType: [{ text: 'Hepatology follow-up' }],
    start: `${chart.on(-inDays)}T09:00:00Z`,
    end: `${chart.on(-inDays)}T09:30:00Z`,
    participant: [{ actor: chart.subject, status: 'accepted' }],
  };
}

export function quantityOf(observable: Observable, result: Result): Quantity {
  const { unit, ucum: code } = observable;
  return typeof result === 'number'
    ? { value: result, unit, system: ucum, code }
    : { value: result.value, comparator: result.comparator, unit, system: ucum, code };
}

export function rangeOf(observable: Observable): Pick<Observation, 'referenceRange'> {
  const { unit, ucum: code, low, high } = observable;
  if (low === undefined && high === undefined) return {};
  return {
    referenceRange: [
      {
        ...(low === undefined ? {} : { low: { value: low, unit, system: ucum, code } }),
        ...(high === undefined ? {} : { high: { value: high, unit, system: ucum, code } }),
      },
    ],
  };
}

/** Resources as an EHR's loader sends them: one transaction of updates, so that loading twice changes nothing. */
export function loadingBundle(resources: readonly FhirResource[]): Bundle {
  return {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: resources.map((resource) => ({
      resource,
      request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
    })),
  };
}

/** A made-up record number, derived from the id so that it never changes. */
function mrnOf(id: string): string {
  return `SBX-${String(mrnDigits(id)).padStart(6, '0')}`;
}
function mrnDigits(id: string): number {
  let digits = 7;
  for (const letter of id) digits = (digits * 31 + letter.charCodeAt(0)) % 999_983;
  return digits;
}

export const bandLigation: CodeableConcept = {
  coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '43244' }],
  text: 'Endoscopic band ligation of oesophageal varices',
};
export const liverTransplant: CodeableConcept = {
  coding: [
    { system: 'http://snomed.info/sct', code: '18027006', display: 'Transplantation of liver' },
    { system: 'http://www.ama-assn.org/go/cpt', code: '47135' },
  ],
  text: 'Liver transplantation',
};
export const liverResection: CodeableConcept = {
  coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '47120' }],
  text: 'Partial hepatectomy',
};
export const paracentesis: CodeableConcept = {
  coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '49083' }],
  text: 'Paracentesis',
};
/** Panel code of a metabolic and hepatic panel whose results come as components. */
export const hepaticPanel: CodeableConcept = {
  coding: [{ system: loinc, code: '24325-3', display: 'Hepatic function panel' }],
  text: 'Hepatic function panel',
};
