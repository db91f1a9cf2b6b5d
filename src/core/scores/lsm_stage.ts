import { defineScore } from '../score.ts';
import { adultsOnly, band } from '../scoring/score-rules.ts';
import * as sources from '../scoring/score-sources.ts';
import { type LsmCutoffSet, lsmCutoffSets, type StiffnessInput, stageByCutoffs } from '../scoring/stiffness-cutoffs.ts';

type Readings = { readonly [I in StiffnessInput]?: number } & { readonly lsmCutoffSet: LsmCutoffSet };

/** The one reading that the set is for; alsoNeeds has made sure that it is there. */
const reading = (x: Readings) => x[lsmCutoffSets[x.lsmCutoffSet].input] ?? Number.NaN;

export default defineScore({
  id: 'lsm_stage',
  title: 'Fibrosis stage by liver stiffness',
  unit: 'kPa',
  inputs: ['lsmCutoffSet'],
  optional: ['lsmVcteKpa', 'lsmPsweMPerS', 'lsm2dSweKpa', 'mreKpa', 'etiology', 'ageYears'],
  etiologies: 'any',
  population: 'Adults with chronic liver disease: stage by the cut-offs of one method and etiology.',
  evidence: 'established',
  sources: [
    sources.eddowes2019,
    sources.castera2005,
    sources.chon2012,
    sources.nguyenKhac2018,
    sources.corpechot2012,
    sources.corpechot2014,
    sources.hartl2016,
    sources.herrmann2018,
    sources.friedrichRust2012,
    sources.singh2015,
    sources.singh2016,
  ],
  alsoNeeds(x) {
    const set = x.lsmCutoffSet === undefined ? undefined : lsmCutoffSets[x.lsmCutoffSet];
    return set ? [set.input] : [];
  },
  refuse(x) {
    const { etiology } = lsmCutoffSets[x.lsmCutoffSet];
    if (etiology !== 'any' && x.etiology !== undefined && x.etiology !== 'unknown' && x.etiology !== etiology) {
      return `the cut-off set ${x.lsmCutoffSet} was built for another etiology`;
    }
    return adultsOnly(x.ageYears);
  },
  /** The reading itself, in the unit of its method. */
  compute: reading,
  unitFor: (x) => (lsmCutoffSets[x.lsmCutoffSet].input === 'lsmPsweMPerS' ? 'm/s' : 'kPa'),
  band(value, x) {
    const set = lsmCutoffSets[x.lsmCutoffSet];
    const stage = stageByCutoffs(set, value);
    const by = `by ${set.source.label}`;
    if (stage === 'F4') return band(stage, 'very-high', `stiffness in the range of cirrhosis (F4) ${by}`);
    if (stage === 'F3') return band(stage, 'high', `stiffness in the range of advanced fibrosis (F3) ${by}`);
    if (stage === 'F2')
      return band(stage, 'indeterminate', `stiffness in the range of significant fibrosis (F2) ${by}`);
    return band(stage, 'low', `stiffness below the range of significant fibrosis ${by}`);
  },
  cautions: () => [
    'congestion, cholestasis, a meal or an ALT flare raise stiffness; cut-offs belong to method and device',
  ],
});
