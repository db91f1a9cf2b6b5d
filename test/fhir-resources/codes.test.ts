import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { mappableConcepts, readCodeMap } from '../../fhir-resources/codes/code-map.ts';
import { snomedConditions } from '../../fhir-resources/codes/conditions.ts';
import { drugIndex } from '../../fhir-resources/codes/drug-index.ts';
import { loincResults, snomedResults } from '../../fhir-resources/codes/results.ts';
import { loincServices, serviceInText, snomedServices } from '../../fhir-resources/codes/service-codes.ts';
import {
  conditionMeanings,
  contrastOf,
  ingredientsOf,
  resultMeaning,
  serviceMeanings,
} from '../../fhir-resources/codes.ts';
import { drugs } from '../../src/core/drugs/drugs.ts';

const concept = (system: string, code: string) => ({ coding: [{ system, code }] });
const icdCm = 'http://hl7.org/fhir/sid/icd-10-cm';
const icdWho = 'http://hl7.org/fhir/sid/icd-10';
const icdGm = 'http://fhir.de/CodeSystem/bfarm/icd-10-gm';
const conditions = (system: string, code: string) =>
  conditionMeanings(concept(system, code), undefined).map((meaning) => meaning.concept);

describe('check digits', () => {
  it.each([...loincResults.keys(), ...loincServices.keys()])('LOINC %s', (code) => {
    // LOINC: Luhn (modulus 10) over the number before the hyphen.
    const [body = '', check] = code.split('-');
    const sum = [...body].reverse().reduce((total, digit, index) => {
      const doubled = Number(digit) * (index % 2 === 0 ? 2 : 1);
      return total + Math.floor(doubled / 10) + (doubled % 10);
    }, 0);
    expect(String((10 - (sum % 10)) % 10)).toBe(check);
  });

  it.each([...snomedConditions.keys(), ...snomedServices.keys(), ...snomedResults.keys()])('SNOMED CT %s', (code) => {
    expect(verhoeff(code)).toBe(0);
  });
});

/** Verhoeff checksum over the dihedral group D5, as SNOMED CT identifiers use it: 0 for a valid identifier. */
function verhoeff(code: string): number {
  const multiply = (a: number, b: number) =>
    a < 5 ? (b < 5 ? (a + b) % 5 : 5 + ((a + b) % 5)) : b < 5 ? 5 + ((a - b + 5) % 5) : (a - b + 5) % 5;
  const permute = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
  return [...code].reverse().reduce((sum, digit, index) => {
    let value = Number(digit);
    for (let times = 0; times < index % 8; times += 1) value = permute[value] ?? 0;
    return multiply(sum, value);
  }, 0);
}

const shared = new URL('../../../shared/clinical/codes.csv', import.meta.url);
describe.skipIf(!existsSync(shared))('the code list of the project', () => {
  const rows: Record<string, string>[] = existsSync(shared) ? parse(readFileSync(shared), { columns: true }) : [];
  const inputs = rows.filter(
    (row) =>
      ['lab_input', 'vital_input', 'elastography'].includes(row.role ?? '') && row.code && row.system !== 'local',
  );
  it.each(inputs.map((row) => [row.code ?? '', row.concept ?? '', row.system ?? '']))(
    '%s (%s) is read',
    (code, _, system) => {
      expect(resultMeaning(concept(system, code), undefined)).toBeDefined();
    },
  );
  const diagnoses = rows.filter((row) => ['etiology', 'condition', 'liver_event'].includes(row.role ?? '') && row.code);
  it.each(diagnoses.map((row) => [row.code ?? '', row.concept ?? '', row.system ?? '']))(
    '%s (%s) is read',
    (code, _, system) => {
      expect(conditions(system, code)).not.toEqual([]);
    },
  );
});

describe('diagnoses in ICD-10', () => {
  it.each([
    [icdCm, 'K70.31', ['alcohol-related-liver-disease', 'cirrhosis', 'ascites']],
    [icdCm, 'k7030', ['alcohol-related-liver-disease', 'cirrhosis']],
    [icdCm, 'K74.02', ['advanced-fibrosis', 'hepatic-fibrosis']],
    [icdCm, 'K74.69', ['cirrhosis']],
    [icdCm, 'I85.00', ['esophageal-varices']],
    [icdCm, 'I85.11', ['variceal-bleeding', 'esophageal-varices']],
    [icdWho, 'I85.0', ['variceal-bleeding', 'esophageal-varices']],
    [icdWho, 'I85.9', ['esophageal-varices']],
    [icdCm, 'R18.0', []],
    [icdWho, 'R18', ['ascites']],
    [icdGm, 'K74.6†', ['cirrhosis']],
    [icdGm, 'K72.72', ['hepatic-encephalopathy']],
    [icdGm, 'K74.3 G', ['pbc']],
    [icdCm, 'E66.3', []],
    [icdCm, 'E66.813', ['obesity']],
    [icdCm, 'F10.21', []],
    [icdCm, 'B18.0', ['hepatitis-b', 'hepatitis-d']],
    [icdCm, 'K7', []],
    [icdCm, 'Z99.9', []],
    ['http://example.org/local', 'K74.60', []],
  ])('%s %s', (system, code, concepts) => {
    expect(conditions(system, code)).toEqual(concepts);
  });
});

describe('services in words', () => {
  it.each([
    ['US Abdomen complete', 'us-liver'],
    ['CT ABDOMEN W CONTRAST', 'ct-liver'],
    ['MR Elastography of the liver', 'mre'],
    ['Transient elastography (FibroScan)', 'vcte'],
    ['Upper GI endoscopy', 'egd'],
    ['Ösophagogastroduodenoskopie', 'egd'],
    ['Leberbiopsie', 'liver-biopsy'],
    ['MRI liver, no contrast', 'mri-liver'],
    ['Liver transplantation', 'liver-transplant'],
    ['Liver transplant evaluation', undefined],
    ['Ultrasound of liver transplant', 'us-liver'],
    ['Paracentesis (procedure)', 'paracentesis'],
    ['Dialysis access fistula', undefined],
    ['EGD with variceal band ligation', 'band-ligation'],
    ['CT chest', undefined],
    ['US kidney', undefined],
    ['Liver biopsy not performed', undefined],
    ['', undefined],
  ])('"%s" is %s', (text, service) => {
    expect(serviceInText(text)).toBe(service);
  });

  it('are read only where no code is known', () => {
    const coded = { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '74160' }], text: 'liver biopsy' };
    expect(serviceMeanings(coded, undefined)).toEqual(['ct-liver']);
  });
});

describe('contrast media', () => {
  const cpt = 'http://www.ama-assn.org/go/cpt';
  it.each([
    [concept(cpt, '74170'), [], 'iodinated'],
    [concept(cpt, '74183'), [], 'gadolinium'],
    [{ text: 'CT abdomen with contrast' }, [], 'iodinated'],
    [{ text: 'MRI liver' }, ['with IV contrast'], 'gadolinium'],
    [{ text: 'MRI liver without contrast' }, [], undefined],
    [{ text: 'CT abdomen without and with contrast' }, [], 'iodinated'],
    [{ text: 'PET/CT or MRI with contrast' }, [], undefined],
    [{ text: 'CT abdomen' }, [], undefined],
    [{ coding: [{}] }, [], undefined],
  ])('%j %j: %s', (code, details, medium) => {
    expect(contrastOf(code, details)).toBe(medium);
  });
});

describe('drugs', () => {
  const index = drugIndex(drugs);
  it.each([
    [concept('http://www.nlm.nih.gov/research/umls/rxnorm', '5640'), ['ibuprofen']],
    [concept('http://www.whocc.no/atc', 'M01AE01'), ['ibuprofen']],
    [concept('http://www.whocc.no/atc', 'M01AE'), []],
    [{ text: 'Ibuprofen 400 MG Oral Tablet' }, ['ibuprofen']],
    [{ coding: [{ system: 'urn:local', code: '1', display: 'PARACETAMOL 500mg' }] }, ['paracetamol']],
    [{ text: 'Water' }, []],
    [undefined, []],
  ])('%j', (medication, ids) => {
    expect(ingredientsOf(medication, index, undefined)).toEqual(ids);
  });

  it('finds both ingredients of a combination', () => {
    expect(ingredientsOf({ text: 'ibuprofen 200 mg / acetaminophen 500 mg' }, index, undefined)).toEqual([
      'ibuprofen',
      'paracetamol',
    ]);
  });
});

describe('the mapping file of a site', () => {
  it('is CSV or JSON', () => {
    const csv = readCodeMap(
      '\uFEFFsystem,code,concept\n# the old system\nurn:lab,GOT,astUPerL\n"urn:lab","A,B",cirrhosis\n',
    );
    const json = readCodeMap(
      '[{"system":"urn:lab","code":"GOT","concept":"astUPerL"},{"system":"urn:lab","code":"A,B","concept":"cirrhosis"}]',
    );
    expect([...csv]).toEqual([...json]);
    expect(conditionMeanings(concept('urn:lab', 'A,B'), csv).map((meaning) => meaning.concept)).toEqual(['cirrhosis']);
    expect(resultMeaning(concept('urn:lab', 'A,B'), csv)).toBeUndefined();
  });

  it.each([
    ['system,code,concept\nurn:lab,GOT,ast', /row 1: "ast" is not a known concept/],
    ['system,code,concept\nurn:lab,,astUPerL', /row 1 needs/],
    ['system,code\nurn:lab,GOT', /row 1 needs/],
    ['system,code,concept\nurn:lab,X,astUPerL\nurn:lab,X,altUPerL', /row 2 gives/],
    ['system,code,concept\nhttp://loinc.org,1742-6,astUPerL', /redefines LOINC 1742-6/],
    ['[{"system":1}]', /row 1 needs/],
    ['{broken', /neither CSV/],
  ])('stops the start when it is wrong: %j', (file, message) => {
    expect(() => readCodeMap(file)).toThrow(message);
  });

  it('knows every word of the vocabulary', () => {
    for (const word of ['astUPerL', 'hbsAg', 'liver-stiffness-mre', 'cirrhosis', 'liver-biopsy', 'ibuprofen']) {
      expect(mappableConcepts).toContain(word);
    }
  });
});
