import type { Assessment } from '../../src/core/assessment.ts';
import type { ImagingFindings } from '../../src/core/findings.ts';
import { fuseStages } from '../../src/core/fusion/fuse-stages.ts';
import type { CourseLine, ReviewData } from '../../src/core/review/review.ts';
import type { SurveillanceItem } from '../../src/core/surveillance/surveillance.ts';
import { assessment, baveno, fib4, refused, step, used, variedAssessments } from './assessments.ts';
import {
  findings,
  pbcPrediction,
  refusedPrediction,
  stageModel,
  stiffnessPrediction,
  syntheticFindings,
} from './findings.ts';
import { evidenceOf, fib4Of, vcteOf } from './stage-evidence.ts';

/** What the review page is given, made up in code: a rich patient, a poor one, an abstention, a decompensated one, and others. */

const line = (
  id: string,
  title: string,
  unit: string,
  points: Readonly<Record<string, number>>,
  thresholds: readonly (readonly [number, string])[] = [],
): CourseLine => ({
  id,
  title,
  unit,
  points: Object.entries(points).map(([date, value]) => ({ date, value, reference: `Observation/${id}-${date}` })),
  thresholds: thresholds.map(([value, label]) => ({ value, label, source: 'Baveno VII 2022' })),
});

const card = (id: string) => ({ [`${id}@1.0.0`]: `/models/${id}` });

const bare = (name: string, of: Assessment, more: Partial<ReviewData> = {}): ReviewData => ({
  patient: {
    id: of.patientId,
    fhirServer: of.fhirServer,
    name,
    birthDate: '1965-03-12',
    ageYears: 61,
    sex: 'female',
    identifiers: [{ label: 'MRN', value: '4711-0815' }],
  },
  assessment: of,
  course: [],
  marks: [],
  imaging: [],
  pending: [],
  opinions: [],
  curves: [],
  sensitivities: [],
  surveillance: [],
  modelCards: { ...card('pbc-prognosis'), ...card('nhanes-stiffness'), ...card('mr-radiomics-events') },
  resources: ['Observation/o-1', 'RiskAssessment/r-1'],
  serviceVersion: '0.1.0',
  ...more,
});

const repeat = (
  more: Partial<SurveillanceItem> & Pick<SurveillanceItem, 'id' | 'item' | 'status'>,
): SurveillanceItem => ({
  why: 'cirrhosis',
  source: baveno,
  references: [],
  ...more,
});

const yearly = (at: (years: number) => number) =>
  [1, 2, 3, 4, 5].map((years) => ({
    years,
    probability: at(years),
    lower: at(years) * 0.66,
    upper: at(years) * 1.45,
  }));
const death = (years: number) => 0.026 * years ** 1.12;

const pbcModel = pbcPrediction({
  risks: [1, 3, 5].flatMap((horizonYears) => [
    {
      outcome: 'liver-transplant-or-death' as const,
      title: 'Liver transplant or death',
      horizonYears,
      probability: death(horizonYears),
      lower: death(horizonYears) * 0.66,
      upper: death(horizonYears) * 1.45,
      competing: ['death of other causes'],
    },
    {
      outcome: 'other-cause-death' as const,
      title: 'Death of other causes',
      horizonYears,
      probability: 0.008 * horizonYears,
      lower: 0.006 * horizonYears,
      upper: 0.011 * horizonYears,
      competing: ['liver transplant or death of the liver'],
    },
  ]),
  drivers: [
    {
      of: 'liver-transplant-or-death',
      drivers: [
        ['bilirubinUmolPerL', 'Bilirubin', '38 µmol/L', 0.86],
        ['albuminGPerL', 'Albumin', '33 g/L', 0.41],
        ['ageYears', 'Age', '61', 0.28],
        ['inr', 'INR', '1.1', -0.12],
        ['plateletsGigaPerL', 'Platelets', '118', 0.09],
        ['alpUPerL', 'ALP', '240 U/L', 0.012],
        ['astUPerL', 'AST', '72 U/L', -0.008],
      ].map(([id, title, value, contribution]) => ({
        id: String(id),
        title: String(title),
        value: String(value),
        contribution: Number(contribution),
        scale: 'log-hazard' as const,
        available: true,
      })),
    },
    {
      of: 'other-cause-death',
      drivers: [
        ['ageYears', 'Age', '61', 0.5],
        ['albuminGPerL', 'Albumin', '33 g/L', 0.1],
      ].map(([id, title, value, contribution]) => ({
        id: String(id),
        title: String(title),
        value: String(value),
        contribution: Number(contribution),
        scale: 'log-hazard' as const,
        available: true,
      })),
    },
  ].map(({ of, drivers }) => ({
    of,
    drivers: [
      ...drivers,
      { id: 'edema', title: 'Edema', contribution: 0, scale: 'log-hazard' as const, available: false },
    ],
  })),
  used: [
    used('bilirubinUmolPerL', 'Total bilirubin', 38, { unit: 'umol/L', date: '2026-05-02' }),
    used('albuminGPerL', 'Albumin', 33, { unit: 'g/L', date: '2026-05-02' }),
    used('ageYears', 'Age', 61, { unit: 'a' }),
    used('inr', 'INR', 1.1, { unit: '{INR}', date: '2026-05-02' }),
    used('plateletsGigaPerL', 'Platelets', 118, { unit: '10*9/L', date: '2026-04-28' }),
  ],
  cautions: ['trained before ursodeoxycholic acid was usual'],
});

const course: readonly CourseLine[] = [
  line(
    'lsm-vcte',
    'Liver stiffness, VCTE',
    'kPa',
    { '2020-03-04': 8.1, '2021-09-14': 9.4, '2023-02-10': 11.2, '2024-08-22': 12.9, '2026-05-20': 17.3 },
    [
      [10, '10 kPa: cACLD possible'],
      [15, '15 kPa: cACLD very likely'],
    ],
  ),
  line(
    'fib4',
    'FIB-4',
    '{score}',
    {
      '2020-02-20': 1.42,
      '2021-08-30': 1.9,
      '2022-09-01': 2.31,
      '2023-09-12': 2.2,
      '2024-08-11': 2.83,
      '2025-07-01': 3.4,
      '2026-05-02': 4.07,
    },
    [
      [1.3, '1.3: rule out'],
      [2.67, '2.67: rule in'],
    ],
  ),
  line(
    'albi',
    'ALBI',
    '{score}',
    { '2020-02-20': -2.9, '2022-09-01': -2.71, '2024-08-11': -2.55, '2026-05-02': -2.2 },
    [
      [-2.6, 'grade 2'],
      [-1.39, 'grade 3'],
    ],
  ),
  line('meld3', 'MELD 3.0', '{score}', { '2022-09-01': 7, '2024-08-11': 8, '2026-05-02': 11 }, [
    [15, '15: transplant referral'],
  ]),
  line(
    'platelets',
    'Platelets',
    '10*9/L',
    {
      '2020-02-20': 214,
      '2021-08-30': 201,
      '2022-09-01': 180,
      '2023-09-12': 172,
      '2024-08-11': 158,
      '2025-07-01': 149,
      '2026-04-28': 118,
    },
    [[150, '150: portal hypertension possible']],
  ),
];

const picture = (study: string, kind: 'overlay' | 'activation', title: string) => ({
  key: `${study}-${kind}.png`,
  title,
  kind,
  series: 'ct-portal-venous' as const,
  width: 256,
  height: 256,
});
const measure = (
  id: string,
  title: string,
  value: number,
  unit: string,
  evidence: 'research' | 'synthetic' = 'research',
) => ({
  id,
  title,
  value,
  unit,
  series: 'ct-portal-venous' as const,
  method: 'mean over the region',
  evidence,
  source: 'own measurement',
});
const withoutRadiomics = ({ radiomics: _, ...rest }: ImagingFindings) => rest;

const ct = (id: string, started: string, grown: number): ReviewData['imaging'][number] =>
  withoutRadiomics(
    syntheticFindings({
      id,
      study: {
        uid: `1.2.3.${id}`,
        reference: `ImagingStudy/${id}`,
        started,
        modalities: ['CT'],
        manufacturer: 'Maker',
        manufacturerModel: 'One',
      },
      series: [
        {
          role: 'ct-portal-venous',
          uid: `1.2.3.${id}.1`,
          modality: 'CT',
          slices: 120,
          why: 'portal venous by tag',
          sliceSpacingMm: 2.5,
        },
      ],
      measures: [
        measure('liver-volume', 'Liver volume', 1520.4 - 90 * grown, 'mL'),
        measure('spleen-volume', 'Spleen volume', 310.2 + 110 * grown, 'mL'),
        measure('liver-attenuation', 'Attenuation of the liver', 104 - 6 * grown, "[hnsf'U]"),
        measure('surface-nodularity', 'Surface nodularity', 2.1 + 0.7 * grown, '1'),
      ],
      models: [
        stageModel({ quality: 0.7, qualityReasons: ['slices 2.5 mm apart'] }),
        ...syntheticFindings().models.slice(1),
      ],
      pictures: [picture(id, 'overlay', 'Liver in the largest slice'), picture(id, 'activation', 'CT stage model')],
      refused: [{ what: 'Spleen stiffness', reason: 'no elastography in this study' }],
      warnings: ['liver touches the edge of the field of view'],
    }),
  );

const richAssessment = assessment({
  state: 'cACLD',
  level: 'high',
  because: 'VCTE 17.3 kPa (2026-05-20): compensated advanced chronic liver disease very likely',
  etiology: {
    etiology: 'pbc',
    basis: 'diagnosed',
    why: 'PBC is coded on the problem list.',
    also: ['masld'],
    references: ['Condition/c-pbc'],
  },
  stage: fuseStages({
    etiology: 'masld',
    setting: 'secondary',
    evidence: [
      vcteOf(17.3, {
        date: '2026-05-20T09:15:00+02:00',
        quality: 0.9,
        qualityReasons: ['IQR/median 14 %'],
      }),
      fib4Of(4.07, { date: '2026-05-02' }),
      evidenceOf('mre', { kind: 'stiffness', value: 4.1 }, { shown: 'MRE 4.1 kPa', date: '2026-02-11' }),
    ],
    leftOut: [{ what: 'CT stage model', reason: 'learnt from simulated patients only' }],
  }),
  scores: [
    fib4({ value: 4.07 }),
    fib4({
      scoreId: 'meld3',
      title: 'MELD 3.0',
      value: 11,
      loinc: undefined,
      band: { category: 'low', level: 'low', label: '90-day mortality low' },
      used: [
        used('bilirubinUmolPerL', 'Total bilirubin', 38, { unit: 'umol/L', date: '2026-05-02' }),
        used('creatinineUmolPerL', 'Creatinine', 78, { unit: 'umol/L', date: '2026-05-02' }),
        used('albuminGPerL', 'Albumin', 33, { unit: 'g/L', date: '2026-05-02' }),
        used('sodiumMmolPerL', 'Sodium', 138, { unit: 'mmol/L', date: '2026-05-02' }),
        used('inr', 'INR', 1.1, { unit: '{INR}', date: '2026-05-02' }),
      ],
    }),
    fib4({
      scoreId: 'albi',
      title: 'ALBI',
      value: -2.2,
      loinc: undefined,
      band: { category: 'grade2', level: 'indeterminate', label: 'grade 2' },
      used: [
        used('bilirubinUmolPerL', 'Total bilirubin', 38, { unit: 'umol/L', date: '2026-05-02' }),
        used('albuminGPerL', 'Albumin', 33, { unit: 'g/L', date: '2026-05-02' }),
      ],
    }),
    fib4({
      scoreId: 'apri',
      title: 'APRI',
      value: 1.33,
      band: { category: 'high', level: 'high', label: 'significant fibrosis likely' },
    }),
    fib4({
      scoreId: 'baveno7',
      title: 'Baveno VII',
      value: 1,
      unit: '1',
      band: { category: 'cacld', level: 'very-high', label: 'cACLD; CSPH possible' },
    }),
    refused(),
    refused({ scoreId: 'elf', title: 'ELF test', reason: 'PIIINP, TIMP-1 and hyaluronic acid missing' }),
    refused({
      scoreId: 'page_b',
      title: 'PAGE-B',
      kind: 'outside-population',
      reason: 'built for hepatitis B',
      missing: [],
    }),
    refused({
      scoreId: 'maddrey',
      title: 'Maddrey',
      kind: 'outside-population',
      reason: 'built for alcoholic hepatitis',
      missing: [],
    }),
    refused({
      scoreId: 'globe',
      title: 'GLOBE',
      kind: 'unsafe',
      reason: 'values at 12 months are older than 730 days',
      missing: [],
    }),
  ],
  risks: [
    {
      by: 'baveno7',
      outcome: 'decompensation',
      horizonYears: 2,
      probability: 0.08,
      evidence: 'established',
      sources: [baveno],
      references: [],
    },
  ],
  models: [
    pbcModel,
    stiffnessPrediction(),
    refusedPrediction({
      title: 'Hepatitis B outcome',
      reason: 'built for hepatitis B',
      by: { id: 'hbv', version: '1.0.0', sha256: 'f'.repeat(64) },
    }),
  ],
  nextSteps: [
    step({
      id: 'hcc',
      action: 'Liver ultrasound every six months for hepatocellular carcinoma',
      why: 'compensated advanced chronic liver disease; the last one is 14 months old',
      urgency: 'urgent',
      order: 'us-liver',
      source: { ...baveno, id: 'easl-hcc', label: 'EASL 2025 HCC' },
    }),
    step({
      id: 'varices',
      action: 'Screen for varices by endoscopy',
      why: 'platelets 118 ×10⁹/L and stiffness not below 20 kPa with platelets above 150',
      urgency: 'soon',
    }),
    step({
      id: 'nsbb',
      action: 'Consider carvedilol to prevent decompensation',
      why: 'clinically significant portal hypertension is possible',
      urgency: 'routine',
      caveat: 'the rule was built for viral and alcohol-related disease',
    }),
  ],
  missing: ['Spleen stiffness', 'ELF test'],
  warnings: ['VCTE after a meal reads too high: fasting is not documented'],
  imaging: { studies: [], waiting: [] },
});

const rich = bare('Okafor, Grace', richAssessment, {
  course,
  marks: [
    { date: '2020-04-01', kind: 'treatment', title: 'Ursodeoxycholic acid' },
    { date: '2024-09-15', end: '2025-12-01', kind: 'treatment', title: 'Bezafibrate' },
    { date: '2022-10-05', kind: 'procedure', title: 'Liver biopsy: F2' },
    { date: '2023-03-18', kind: 'imaging', title: 'Ultrasound' },
    { date: '2025-04-02', kind: 'imaging', title: 'CT abdomen' },
    { date: '2025-11-20', kind: 'event', title: 'Admission: pruritus, jaundice' },
    { date: '2026-05-11', kind: 'imaging', title: 'CT abdomen' },
  ],
  imaging: [ct('ct-2', '2026-05-11T08:00:00Z', 1), ct('ct-1', '2025-04-02T08:00:00Z', 0)],
  curves: [
    {
      outcome: 'liver-transplant-or-death',
      title: 'Liver transplant or death',
      by: 'pbc-prognosis@1.0.0',
      evidence: 'research',
      points: yearly(death),
    },
    {
      outcome: 'other-cause-death',
      title: 'Death of other causes',
      by: 'pbc-prognosis@1.0.0',
      evidence: 'research',
      points: yearly((years) => 0.008 * years),
    },
  ],
  sensitivities: [
    {
      input: 'bilirubinUmolPerL',
      title: 'Total bilirubin',
      unit: 'umol/L',
      current: 38,
      outcome: 'liver-transplant-or-death',
      horizonYears: 5,
      points: [10, 20, 30, 40, 60, 80, 100].map((value) => ({
        value,
        probability: 0.03 + 0.16 * Math.log(value / 8) ** 1.1 * 0.5,
      })),
    },
    {
      input: 'albuminGPerL',
      title: 'Albumin',
      unit: 'g/L',
      current: 33,
      outcome: 'liver-transplant-or-death',
      horizonYears: 5,
      points: [25, 30, 35, 40, 45].map((value) => ({ value, probability: 0.3 - (value - 25) * 0.011 })),
    },
  ],
  surveillance: [
    repeat({
      id: 'hcc-ultrasound',
      item: 'HCC surveillance, liver ultrasound',
      order: 'us-liver',
      status: 'overdue',
      lastDone: '2025-04-02',
      dueBy: '2025-10-02',
    }),
    repeat({
      id: 'hcc-afp',
      item: 'HCC surveillance, AFP',
      status: 'done',
      lastDone: '2026-05-02',
      dueBy: '2026-11-02',
    }),
    repeat({ id: 'hepatitis-a-vaccine', item: 'Hepatitis A vaccine', status: 'due' }),
    repeat({ id: 'influenza-vaccine', item: 'Influenza vaccine', status: 'unknown' }),
    repeat({ id: 'hepatitis-b-vaccine', item: 'Hepatitis B vaccine', status: 'done', lastDone: '2019-03-01' }),
  ],
  opinions: [
    {
      at: '2026-05-22T14:10:00Z',
      by: 'Dr Amara Nwosu',
      verdict: 'disagree',
      text: 'VCTE was not fasting. Repeat before endoscopy is booked.',
      assessmentId: 'earlier',
    },
  ],
});

const of = (name: string): Assessment => {
  const found = variedAssessments[name];
  if (!found) throw new Error(`no assessment "${name}"`);
  return found;
};

export const reviews = {
  rich,
  poor: {
    ...bare('', of('nothing known'), { modelCards: {} }),
    patient: { id: 'p-17', fhirServer: 'https://ehr.example.org/fhir', identifiers: [] },
  },
  abstention: bare(
    'Lindqvist, Åsa',
    assessment({
      because: 'VCTE 30 kPa and FIB-4 0.6 contradict each other',
      stage: fuseStages({
        etiology: 'pbc',
        setting: 'secondary',
        evidence: [vcteOf(30, { date: '2026-05-20' }), fib4Of(0.6, { date: '2026-05-02' })],
      }),
      models: [
        pbcPrediction({
          anchored: [
            {
              ...{ of: 'Death', site: 'North Hospital', version: 2, since: '2026-02-01' },
              ...{ intercept: 0.3, n: 420, events: 63 },
            },
          ],
        }),
      ],
      nextSteps: [step({ id: 'repeat', action: 'Repeat VCTE fasting', why: 'VCTE and FIB-4 contradict each other' })],
    }),
    {
      course: [
        line('lsm-vcte', 'Liver stiffness, VCTE', 'kPa', { '2026-05-20': 30 }, [[15, '15 kPa: cACLD very likely']]),
        line('fib4', 'FIB-4', '{score}', { '2025-06-01': 0.7, '2026-05-02': 0.6 }, [[1.3, '1.3: rule out']]),
      ],
    },
  ),
  decompensated: bare(
    'Murphy, Seán',
    assessment({
      ...of('decompensated with events on Conditions'),
      scores: [
        ...of('decompensated with events on Conditions').scores,
        fib4({
          scoreId: 'meld3',
          title: 'MELD 3.0',
          value: 23,
          band: { category: 'high', level: 'very-high', label: '90-day mortality high' },
        }),
      ],
      nextSteps: [
        step({
          id: 'transplant',
          action: 'Refer for transplant assessment',
          why: 'decompensated, MELD 3.0 23',
          urgency: 'urgent',
        }),
        step({ id: 'nsaid', action: 'Avoid NSAIDs', why: 'ascites on record', urgency: 'urgent' }),
      ],
      warnings: ['ascites grade is from a diagnosis, not from an examination'],
    }),
    {
      course: [
        line(
          'meld3',
          'MELD 3.0',
          '{score}',
          { '2025-01-10': 14, '2025-08-10': 17, '2026-02-15': 19, '2026-05-02': 23 },
          [[15, '15: transplant referral']],
        ),
        line('platelets', 'Platelets', '10*9/L', { '2025-01-10': 88, '2026-05-02': 61 }),
      ],
      marks: [
        { date: '2025-09-01', kind: 'treatment', title: 'Spironolactone' },
        { date: '2026-03-01', kind: 'event', title: 'Ascites' },
        { date: '2026-04-12', kind: 'event', title: 'Spontaneous bacterial peritonitis' },
        { date: '2026-04-13', kind: 'procedure', title: 'Paracentesis' },
      ],
    },
  ),
  healthy: bare('Nakamura, Yuki', of('low risk, no next step'), {
    course: [line('fib4', 'FIB-4', '{score}', { '2025-05-02': 0.82, '2026-05-02': 0.8 }, [[1.3, '1.3: rule out']])],
  }),
  pending: bare('Martinelli, Paolo', assessment(), {
    pending: [{ what: 'CT of 2026-05-30', share: 0.4 }, { what: 'MR of 2026-05-31' }],
  }),
  synthetic: bare(
    'Demo, Simulated',
    assessment({
      stage: fuseStages({
        etiology: 'masld',
        setting: 'secondary',
        evidence: [
          vcteOf(9.3, { date: '2026-05-20' }),
          evidenceOf(
            'ct',
            {
              kind: 'stage-model',
              probabilities: [0.03, 0.07, 0.15, 0.3, 0.45],
              trainingPrior: [0.2, 0.2, 0.2, 0.2, 0.2],
            },
            { shown: 'CT stage model', evidence: 'synthetic', date: '2026-05-11' },
          ),
        ],
      }),
      models: [
        pbcPrediction({
          evidence: 'synthetic',
          title: 'Liver-related events by MR radiomics',
          by: { id: 'mr-radiomics-events', version: '1.0.0', sha256: 'd'.repeat(64) },
        }),
      ],
    }),
    { imaging: [withoutRadiomics(findings({ pictures: [] }))] },
  ),
} as const satisfies Record<string, ReviewData>;
export type ReviewName = keyof typeof reviews;
