/** A patient-view request with complete prefetch: `labs` laboratory results over ten years, US units, one patient per `seed`. */
const panel = [
  ['1920-8', 'U/L', 48, 'AST'],
  ['1742-6', 'U/L', 52, 'ALT'],
  ['6768-6', 'U/L', 110, 'ALP'],
  ['2324-2', 'U/L', 70, 'GGT'],
  ['777-3', '10*3/uL', 160, 'Platelets'],
  ['1975-2', 'mg/dL', 0.9, 'Bilirubin'],
  ['1751-7', 'g/dL', 4.1, 'Albumin'],
  ['2160-0', 'mg/dL', 0.9, 'Creatinine'],
  ['6301-6', '{INR}', 1.1, 'INR'],
  ['2951-2', 'mmol/L', 139, 'Sodium'],
  ['4548-4', '%', 6.1, 'HbA1c'],
  ['718-7', 'g/dL', 13.9, 'Hemoglobin'],
  ['6690-2', '10*3/uL', 6.2, 'Leukocytes'],
  ['2823-3', 'mmol/L', 4.2, 'Potassium'],
  ['1988-5', 'mg/L', 3, 'CRP'],
] as const;

export function patientViewBody(options: { seed: number; labs: number; fhirServer?: string }): string {
  const id = `bench-${options.seed}`;
  const day = (days: number) => new Date(Date.UTC(2026, 9, 1) - days * 86_400_000).toISOString();
  const labs = Array.from({ length: options.labs }, (_, index) => {
    const [code, unit, value, display] = panel[index % panel.length] ?? panel[0];
    const date = day(Math.floor(index / panel.length) * 54 + (options.seed % 40));
    return {
      resource: {
        resourceType: 'Observation',
        id: `${id}-${index}`,
        status: 'final',
        category: [
          { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' }] },
        ],
        code: { coding: [{ system: 'http://loinc.org', code, display }], text: display },
        subject: { reference: `Patient/${id}` },
        effectiveDateTime: date,
        issued: date,
        valueQuantity: {
          value: Math.round(value * (1 + ((options.seed * 7 + index) % 20) / 100) * 100) / 100,
          unit,
          system: 'http://unitsofmeasure.org',
          code: unit,
        },
      },
      search: { mode: 'match' },
    };
  });
  const bundle = (entry: unknown[]) => ({ resourceType: 'Bundle', type: 'searchset', total: entry.length, entry });
  const condition = {
    resource: {
      resourceType: 'Condition',
      id: `${id}-c`,
      clinicalStatus: {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }],
      },
      code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'B18.2' }] },
      subject: { reference: `Patient/${id}` },
      recordedDate: '2020-03-01',
    },
  };
  const patient = {
    resourceType: 'Patient',
    id,
    gender: options.seed % 2 ? 'female' : 'male',
    birthDate: `19${50 + (options.seed % 40)}-04-12`,
  };
  return JSON.stringify({
    hook: 'patient-view',
    hookInstance: '5f0f7c1e-5d3b-4a55-9c1c-1f3c0e0a9b01',
    ...(options.fhirServer ? { fhirServer: options.fhirServer } : {}),
    context: { userId: 'Practitioner/bench', patientId: id },
    prefetch: {
      patient,
      labs: bundle(labs),
      conditions: bundle([condition]),
      measurements: null,
      procedures: null,
      medications: null,
      exams: null,
      imagingStudies: null,
      immunizations: null,
    },
  });
}
