import type { CodeableConcept } from 'fhir/r4.js';
import type { LiverEventKind } from '../../src/core/assessment.ts';
import type { RiskOutcome } from '../../src/core/score.ts';
import { coding, concept, systems } from './codes-out.ts';

/** Events of the liver, as predicted or as recorded. SNOMED CT where the code was read in retrieved text. */
export const outcomeCodes: Readonly<
  Record<RiskOutcome | LiverEventKind, { title: string; snomed?: [string, string] }>
> = {
  'liver-related-event': { title: 'Liver-related event' },
  ascites: { title: 'Ascites', snomed: ['389026000', 'Ascites (disorder)'] },
  'variceal-bleeding': {
    title: 'Variceal bleeding',
    snomed: ['17709002', 'Bleeding esophageal varices (disorder)'],
  },
  'hepatorenal-syndrome': { title: 'Hepatorenal syndrome', snomed: ['51292008', 'Hepatorenal syndrome (disorder)'] },
  'hepatic-encephalopathy': {
    title: 'Hepatic encephalopathy',
    snomed: ['13920009', 'Hepatic encephalopathy (disorder)'],
  },
  'hepatocellular-carcinoma': {
    title: 'Hepatocellular carcinoma',
    snomed: ['109841003', 'Liver cell carcinoma (disorder)'],
  },
  'spontaneous-bacterial-peritonitis': { title: 'Spontaneous bacterial peritonitis' },
  'liver-transplant': { title: 'Liver transplant' },
  decompensation: { title: 'Hepatic decompensation' },
  'liver-transplant-or-death': { title: 'Liver transplant or death' },
  death: { title: 'Death from any cause' },
  'other-cause-death': { title: 'Death from another cause' },
};

export function outcomeConcept(outcome: RiskOutcome | LiverEventKind): CodeableConcept {
  const { title, snomed } = outcomeCodes[outcome];
  const own = coding(systems.outcome, outcome, title);
  return snomed ? concept(title, coding(systems.snomed, ...snomed), own) : concept(title, own);
}
