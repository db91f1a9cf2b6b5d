import type { CodeableConcept } from 'fhir/r4.js';
import { icd10, snomed } from './observables.ts';

const diagnosis = (text: string, snomedCode?: string, icdCode?: string): CodeableConcept => ({
  coding: [
    ...(snomedCode ? [{ system: snomed, code: snomedCode, display: text }] : []),
    ...(icdCode ? [{ system: icd10, code: icdCode, display: text }] : []),
  ],
  text,
});

/** The problem-list vocabulary of the sandbox hospital: SNOMED CT and ICD-10-CM side by side where both are known. */
export const diagnoses = {
  hepatitisB: diagnosis('Chronic hepatitis B', '61977001', 'B18.1'),
  hepatitisC: diagnosis('Chronic hepatitis C', '128302006', 'B18.2'),
  masld: diagnosis('Metabolic dysfunction-associated steatotic liver disease', '197315008', 'K76.0'),
  mash: diagnosis('Metabolic dysfunction-associated steatohepatitis', '442685003', 'K75.81'),
  alcoholLiver: diagnosis('Alcohol-related liver disease', '41309000', 'K70.9'),
  alcoholCirrhosis: diagnosis('Alcohol-related cirrhosis', '420054005', 'K70.30'),
  pbc: diagnosis('Primary biliary cholangitis', '31712002', 'K74.3'),
  psc: diagnosis('Primary sclerosing cholangitis', '197441003', 'K83.01'),
  autoimmuneHepatitis: diagnosis('Autoimmune hepatitis', '408335007', 'K75.4'),
  cirrhosis: diagnosis('Cirrhosis of liver', '19943007', 'K74.60'),
  ascites: diagnosis('Ascites', '389026000', 'R18.8'),
  encephalopathy: diagnosis('Hepatic encephalopathy', '13920009', 'K76.82'),
  varices: diagnosis('Oesophageal varices', '28670008', 'I85.00'),
  bleedingVarices: diagnosis('Bleeding oesophageal varices', '17709002', 'I85.11'),
  hepatorenal: diagnosis('Hepatorenal syndrome', '51292008', 'K76.7'),
  hcc: diagnosis('Hepatocellular carcinoma', '109841003', 'C22.0'),
  portalHypertension: diagnosis('Portal hypertension', '34742003', 'K76.6'),
  splenomegaly: diagnosis('Splenomegaly', '16294009', 'R16.1'),
  transplanted: diagnosis('Liver transplant status', '737295003', 'Z94.4'),
  diabetes: diagnosis('Type 2 diabetes mellitus', '44054006', 'E11.9'),
  obesity: diagnosis('Obesity', '414916001', 'E66.9'),
  hypertension: diagnosis('Essential hypertension', '59621000', 'I10'),
  dyslipidaemia: diagnosis('Hyperlipidaemia', '55822004', 'E78.5'),
  alcoholUse: diagnosis('Alcohol use disorder', '7200002', 'F10.20'),
  ulcerativeColitis: diagnosis('Ulcerative colitis', '64766004', 'K51.90'),
  kidneyDisease: diagnosis('Chronic kidney disease stage 3', '433144002', 'N18.30'),
  pregnancy: diagnosis('Pregnancy', '77386006', 'Z33.1'),
  raisedTransaminases: diagnosis('Raised liver enzymes', '707724006', 'R74.01'),
  kneeArthrosis: diagnosis('Osteoarthritis of knee', '239873007', 'M17.9'),
  migraine: diagnosis('Migraine', '37796009', 'G43.909'),
} as const satisfies Record<string, CodeableConcept>;
export type DiagnosisId = keyof typeof diagnoses;
