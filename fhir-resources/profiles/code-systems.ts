import type { CodeSystem, ValueSet } from 'fhir/r4.js';
import { liverEvents } from '../../src/core/assessment.ts';
import { serviceConcepts } from '../../src/core/chart.ts';
import { etiologies } from '../../src/core/etiology.ts';
import { type InputId, inputDefinition, otherInputs } from '../../src/core/inputs.ts';
import { analytes } from '../../src/core/quantity.ts';
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
    codeSystem('audit-action', 'Actions that are audited', labelled(actionTitles)),
    codeSystem('handling', 'How a stored result is handled', [
      { code: 'not-for-write-back', display: 'Copy of EHR data, not to be written back' },
    ]),
    codeSystem('override-reason', 'Why advice on a card was not followed', [
      { code: 'already-done', display: 'Already done elsewhere' },
      { code: 'already-planned', display: 'Already planned or ordered' },
      { code: 'not-applicable', display: 'Does not apply to this patient' },
      { code: 'data-wrong', display: 'The chart data are wrong or out of date' },
      { code: 'patient-declines', display: 'The patient declines' },
      { code: 'limited-life-expectancy', display: 'Limited life expectancy or palliative care' },
      { code: 'benefit-outweighs-risk', display: 'The benefit outweighs the risk' },
      { code: 'specialist-advice', display: 'A specialist advised otherwise' },
      { code: 'not-now', display: 'Not now: will decide later' },
      { code: 'other', display: 'Another reason' },
    ]),
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
