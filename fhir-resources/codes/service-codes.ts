import type { ServiceConcept } from '../../src/core/chart.ts';

type Concepts = readonly ServiceConcept[];

/** SNOMED CT procedures. */
export const snomedServices: ReadonlyMap<string, Concepts> = new Map<string, Concepts>([
  ['86259008', ['liver-biopsy']],
  ['76009000', ['egd']],
  ['18027006', ['liver-transplant']],
  ['302497006', ['dialysis']],
  ['265764009', ['dialysis']],
  ['108241001', ['dialysis']],
  ['234319005', ['splenectomy']],
  ['174776001', ['splenectomy']],
  ['89305009', ['paracentesis']],
  ['169070004', ['ct-liver']],
  ['45036003', ['us-liver']],
  ['432369004', ['mri-liver']],
]);

export const loincServices: ReadonlyMap<string, Concepts> = new Map<string, Concepts>([
  ['77615-3', ['vcte']],
  ['81894-8', ['vcte']],
  ['24556-3', ['mri-liver']],
  ['41806-1', ['ct-liver']],
  ['24558-9', ['us-liver']],
  ['1834-1', ['afp-test']],
  ['53962-7', ['afp-test']],
  ['88055-9', ['elf-test']],
  ['24325-3', ['liver-panel']],
]);

/** CPT codes (numbers only: the descriptors belong to the AMA). 43244 is endoscopy with band ligation: both. */
export const cptServices: ReadonlyMap<string, Concepts> = new Map<string, Concepts>([
  ...each(['47000', '47001', '47100'], 'liver-biopsy'),
  ...each(['91200'], 'vcte'),
  ...each(['76981', '76982'], 'swe'),
  ...each(['76391'], 'mre'),
  ...each(['74150', '74160', '74170', '74176', '74177', '74178'], 'ct-liver'),
  ...each(['74181', '74182', '74183'], 'mri-liver'),
  ...each(['76700', '76705'], 'us-liver'),
  ...each(['43235', '43239'], 'egd'),
  ['43244', ['egd', 'band-ligation']],
  ...each(['43205'], 'band-ligation'),
  ...each(['82105'], 'afp-test'),
  ...each(['81517'], 'elf-test'),
  ...each(['80076'], 'liver-panel'),
  ...each(['37182', '37183'], 'tips'),
  ...each(['47135'], 'liver-transplant'),
  ...each(['49082', '49083'], 'paracentesis'),
  ...each(['90935', '90937', '90945', '90947'], 'dialysis'),
  ...each(['38100', '38120'], 'splenectomy'),
  ...each(['47120', '47122', '47125', '47130'], 'liver-resection'),
  ...each(['47370', '47371', '47380', '47381', '47382', '47383'], 'liver-ablation'),
]);

/** Contrast medium that a CPT code includes. */
export const cptContrast: ReadonlyMap<string, 'iodinated' | 'gadolinium'> = new Map([
  ...['74160', '74170', '74177', '74178'].map((code) => [code, 'iodinated'] as const),
  ...['74182', '74183'].map((code) => [code, 'gadolinium'] as const),
]);

const influenza = '15 16 88 111 135 140 141 144 149 150 151 153 155 158 161 166 168 171 185 186 197 205'.split(' ');
const covid =
  '207 208 210 211 212 213 217 218 219 221 225 226 227 228 229 230 300 301 302 308 309 310 311 312 313'.split(' ');

export const cvxServices: ReadonlyMap<string, Concepts> = new Map<string, Concepts>([
  ...each('31 52 83 84 85'.split(' '), 'hepatitis-a-vaccine'),
  ...each('08 42 43 44 45 51 110 146 189 220'.split(' '), 'hepatitis-b-vaccine'),
  ['104', ['hepatitis-a-vaccine', 'hepatitis-b-vaccine']],
  ...each('33 100 109 133 152 215 216 327'.split(' '), 'pneumococcal-vaccine'),
  ...each(influenza, 'influenza-vaccine'),
  ...each(covid, 'covid-19-vaccine'),
]);

/** ATC of vaccines, by prefix. */
export const atcVaccines: readonly (readonly [string, Concepts])[] = [
  ['J07BC20', ['hepatitis-a-vaccine', 'hepatitis-b-vaccine']],
  ['J07BC01', ['hepatitis-b-vaccine']],
  ['J07BC02', ['hepatitis-a-vaccine']],
  ['J07AL', ['pneumococcal-vaccine']],
  ['J07BB', ['influenza-vaccine']],
  ['J07BN', ['covid-19-vaccine']],
];

/**
 * Local text of orders, procedures and reports: departments code by house catalogue and write these words. Read only when
 * no code is known. A phrase must stand in the text whole and in this order, so that "CT chest" or "US kidney" is not a
 * liver examination. First match wins: MR elastography before MRI.
 */
const phrases: readonly (readonly [ServiceConcept, readonly string[]])[] = [
  ['mre', ['mr elastography', 'mri elastography', 'magnetic resonance elastography', 'mr elastographie']],
  ['vcte', ['fibroscan', 'vcte', 'transient elastography', 'transiente elastographie']],
  ['swe', ['shear wave elastography', 'shearwave elastography', 'swe liver', 'liver swe', 'scherwellenelastographie']],
  ['liver-biopsy', ['liver biopsy', 'biopsy of liver', 'biopsy liver', 'hepatic biopsy', 'leberbiopsie']],
  ['band-ligation', ['variceal ligation', 'variceal band ligation', 'band ligation of esophageal varices']],
  ['tips', ['transjugular intrahepatic portosystemic shunt', 'tips procedure']],
  ['tace', ['chemoembolization', 'chemoembolisation', 'transarterial chemoembolization', 'tace']],
  ['liver-transplant', ['liver transplantation', 'liver transplant', 'lebertransplantation']],
  ['liver-resection', ['liver resection', 'hepatectomy', 'leberresektion']],
  ['liver-ablation', ['ablation of liver', 'liver ablation', 'ablation liver']],
  ['paracentesis', ['paracentesis', 'aszitespunktion', 'ascitic drain']],
  ['dialysis', ['hemodialysis', 'haemodialysis', 'peritoneal dialysis', 'renal dialysis', 'hamodialyse']],
  ['splenectomy', ['splenectomy', 'splenektomie']],
  [
    'egd',
    [
      'egd',
      'ogd',
      'esophagogastroduodenoscopy',
      'oesophagogastroduodenoscopy',
      'osophagogastroduodenoskopie',
      'upper gi endoscopy',
      'upper endoscopy',
      'gastroscopy',
      'gastroskopie',
    ],
  ],
  [
    'ct-liver',
    [
      'ct liver',
      'ct of liver',
      'liver ct',
      'ct abdomen',
      'ct of abdomen',
      'ct of the abdomen',
      'abdominal ct',
      'triphasic ct liver',
    ],
  ],
  [
    'mri-liver',
    [
      'mri liver',
      'mri of liver',
      'liver mri',
      'mr liver',
      'mri abdomen',
      'mri of abdomen',
      'mr abdomen',
      'mrt leber',
      'mrt abdomen',
    ],
  ],
  [
    'us-liver',
    [
      'ultrasound liver',
      'ultrasound of liver',
      'liver ultrasound',
      'us liver',
      'ultrasound abdomen',
      'ultrasound of abdomen',
      'abdominal ultrasound',
      'us abdomen',
      'abdomen ultrasound',
      'sonographie abdomen',
      'abdomensonographie',
      'lebersonographie',
    ],
  ],
  ['afp-test', ['alpha fetoprotein', 'alpha 1 fetoprotein', 'afp']],
  ['elf-test', ['enhanced liver fibrosis', 'elf test', 'elf score']],
  [
    'liver-panel',
    [
      'hepatic function panel',
      'liver function tests',
      'liver function test',
      'liver panel',
      'lft',
      'lfts',
      'leberwerte',
    ],
  ],
  ['hepatitis-a-vaccine', ['hepatitis a vaccine', 'hepatitis a vaccination']],
  ['hepatitis-b-vaccine', ['hepatitis b vaccine', 'hepatitis b vaccination']],
  ['pneumococcal-vaccine', ['pneumococcal vaccine', 'pneumococcal vaccination', 'pneumokokken impfung']],
  ['influenza-vaccine', ['influenza vaccine', 'influenza vaccination', 'flu vaccine', 'grippe impfung']],
  ['covid-19-vaccine', ['covid 19 vaccine', 'covid 19 vaccination']],
];

const padded = phrases.map(([concept, list]) => [concept, list.map((phrase) => ` ${phrase} `)] as const);

/**
 * Interventions that change what the patient is (transplanted, on dialysis, without a spleen). A text names them only when it says
 * nothing else: "liver transplant evaluation", "ultrasound of liver transplant" and "dialysis access" are not the intervention.
 */
const interventions: ReadonlySet<ServiceConcept> = new Set<ServiceConcept>([
  'dialysis',
  'liver-ablation',
  'liver-resection',
  'liver-transplant',
  'paracentesis',
  'splenectomy',
  'tace',
  'tips',
]);

/** What a report or an imaging study can be: never an intervention. */
export function isExamination(concept: ServiceConcept): boolean {
  return !interventions.has(concept) && concept !== 'band-ligation' && !concept.endsWith('-vaccine');
}

/** The one service that a text names, or undefined. A text that says it is not to be done names none. */
export function serviceInText(text: string): ServiceConcept | undefined {
  const words = wordsOf(text).replace(' no contrast ', ' ');
  if (words.includes(' no ') || words.includes(' not ') || words.includes(' cancel ')) return undefined;
  for (const [concept, list] of padded) {
    const whole = interventions.has(concept);
    for (const phrase of list) {
      if (whole ? words === phrase || words === `${phrase}procedure ` : words.includes(phrase)) return concept;
    }
  }
  return undefined;
}

/** Lower case, accents and punctuation taken out, single blanks, a blank at both ends. At most 300 characters are read. */
export function wordsOf(text: string): string {
  const plain = text.slice(0, 300).toLowerCase().normalize('NFKD').replace(combining, '');
  return ` ${plain.replace(notWord, ' ').trim()} `;
}
const combining = /[\u0300-\u036f]/g;
const notWord = /[^\p{L}\p{N}]+/gu;

function each(codes: readonly string[], concept: ServiceConcept): [string, Concepts][] {
  return codes.map((code) => [code, [concept]]);
}
