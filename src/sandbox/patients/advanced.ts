import type { Scenario } from '../scenario.ts';
import { bandLigation, liverTransplant, openChart, paracentesis } from './chart-builder.ts';

/** Decompensated disease, its drugs, and what comes after a transplant. */
export const advancedPatients = [murphyAscites, kovacsBleed, vanDijkKidney, tanakaTransplant] as const;

function murphyAscites(today: string): Scenario {
  return openChart(today, {
    id: 'murphy-sean',
    given: 'Seán',
    family: 'Murphy',
    sex: 'male',
    ageYears: 57,
    story:
      'Alcohol-related cirrhosis with ascites and encephalopathy: knee pain, poor sleep, and risky orders on the sheet.',
    setting: 'inpatient',
    seenBy: 'dr-leila-haddad',
  })
    .condition('alcoholCirrhosis', 900)
    .condition('alcoholUse', 6000)
    .condition('ascites', 120)
    .condition('encephalopathy', 30)
    .condition('kneeArthrosis', 1500)
    .procedure(paracentesis, 45)
    .medication('spironolactone', 118)
    .medication('furosemide', 118)
    .medication('lactulose', 29)
    .medication('rifaximin', 29)
    .labs(2, { ast: 88, alt: 41, platelets: 84, bilirubin: 62, albumin: 27, inr: 1.7, creatinine: 108, sodium: 131 })
    .labs(2, { ggt: 280, alp: 142, afp: 6.8, haemoglobin: 10.6, weight: 79, height: 176 })
    .labs(45, { ast: 92, alt: 44, platelets: 88, bilirubin: 55, albumin: 28, inr: 1.6, creatinine: 96, sodium: 132 })
    .labs(130, { ast: 104, alt: 52, platelets: 96, bilirubin: 38, albumin: 31, inr: 1.4, creatinine: 84, sodium: 135 })
    .labs(420, { ast: 96, alt: 58, platelets: 122, bilirubin: 24, albumin: 35, inr: 1.2, creatinine: 80, sodium: 138 })
    .done('ultrasound', 210, 'Cirrhosis, moderate ascites, spleen 15 cm. No focal lesion.')
    .sign('ibuprofen')
    .sign('diazepam')
    .discharge()
    .close();
}

function kovacsBleed(today: string): Scenario {
  return openChart(today, {
    id: 'kovacs-marta',
    given: 'Márta',
    family: 'Kovács',
    sex: 'female',
    ageYears: 54,
    story: 'Variceal bleeding banded five weeks ago, on propranolol; now warfarin for a new atrial fibrillation.',
    setting: 'inpatient',
    seenBy: 'dr-leila-haddad',
  })
    .condition('alcoholCirrhosis', 1400)
    .condition('bleedingVarices', 36)
    .condition('portalHypertension', 1000)
    .condition('splenomegaly', 1000)
    .procedure(bandLigation, 36)
    .done('gastroscopy', 36, 'Grade III varices with red signs, active spurting; six bands placed.')
    .medication('propranolol', 34)
    .labs(3, { ast: 61, alt: 34, platelets: 71, bilirubin: 34, albumin: 31, inr: 1.5, creatinine: 77, sodium: 136 })
    .labs(3, { haemoglobin: 9.4, afp: 4.4, ggt: 190 })
    .labs(36, { platelets: 66, haemoglobin: 7.1, inr: 1.6, bilirubin: 41, albumin: 28, creatinine: 94, sodium: 133 })
    .labs(300, { ast: 70, alt: 45, platelets: 88, bilirubin: 25, albumin: 35, inr: 1.3 })
    .done('ultrasound', 100, 'Cirrhosis, splenomegaly 16 cm, no ascites, no focal lesion.')
    .sign('warfarin')
    .discharge()
    .close();
}

function vanDijkKidney(today: string): Scenario {
  return openChart(today, {
    id: 'van-dijk-pieter',
    given: 'Pieter',
    family: 'van Dijk',
    sex: 'male',
    ageYears: 64,
    story: 'Ascites and hepatorenal syndrome, creatinine rising: a contrast CT and gentamicin are about to be given.',
    setting: 'inpatient',
    seenBy: 'dr-leila-haddad',
  })
    .condition('alcoholCirrhosis', 1100)
    .condition('ascites', 260)
    .condition('hepatorenal', 6)
    .condition('kidneyDisease', 500)
    .medication('spironolactone', 250, { stopped: true })
    .labs(1, { ast: 72, alt: 33, platelets: 79, bilirubin: 88, albumin: 25, inr: 1.9, creatinine: 231, sodium: 127 })
    .labs(6, { bilirubin: 79, albumin: 26, inr: 1.8, creatinine: 168, sodium: 129 })
    .labs(30, { bilirubin: 58, albumin: 28, inr: 1.6, creatinine: 112, sodium: 132, platelets: 84 })
    .done('ultrasound', 12, 'Tense ascites, small nodular liver, kidneys normal size.')
    .sign('gentamicin')
    .dispatch('ctLiver')
    .close();
}

function tanakaTransplant(today: string): Scenario {
  return openChart(today, {
    id: 'tanaka-aiko',
    given: 'Aiko',
    family: 'Tanaka',
    sex: 'female',
    ageYears: 59,
    story: 'Three years after liver transplantation for hepatitis B: risks of the old liver no longer apply.',
  })
    .condition('hepatitisB', 9000)
    .condition('transplanted', 1100)
    .procedure(liverTransplant, 1100)
    .medication('tacrolimus', 1095)
    .medication('entecavir', 2900)
    .labs(22, { hbvDna: { comparator: '<', value: 10 }, ast: 22, alt: 20, platelets: 188, bilirubin: 10, albumin: 42 })
    .labs(22, { inr: 1.0, creatinine: 98, sodium: 140, hba1c: 5.9, alp: 84 })
    .elastography(22, 5.2, { cap: 220 })
    .done('ultrasound', 60, 'Graft homogeneous, arterial flow normal.')
    .close();
}
