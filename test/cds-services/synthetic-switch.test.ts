import { describe, expect, it } from 'vitest';
import service from '../../cds-services/liver-prognosis/service.ts';
import { documentsOf } from '../../fhir-resources/write/assessment-documents.ts';
import { findingsDocuments } from '../../fhir-resources/write/findings-documents.ts';
import { writeBackPlanner } from '../../fhir-resources/write/write-back-plan.ts';
import { assess } from '../../src/core/assessment/assess.ts';
import type { Situation } from '../../src/core/situation/liver-facts.ts';
import { digest } from '../support/assess-made-up.ts';
import { everyScore } from '../support/every-score.ts';
import { aboutDocuments } from '../support/examples.ts';
import { eventModel, pbcPrediction, syntheticFindings } from '../support/findings.ts';
import { asOf, chart, condition, highFib4, stiffness } from '../support/made-up-chart.ts';
import { cardsOf } from '../support/service-calls.ts';

/** Numbers that only the synthetic models say, as any text would show them. */
const marked = { death: 0.8642, event: 0.7531, volume: 1357.9 };
const study = syntheticFindings({
  fhirServer: 'https://ehr.example/fhir',
  patientId: 'p1',
  regions: syntheticFindings().regions.map((region) => ({ ...region, volumeMl: marked.volume })),
  models: [
    ...syntheticFindings().models,
    eventModel({
      output: {
        kind: 'event',
        outcome: 'liver-related-event',
        horizons: [{ years: 5, probability: marked.event }],
        drivers: [],
      },
    }),
  ],
});
const simulated = pbcPrediction({
  evidence: 'synthetic',
  risks: [{ outcome: 'death', title: 'Death', horizonYears: 5, probability: marked.death, competing: [] }],
});
const facts = chart({ values: highFib4, conditions: [condition('hepatitis-c')], stiffness: [stiffness(16)] });

/** Everything that leaves for this patient: cards, documents of assessment and study, and what would go to the EHR. */
async function everythingThatLeaves(allowSynthetic: boolean, withSynthetic: boolean) {
  const assessment = assess(facts, everyScore, {
    asOf,
    fhirServer: 'https://ehr.example/fhir',
    version: '0.0.0-test',
    unavailable: [],
    digest,
    fusion: { setting: 'secondary' },
    findings: withSynthetic ? [study] : [],
    predictions: withSynthetic ? [simulated] : [],
    allowSynthetic,
  });
  const situation: Situation = { chart: facts, assessment, asOf };
  const about = { ...aboutDocuments, allowSynthetic };
  const documents = [...documentsOf(assessment, about), ...(withSynthetic ? findingsDocuments(study, about) : [])];
  return {
    assessment,
    cards: await cardsOf(service, situation),
    documents,
    writeBack: writeBackPlanner({ allowSynthetic }).plan(documents, []).transactions,
  };
}

describe('FIBROCAST_SYNTHETIC=0', () => {
  it('leaves no synthetic number in cards, Observations, RiskAssessments or write-back: all is as without the models', async () => {
    const off = await everythingThatLeaves(false, true);
    expect(off).toEqual(await everythingThatLeaves(false, false));
    expect(JSON.stringify(off)).not.toMatch(/synthetic|86\.42|75\.31|1357\.9|ct-stage|"image-stage"/i);
  });

  it('keeps synthetic documents from the EHR even where they were stored while it was on', async () => {
    const on = await everythingThatLeaves(true, true);
    const { transactions } = writeBackPlanner({ allowSynthetic: false }).plan(on.documents, []);
    expect(JSON.stringify(transactions)).not.toMatch(/86\.42|75\.31|1357\.9/);
  });
});

describe('FIBROCAST_SYNTHETIC=1', () => {
  it('labels each of them in its own sentence and by its tag', async () => {
    const on = await everythingThatLeaves(true, true);
    const [card] = on.cards;
    const lines = (card?.detail ?? '').split('\n').filter((line) => /\*\*(Stage|Model):/.test(line));
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line).toContain('synthetic, demonstration only');
    const made = on.documents.filter((document) => /86\.42|75\.31|1357\.9|"p-f0"/.test(JSON.stringify(document)));
    expect(made.length).toBeGreaterThanOrEqual(4);
    for (const { meta, resourceType } of made)
      expect(JSON.stringify(meta?.tag), resourceType).toContain('"code":"synthetic"');
  });
});
