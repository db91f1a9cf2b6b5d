import type { Subject } from '../pacs/sandbox-study.ts';
import { ctSeries } from '../pacs/sandbox-study.ts';
import { simulatePatient } from '../pacs/simulate/patient.ts';
import type { Scenario } from '../scenario.ts';
import { openChart, type Results } from './chart-builder.ts';

/** Patients whose images, blood tests and age are those of one simulated patient, so that chart and pictures tell one story. */
export const imagedPatients = [
  moreauProgression,
  papadopoulosBoth,
  kimHepatitis,
  haugenRemission,
  rossiDiscordant,
  santosUnusable,
] as const;

const ageOf = (subject: Subject) => simulatePatient(subject.seed, subject).ageYears;

/** The blood tests of the simulated patient, in the units of the sandbox laboratory. */
function labsOf(subject: Subject): Results {
  const { labs } = simulatePatient(subject.seed, subject);
  return {
    ast: labs.astUPerL,
    alt: labs.altUPerL,
    platelets: labs.plateletsGigaPerL,
    bilirubin: labs.bilirubinUmolPerL,
    albumin: labs.albuminGPerL,
    inr: labs.inr,
    ggt: labs.ggtUPerL,
    alp: labs.alpUPerL,
  };
}

function moreauProgression(today: string): Scenario {
  const subject: Subject = { seed: 404, stage: 3, etiology: 'masld' };
  return openChart(today, {
    id: 'moreau-claire',
    given: 'Claire',
    family: 'Moreau',
    sex: 'female',
    ageYears: ageOf(subject),
    story:
      'Steatotic liver disease with two CTs three years apart: the liver has become coarser, stiffness speaks for F3.',
  })
    .condition('masld', 2400)
    .condition('diabetes', 3900)
    .medication('metformin', 3600)
    .labs(21, { ...labsOf(subject), creatinine: 71, sodium: 140, hba1c: 7.3 })
    .labs(21, { weight: 84, height: 163, bmi: 31.6 })
    .elastography(20, 11.9, { cap: 309, iqrPercent: 15 })
    .done('ctLiver', 1110, 'Steatosis. Smooth liver contour, spleen of normal size.', {
      subject: { ...subject, apparent: 0.3 },
    })
    .done('ctLiver', 16, 'Irregular liver contour, enlarged caudate lobe, spleen 12.5 cm. No focal lesion.', {
      subject,
      series: [...ctSeries, 'ct-segmentation'],
    })
    .close();
}

function papadopoulosBoth(today: string): Scenario {
  const subject: Subject = { seed: 76, stage: 4, etiology: 'ald' };
  return openChart(today, {
    id: 'papadopoulos-nikos',
    given: 'Nikos',
    family: 'Papadopoulos',
    sex: 'male',
    ageYears: ageOf(subject),
    story: 'Alcohol-related cirrhosis seen by CT and by ultrasound within a month: two modalities that agree.',
    seenBy: 'dr-leila-haddad',
  })
    .condition('alcoholCirrhosis', 260)
    .condition('alcoholUse', 4200)
    .labs(12, { ...labsOf(subject), creatinine: 79, sodium: 136, afp: 4.9 })
    .labs(12, { weight: 77, height: 175 })
    .elastography(12, 27.5, { cap: 236, iqrPercent: 16 })
    .done('ultrasound', 38, 'Nodular surface, coarse echotexture, no ascites, no focal lesion.', { subject })
    .done('ctLiver', 11, 'Cirrhotic liver, collaterals, spleen 14 cm. No focal lesion.', { subject })
    .close();
}

function kimHepatitis(today: string): Scenario {
  const subject: Subject = { seed: 530, stage: 4, etiology: 'hbv' };
  return openChart(today, {
    id: 'kim-jae-won',
    given: 'Jae-won',
    family: 'Kim',
    sex: 'male',
    ageYears: ageOf(subject),
    story:
      'Untreated hepatitis B with high ALT; MR with gadoxetate shows a cirrhotic liver that FIB-4 does not suggest.',
  })
    .condition('hepatitisB', 3300)
    .serology(18, { hbsAg: true, hbeAg: false })
    .labs(18, { ...labsOf(subject), hbvDna: 480_000, creatinine: 82, sodium: 139, afp: 7.8 })
    .elastography(18, 16.4, { cap: 211, iqrPercent: 18 })
    .done('mriLiver', 9, 'Nodular liver with reduced gadoxetate uptake, spleen 13 cm. No focal lesion.', { subject })
    .close();
}

function haugenRemission(today: string): Scenario {
  const subject: Subject = { seed: 117, stage: 2, etiology: 'aih' };
  return openChart(today, {
    id: 'haugen-liv',
    given: 'Liv',
    family: 'Haugen',
    sex: 'female',
    ageYears: ageOf(subject),
    story: 'Autoimmune hepatitis under treatment: MR, stiffness and blood tests all speak for moderate fibrosis.',
  })
    .condition('autoimmuneHepatitis', 720)
    .medication('azathioprine', 690)
    .labs(26, { ...labsOf(subject), creatinine: 62, sodium: 140 })
    .elastography(26, 8.3, { cap: 207, iqrPercent: 13 })
    .done('mriLiver', 40, 'Slightly coarse liver, no focal lesion, bile ducts normal.', { subject })
    .close();
}

function rossiDiscordant(today: string): Scenario {
  const subject: Subject = { seed: 618, stage: 1, etiology: 'masld' };
  return openChart(today, {
    id: 'rossi-marco',
    given: 'Marco',
    family: 'Rossi',
    sex: 'male',
    ageYears: ageOf(subject),
    story:
      'FIB-4 below 1, yet a CT for another reason shows a liver like cirrhosis: the sources contradict each other.',
    seenBy: 'dr-jonas-keller',
  })
    .condition('masld', 300)
    .condition('dyslipidaemia', 1400)
    .labs(30, { ...labsOf(subject), creatinine: 84, hba1c: 5.7 })
    .labs(30, { weight: 93, height: 179, bmi: 29 })
    .done('ctLiver', 25, 'Nodular liver contour and large spleen, to be correlated clinically. No focal lesion.', {
      subject,
    })
    .close();
}

function santosUnusable(today: string): Scenario {
  const subject: Subject = { seed: 631, stage: 2, etiology: 'hcv' };
  return openChart(today, {
    id: 'santos-miguel',
    given: 'Miguel',
    family: 'Santos',
    sex: 'male',
    ageYears: ageOf(subject),
    story: 'Hepatitis C; his CT was ended after the plain series because of a rash, so nothing in it can be analysed.',
    seenBy: 'dr-jonas-keller',
  })
    .condition('hepatitisC', 500)
    .serology(33, { hcvAntibody: true })
    .labs(33, { ...labsOf(subject), hcvRna: 1_900_000, creatinine: 88, sodium: 141 })
    .done('ctLiver', 28, 'Incomplete: contrast was not given after a rash. No gross abnormality without contrast.', {
      subject,
      series: ['ct-localizer', 'ct-native'],
    })
    .close();
}
