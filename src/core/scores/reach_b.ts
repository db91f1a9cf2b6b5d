import { defineScore } from '../score.ts';
import { isMale, points } from '../scoring/score-rules.ts';
import { yang2011 } from '../scoring/score-sources.ts';

export default defineScore({
  id: 'reach_b',
  title: 'REACH-B',
  unit: '{score}',
  inputs: ['sex', 'ageYears', 'altUPerL', 'hbeAgPositive', 'hbvDnaCopiesPerMl'],
  optional: ['cirrhosis'],
  etiologies: ['hbv'],
  population:
    'Untreated, non-cirrhotic chronic hepatitis B, age 30 to 65: hepatocellular carcinoma in 3, 5 and 10 years.',
  evidence: 'established',
  sources: [yang2011],
  refuse(x) {
    if (x.ageYears < 30 || x.ageYears >= 66) return 'age outside 30 to 65: REACH-B does not apply';
    return x.cirrhosis ? 'cirrhosis: REACH-B was built without it' : undefined;
  },
  /** 0 to 17. The points for HBV DNA are not monotone: 5 below a million copies/mL, 4 from there on. */
  compute: (x) =>
    2 * isMale(x.sex) +
    Math.min(6, Math.floor((x.ageYears - 30) / 5)) +
    (x.altUPerL < 15 ? 0 : x.altUPerL < 45 ? 1 : 2) +
    (x.hbeAgPositive ? 2 : 0) +
    points(x.hbvDnaCopiesPerMl, [
      [1e6, 4],
      [1e5, 5],
      [1e4, 3],
    ]),
  cautions: () => [
    'for untreated hepatitis B without cirrhosis; HBV DNA in copies/mL (5.6 per IU assumed where IU was reported)',
  ],
});
