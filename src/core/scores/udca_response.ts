import { bilirubinMgPerDl } from '../quantity.ts';
import { defineScore } from '../score.ts';
import { band } from '../scoring/score-rules.ts';
import { corpechot2008, corpechot2011, kumagi2010 } from '../scoring/score-sources.ts';

function rulesMet(x: {
  readonly alpTimesUln: number;
  readonly astTimesUln: number;
  readonly bilirubinUmolPerL: number;
}): readonly (readonly [rule: string, met: boolean])[] {
  const bilirubinNormal = bilirubinMgPerDl(x.bilirubinUmolPerL) <= 1;
  return [
    ['paris_I', x.alpTimesUln <= 3 && x.astTimesUln <= 2 && bilirubinNormal],
    ['paris_II', x.alpTimesUln <= 1.5 && x.astTimesUln <= 1.5 && bilirubinNormal],
    ['toronto', x.alpTimesUln <= 1.67],
  ];
}

export default defineScore({
  id: 'udca_response',
  title: 'Response to UDCA (Paris I, Paris II, Toronto)',
  unit: '{criteria}',
  inputs: ['alpTimesUln', 'astTimesUln', 'bilirubinUmolPerL'],
  etiologies: ['pbc'],
  population: 'PBC after 12 months of UDCA: biochemical response.',
  evidence: 'established',
  sources: [corpechot2008, corpechot2011, kumagi2010],
  /** Number of rules met, 0 to 3. */
  compute: (x) => rulesMet(x).filter(([, met]) => met).length,
  band(value, x) {
    const verdicts = rulesMet(x).map(([rule, met]) => `${rule}_${met ? 'met' : 'not_met'}`);
    const level = value === 3 ? 'low' : value === 0 ? 'high' : 'indeterminate';
    const label = value === 3 ? 'response to UDCA by all three rules' : `response to UDCA by ${value} of three rules`;
    return band(verdicts.join('|'), level, label);
  },
  cautions: () => ['meant for values after 12 months of UDCA'],
});
