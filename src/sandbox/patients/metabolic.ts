import type { Scenario } from '../scenario.ts';
import { openChart } from './chart-builder.ts';

/** Metabolic dysfunction-associated steatotic liver disease from F0 to cirrhosis, and MetALD. */
export const metabolicPatients = [
  lindqvistEarly,
  iyerGreyZone,
  alSayedAdvanced,
  okaforCirrhosis,
  zielinskiMetald,
  jonsdottirMissingLabs,
  riveraChild,
] as const;

function lindqvistEarly(today: string): Scenario {
  return openChart(today, {
    id: 'lindqvist-anna',
    given: 'Anna',
    family: 'Lindqvist',
    sex: 'female',
    ageYears: 44,
    story: 'Fatty liver on ultrasound, low FIB-4 and low stiffness: reassurance is the right answer, a biopsy is not.',
    seenBy: 'dr-jonas-keller',
  })
    .condition('masld', 400)
    .condition('obesity', 2000)
    .labs(25, { ast: 24, alt: 33, platelets: 268, bilirubin: 9, albumin: 45, ggt: 36, hba1c: 5.5, creatinine: 60 })
    .labs(25, { glucoseMg: 96, weight: 92, height: 168, bmi: 32.6 })
    .labs(760, { ast: 22, alt: 30, platelets: 272 })
    .elastography(20, 4.9, { cap: 292, iqrPercent: 10 })
    .done('ultrasound', 390, 'Diffuse steatosis, no focal lesion.', {
      subject: { seed: 801, stage: 0, etiology: 'masld' },
    })
    .select('biopsy')
    .close();
}

function iyerGreyZone(today: string): Scenario {
  return openChart(today, {
    id: 'iyer-rajesh',
    given: 'Rajesh',
    family: 'Iyer',
    sex: 'male',
    ageYears: 52,
    story: 'Type 2 diabetes and an indeterminate FIB-4: elastography is the next step, and it is being ordered.',
    seenBy: 'dr-jonas-keller',
  })
    .condition('masld', 700)
    .condition('diabetes', 2600)
    .condition('dyslipidaemia', 2100)
    .medication('metformin', 2500)
    .medication('semaglutide', 210)
    .labs(14, {
      ast: 47,
      alt: 56,
      platelets: 202,
      bilirubinMg: 0.7,
      albuminDl: 4.3,
      creatinineMg: 0.9,
      hba1c: 7.6,
      ggt: 64,
    })
    .labs(14, { inr: 1.0, sodium: 140, cholesterolMg: 214, weight: 88, height: 172, bmi: 29.7 })
    .labs(380, { ast: 41, alt: 54, platelets: 214, hba1c: 8.1 })
    .labs(750, { ast: 36, alt: 52, platelets: 226, hba1c: 8.4 })
    .select('elastography')
    .sign('simvastatin')
    .close();
}

function alSayedAdvanced(today: string): Scenario {
  return openChart(today, {
    id: 'al-sayed-fatima',
    given: 'Fatima',
    family: 'Al-Sayed',
    sex: 'female',
    ageYears: 61,
    story: 'Steatohepatitis with diabetes: FIB-4 has doubled in four years and stiffness now speaks for F3.',
  })
    .condition('mash', 1500)
    .condition('diabetes', 4000)
    .condition('hypertension', 3600)
    .condition('obesity', 5000)
    .medication('metformin', 3800)
    .medication('lisinopril', 3000)
    .labs(10, { ast: 68, alt: 62, platelets: 168, bilirubin: 13, albumin: 41, inr: 1.0, creatinine: 68, sodium: 140 })
    .labs(10, { hba1c: 7.9, ggt: 96, alp: 88, afp: 4.2, weight: 94, height: 160, bmi: 36.7 })
    .labs(420, { ast: 57, alt: 60, platelets: 179, hba1c: 8.2 })
    .labs(790, { ast: 48, alt: 58, platelets: 198, hba1c: 8.0 })
    .labs(1180, { ast: 41, alt: 55, platelets: 221, hba1c: 7.4 })
    .labs(1520, { ast: 36, alt: 51, platelets: 238, hba1c: 7.1 })
    .elastography(8, 13.1, { cap: 341, iqrPercent: 16 })
    .elastography(800, 9.7, { cap: 334, iqrPercent: 14 })
    .elastography(1500, 8.1, { cap: 322, iqrPercent: 17 })
    .done('ultrasound', 500, 'Marked steatosis, smooth contour.')
    .select('mriLiver')
    .close();
}

function okaforCirrhosis(today: string): Scenario {
  return openChart(today, {
    id: 'okafor-grace',
    given: 'Grace',
    family: 'Okafor',
    sex: 'female',
    ageYears: 66,
    story:
      'Compensated cirrhosis from steatohepatitis, low platelets, stiffness 26 kPa, and nobody has looked for varices.',
  })
    .condition('mash', 2200)
    .condition('cirrhosis', 420)
    .condition('diabetes', 5200)
    .medication('metformin', 4800)
    .medication('simvastatin', 2000)
    .labs(9, { ast: 52, alt: 38, platelets: 108, bilirubin: 20, albumin: 37, inr: 1.15, creatinine: 74, sodium: 138 })
    .labs(9, { afp: 5.6, hba1c: 7.2, ggt: 118, weight: 86, height: 163, bmi: 32.4 })
    .labs(390, { ast: 55, alt: 44, platelets: 121 })
    .labs(770, { ast: 58, alt: 51, platelets: 139 })
    .labs(1150, { ast: 54, alt: 56, platelets: 158 })
    .elastography(9, 26.3, { cap: 301, iqrPercent: 17 })
    .elastography(780, 18.9, { cap: 315, iqrPercent: 15 })
    .done('ultrasound', 240, 'Nodular liver, spleen 13.5 cm, no focal lesion.', {
      subject: { seed: 846, stage: 4, etiology: 'masld' },
    })
    .select('gastroscopy')
    .sign('naproxen')
    .discharge()
    .close();
}

function zielinskiMetald(today: string): Scenario {
  const chart = openChart(today, {
    id: 'zielinski-piotr',
    given: 'Piotr',
    family: 'Zieliński',
    sex: 'male',
    ageYears: 49,
    story: 'Steatosis with five drinks a day and a large waist: metabolic and alcohol-related disease together.',
    seenBy: 'dr-leila-haddad',
  });
  return chart
    .condition('masld', 600)
    .condition('alcoholUse', 1100)
    .condition('obesity', 2400)
    .labs(16, { ast: 81, alt: 58, platelets: 176, bilirubin: 16, albumin: 41, inr: 1.05, ggt: 312, hba1c: 6.1 })
    .labs(16, { creatinine: 76, sodium: 137, weight: 108, height: 181, bmi: 33 })
    .labs(500, { ast: 64, alt: 55, platelets: 193, ggt: 240 })
    .elastography(16, 10.6, { cap: 333, iqrPercent: 21 })
    .select('elf')
    .sign('paracetamol')
    .close();
}

function jonsdottirMissingLabs(today: string): Scenario {
  return openChart(today, {
    id: 'jonsdottir-elin',
    given: 'Elín',
    family: 'Jónsdóttir',
    sex: 'female',
    ageYears: 60,
    story: 'Diabetes and fatty liver, but no platelets and no ALT on file: what is missing matters more than a guess.',
    seenBy: 'dr-jonas-keller',
  })
    .condition('masld', 800)
    .condition('diabetes', 1900)
    .medication('metformin', 1800)
    .labs(40, { ast: 49, albumin: 42, hba1c: 7.4 })
    .labs(40, { weight: 84, height: 165 })
    .close();
}

function riveraChild(today: string): Scenario {
  return openChart(today, {
    id: 'rivera-tomas',
    given: 'Tomás',
    family: 'Rivera',
    sex: 'male',
    ageYears: 9,
    story: 'A nine-year-old with fatty liver: scores made for adults have to be refused by name.',
    seenBy: 'dr-jonas-keller',
  })
    .condition('masld', 200)
    .condition('obesity', 900)
    .labs(21, { ast: 52, alt: 88, platelets: 311, bilirubin: 8, albumin: 44, ggt: 33, creatinine: 42 })
    .labs(21, { weight: 54, height: 136, bmi: 29.2 })
    .elastography(21, 5.8, { cap: 318 })
    .close();
}
