import { conditionsAsk } from '../../fhir-resources/read/conditions.ts';
import { examsAsk } from '../../fhir-resources/read/exams.ts';
import { imagingStudiesAsk } from '../../fhir-resources/read/imaging-studies.ts';
import { immunizationsAsk } from '../../fhir-resources/read/immunizations.ts';
import { labsAsk } from '../../fhir-resources/read/labs.ts';
import { measurementsAsk } from '../../fhir-resources/read/measurements.ts';
import { medicationsAsk } from '../../fhir-resources/read/medications.ts';
import { patientAsk } from '../../fhir-resources/read/patient.ts';
import { proceduresAsk } from '../../fhir-resources/read/procedures.ts';
import type { AbsentCondition, ChartFacts, ConditionFact } from '../core/chart.ts';
import { joinLabRecords } from '../core/labs.ts';
import { type AskValues, optional, required } from './service.ts';

/** What an assessment reads of a chart. A service takes all of it, or the parts that it needs. */
export const chartAsks = {
  patient: required(patientAsk),
  labs: optional(labsAsk),
  measurements: optional(measurementsAsk),
  conditions: optional(conditionsAsk),
  procedures: optional(proceduresAsk),
  medications: optional(medicationsAsk),
  exams: optional(examsAsk),
  imagingStudies: optional(imagingStudiesAsk),
  immunizations: optional(immunizationsAsk),
};

type ChartValues = AskValues<typeof chartAsks>;

/**
 * The chart as the science takes it. Labs and measurements are one record, reports and imaging studies one list; where only
 * one of two came, the other is named in `Tools.unavailable`.
 */
export function chartFactsOf(values: Pick<ChartValues, 'patient'> & Partial<ChartValues>): ChartFacts {
  const { labs, measurements, exams, imagingStudies } = values;
  return {
    patient: values.patient,
    labs: labs && measurements ? joinLabRecords(labs, measurements) : (labs ?? measurements),
    conditions: values.conditions?.filter(isDiagnosis),
    absences: values.conditions?.filter(isAbsence),
    procedures: values.procedures,
    medications: values.medications,
    exams: exams || imagingStudies ? [...(exams ?? []), ...(imagingStudies ?? [])] : undefined,
    immunizations: values.immunizations,
  };
}

const isAbsence = (fact: ConditionFact | AbsentCondition): fact is AbsentCondition => fact.status === 'absent';
const isDiagnosis = (fact: ConditionFact | AbsentCondition): fact is ConditionFact => !isAbsence(fact);
