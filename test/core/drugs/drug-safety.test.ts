import { describe, expect, it } from 'vitest';
import { concernsDrugSafety, drugSafety, withheldUnder18 } from '../../../src/core/drugs/drug-safety.ts';
import { drugRules } from '../../../src/core/drugs/drug-safety-rules.ts';
import { drugs } from '../../../src/core/drugs/drugs.ts';
import type { Situation } from '../../../src/core/situation/liver-facts.ts';
import {
  assessment,
  chart,
  condition,
  done,
  drugOrder,
  etiology,
  event,
  lab,
  labsOf,
  people,
  refusedScore,
  scored,
  serology,
  serviceOrder,
  situation,
  takes,
} from '../../support/charts.ts';

const withLabs = (base: Situation, labs: ReturnType<typeof labsOf>): Situation => ({
  ...base,
  chart: { ...base.chart, labs },
});
const renal = (creatinine: number) => labsOf([lab('creatinineUmolPerL', creatinine)]);

const lowPlatelets = withLabs(people.compensatedA, labsOf([lab('plateletsGigaPerL', 42)]));
const oldPlatelets = withLabs(people.compensatedA, labsOf([lab('plateletsGigaPerL', 42, '2024-01-01')]));
const egfr25 = withLabs(people.masldLowRisk, renal(230));
const egfr38 = withLabs(people.masldLowRisk, renal(165));
const aki = withLabs(
  people.ascites,
  labsOf([lab('creatinineUmolPerL', 180), lab('creatinineUmolPerL', 90, '2026-02-01')]),
);
const hyponatraemia = withLabs(people.ascites, labsOf([lab('sodiumMmolPerL', 121)]));
const hbv = withLabs(people.compensatedA, labsOf([], [serology('hbsAg', true)]));
const hbvNegative = withLabs(people.compensatedA, labsOf([], [serology('hbsAg', false)]));
const hbvTreated: Situation = { ...hbv, chart: { ...hbv.chart, medications: [takes('entecavir')] } };
const resolvedHbv = withLabs(people.masldLowRisk, labsOf([], [serology('hbsAg', false), serology('antiHbc', true)]));
const ascitesResolved = situation(
  {
    conditions: [condition('cirrhosis'), condition('ascites', '2024-01-01', { status: 'resolved' })],
    procedures: [done('egd', '2025-09-01')],
  },
  {
    state: 'dACLD',
    because: 'ascites 2024-01-01',
    childPugh: { class: 'A', points: 6 },
    events: [event('ascites', '2024-01-01')],
  },
);
const ascitesNoClass = situation(
  { conditions: [condition('cirrhosis'), condition('ascites')], procedures: [done('egd', '2025-09-01')] },
  { state: 'dACLD', because: 'ascites', events: [event('ascites')], scores: [refusedScore('child_pugh', ['INR'])] },
);
const spared = situation(
  { conditions: [condition('cirrhosis')] },
  {
    state: 'cACLD',
    childPugh: { class: 'A', points: 5 },
    scores: [scored('baveno7', 14, 'low', 'cACLD_suggestive|CSPH_ruled_out|endoscopy_avoidable')],
  },
);
const varices: Situation = {
  ...people.compensatedA,
  chart: { ...people.compensatedA.chart, conditions: [condition('cirrhosis'), condition('esophageal-varices')] },
};
const drinker: Situation = {
  ...people.compensatedA,
  chart: { ...people.compensatedA.chart, conditions: [condition('cirrhosis'), condition('alcohol-use-disorder')] },
};
const spb = situation(
  { conditions: [condition('cirrhosis')] },
  { state: 'dACLD', because: 'peritonitis', events: [event('spontaneous-bacterial-peritonitis')] },
);
const pregnantHbv: Situation = {
  ...hbv,
  assessment: { ...hbv.assessment, sex: 'female', pregnant: true, ageYears: 30 },
};
const pbcPlain = situation(
  { conditions: [condition('pbc')] },
  { etiology: etiology('pbc'), state: 'no-advanced-fibrosis' },
);
const autoimmune = situation(
  { conditions: [condition('autoimmune-hepatitis')] },
  { etiology: etiology('aih'), state: 'no-advanced-fibrosis' },
);
const provisional = situation({ conditions: [condition('cirrhosis', '2026-01-01', { provisional: true })] });

const rows: readonly (readonly [string, string, Situation, string | undefined, ('danger' | 'caution' | 'note')?])[] = [
  ['ibuprofen', 'with ascites', people.ascites, 'nsaid-ascites', 'danger'],
  ['diclofenac', 'with ascites', people.ascites, 'nsaid-ascites', 'danger'],
  ['metamizole', 'with ascites', people.ascites, 'nsaid-ascites', 'danger'],
  ['celecoxib', 'with ascites and no class', ascitesNoClass, 'nsaid-ascites', 'danger'],
  ['ibuprofen', 'after ascites has resolved', ascitesResolved, 'nsaid-decompensated', 'danger'],
  ['naproxen', 'after encephalopathy', people.encephalopathy, 'nsaid-decompensated', 'danger'],
  ['ibuprofen', 'in compensated cirrhosis', people.compensatedA, 'nsaid-advanced', 'caution'],
  ['ibuprofen', 'in low-risk MASLD', people.masldLowRisk, undefined],
  ['ibuprofen', 'in a healthy person', people.healthy, undefined],
  ['ibuprofen', 'with cirrhosis only suspected', provisional, undefined],
  ['ibuprofen', 'after transplant, ascites before it', people.transplanted, 'nsaid-calcineurin-transplant', 'caution'],
  ['paracetamol', 'in compensated cirrhosis', people.compensatedA, 'paracetamol-cirrhosis', 'note'],
  ['paracetamol', 'with ascites', people.ascites, 'paracetamol-cirrhosis', 'note'],
  ['paracetamol', 'in low-risk MASLD', people.masldLowRisk, undefined],
  ['lisinopril', 'with ascites', people.ascites, 'raas-ascites', 'danger'],
  ['losartan', 'with ascites', people.ascites, 'raas-ascites', 'danger'],
  ['ramipril', 'in compensated cirrhosis', people.compensatedA, undefined],
  ['gentamicin', 'with ascites', people.ascites, 'aminoglycoside-ascites', 'danger'],
  ['gentamicin', 'in compensated cirrhosis', people.compensatedA, 'aminoglycoside-advanced', 'caution'],
  ['lorazepam', 'after encephalopathy', people.encephalopathy, 'sedative-encephalopathy', 'danger'],
  ['zolpidem', 'after encephalopathy', people.encephalopathy, 'sedative-encephalopathy', 'danger'],
  ['diphenhydramine', 'after encephalopathy', people.encephalopathy, 'sedative-encephalopathy', 'danger'],
  ['morphine', 'after encephalopathy', people.encephalopathy, 'opioid-encephalopathy', 'danger'],
  ['diazepam', 'in Child-Pugh B', people.childB, 'sedative-decompensated', 'caution'],
  ['oxycodone', 'in Child-Pugh C', people.childC, 'sedative-decompensated', 'caution'],
  ['diazepam', 'in compensated cirrhosis A', people.compensatedA, undefined],
  ['codeine', 'in compensated cirrhosis A', people.compensatedA, 'codeine-tramadol-cirrhosis', 'caution'],
  ['warfarin', 'with platelets of 42', lowPlatelets, 'anticoagulant-platelets', 'danger'],
  ['apixaban', 'with platelets of 42', lowPlatelets, 'anticoagulant-platelets', 'danger'],
  ['apixaban', 'with platelets of 42 two years ago', oldPlatelets, undefined],
  ['clopidogrel', 'with platelets of 42', lowPlatelets, 'aspirin-varices-platelets', 'caution'],
  ['apixaban', 'in Child-Pugh A, screened', people.compensatedA, undefined],
  ['apixaban', 'in Child-Pugh A, not screened', people.unscreened, 'anticoagulant-varices-unscreened', 'caution'],
  ['enoxaparin', 'in Child-Pugh A, not screened', people.unscreened, 'anticoagulant-varices-unscreened', 'caution'],
  ['apixaban', 'when endoscopy can be spared', spared, undefined],
  ['apixaban', 'in Child-Pugh B', people.childB, 'doac-child-b', 'caution'],
  ['dabigatran', 'in Child-Pugh B', people.childB, 'doac-child-b', 'caution'],
  ['rivaroxaban', 'in Child-Pugh B', people.childB, 'rivaroxaban-child-b-c', 'danger'],
  ['rivaroxaban', 'in Child-Pugh C', people.childC, 'doac-child-c', 'danger'],
  ['edoxaban', 'in Child-Pugh C', people.childC, 'doac-child-c', 'danger'],
  ['rivaroxaban', 'with ascites and no class', ascitesNoClass, 'rivaroxaban-child-b-c', 'danger'],
  ['apixaban', 'with cirrhosis and no class', people.classUnknown, 'doac-class-unknown', 'caution'],
  ['warfarin', 'in compensated cirrhosis', people.compensatedA, 'vka-inr', 'caution'],
  ['simvastatin', 'in Child-Pugh A', people.compensatedA, undefined],
  ['atorvastatin', 'in Child-Pugh B', people.childB, 'statin-child-b', 'note'],
  ['simvastatin', 'in Child-Pugh C', people.childC, 'statin-child-c', 'caution'],
  ['metformin', 'with eGFR near 25', egfr25, 'metformin-egfr-30', 'danger'],
  ['metformin', 'with eGFR near 38', egfr38, undefined],
  ['metformin', 'in compensated cirrhosis', people.compensatedA, undefined],
  ['metformin', 'with ascites', people.ascites, 'metformin-decompensated', 'caution'],
  ['metformin', 'with acute kidney injury', aki, 'metformin-kidney-failing', 'danger'],
  ['metformin', 'with alcohol use and cirrhosis', drinker, 'metformin-alcohol', 'caution'],
  ['glipizide', 'with ascites', people.ascites, 'sulfonylurea-decompensated', 'caution'],
  ['semaglutide', 'in compensated cirrhosis', people.compensatedA, undefined],
  ['semaglutide', 'with ascites', people.ascites, 'glp1-decompensated', 'note'],
  ['pantoprazole', 'after peritonitis', spb, 'ppi-encephalopathy-peritonitis', 'note'],
  ['omeprazole', 'after encephalopathy', people.encephalopathy, 'ppi-encephalopathy-peritonitis', 'note'],
  ['omeprazole', 'in compensated cirrhosis', people.compensatedA, undefined],
  ['obeticholic-acid', 'with ascites', people.ascites, 'oca-decompensated', 'danger'],
  ['obeticholic-acid', 'in Child-Pugh B', people.childB, 'oca-decompensated', 'danger'],
  ['obeticholic-acid', 'with varices', varices, 'oca-portal-hypertension', 'danger'],
  ['obeticholic-acid', 'in compensated cirrhosis', people.compensatedA, 'oca-cirrhosis', 'caution'],
  ['obeticholic-acid', 'in PBC without fibrosis', pbcPlain, undefined],
  ['glecaprevir', 'in Child-Pugh B', people.childB, 'hcv-protease-child-b-c', 'danger'],
  ['glecaprevir', 'with ascites and no class', ascitesNoClass, 'hcv-protease-child-b-c', 'danger'],
  ['voxilaprevir', 'with cirrhosis and no class', people.classUnknown, 'hcv-protease-class-unknown', 'caution'],
  ['glecaprevir', 'in Child-Pugh A, HBsAg negative', hbvNegative, undefined],
  ['velpatasvir', 'with HBsAg positive, untreated', hbv, 'hcv-daa-hbsag-positive', 'danger'],
  ['velpatasvir', 'with HBsAg positive on entecavir', hbvTreated, undefined],
  ['velpatasvir', 'with HBsAg unknown', people.compensatedA, 'hcv-daa-hbsag-unknown', 'caution'],
  ['tenofovir-disoproxil', 'with eGFR near 38', egfr38, 'tdf-kidney', 'caution'],
  ['tenofovir-alafenamide', 'with eGFR near 38', egfr38, undefined],
  ['lamivudine', 'in hepatitis B', hbv, 'lamivudine-resistance', 'note'],
  ['entecavir', 'in pregnancy', pregnantHbv, 'entecavir-pregnancy', 'caution'],
  ['rituximab', 'with anti-HBc alone', resolvedHbv, 'anti-cd20-hbv', 'danger'],
  ['prednisone', 'with HBsAg positive', hbv, 'immunosuppression-hbsag', 'caution'],
  ['prednisone', 'with anti-HBc alone', resolvedHbv, undefined],
  ['methotrexate', 'in compensated cirrhosis', people.compensatedA, 'methotrexate-advanced', 'caution'],
  ['methotrexate', 'with autoimmune hepatitis', autoimmune, 'methotrexate-liver-disease', 'caution'],
  ['methotrexate', 'in pregnancy', pregnantHbv, 'methotrexate-pregnancy', 'danger'],
  ['ketoconazole', 'in low-risk MASLD', people.masldLowRisk, 'ketoconazole-liver', 'danger'],
  ['ketoconazole', 'in a healthy person', people.healthy, undefined],
  ['voriconazole', 'in Child-Pugh B', people.childB, 'voriconazole-child', 'caution'],
  ['itraconazole', 'with ascites', people.ascites, 'azole-decompensated', 'caution'],
  ['fluconazole', 'with ascites', people.ascites, undefined],
  ['pyrazinamide', 'with ascites', people.ascites, 'pyrazinamide-decompensated', 'danger'],
  ['isoniazid', 'in compensated cirrhosis', people.compensatedA, 'antituberculous-cirrhosis', 'caution'],
  ['ethambutol', 'with ascites', people.ascites, undefined],
  ['propranolol', 'with ascites and kidney injury', aki, 'nsbb-ascites-kidney', 'caution'],
  ['carvedilol', 'with ascites and sodium 121', hyponatraemia, 'nsbb-ascites-kidney', 'caution'],
  ['carvedilol', 'with ascites', people.ascites, 'carvedilol-ascites', 'note'],
  ['carvedilol', 'in compensated cirrhosis', people.compensatedA, undefined],
  ['spironolactone', 'with ascites', people.ascites, undefined],
  ['spironolactone', 'with sodium 121', hyponatraemia, 'diuretic-kidney-sodium', 'caution'],
  ['resmetirom', 'in Child-Pugh B', people.childB, 'resmetirom-decompensated', 'danger'],
  ['resmetirom', 'in compensated cirrhosis', people.compensatedA, 'resmetirom-cirrhosis', 'note'],
  ['resmetirom', 'in MASLD', people.masldLowRisk, undefined],
  ['iohexol', 'with acute kidney injury', aki, 'iodinated-contrast-kidney', 'caution'],
  ['iohexol', 'with a sound kidney', people.ascites, undefined],
  ['gadodiamide', 'with eGFR near 25', egfr25, 'gadolinium-kidney', 'caution'],
  ['gadobutrol', 'with eGFR near 38', egfr38, undefined],
  ['ursodeoxycholic-acid', 'with ascites', people.ascites, undefined],
  ['lactulose', 'after encephalopathy', people.encephalopathy, undefined],
];

describe('drug rules', () => {
  for (const [ingredient, when, patient, ruleId, severity] of rows) {
    it(`for ${ingredient} ${when} say ${ruleId ?? 'nothing'}`, () => {
      const [advice] = drugSafety([drugOrder(ingredient)], patient);
      expect(advice?.rule.id).toBe(ruleId);
      expect(advice?.rule.severity).toBe(severity);
    });
  }

  it('are each shown at work: by the table or by one of the tests below', () => {
    const shown = new Set([
      ...rows.map(([, , , id]) => id),
      ...[
        'nsaid-kidney-failing',
        'statin-stopped-compensated',
        'metformin-stopped-compensated',
        'hbv-antiviral-stopped',
      ],
      ...['nsbb-stopped', 'encephalopathy-prophylaxis-stopped'],
    ]);
    expect(drugRules.map((rule) => rule.id).filter((id) => !shown.has(id))).toEqual([]);
  });

  it('give a headline under 140 characters, with every placeholder filled, for every drug and patient', () => {
    const patients = [...Object.values(people), ...rows.map(([, , patient]) => patient)];
    let seen = 0;
    for (const patient of patients) {
      for (const one of drugs) {
        for (const status of ['draft', 'stopped']) {
          for (const { headline } of drugSafety([drugOrder(one.id, { status })], patient)) {
            seen += 1;
            expect(headline.length, headline).toBeLessThan(140);
            expect(headline).not.toMatch(/[{}]|undefined|NaN/);
          }
        }
      }
    }
    expect(seen).toBeGreaterThan(1000);
  });
});

describe('drugSafety', () => {
  it('says the number, unit and date that decide', () => {
    const [advice] = drugSafety([drugOrder('warfarin')], lowPlatelets);
    expect(advice?.headline).toContain('platelets 42 ×10⁹/L (2026-02-20)');
    expect(advice?.facts[0]?.references).toEqual(['Observation/plateletsGigaPerL-2026-02-20']);
  });

  it('names the missing inputs when the class is not known', () => {
    const [advice] = drugSafety([drugOrder('apixaban')], people.classUnknown);
    expect(advice?.facts.map((fact) => fact.text).join()).toContain('missing: INR, albumin');
  });

  it('joins orders of one rule in one advice and puts danger first', () => {
    const found = drugSafety([drugOrder('paracetamol'), drugOrder('ibuprofen'), drugOrder('naproxen')], people.ascites);
    expect(found.map((one) => [one.rule.id, one.subjects])).toEqual([
      ['nsaid-ascites', ['ibuprofen', 'naproxen']],
      ['paracetamol-cirrhosis', ['paracetamol']],
    ]);
  });

  it('does not repeat a note for a drug already taken, but repeats a danger', () => {
    const taking = (ingredient: string): Situation => ({
      ...people.ascites,
      chart: { ...people.ascites.chart, medications: [takes(ingredient)] },
    });
    expect(drugSafety([drugOrder('paracetamol')], taking('paracetamol'))).toEqual([]);
    expect(drugSafety([drugOrder('ibuprofen')], taking('ibuprofen'))).toHaveLength(1);
  });

  it('sees acute kidney injury from the rise of creatinine, with liver disease only', () => {
    const rise = labsOf([lab('creatinineUmolPerL', 160), lab('creatinineUmolPerL', 80, '2026-02-10')]);
    expect(drugSafety([drugOrder('ibuprofen')], withLabs(people.masldLowRisk, rise))[0]?.rule.id).toBe(
      'nsaid-kidney-failing',
    );
    expect(drugSafety([drugOrder('ibuprofen')], withLabs(people.healthy, rise))).toEqual([]);
  });

  it('speaks about stopping where stopping harms', () => {
    const stop = (ingredient: string, patient: Situation) =>
      drugSafety([drugOrder(ingredient, { status: 'stopped' })], patient)[0]?.rule.id;
    expect(stop('atorvastatin', people.compensatedA)).toBe('statin-stopped-compensated');
    expect(stop('metformin', people.compensatedA)).toBe('metformin-stopped-compensated');
    expect(stop('entecavir', people.compensatedA)).toBe('hbv-antiviral-stopped');
    expect(stop('carvedilol', varices)).toBe('nsbb-stopped');
    expect(stop('lactulose', people.encephalopathy)).toBe('encephalopathy-prophylaxis-stopped');
    expect(stop('ibuprofen', people.ascites)).toBeUndefined();
    expect(stop('atorvastatin', people.childC)).toBeUndefined();
  });

  it('is silent about orders entered in error and completed', () => {
    expect(drugSafety([drugOrder('ibuprofen', { status: 'entered-in-error' })], people.ascites)).toEqual([]);
    expect(drugSafety([drugOrder('ibuprofen', { status: 'completed' })], people.ascites)).toEqual([]);
  });

  it('reads iodinated contrast from a liver CT and gadolinium from an MRI that says so', () => {
    expect(drugSafety([serviceOrder('ct-liver')], aki)[0]?.subjects).toEqual(['iodinated contrast']);
    expect(drugSafety([serviceOrder('mri-liver', { contrast: 'gadolinium' })], egfr25)[0]?.rule.id).toBe(
      'gadolinium-kidney',
    );
    expect(drugSafety([serviceOrder('mri-liver')], egfr25)).toEqual([]);
  });

  it('withholds adult doses from a child by name and keeps what is dangerous at any age', () => {
    const child: Situation = { ...people.ascites, assessment: { ...people.ascites.assessment, ageYears: 11 } };
    expect(drugSafety([drugOrder('paracetamol')], child)).toEqual([]);
    expect(withheldUnder18([drugOrder('paracetamol')], child).map((rule) => rule.id)).toEqual([
      'paracetamol-cirrhosis',
    ]);
    expect(drugSafety([drugOrder('ibuprofen')], child)[0]?.rule.id).toBe('nsaid-ascites');
    expect(withheldUnder18([drugOrder('paracetamol')], people.ascites)).toEqual([]);
  });

  it('does not call a chart it could not read free of ascites or of HBsAg', () => {
    const unread = { chart: { patient: chart().patient }, assessment: assessment(), asOf: people.healthy.asOf };
    expect(drugSafety([drugOrder('velpatasvir')], unread)).toEqual([]);
    expect(drugSafety([drugOrder('ibuprofen')], unread)).toEqual([]);
  });

  it('knows without an assessment whether an order is any of its business', () => {
    expect(concernsDrugSafety(drugOrder('ibuprofen'))).toBe(true);
    expect(concernsDrugSafety(drugOrder('amoxicillin'))).toBe(false);
    expect(concernsDrugSafety(serviceOrder('egd'))).toBe(false);
    expect(concernsDrugSafety(drugOrder('ibuprofen', { status: 'cancelled' }))).toBe(false);
  });
});
