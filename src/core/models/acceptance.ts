import type { Etiology } from '../etiology.ts';
import { etiologyWords } from '../etiology.ts';
import type { SeriesRole } from '../volume/series-rules.ts';
import type { Accepts, Exclusion } from './manifest.ts';

/** What of a patient decides whether a model may speak. */
export interface AcceptanceFacts {
  readonly etiology: Etiology;
  readonly ageYears?: number;
  /** States that the chart shows. */
  readonly exclusions: ReadonlySet<Exclusion>;
  /** Series that are at hand; absent: no image. */
  readonly series?: ReadonlySet<SeriesRole>;
}

const exclusionWords: Readonly<Record<Exclusion, string>> = {
  decompensated: 'decompensated disease',
  transplanted: 'a transplanted liver',
  'hepatocellular-carcinoma': 'hepatocellular carcinoma',
  pregnant: 'pregnancy',
  ascites: 'ascites',
};

/** Why a model says nothing of this patient, in a sentence; undefined when it accepts them. */
export function acceptanceProblem(accepts: Accepts, facts: AcceptanceFacts): string | undefined {
  const missing = (accepts.series ?? []).filter((role) => !facts.series?.has(role));
  if (accepts.modality !== 'labs' && missing.length > 0)
    return `The model needs a series that is missing: ${missing.join(', ')}.`;
  if (accepts.etiologies !== 'any' && !accepts.etiologies.includes(facts.etiology))
    return `The model was not built for ${etiologyWords[facts.etiology]}.`;
  const [youngest, oldest] = accepts.ageYears;
  if (facts.ageYears === undefined) return 'The age of the patient is not known.';
  if (facts.ageYears < youngest || facts.ageYears > oldest)
    return `The model holds from ${youngest} to ${oldest} years of age.`;
  const excluded = accepts.exclusions.filter((state) => facts.exclusions.has(state));
  if (excluded.length > 0)
    return `The model does not hold with ${excluded.map((state) => exclusionWords[state]).join(', ')}.`;
  return undefined;
}
