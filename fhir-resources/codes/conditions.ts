import type { ConditionConcept } from '../../src/core/chart.ts';

type Concepts = readonly ConditionConcept[];

/** SNOMED CT disorders and findings. Exact codes only: without the hierarchy at hand a descendant is not guessed. */
export const snomedConditions: ReadonlyMap<string, Concepts> = new Map<string, Concepts>([
  ['61977001', ['hepatitis-b']],
  ['66071002', ['hepatitis-b']],
  ['186639003', ['hepatitis-b']],
  ['235871004', ['hepatitis-b']],
  ['235869004', ['hepatitis-b', 'hepatitis-d']],
  ['128302006', ['hepatitis-c']],
  ['50711007', ['hepatitis-c']],
  ['1231824009', ['masld']],
  ['197315008', ['masld']],
  ['442685003', ['mash']],
  ['41309000', ['alcohol-related-liver-disease']],
  ['420054005', ['alcohol-related-liver-disease', 'cirrhosis']],
  ['31712002', ['pbc']],
  ['197441003', ['psc']],
  ['408335007', ['autoimmune-hepatitis']],
  ['35400008', ['hemochromatosis']],
  ['88518009', ['wilson']],
  ['30188007', ['alpha-1-antitrypsin-deficiency']],
  ['62484002', ['hepatic-fibrosis']],
  ['19943007', ['cirrhosis']],
  ['716203000', ['decompensated-cirrhosis', 'cirrhosis']],
  ['34742003', ['portal-hypertension']],
  ['16294009', ['splenomegaly']],
  ['28670008', ['esophageal-varices']],
  ['389026000', ['ascites']],
  ['17709002', ['variceal-bleeding', 'esophageal-varices']],
  ['51292008', ['hepatorenal-syndrome']],
  ['13920009', ['hepatic-encephalopathy']],
  ['109841003', ['hepatocellular-carcinoma']],
  ['737295003', ['liver-transplant']],
  ['73211009', ['diabetes']],
  ['44054006', ['diabetes']],
  ['46635009', ['diabetes']],
  ['15777000', ['prediabetes']],
  ['714628002', ['prediabetes']],
  ['414916001', ['obesity']],
  ['414915002', ['obesity']],
  ['38341003', ['hypertension']],
  ['59621000', ['hypertension']],
  ['55822004', ['dyslipidemia']],
  ['13644009', ['dyslipidemia']],
  ['370992007', ['dyslipidemia']],
  ['302870006', ['dyslipidemia']],
  ['7200002', ['alcohol-use-disorder']],
  ['66590003', ['alcohol-use-disorder']],
  ['15167005', ['alcohol-use-disorder']],
  ['709044004', ['chronic-kidney-disease']],
  ['433144002', ['chronic-kidney-disease']],
  ['84114007', ['heart-failure']],
  ['42343007', ['heart-failure']],
  ['86406008', ['hiv']],
  ['77386006', ['pregnancy']],
  ['32273002', ['immune-thrombocytopenia']],
  ['271809000', ['peripheral-edema']],
]);

/**
 * ICD-10 by prefix, dots left out, longest prefix first: `K703` covers K70.30 and K70.31, `K7031` then says more.
 * An empty list stops a family: E66.3 is overweight, not obesity.
 * These are the families in which WHO, the American and the German modification agree.
 */
const icdEverywhere: Readonly<Record<string, Concepts>> = {
  B180: ['hepatitis-b', 'hepatitis-d'],
  B181: ['hepatitis-b'],
  B182: ['hepatitis-c'],
  B20: ['hiv'],
  C220: ['hepatocellular-carcinoma'],
  D693: ['immune-thrombocytopenia'],
  E10: ['diabetes'],
  E11: ['diabetes'],
  E13: ['diabetes'],
  E660: ['obesity'],
  E661: ['obesity'],
  E662: ['obesity'],
  E668: ['obesity'],
  E669: ['obesity'],
  E780: ['dyslipidemia'],
  E781: ['dyslipidemia'],
  E782: ['dyslipidemia'],
  E783: ['dyslipidemia'],
  E784: ['dyslipidemia'],
  E785: ['dyslipidemia'],
  F101: ['alcohol-use-disorder'],
  F102: ['alcohol-use-disorder'],
  I10: ['hypertension'],
  I11: ['hypertension'],
  I110: ['hypertension', 'heart-failure'],
  I12: ['hypertension'],
  I13: ['hypertension'],
  I15: ['hypertension'],
  I50: ['heart-failure'],
  K700: ['alcohol-related-liver-disease'],
  K701: ['alcohol-related-liver-disease'],
  K702: ['alcohol-related-liver-disease', 'hepatic-fibrosis'],
  K703: ['alcohol-related-liver-disease', 'cirrhosis'],
  K704: ['alcohol-related-liver-disease'],
  K709: ['alcohol-related-liver-disease'],
  K740: ['hepatic-fibrosis'],
  K742: ['hepatic-fibrosis'],
  K743: ['pbc'],
  K744: ['cirrhosis'],
  K745: ['cirrhosis'],
  K746: ['cirrhosis'],
  K754: ['autoimmune-hepatitis'],
  K760: ['masld'],
  K766: ['portal-hypertension'],
  K767: ['hepatorenal-syndrome'],
  N18: ['chronic-kidney-disease'],
  R161: ['splenomegaly'],
  R162: ['splenomegaly'],
  R600: ['peripheral-edema'],
  T864: ['liver-transplant'],
  Z21: ['hiv'],
  Z34: ['pregnancy'],
  Z944: ['liver-transplant'],
};

/** ICD-10-CM says more, and differently: its I85.0 is a family with and without bleeding, its R18.0 is malignant ascites. */
const icd10cm: Readonly<Record<string, Concepts>> = {
  ...icdEverywhere,
  B191: ['hepatitis-b'],
  B192: ['hepatitis-c'],
  E08: ['diabetes'],
  E09: ['diabetes'],
  E8301: ['wilson'],
  E83110: ['hemochromatosis'],
  E83119: ['hemochromatosis'],
  E8801: ['alpha-1-antitrypsin-deficiency'],
  F1011: [],
  F1021: [],
  I850: ['esophageal-varices'],
  I8501: ['variceal-bleeding', 'esophageal-varices'],
  I851: ['esophageal-varices'],
  I8511: ['variceal-bleeding', 'esophageal-varices'],
  K652: ['spontaneous-bacterial-peritonitis'],
  K7011: ['alcohol-related-liver-disease', 'ascites'],
  K7031: ['alcohol-related-liver-disease', 'cirrhosis', 'ascites'],
  K7041: ['alcohol-related-liver-disease', 'hepatic-encephalopathy'],
  K7151: ['ascites'],
  K7402: ['advanced-fibrosis', 'hepatic-fibrosis'],
  K7581: ['mash'],
  K7682: ['hepatic-encephalopathy'],
  K8301: ['psc'],
  O09: ['pregnancy'],
  R188: ['ascites'],
  R7303: ['prediabetes'],
  Z331: ['pregnancy'],
  Z3A: ['pregnancy'],
};

/** ICD-10 (WHO): I85.0 is the bleeding, R18 is ascites without subdivision. */
const icd10who: Readonly<Record<string, Concepts>> = {
  ...icdEverywhere,
  B21: ['hiv'],
  B22: ['hiv'],
  B23: ['hiv'],
  B24: ['hiv'],
  E14: ['diabetes'],
  I850: ['variceal-bleeding', 'esophageal-varices'],
  I859: ['esophageal-varices'],
  I982: ['esophageal-varices'],
  I983: ['variceal-bleeding', 'esophageal-varices'],
  R18: ['ascites'],
  Z33: ['pregnancy'],
  Z35: ['pregnancy'],
};

/** ICD-10-GM grades encephalopathy in K72.7-. */
const icd10gm: Readonly<Record<string, Concepts>> = { ...icd10who, K727: ['hepatic-encephalopathy'] };

export const icdConditions: Readonly<Record<'icd-10-cm' | 'icd-10' | 'icd-10-gm', ReadonlyMap<string, Concepts>>> = {
  'icd-10-cm': new Map(Object.entries(icd10cm)),
  'icd-10': new Map(Object.entries(icd10who)),
  'icd-10-gm': new Map(Object.entries(icd10gm)),
};

/**
 * Concepts of an ICD-10 code by its longest known prefix. Case, dots and the marks that German and WHO texts append
 * (`K74.6†`, `R18*`, `K74.3 G`) do not matter.
 */
export function icdConcepts(table: ReadonlyMap<string, Concepts>, code: string): Concepts | undefined {
  if (code.length > 12) return undefined;
  const bare = code.toUpperCase().replace(notIcd, '');
  for (let length = Math.min(bare.length, 7); length >= 3; length -= 1) {
    const found = table.get(bare.slice(0, length));
    if (found) return found;
  }
  return undefined;
}
/** Dots; and everything from the first blank or mark on. */
const notIcd = /\.|[^A-Z0-9.].*$/g;
