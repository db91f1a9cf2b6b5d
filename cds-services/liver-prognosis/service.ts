import { chartFactsOf } from '../../src/cds/chart-asks.ts';
import patientView from '../../src/cds/hooks/patient-view.ts';
import { liverAsks } from '../../src/cds/liver-asks.ts';
import { defineService } from '../../src/cds/service.ts';
import { prognosisOf } from '../../src/core/situation/prognosis-sentence.ts';
import { prognosisCards } from './cards.ts';

export default defineService({
  id: 'liver-prognosis',
  hook: patientView,
  title: 'Liver fibrosis: who is at risk, what is known, what is next',
  description:
    'When a chart is opened: disease state, FIB-4, stiffness, MELD 3.0 and Child-Pugh, published risks, what is missing, and the next step of the guideline.',
  usageRequirements:
    'Silent for patients without liver disease, risk factor or abnormal score, and after transplantation.',
  asks: liverAsks,
  async respond({ context, ...values }, tools) {
    const chart = chartFactsOf(values);
    const situation = { chart, assessment: await tools.assess(chart), asOf: tools.now };
    const prognosis = prognosisOf(situation);
    return prognosis ? prognosisCards(prognosis, { context, tools, situation }) : [];
  },
});
