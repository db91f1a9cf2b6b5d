import type { EtiologyFinding } from '../assessment.ts';
import type { ChartFacts, ConditionConcept, ConditionFact } from '../chart.ts';
import { type Etiology, etiologyWords } from '../etiology.ts';
import { indexLabs, type LabIndex } from '../labs.ts';
import { hbvAntivirals, udca } from './chart-drugs.ts';
import { hcvRnaHistory, hcvStatus } from './hcv-status.ts';
import { diagnoses, takes } from './what-counts.ts';

/** Diagnoses that name a cause. */
export const etiologyOf: Partial<Record<ConditionConcept, Etiology>> = {
  'hepatitis-b': 'hbv',
  'hepatitis-d': 'hbv',
  'hepatitis-c': 'hcv',
  'hepatitis-c-cured': 'hcv',
  masld: 'masld',
  mash: 'masld',
  metald: 'metald',
  'alcohol-related-liver-disease': 'ald',
  pbc: 'pbc',
  psc: 'psc',
  'autoimmune-hepatitis': 'aih',
  hemochromatosis: 'other',
  wilson: 'other',
  'alpha-1-antitrypsin-deficiency': 'other',
};

/** Inborn or lifelong: `resolved` in the chart means quiet, not gone. */
const lifelong: ReadonlySet<Etiology> = new Set(['pbc', 'psc', 'aih', 'other']);

/**
 * Which of several causes leads: the one whose treatment and cut-offs differ most from the others'. Active viruses, then
 * cholestatic and autoimmune disease, inherited disease, alcohol, steatosis; a cured hepatitis C comes last, because it
 * no longer drives fibrosis. A convention of this service, not of a guideline; all others are listed in `also`.
 */
const precedence: readonly Etiology[] = ['hbv', 'hcv', 'pbc', 'psc', 'aih', 'other', 'ald', 'metald', 'masld'];

/** EASL 2021: CAP above 275 dB/m shows steatosis; MASLD 2023 definition: 5 % fat. */
const steatosis = { capDbPerM: 275, pdffPercent: 5 };
const overweightBmi = 25;

interface Cause {
  readonly etiology: Etiology;
  readonly basis: 'diagnosed' | 'serology';
  readonly why: string;
  readonly references: readonly string[];
  readonly cured?: boolean;
}

/**
 * The cause of liver disease, without guessing: a coded diagnosis, else the virus itself, else MASLD where fat is
 * measured and a cardiometabolic factor is coded or measured and nothing else explains it; otherwise `unknown` with what suggests what.
 */
export function findEtiology(
  chart: ChartFacts,
  asOf: string,
  index: LabIndex = indexLabs(chart.labs, asOf),
): EtiologyFinding {
  const conditions = diagnoses(chart, asOf);
  const causes = [...diagnosedCauses(conditions, index), ...viralCauses(index)];
  const virus = hcvStatus(chart, conditions, index, asOf);
  const cured = virus.state === 'cured';
  const rank = (cause: Cause) =>
    cause.etiology === 'hcv' && cured ? precedence.length : precedence.indexOf(cause.etiology);
  const ordered = merge(causes).sort((left, right) => rank(left) - rank(right));
  const first = ordered[0];
  if (!first) return inferMasld(conditions, index) ?? unknownCause(conditions, index);

  const also = ordered.slice(1).map((cause) => cause.etiology);
  const all = [first.etiology, ...also];
  const treated = treatmentOf(first.etiology, chart, cured, all, asOf);
  const notes = [
    first.why,
    cured && virus.why,
    all.includes('masld') &&
      active(conditions, 'alcohol-use-disorder') &&
      'alcohol use disorder is recorded as well: MetALD or alcohol-related disease to be considered',
  ];
  return {
    etiology: first.etiology,
    basis: first.basis,
    why: notes.filter(Boolean).join('; '),
    also,
    references: sortedUnique([
      ...ordered.flatMap((cause) => cause.references),
      ...(cured ? virus.references : []),
      ...treated.references,
    ]),
    ...(treated.treated ? { treated: treated.treated } : {}),
  };
}

const active = (conditions: readonly ConditionFact[], concept: ConditionConcept) =>
  conditions.some((fact) => fact.concept === concept && fact.status !== 'resolved');
const sortedUnique = (texts: readonly string[]) => [...new Set(texts)].sort();

function diagnosedCauses(conditions: readonly ConditionFact[], index: LabIndex): Cause[] {
  return conditions.flatMap((fact) => {
    const etiology = etiologyOf[fact.concept];
    if (!etiology) return [];
    const hbsAgNow = index.serology('hbsAg')[0]?.positive;
    // A resolved hepatitis B is HBsAg loss unless the newest HBsAg says otherwise; a resolved hepatitis C is a cured one.
    const counts =
      fact.status !== 'resolved' || lifelong.has(etiology) || etiology === 'hcv' || (etiology === 'hbv' && hbsAgNow);
    if (!counts) return [];
    return [
      {
        etiology,
        basis: 'diagnosed' as const,
        why: `${etiologyWords[etiology]} is recorded as a diagnosis`,
        references: [fact.reference],
      },
    ];
  });
}

function viralCauses(index: LabIndex): Cause[] {
  const hbsAg = index.serology('hbsAg')[0];
  const rna = hcvRnaHistory(index)[0];
  const causes: Cause[] = [];
  if (hbsAg?.positive) {
    causes.push({ etiology: 'hbv', basis: 'serology', why: 'HBsAg is positive', references: [hbsAg.reference] });
  }
  if (rna?.positive) {
    causes.push({ etiology: 'hcv', basis: 'serology', why: 'HCV RNA is positive', references: [rna.reference] });
  }
  return causes;
}

/** One cause an etiology; a diagnosis speaks before serology, the references of both are kept. */
function merge(causes: readonly Cause[]): Cause[] {
  const merged = new Map<Etiology, Cause>();
  for (const cause of causes) {
    const before = merged.get(cause.etiology);
    merged.set(
      cause.etiology,
      before
        ? {
            ...(before.basis === 'diagnosed' ? before : cause),
            references: sortedUnique([...before.references, ...cause.references]),
          }
        : cause,
    );
  }
  return [...merged.values()];
}

function treatmentOf(
  etiology: Etiology,
  chart: ChartFacts,
  cured: boolean,
  all: readonly Etiology[],
  asOf: string,
): { treated?: EtiologyFinding['treated']; references: readonly string[] } {
  const antiviral = etiology === 'hbv' ? takes(chart, hbvAntivirals, asOf) : undefined;
  if (antiviral) return { treated: 'hbv-on-antiviral', references: [antiviral.reference] };
  const bileAcid = etiology === 'pbc' ? takes(chart, udca, asOf) : undefined;
  if (bileAcid) return { treated: 'pbc-on-udca', references: [bileAcid.reference] };
  return cured && all.includes('hcv') ? { treated: 'hcv-cured', references: [] } : { references: [] };
}

/** MASLD by its definition (EASL-EASD-EASO 2024): measured fat, a cardiometabolic factor, no other cause, no harmful drinking. */
function inferMasld(conditions: readonly ConditionFact[], index: LabIndex): EtiologyFinding | undefined {
  const cap = index.newest('capDbPerM');
  const pdff = index.newest('pdffPercent');
  const fat =
    pdff && pdff.value >= steatosis.pdffPercent && !pdff.comparator
      ? { words: `MRI-PDFF ${pdff.value} %`, reference: pdff.reference }
      : cap && cap.value > steatosis.capDbPerM && !cap.comparator
        ? { words: `CAP ${cap.value} dB/m`, reference: cap.reference }
        : undefined;
  if (!fat || active(conditions, 'alcohol-use-disorder')) return undefined;
  const coded = conditions
    .filter((fact) => fact.status !== 'resolved')
    .filter((fact) =>
      (['diabetes', 'prediabetes', 'obesity', 'hypertension', 'dyslipidemia'] as readonly string[]).includes(
        fact.concept,
      ),
    );
  const bmi = index.newest('bmiKgPerM2');
  const factor =
    coded.map((fact) => fact.concept).sort()[0] ?? (bmi && bmi.value >= overweightBmi ? 'BMI 25 or more' : undefined);
  if (!factor) return undefined;
  return {
    etiology: 'masld',
    basis: 'inferred',
    why: `${fat.words} with ${factor} and no other cause recorded; exclude other causes and alcohol`,
    also: [],
    references: sortedUnique([
      fat.reference,
      ...coded.map((fact) => fact.reference),
      ...(coded.length === 0 && bmi ? [bmi.reference] : []),
    ]),
  };
}

function unknownCause(conditions: readonly ConditionFact[], index: LabIndex): EtiologyFinding {
  const ama = index.serology('ama')[0];
  const alp = index.newest('alpUPerL');
  const antibody = index.serology('hcvAntibody')[0];
  const notes: { words: string; references: string[] }[] = [];
  if (ama?.positive) {
    const raised = alp?.upperLimit !== undefined && alp.value > 1.5 * alp.upperLimit;
    notes.push({
      words: raised ? 'AMA and raised ALP suggest PBC, not diagnosed' : 'AMA is positive, PBC not diagnosed',
      references: [ama.reference, ...(raised && alp ? [alp.reference] : [])],
    });
  }
  if (antibody?.positive && hcvRnaHistory(index).length === 0) {
    notes.push({ words: 'anti-HCV is positive and HCV RNA is not known', references: [antibody.reference] });
  }
  const alcohol = conditions.filter((fact) => fact.concept === 'alcohol-use-disorder' && fact.status !== 'resolved');
  if (alcohol.length > 0) {
    notes.push({
      words: 'alcohol use disorder is recorded, without a liver diagnosis',
      references: alcohol.map((fact) => fact.reference),
    });
  }
  return {
    etiology: 'unknown',
    basis: 'none',
    why: notes.map((note) => note.words).join('; ') || 'no cause of liver disease is recorded',
    also: [],
    references: sortedUnique(notes.flatMap((note) => note.references)),
  };
}
