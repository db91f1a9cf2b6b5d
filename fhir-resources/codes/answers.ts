/**
 * Qualitative results: yes or no, in the codes and words laboratories use. What is neither (indeterminate, equivocal,
 * a titre, a signal-to-cutoff ratio) is undefined: the threshold of an assay is the laboratory's to apply, not ours.
 */
const positiveCodes = new Set([
  'snomed|10828004',
  'snomed|11214006',
  'snomed|260373001',
  'loinc|LA6576-8',
  'loinc|LA11882-0',
  'loinc|LA9633-4',
]);
const negativeCodes = new Set([
  'snomed|260385009',
  'snomed|131194007',
  'snomed|260415000',
  'loinc|LA6577-6',
  'loinc|LA11883-8',
  'loinc|LA9634-2',
]);

const positiveWords = new Set([
  'positive',
  'pos',
  'positiv',
  'reactive',
  'reaktiv',
  'detected',
  'present',
  'nachweisbar',
  'repeatedly reactive',
  '+',
]);
const negativeWords = new Set([
  'negative',
  'neg',
  'negativ',
  'non-reactive',
  'nonreactive',
  'non reactive',
  'not reactive',
  'nicht reaktiv',
  'nicht-reaktiv',
  'not detected',
  'none detected',
  'target not detected',
  'undetected',
  'undetectable',
  'not detectable',
  'nicht nachweisbar',
  'absent',
  '-',
]);

/** v3-ObservationInterpretation: what the laboratory itself concludes. High, low and abnormal say nothing about presence. */
const interpretations: Readonly<Record<string, boolean>> = {
  POS: true,
  DET: true,
  RR: true,
  NEG: false,
  ND: false,
  NR: false,
};

export function presenceOfCode(system: 'snomed' | 'loinc', code: string): boolean | undefined {
  const key = `${system}|${code}`;
  if (positiveCodes.has(key)) return true;
  return negativeCodes.has(key) ? false : undefined;
}

export function presenceOfText(text: string): boolean | undefined {
  if (text.length > 40) return undefined;
  const word = text.trim().toLowerCase().replace(closing, '');
  if (positiveWords.has(word)) return true;
  return negativeWords.has(word) ? false : undefined;
}
const closing = /[.!\s]+$/;

export function presenceOfInterpretation(code: string): boolean | undefined {
  return Object.hasOwn(interpretations, code) ? interpretations[code] : undefined;
}
