import type { DiseaseState, LiverEventKind, RiskLevel } from '../assessment.ts';
import type { StiffnessMethod } from '../chart.ts';
import { dayOf } from '../chart-dates.ts';
import type { Etiology } from '../etiology.ts';
import { etiologyWords } from '../etiology.ts';
import { cacldVcteKpa, steatoticVcteKpa } from '../guidelines/thresholds.ts';
import { decompensations } from './liver-events.ts';

/**
 * Where the patient stands and how urgent that is. The first line that holds decides; nothing later softens it.
 *
 * | what the chart says                                             | state                | level          | from |
 * |---|---|---|---|
 * | liver transplant ever                                           | transplanted         | not-assessable; decompensated after a later decompensation | rules are for native livers |
 * | any decompensation ever, resolved or not                        | dACLD                | decompensated  | Baveno VII |
 * | cirrhosis, or varices or portal hypertension, as diagnosis      | cACLD                | high           | Baveno VII |
 * | advanced fibrosis as diagnosis                                  | advanced-fibrosis    | high           | |
 * | child, pregnancy, age unknown: adult tests are not read         | not-assessed         | not-assessable | |
 * | VCTE rules in CSPH                                              | cACLD                | high           | Baveno VII |
 * | VCTE high and FIB-4 low, or VCTE low and FIB-4 high             | indeterminate        | indeterminate  | discordant |
 * | ALT flare with a high VCTE or FIB-4                             | indeterminate        | indeterminate  | inflammation raises both |
 * | VCTE above 15 kPa                                               | cACLD                | high           | Baveno VII |
 * | VCTE 10 to 15 kPa, and F3 or F4 by the set of the etiology; steatotic disease: from 12 kPa | advanced-fibrosis | high | Baveno VII, NILDA 2024 |
 * | VCTE 10 to 15 kPa otherwise                                     | indeterminate        | indeterminate  | Baveno VII: confirm |
 * | VCTE 8 to 10 kPa                                                | indeterminate        | indeterminate  | EASL 2021 |
 * | VCTE below 8 kPa, not F3 or F4 by the set                       | no-advanced-fibrosis | low            | EASL 2021 |
 * | 2D-SWE, pSWE, MRE: F3 or F4; F2; below, by the set              | advanced-fibrosis; indeterminate; no-advanced-fibrosis | high; indeterminate; low | lsm_stage |
 * | ELF, FIB-4, in HBV APRI: high                                   | indeterminate        | high           | blood tests select, they do not diagnose |
 * | the same: in between                                            | indeterminate        | indeterminate  | |
 * | the same: low, where that rules out (not PBC, PSC, AIH, after HCV cure, under 35) | no-advanced-fibrosis | low | AASLD 2023, EASL 2021, WHO 2024 |
 * | nothing of these                                                | not-assessed         | not-assessable | |
 *
 * A low or grey reading counts for 180 days; a high one until a newer one replaces it (ruling in does not fade, ruling out does).
 * Where diagnoses could not be read, `no-advanced-fibrosis` becomes `indeterminate`: a decompensation may be among them.
 * HCC makes the level at least `high`, and no test rules advanced fibrosis out beside it.
 */
export interface StageFacts {
  readonly events: ReadonlySet<LiverEventKind>;
  readonly decompensatedAfterTransplant: boolean;
  readonly recorded?: 'cirrhosis' | 'varices' | 'portal hypertension' | 'advanced fibrosis';
  /** Why adult rules are not applied, in words; undefined when they are. */
  readonly withheld?: string;
  readonly etiology: Etiology;
  readonly hcvCured: boolean;
  readonly reading?: {
    readonly method: StiffnessMethod;
    readonly kPa: number;
    readonly date?: string;
    readonly current: boolean;
    readonly reliable: boolean;
  };
  /** Band codes of scores that could be computed. */
  readonly stage: readonly string[];
  readonly baveno: readonly string[];
  readonly fib4: readonly string[];
  readonly elf: readonly string[];
  readonly apriHbv: readonly string[];
  /** ALT above five times its own limit. */
  readonly flare: boolean;
}

export interface Standing {
  readonly state: DiseaseState;
  readonly level: RiskLevel;
  readonly because: string;
  /** Two tests contradict each other. */
  readonly discordant: boolean;
}

/** Bands of blood tests in one vocabulary. */
type Triage = 'low' | 'between' | 'high' | 'none';

const steatotic: ReadonlySet<Etiology> = new Set(['masld', 'metald']);
/** FIB-4 was not built to rule out advanced fibrosis in these (EASL 2021). */
const noBloodRuleOut: ReadonlySet<Etiology> = new Set(['pbc', 'psc', 'aih', 'other']);

export const methodWords: Readonly<Record<StiffnessMethod, string>> = {
  vcte: 'VCTE',
  pswe: 'pSWE',
  '2d-swe': '2D-SWE',
  mre: 'MRE',
  unknown: 'elastography of unknown method',
};

/** Up to two decimals, as a person writes it. */
export const figure = (value: number) => String(Math.round(value * 100) / 100);

export function diseaseState(facts: StageFacts): Standing {
  const standing = nativeState(facts);
  if (!facts.events.has('hepatocellular-carcinoma') || standing.level === 'decompensated') return standing;
  if (standing.state === 'transplanted') return standing;
  // Most carcinomas grow in advanced disease: no low test rules it out beside one.
  const state = standing.state === 'no-advanced-fibrosis' ? 'indeterminate' : standing.state;
  return { ...standing, state, level: 'high', because: `hepatocellular carcinoma is recorded; ${standing.because}` };
}

const decompensationWords: Partial<Record<LiverEventKind, string>> = {
  ascites: 'ascites',
  'variceal-bleeding': 'variceal bleeding',
  'hepatic-encephalopathy': 'hepatic encephalopathy',
  'hepatorenal-syndrome': 'hepatorenal syndrome',
  'spontaneous-bacterial-peritonitis': 'spontaneous bacterial peritonitis',
  decompensation: 'decompensation',
};

function nativeState(facts: StageFacts): Standing {
  const happened = [...decompensations].filter((event) => facts.events.has(event));
  const eventWords = happened.map((event) => decompensationWords[event] ?? event).join(', ');
  if (facts.events.has('liver-transplant')) {
    return facts.decompensatedAfterTransplant
      ? say('transplanted', 'decompensated', `${eventWords} recorded after liver transplantation`)
      : say(
          'transplanted',
          'not-assessable',
          'liver transplantation is recorded: rules for native livers do not apply',
        );
  }
  if (happened.length > 0) return say('dACLD', 'decompensated', `${eventWords} on record`);
  if (facts.recorded && facts.recorded !== 'advanced fibrosis') {
    return say('cACLD', 'high', `${facts.recorded} recorded, without a decompensation`);
  }
  const tested = facts.withheld ? say('not-assessed', 'not-assessable', facts.withheld) : byTests(facts);
  // A diagnosis is a floor: tests may add to it, not take from it.
  return facts.recorded === 'advanced fibrosis' && tested.state !== 'cACLD'
    ? say('advanced-fibrosis', 'high', 'advanced fibrosis is recorded as a diagnosis', tested.discordant)
    : tested;
}

const say = (state: DiseaseState, level: RiskLevel, because: string, discordant = false): Standing => ({
  state,
  level,
  because,
  discordant,
});

function byTests(facts: StageFacts): Standing {
  const { reading } = facts;
  const counts =
    reading?.reliable && (reading.current || (reading.method === 'vcte' && reading.kPa >= cacldVcteKpa.suggestive));
  if (reading && counts) {
    return reading.method === 'vcte' ? byVcte(facts, reading) : (byOtherStiffness(facts, reading) ?? byBlood(facts));
  }
  return byBlood(facts);
}

const named = (reading: NonNullable<StageFacts['reading']>) =>
  `${methodWords[reading.method]} ${figure(reading.kPa)} kPa${reading.date ? ` (${dayOf(reading.date)})` : ''}`;

function byVcte(facts: StageFacts, reading: NonNullable<StageFacts['reading']>): Standing {
  const words = named(reading);
  const triage = fib4Triage(facts);
  const { suggestive, highlySuggestive } = cacldVcteKpa;
  if (facts.flare && reading.kPa >= steatoticVcteKpa.low) {
    return say(
      'indeterminate',
      'indeterminate',
      `${words} during an ALT flare, which raises stiffness: repeat when ALT has fallen`,
    );
  }
  if (facts.baveno.includes('CSPH_ruled_in')) {
    return say('cACLD', 'high', `${words}: clinically significant portal hypertension by Baveno VII`);
  }
  if (reading.kPa >= suggestive && triage === 'low') {
    return say('indeterminate', 'indeterminate', `${words} is high and FIB-4 is low: the tests disagree`, true);
  }
  if (reading.kPa < steatoticVcteKpa.low && triage === 'high') {
    return say('indeterminate', 'indeterminate', `${words} is low and FIB-4 is high: the tests disagree`, true);
  }
  if (reading.kPa > highlySuggestive)
    return say('cACLD', 'high', `${words}: highly suggestive of compensated advanced chronic liver disease`);
  const advanced = facts.stage.includes('F3') || facts.stage.includes('F4');
  if (reading.kPa >= suggestive) {
    const enough = steatotic.has(facts.etiology) ? reading.kPa >= steatoticVcteKpa.high : advanced;
    return enough
      ? say(
          'advanced-fibrosis',
          'high',
          `${words}: advanced fibrosis likely, compensated advanced disease to be confirmed`,
        )
      : say('indeterminate', 'indeterminate', `${words}: suggestive of advanced disease, to be confirmed`);
  }
  if (reading.kPa >= steatoticVcteKpa.low || advanced) {
    return say('indeterminate', 'indeterminate', `${words}: between ruling out and ruling in`);
  }
  return say('no-advanced-fibrosis', 'low', `${words}: advanced fibrosis unlikely`);
}

/** Undefined when the reading has no stage (no set, stale): then it decides nothing. */
function byOtherStiffness(facts: StageFacts, reading: NonNullable<StageFacts['reading']>): Standing | undefined {
  const stage = facts.stage[0];
  if (!stage) return undefined;
  const words = `${named(reading)}, ${stage.replaceAll('_', ' ')} by its cut-offs`;
  const triage = fib4Triage(facts);
  const advanced = facts.stage.includes('F3') || facts.stage.includes('F4');
  if (advanced && facts.flare) {
    return say('indeterminate', 'indeterminate', `${words}, during an ALT flare: repeat when ALT has fallen`);
  }
  if ((advanced && triage === 'low') || (!advanced && triage === 'high')) {
    return say('indeterminate', 'indeterminate', `${words}, but FIB-4 is ${triage}: the tests disagree`, true);
  }
  if (advanced) return say('advanced-fibrosis', 'high', words);
  if (facts.stage.includes('F2')) return say('indeterminate', 'indeterminate', words);
  return say('no-advanced-fibrosis', 'low', words);
}

function fib4Triage(facts: StageFacts): Triage {
  if (facts.fib4.includes('high')) return facts.flare ? 'between' : 'high';
  if (facts.fib4.includes('indeterminate')) return 'between';
  return facts.fib4.includes('low') && !facts.fib4.some((code) => code.includes('unreliable')) ? 'low' : 'none';
}

function byBlood(facts: StageFacts): Standing {
  const fib4 = fib4Triage(facts);
  if (facts.flare && (facts.fib4.includes('high') || facts.apriHbv.includes('cirrhosis_F4'))) {
    return say(
      'indeterminate',
      'indeterminate',
      'blood tests are high during an ALT flare, which raises them: repeat when ALT has fallen',
    );
  }
  if (facts.etiology === 'hbv' && facts.apriHbv.length > 0) {
    if (facts.apriHbv.includes('cirrhosis_F4')) {
      return say('indeterminate', 'high', 'APRI is in the cirrhosis range of WHO 2024: confirm by elastography');
    }
    if (fib4 === 'high') return say('indeterminate', 'high', 'FIB-4 is high: confirm by elastography');
    if (facts.apriHbv.includes('significant_F2plus')) {
      return say(
        'indeterminate',
        'indeterminate',
        'APRI suggests significant fibrosis (WHO 2024): confirm by elastography',
      );
    }
    if (fib4 === 'between') return say('indeterminate', 'indeterminate', 'FIB-4 is between its cut-offs');
    return say('no-advanced-fibrosis', 'low', 'APRI is below the WHO 2024 cut-off for significant fibrosis');
  }
  if (facts.elf.includes('higher') || fib4 === 'high') {
    const test = fib4 === 'high' ? 'FIB-4' : 'ELF';
    return say('indeterminate', 'high', `${test} is high: confirm by elastography`);
  }
  if (facts.elf.includes('lower') && fib4 !== 'none' && !noBloodRuleOut.has(facts.etiology) && !facts.hcvCured) {
    return say('no-advanced-fibrosis', 'low', 'ELF is in its lower range and FIB-4 is not high');
  }
  if (facts.elf.includes('mid') || fib4 === 'between') {
    return say('indeterminate', 'indeterminate', `${fib4 === 'between' ? 'FIB-4' : 'ELF'} is between its cut-offs`);
  }
  if (fib4 === 'low') {
    if (facts.hcvCured) {
      return say(
        'indeterminate',
        'indeterminate',
        'FIB-4 is low, which after cure of hepatitis C does not exclude earlier advanced fibrosis',
      );
    }
    if (facts.etiology === 'hbv') {
      return say('indeterminate', 'indeterminate', 'FIB-4 alone does not rule out fibrosis in hepatitis B');
    }
    if (noBloodRuleOut.has(facts.etiology)) {
      const words = facts.etiology === 'other' ? 'this disease' : etiologyWords[facts.etiology];
      return say(
        'indeterminate',
        'indeterminate',
        `FIB-4 is low, which does not rule out advanced fibrosis in ${words}`,
      );
    }
    return say('no-advanced-fibrosis', 'low', 'FIB-4 is low: advanced fibrosis unlikely');
  }
  if (facts.fib4.includes('low')) {
    return say('not-assessed', 'not-assessable', 'FIB-4 is unreliable under 35 years and nothing else is known');
  }
  if (facts.reading) {
    const problem = !facts.reading.reliable
      ? 'is not reliable'
      : facts.reading.current
        ? 'has no cut-offs for this cause'
        : 'is too old to rely on';
    return say('not-assessed', 'not-assessable', `${named(facts.reading)} ${problem} and no score could be computed`);
  }
  return say('not-assessed', 'not-assessable', 'neither a fibrosis score nor a stiffness could be had');
}
