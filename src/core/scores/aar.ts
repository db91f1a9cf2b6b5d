import { defineScore } from '../score.ts';
import { williams1988 } from '../scoring/score-sources.ts';

export default defineScore({
  id: 'aar',
  title: 'AST/ALT ratio',
  unit: '1',
  inputs: ['astUPerL', 'altUPerL'],
  etiologies: 'any',
  population: 'Any chronic liver disease: an adjunct, never alone.',
  evidence: 'established',
  sources: [williams1988],
  compute: (x) => x.astUPerL / x.altUPerL,
  cautions: (value) => (value > 1 ? ['above 1: suggests advanced disease or alcohol'] : []),
});
