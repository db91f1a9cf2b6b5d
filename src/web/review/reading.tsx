import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { UsedInput } from '../../core/assessment.ts';
import type { CourseLine } from '../../core/review/review.ts';
import { type Formats, formatsOf } from '../design/formats.ts';
import type { Language } from '../design/words.ts';
import { type Words, wordsOf } from './language/dictionary.ts';
import { type Said, sayingIn, upperFirst } from './language/service-sentences.ts';
import { shownQuantity, type UnitSystem } from './units.ts';

/** How this reader reads: language, numbers, units. */
export interface Reading {
  readonly language: Language;
  readonly units: UnitSystem;
  readonly words: Words;
  readonly formats: Formats;
  /** A sentence of the service in the reader's language. */
  readonly say: (sentence: string) => Said;
}
export function readingOf(language: Language, units: UnitSystem): Reading {
  const formats = formatsOf(language);
  return { language, units, words: wordsOf(language), formats, say: sayingIn(language, formats) };
}

const ReadingContext = createContext<Reading>(readingOf('en', 'si'));
export const ReadingProvider = ReadingContext.Provider;
export const useReading = (): Reading => useContext(ReadingContext);

/** A sentence of the service, marked as English where it stayed so. `as="sentence"`: begins with a capital. */
export function Spoken({ children, as }: { children: string; as?: 'sentence' }) {
  const { say } = useReading();
  const { text, lang } = say(children);
  return <span lang={lang}>{as === 'sentence' ? upperFirst(text) : text}</span>;
}

/** Value with its unit, in the reader's units: "1.9 mg/dL", "61 years". */
export function shownValue(what: string, value: number, ucum: string | undefined, reading: Reading): string {
  const shown = shownQuantity(what, value, ucum, reading.units);
  const unit = shown.unit === 'a' ? reading.words('unit.years') : shown.unit;
  const number = reading.formats.number(shown.value, shown.digits);
  // A narrow no-break space would be lost in a copied letter; a no-break space keeps number and unit together.
  return unit === '' ? number : unit === '%' ? `${number}\u00a0%` : `${number}\u00a0${unit}`;
}

export function shownInput({ input, value, unit }: UsedInput, reading: Reading): string {
  if (typeof value === 'number') return shownValue(input, value, unit, reading);
  if (typeof value === 'boolean') return reading.words(value ? 'answer.true' : 'answer.false');
  return reading.say(value.replaceAll('_', ' ')).text;
}

/** "12: rule in"; the label alone where it names its value already. */
export function thresholdText(
  line: Pick<CourseLine, 'id' | 'unit'>,
  { value, label }: Pick<CourseLine['thresholds'][number], 'value' | 'label'>,
  reading: Reading,
): string {
  const shown = shownQuantity(line.id, value, line.unit, reading.units);
  const number = reading.formats.number(shown.value, shown.digits);
  const named = [number, String(value)].some((written) => label.includes(written));
  const { text } = reading.say(label);
  return named ? text : `${number}: ${text}`;
}
