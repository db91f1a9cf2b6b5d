import type { HcvStatus } from '../assessment/hcv-status.ts';
import type { DiseaseState, GuidelineStep, LiverEventKind } from '../assessment.ts';
import type { ConditionConcept, SerologyMarker, ServiceConcept } from '../chart.ts';
import type { Etiology } from '../etiology.ts';
import type { Source } from '../evidence.ts';

/** What the rules may look at: a small record of facts, so that a rule stays one line of reasoning. */
export interface GuidelineFacts {
  readonly etiology: Etiology;
  /** Primary and further etiologies. */
  readonly causes: ReadonlySet<Etiology>;
  readonly hcv: HcvStatus['state'];
  readonly state: DiseaseState;
  /** Two fibrosis tests contradict each other. */
  readonly discordant: boolean;
  readonly flare: boolean;
  readonly events: ReadonlySet<LiverEventKind>;
  /** First date of the event, where known. */
  readonly eventDays: Readonly<Partial<Record<LiverEventKind, number>>>;
  /** Diagnoses that are present (not resolved, not provisional). */
  readonly conditions: ReadonlySet<ConditionConcept>;
  /** Cirrhosis, varices or portal hypertension as a diagnosis, resolved or not. */
  readonly cirrhosisRecorded: boolean;
  /** Advanced fibrosis as a diagnosis, or any reliable VCTE ever in the range of advanced disease. */
  readonly advancedEver: boolean;
  readonly age: number;
  /** Reliable VCTE of the last 180 days, kPa. */
  readonly vcteKpa?: number;
  /** Cirrhosis is recorded, stiffness is low, and no treatment explains it. */
  readonly contradicted: boolean;
  /** Any current reliable stiffness or an ELF: the second line test is done. */
  readonly secondLineDone: boolean;
  /** A poor VCTE, or one too old, and nothing better: the reason to repeat it. */
  readonly repeatVcte?: 'poor' | 'old';
  readonly meld?: { readonly value: number; readonly title: string };
  readonly hbvDnaIuPerMl?: number;
  readonly altAboveLimit?: boolean;
  readonly alpTimesUln?: number;
  readonly amaPositive: boolean;
  readonly hdvTested: boolean;
  /** Serology with a result on the chart, whatever it says. */
  readonly tested: ReadonlySet<SerologyMarker>;
  readonly labsSearched: boolean;
  /** False when stiffness may be known and could not be read. */
  readonly stiffnessSearched: boolean;
  readonly medicationsSearched: boolean;
  readonly examsSearched: boolean;
  /** Active treatments. */
  readonly on: ReadonlySet<Treatment>;
  /** Band codes of a computed score; empty when it was refused. */
  band(scoreId: string): readonly string[];
  /** Days since the newest such service was done; undefined: not on the chart. */
  daysSince(...services: readonly ServiceConcept[]): number | undefined;
}

export type Treatment = 'hbv-antiviral' | 'hcv-antiviral' | 'udca' | 'nsbb' | 'encephalopathy' | 'immunosuppressant';

/** One guideline rule as data. */
export interface GuidelineRule {
  /** Stable: shown on pages and stored with RiskAssessments. */
  readonly id: string;
  /** Rules of one topic advise on the same thing: the first that applies speaks, the others are silent. */
  readonly topic: string;
  readonly urgency: GuidelineStep['urgency'];
  readonly source: Source;
  readonly order?: ServiceConcept;
  /** Imperative, one line, without a final stop. */
  readonly action: string | ((facts: GuidelineFacts) => string);
  readonly why: string | ((facts: GuidelineFacts) => string);
  readonly caveat?: (facts: GuidelineFacts) => string | undefined;
  applies(facts: GuidelineFacts): boolean;
}

/** Not seen on a record that was searched: absence of a treatment is only known then. */
export const notOn = (facts: GuidelineFacts, treatment: Treatment) =>
  facts.medicationsSearched && !facts.on.has(treatment);

/** Not done within so many days, or not known to have been. */
export const notWithin = (facts: GuidelineFacts, days: number, ...services: readonly ServiceConcept[]) =>
  (facts.daysSince(...services) ?? Number.POSITIVE_INFINITY) > days;

/** Said with a rule that asks for stiffness, when an existing one may only not have been readable. */
export const stiffnessUnread = (facts: GuidelineFacts) =>
  facts.stiffnessSearched ? undefined : 'measurements could not be read: check whether stiffness is known';
