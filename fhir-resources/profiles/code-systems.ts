import type { CodeSystem, ValueSet } from 'fhir/r4.js';
import { liverEvents } from '../../src/core/assessment.ts';
import { serviceConcepts } from '../../src/core/chart.ts';
import { etiologies } from '../../src/core/etiology.ts';
import { failureKinds } from '../../src/core/failure.ts';
import { type InputId, inputDefinition, otherInputs } from '../../src/core/inputs.ts';
import { analytes } from '../../src/core/quantity.ts';
import { aggregations } from '../../src/core/radiomics/family.ts';
import { riskOutcomes } from '../../src/core/score.ts';
import { actionTitles } from '../write/audit-event.ts';
import { etiologyCodes, fibrocast, serviceCodes, systems } from '../write/codes-out.ts';
import { evidenceLabels } from '../write/frame.ts';
import { outcomeCodes } from '../write/outcomes.ts';
import { levelLabels } from '../write/state-observations.ts';
import { diseaseStateCodes, measureCodes } from './own-codes.ts';
import { published } from './published.ts';

interface Entry {
  readonly code: string;
  readonly display: string;
  readonly definition?: string;
}

/** Our CodeSystems, from the same tables that the writing code uses. `scores`: id and title of every catalogue score. */
export function codeSystems(scores: readonly { readonly id: string; readonly title: string }[]): CodeSystem[] {
  const inputIds = [...Object.keys(analytes), ...Object.keys(otherInputs)] as InputId[];
  return [
    // Every catalogue score; the models that a site adds bring their own ids.
    fragment(
      codeSystem('measure', 'Measures of liver fibrosis', [
        ...measureCodes,
        ...scores.map(({ id, title }) => ({ code: id, display: title })),
      ]),
    ),
    codeSystem(
      'input',
      'Inputs of scores',
      inputIds.map((id) => {
        const definition = inputDefinition(id);
        return {
          code: id,
          display: definition.title,
          ...(definition.kind === 'number' ? { definition: `In ${definition.unit} (UCUM).` } : {}),
        };
      }),
    ),
    codeSystem(
      'outcome',
      'Outcomes and events of liver disease',
      [...new Set([...riskOutcomes, ...liverEvents])].map((code) => ({ code, display: outcomeCodes[code].title })),
    ),
    codeSystem('band-level', 'Rank of a band', [
      { code: 'low', display: 'Low' },
      { code: 'indeterminate', display: 'Indeterminate' },
      { code: 'high', display: 'High' },
      { code: 'very-high', display: 'Very high' },
      { code: 'none', display: 'No rank', definition: 'The band has a name and no rank.' },
    ]),
    // Each score brings the bands of its paper; several are joined by "|". They are not listed twice.
    fragment(
      codeSystem('band-category', 'Band of a score, as its publication names it', [
        { code: 'low', display: 'Low' },
        { code: 'indeterminate', display: 'Indeterminate' },
        { code: 'high', display: 'High' },
      ]),
    ),
    codeSystem('evidence-class', 'Evidence class of a result', labelled(evidenceLabels)),
    codeSystem('disease-state', 'State of liver disease', diseaseStateCodes),
    codeSystem('risk-level', 'Risk level of an assessment', labelled(levelLabels)),
    codeSystem(
      'etiology',
      'Etiology of liver disease',
      etiologies.map((code) => ({ code, display: etiologyCodes[code].title })),
    ),
    codeSystem(
      'service',
      'Services that are advised or ordered',
      serviceConcepts.map((code) => ({ code, display: serviceCodes[code].title })),
    ),
    codeSystem('child-pugh-class', 'Child-Pugh class', [
      { code: 'A', display: 'Child-Pugh class A', definition: '5 to 6 points.' },
      { code: 'B', display: 'Child-Pugh class B', definition: '7 to 9 points.' },
      { code: 'C', display: 'Child-Pugh class C', definition: '10 to 15 points.' },
    ]),
    // Aggregations; families and features bring the codes of the reference manual.
    fragment(
      codeSystem(
        'ibsi',
        'Codes of the Image Biomarker Standardisation Initiative',
        [...new Set(Object.values(aggregations))].map((code) => ({ code, display: `Aggregation ${code}` })),
      ),
    ),
    codeSystem('audit-action', 'Actions that are audited', labelled(actionTitles)),
    codeSystem('handling', 'How a stored result is handled', [
      { code: 'not-for-write-back', display: 'Copy of EHR data, not to be written back' },
    ]),
    // The codes and displays that src/cds/advice-card.ts offers on cards.
    codeSystem('override-reason', 'Why advice on a card was not followed', [
      { code: 'benefit-outweighs-risk', display: 'Benefit outweighs the risk in this patient' },
      { code: 'specialist-advised', display: 'Agreed with a liver specialist' },
      { code: 'other-indication', display: 'Ordered for another indication' },
      { code: 'done-elsewhere', display: 'Already done elsewhere' },
      { code: 'not-appropriate', display: 'Not appropriate for this patient (comorbidity, palliative care)' },
      { code: 'patient-declined', display: 'Patient declined' },
      { code: 'later', display: 'Will be done later' },
      { code: 'chart-wrong', display: 'The chart is wrong or outdated' },
    ]),
    codeSystem('card-topic', 'Topic of a card', [
      { code: 'prognosis', display: 'Liver disease prognosis' },
      { code: 'order-advice', display: 'Choice of the next liver test' },
      { code: 'drug-safety', display: 'Drugs and contrast media in liver disease' },
      { code: 'imaging-protocol', display: 'Imaging protocol for fibrosis analysis' },
      { code: 'surveillance', display: 'Surveillance in liver disease' },
    ]),
    codeSystem(
      'failure',
      'Failures of a request, in OperationOutcome.issue.details',
      failureKinds.map((code) => ({ code, display: code.replaceAll('-', ' ') })),
    ),
  ];
}

/** One ValueSet with all codes of each CodeSystem that profiles or clients bind to. */
export function valueSets(): ValueSet[] {
  const names = [
    ['measure', 'All measures of liver fibrosis'],
    ['outcome', 'Outcomes and events of liver disease'],
    ['evidence-class', 'Evidence classes'],
    ['disease-state', 'States of liver disease'],
    ['risk-level', 'Risk levels'],
    ['etiology', 'Etiologies of liver disease'],
    ['override-reason', 'Reasons for not following a card'],
  ] as const;
  return names.map(([id, title]) => ({
    resourceType: 'ValueSet',
    id,
    ...published(`ValueSet/${id}`, title, `${pascal(id)}ValueSet`),
    compose: { include: [{ system: `${fibrocast}/CodeSystem/${id}` }] },
  }));
}

function codeSystem(id: string, title: string, concepts: readonly Entry[]): CodeSystem {
  return {
    resourceType: 'CodeSystem',
    id,
    ...published(`CodeSystem/${id}`, title, pascal(id)),
    caseSensitive: true,
    content: 'complete',
    count: concepts.length,
    concept: [...concepts],
  };
}

/** There are more codes than are listed: the number of all is not known here. */
function fragment({ count: _count, ...system }: CodeSystem): CodeSystem {
  return { ...system, content: 'fragment' };
}

const labelled = (labels: Readonly<Record<string, string>>): Entry[] =>
  Object.entries(labels).map(([code, display]) => ({ code, display }));

const pascal = (id: string) => id.replace(/(^|-)([a-z])/g, (_all, _dash, letter: string) => letter.toUpperCase());

/** Every CodeSystem the writing code names must be one of these (checked in the test). */
export const ownSystems: readonly string[] = Object.values(systems).filter((url) => url.startsWith(fibrocast));
