import { describe, expect, it } from 'vitest';
import { findEtiology } from '../../../src/core/assessment/find-etiology.ts';
import { gatherInputs } from '../../../src/core/assessment/gather-inputs.ts';
import { resultOfCourse, udcaStart } from '../../../src/core/assessment/udca-course.ts';
import type { LabResult } from '../../../src/core/chart.ts';
import { indexLabs } from '../../../src/core/labs.ts';
import { assessChart, outcomeOf } from '../../support/assess-made-up.ts';
import { asOf, chart, condition, drug, results } from '../../support/made-up-chart.ts';

const start = '2024-11-01';
const limits = (
  ast: number,
  alp: number,
  bilirubin: number,
  albumin: number,
  platelets: number,
  date: string,
): LabResult[] =>
  results(
    {
      astUPerL: { value: ast, upperLimit: 40 },
      alpUPerL: { value: alp, upperLimit: 100 },
      bilirubinUmolPerL: { value: bilirubin, upperLimit: 20 },
      albuminGPerL: { value: albumin, lowerLimit: 35 },
      plateletsGigaPerL: { value: platelets, lowerLimit: 150 },
    },
    date,
  );
const before = limits(90, 500, 22, 42, 300, '2024-10-20');
const atYear = limits(60, 300, 18, 38.5, 240, '2025-12-05');
const now = limits(44, 150, 12, 35, 150, '2026-06-01');
const pbc = (labs: readonly LabResult[], more = {}) =>
  chart({
    sex: 'female',
    conditions: [condition('pbc')],
    medications: [drug('ursodeoxycholic-acid', { date: start })],
    labs: { results: labs },
    ...more,
  });
const gather = (facts: ReturnType<typeof pbc>) => gatherInputs(facts, asOf, findEtiology(facts, asOf));

describe('the course of ursodeoxycholic acid', () => {
  it('starts with its first prescription, renewed or stopped since, and not with an undated one', () => {
    const renewed = [
      drug('ursodeoxycholic-acid', { date: '2026-01-01' }),
      drug('ursodeoxycholic-acid', { date: start, status: 'stopped' }),
      drug('ursodeoxycholic-acid', { date: undefined }),
    ];
    expect(udcaStart(pbc([], { medications: renewed }), asOf)).toBe(start);
    expect(udcaStart(pbc([], { medications: [drug('entecavir')] }), asOf)).toBeUndefined();
  });

  it('gives UK-PBC albumin and platelets from before treatment and the rest from twelve months, whatever is newest', () => {
    const inputs = gather(pbc([...before, ...atYear, ...now]));
    expect(inputs.baselineAlbuminTimesLln).toMatchObject({ value: 42 / 35, date: '2024-10-20' });
    expect(inputs.baselinePlateletsTimesLln).toMatchObject({ value: 2, date: '2024-10-20' });
    expect(inputs.year1AlpTimesUln).toMatchObject({ value: 3, date: '2025-12-05' });
    expect(inputs.year1TransaminaseTimesUln?.value).toBe(1.5);
    expect(inputs.year1BilirubinTimesUln?.value).toBe(0.9);
    expect(inputs.year1AlbuminTimesLln?.value).toBeCloseTo(1.1, 10);
    expect(inputs.year1PlateletsGigaPerL?.value).toBe(240);
    expect(inputs.alpTimesUln?.value).toBe(1.5);
  });

  it('computes the published risk from these values and says from when its years count', () => {
    const outcome = outcomeOf(assessChart(pbc([...before, ...atYear, ...now])), 'uk_pbc');
    if (outcome.status !== 'ok') throw new Error(outcome.reason);
    // Carbone 2016 by hand: ALP 3, transaminase 1.5, bilirubin 0.9 at 12 months; albumin 1.2, platelets 2 before.
    const predictor =
      0.0287854 * (3 - 1.722136304) -
      0.0422873 * (10 / 1.5 - 8.675729006) +
      1.4199 * (Math.log(0.9 / 10) + 2.709607778) -
      1.960303 * (1.2 - 1.17673001) -
      0.4161954 * (2 - 1.873564875);
    expect(outcome.value).toBeCloseTo(1 - 0.893 ** Math.exp(predictor), 10);
    expect(outcome.effective).toBe('2025-12-05');
    expect(outcome.cautions).toContain('years count from the values at 12 months of UDCA');
  });

  it('refuses rather than take newer values where those of the moment are not on the chart', () => {
    for (const [labs, lacks] of [
      [[...atYear, ...now], 'Albumin / lower limit before UDCA'],
      [[...before, ...now], 'ALP / upper limit at 12 months of UDCA'],
    ] as const) {
      const outcome = outcomeOf(assessChart(pbc(labs)), 'uk_pbc');
      expect(outcome).toMatchObject({ status: 'refused', kind: 'missing' });
      expect(outcome.status === 'refused' && outcome.missing).toContain(lacks);
    }
  });

  it('refuses a horizon that has half passed: values at twelve months of more than two years ago', () => {
    const long = pbc([...limits(90, 500, 22, 42, 300, '2021-05-20'), ...limits(60, 300, 18, 38, 240, '2022-06-05')], {
      medications: [drug('ursodeoxycholic-acid', { date: '2021-06-01' })],
    });
    expect(outcomeOf(assessChart(long), 'uk_pbc')).toMatchObject({
      status: 'refused',
      kind: 'unsafe',
      reason: expect.stringMatching(/older than 730 days/),
    });
  });

  it('gives GLOBE the age at the start and the values at twelve months', () => {
    const old = pbc([...before, ...atYear, ...now]);
    expect(gather(old).udcaStartAgeYears?.value).toBe(53);
    const outcome = outcomeOf(assessChart(old), 'globe');
    if (outcome.status !== 'ok') throw new Error(outcome.reason);
    expect(outcome.value).toBeCloseTo(
      0.044378 * 53 + 0.93982 * Math.log(0.9) + 0.335648 * Math.log(3) - 2.266708 * 1.1 - 0.002581 * 240 + 1.216865,
      10,
    );
    expect(outcomeOf(assessChart(pbc([...before, ...now])), 'globe').status).toBe('refused');
  });

  it('chooses the result nearest to its moment, inside of the window, never a bound', () => {
    const begin = '2024-12-01';
    const index = indexLabs(
      {
        results: [
          ...results({ albuminGPerL: 40 }, '2024-05-01'),
          ...results({ albuminGPerL: 41 }, '2024-10-01'),
          ...results({ albuminGPerL: 42 }, '2025-02-20'),
          ...results({ albuminGPerL: { value: 43, comparator: '>' } }, '2024-12-01'),
          ...results({ albuminGPerL: 44 }, '2025-09-10'),
          ...results({ albuminGPerL: 45 }, '2026-01-10'),
        ],
        serology: [],
        stiffness: [],
        refused: [],
      },
      asOf,
    );
    expect(resultOfCourse(index, 'albuminGPerL', begin, 'baseline')?.value).toBe(41);
    expect(resultOfCourse(index, 'albuminGPerL', begin, 'year1')?.value).toBe(45);
    expect(resultOfCourse(index, 'albuminGPerL', '2020-01-01', 'year1')).toBeUndefined();
  });
});
