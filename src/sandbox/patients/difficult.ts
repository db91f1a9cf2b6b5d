import type { Observation } from 'fhir/r4.js';
import type { Scenario } from '../scenario.ts';
import { hepaticPanel, openChart, quantityOf, rangeOf, sandboxCodes } from './chart-builder.ts';
import { type Observable, observables } from './observables.ts';

/** Charts as they really are: other units, contradictions, corrections, pregnancy, no diagnosis, and nothing wrong at all. */
export const difficultPatients = [
  begayUnknown,
  ezePregnant,
  schaeferUnits,
  brownContradiction,
  floresCorrections,
  carterHealthy,
  rahmanLowRisk,
] as const;

function begayUnknown(today: string): Scenario {
  return openChart(today, {
    id: 'begay-tala',
    given: 'Tala',
    family: 'Begay',
    sex: 'male',
    ageYears: 42,
    story: 'Raised liver enzymes of unknown cause: the cause must not be guessed, the fibrosis question is still open.',
    seenBy: 'dr-jonas-keller',
  })
    .condition('raisedTransaminases', 120)
    .serology(30, { hbsAg: false, hcvAntibody: false })
    .labs(30, { ast: 71, alt: 98, platelets: 183, bilirubin: 13, albumin: 43, ggt: 77, creatinine: 85, hba1c: 5.4 })
    .labs(150, { ast: 64, alt: 90, platelets: 190 })
    .select('biopsy', 'elastography')
    .close();
}

function ezePregnant(today: string): Scenario {
  return openChart(today, {
    id: 'eze-chiamaka',
    given: 'Chiamaka',
    family: 'Eze',
    sex: 'female',
    ageYears: 31,
    story:
      'Twenty-four weeks pregnant with hepatitis B and a high viral load; scores and stiffness mislead in pregnancy.',
  })
    .condition('hepatitisB', 2900)
    .condition('pregnancy', 168)
    .serology(14, { hbsAg: true, hbeAg: true })
    .labs(14, {
      hbvDna: 62_000_000,
      ast: 29,
      alt: 34,
      platelets: 196,
      bilirubin: 7,
      albumin: 33,
      alp: 148,
      creatinine: 48,
    })
    .labs(14, { inr: 0.95, weight: 71, height: 165 })
    .labs(500, { ast: 31, alt: 39, platelets: 221, albumin: 43 })
    .elastography(400, 5.4, { cap: 201 })
    .select('ctLiver')
    .close();
}

function schaeferUnits(today: string): Scenario {
  return openChart(today, {
    id: 'schaefer-juergen',
    given: 'Jürgen',
    family: 'Schäfer',
    sex: 'male',
    ageYears: 56,
    story:
      'Same disease, other laboratory: enzymes in µkat/L, platelets per µL, HbA1c in mmol/mol, bilirubin in mg/dL.',
  })
    .condition('masld', 900)
    .condition('diabetes', 3000)
    .medication('metformin', 2700)
    .labs(18, { astUkat: 1.12, altUkat: 1.05, alpUkat: 1.6, plateletsPerUl: 158_000, bilirubinMg: 0.9, albuminDl: 4.1 })
    .labs(18, { hba1cIfcc: 58, creatinineMg: 0.95, inr: 1.0, sodium: 140, weight: 97, height: 176, bmi: 31.3 })
    .labs(400, { astUkat: 0.95, altUkat: 1.1, plateletsPerUl: 171_000 })
    .elastography(18, 11.4, { cap: 318, iqrPercent: 19 })
    .close();
}

function brownContradiction(today: string): Scenario {
  return openChart(today, {
    id: 'brown-olivia',
    given: 'Olivia',
    family: 'Brown',
    sex: 'female',
    ageYears: 50,
    story: 'Cirrhosis stands on the problem list, yet stiffness is 4.5 kPa and FIB-4 below 1: one of them is wrong.',
  })
    .condition('cirrhosis', 1700)
    .condition('masld', 1700)
    .labs(15, { ast: 22, alt: 25, platelets: 262, bilirubin: 8, albumin: 45, inr: 0.98, creatinine: 63, sodium: 141 })
    .labs(15, { hba1c: 5.3, ggt: 28 })
    .labs(400, { ast: 24, alt: 27, platelets: 258 })
    .elastography(15, 4.5, { cap: 236, iqrPercent: 9 })
    .close();
}

function floresCorrections(today: string): Scenario {
  const chart = openChart(today, {
    id: 'flores-mateo',
    given: 'Mateo',
    family: 'Flores',
    sex: 'male',
    ageYears: 53,
    story:
      'A messy record: a panel, a corrected result, one entered in error, numbers as text, bounds and a local code.',
  })
    .condition('masld', 700)
    .condition('dyslipidaemia', 1500)
    .labs(26, { albumin: 42, inr: 1.0, creatinine: 81, hba1c: 5.9 })
    .labs(26, { afp: { comparator: '<', value: 2 } })
    .elastography(24, 8.9, { cap: 307, iqrPercent: 24 });

  const component = (id: 'ast' | 'alt' | 'alp' | 'bilirubin', value: number) => {
    const observable: Observable = observables[id];
    return {
      code: { coding: [observable.code] },
      valueQuantity: quantityOf(observable, value),
      ...rangeOf(observable),
    };
  };
  chart.observation(26, hepaticPanel, 'laboratory', {
    component: [component('ast', 54), component('alt', 63), component('alp', 92), component('bilirubin', 11)],
  });
  const platelets: Observable = observables.platelets;
  const plateletCode = { coding: [platelets.code], text: 'Platelets' };
  // Clumped sample: withdrawn by the laboratory, must never be used (it would read as cirrhosis).
  chart.observation(26, plateletCode, 'laboratory', {
    status: 'entered-in-error',
    valueQuantity: quantityOf(platelets, 31),
    note: [{ text: 'EDTA clumping, sample repeated in citrate.' }],
  });
  chart.observation(25, plateletCode, 'laboratory', { status: 'corrected', valueQuantity: quantityOf(platelets, 187) });
  const ggt: Observable = observables.ggt;
  chart.observation(26, { coding: [ggt.code], text: 'GGT' }, 'laboratory', {
    valueString: '72 U/L',
  } satisfies Partial<Observation>);
  chart.observation(
    26,
    { coding: [{ system: sandboxCodes, code: 'LEBER-BILI-D' }], text: 'Bilirubin direkt' },
    'laboratory',
    {
      valueQuantity: { value: 3, unit: 'µmol/L' },
    },
  );
  chart.observation(26, { coding: [observables.haemoglobin.code], text: 'Haemoglobin' }, 'laboratory', {
    status: 'cancelled',
    dataAbsentReason: { text: 'Sample haemolysed' },
  });
  return chart.close();
}

function carterHealthy(today: string): Scenario {
  return openChart(today, {
    id: 'carter-ben',
    given: 'Ben',
    family: 'Carter',
    sex: 'male',
    ageYears: 36,
    story: 'Migraine, a healthy liver and a prescription of amoxicillin: a good service has nothing to say here.',
    seenBy: 'dr-jonas-keller',
  })
    .condition('migraine', 2500)
    .labs(50, { ast: 22, alt: 21, platelets: 254, bilirubin: 10, albumin: 46, creatinine: 80, hba1c: 5.1, ggt: 19 })
    .labs(50, { weight: 76, height: 182, bmi: 22.9 })
    .sign('amoxicillin')
    .close();
}

function rahmanLowRisk(today: string): Scenario {
  return openChart(today, {
    id: 'rahman-nadia',
    given: 'Nadia',
    family: 'Rahman',
    sex: 'female',
    ageYears: 48,
    story: 'Hepatitis C long cured, normal stiffness, seen only because a booking is due: low risk should stay quiet.',
    seenBy: 'dr-jonas-keller',
  })
    .condition('hepatitisC', 4100, { resolved: true })
    .medication('sofosbuvir', 1900, { stopped: true })
    .serology(80, { hcvAntibody: true })
    .labs(80, { hcvRna: { comparator: '<', value: 15 }, ast: 21, alt: 19, platelets: 243, bilirubin: 9, albumin: 44 })
    .labs(80, { inr: 1.0, creatinine: 58, hba1c: 5.2 })
    .elastography(82, 4.8, { cap: 199 })
    .book(30, 'Follow-up visit')
    .close();
}
