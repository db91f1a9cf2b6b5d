import { describe, expect, it } from 'vitest';
import type { Assessment } from '../../src/core/assessment.ts';
import { Failure } from '../../src/core/failure.ts';
import { assessPatient } from '../../src/flows/assess-patient.ts';
import { digest } from '../support/assess-made-up.ts';
import { everyScore } from '../support/every-score.ts';
import { asOf, chart, condition, lowFib4 } from '../support/made-up-chart.ts';

const facts = chart({ values: lowFib4, conditions: [condition('masld')] });
const about = { fhirServer: 'https://ehr.example/fhir', unavailable: ['exams'] };
const deps = { scores: everyScore, clock: () => asOf, digest, version: '1.2.3' };

describe('assessing a patient', () => {
  it('answers with the assessment that was published, after it was published', async () => {
    const published: Assessment[] = [];
    let durable = false;
    const publisher = {
      async publish(assessment: Assessment) {
        published.push(assessment);
        await new Promise((resolve) => setTimeout(resolve, 5));
        durable = true;
        return ['RiskAssessment/1'];
      },
    };
    const assessment = await assessPatient({ ...deps, publisher }, facts, about);
    expect(durable).toBe(true);
    expect(published).toEqual([assessment]);
    expect(assessment).toMatchObject({ asOf, version: '1.2.3', unavailable: ['exams'], patientId: 'p1' });
  });

  it('fails as the store fails: nothing is shown that was not stored', async () => {
    const publisher = {
      publish: async () => {
        throw new Failure('store-unavailable', 'the result store cannot be reached');
      },
    };
    await expect(assessPatient({ ...deps, publisher }, facts, about)).rejects.toMatchObject({
      kind: 'store-unavailable',
    });
  });
});
