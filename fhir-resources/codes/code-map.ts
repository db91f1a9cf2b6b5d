import { parse } from 'csv-parse/sync';
import { conditionConcepts, serologyMarkers, serviceConcepts } from '../../src/core/chart.ts';
import { drugs } from '../../src/core/drugs/drugs.ts';
import { Failure } from '../../src/core/failure.ts';
import { analytes } from '../../src/core/quantity.ts';
import { list, object, text } from '../read/json.ts';
import { loincResults, stiffnessTerms } from './results.ts';
import { systemName } from './systems.ts';

/**
 * A site's own codes, as a file gives them: `system|code` to a word of this service's vocabulary. Each reader takes the words it
 * knows: an AnalyteId, serology marker or stiffness term for Observations, a ConditionConcept, a ServiceConcept, an ingredient id.
 */
export type CodeMap = ReadonlyMap<string, string>;

export const mapKey = (system: string, code: string): string => `${system}|${code}`;

/** Every word that a mapping file may use. */
export const mappableConcepts: ReadonlySet<string> = new Set([
  ...Object.keys(analytes),
  ...serologyMarkers,
  ...Object.keys(stiffnessTerms),
  ...conditionConcepts,
  ...serviceConcepts,
  ...drugs.map((drug) => drug.id),
]);

const mostRows = 20_000;

/**
 * Reads the file of `FIBROCAST_CODE_MAP`: CSV with the header `system,code,concept`, or a JSON array of such objects.
 * A code that is listed twice with different meanings, or a concept that is not one of ours, stops the start: a laboratory code
 * that is read as another test is worse than one that is not read.
 * @throws Failure `invalid-configuration` with the row.
 */
export function readCodeMap(file: string): CodeMap {
  const map = new Map<string, string>();
  const rows = rowsOf(file);
  if (rows.length > mostRows) throw invalid(`it has more than ${mostRows} rows`);
  rows.forEach((row, index) => {
    const place = `row ${index + 1}`;
    const fields = object(row);
    const [system, code, concept] = ['system', 'code', 'concept'].map((name) => text(fields?.[name])?.trim());
    if (!system || !code || !concept) throw invalid(`${place} needs system, code and concept`);
    if (!mappableConcepts.has(concept)) throw invalid(`${place}: "${concept.slice(0, 60)}" is not a known concept`);
    const key = mapKey(system, code);
    const earlier = map.get(key);
    if (earlier !== undefined && earlier !== concept) {
      throw invalid(`${place} gives "${concept}" to a code that an earlier row gives "${earlier}"`);
    }
    if (systemName(system) === 'loinc' && loincResults.has(code)) {
      throw invalid(`${place} redefines LOINC ${code}, which this service reads already`);
    }
    map.set(key, concept);
  });
  return map;
}

function rowsOf(file: string): readonly unknown[] {
  const content = file.replace(/^\uFEFF/, '').trim();
  try {
    if (content.startsWith('[') || content.startsWith('{')) return list(JSON.parse(content));
    const rows: unknown = parse(content, { columns: true, skip_empty_lines: true, trim: true, comment: '#' });
    return list(rows);
  } catch (cause) {
    throw new Failure(
      'invalid-configuration',
      'The code map is neither CSV with system,code,concept nor a JSON array.',
      {
        cause,
      },
    );
  }
}

function invalid(what: string): Failure {
  return new Failure('invalid-configuration', `The code map cannot be used: ${what}.`);
}

const measurementWords: ReadonlySet<string> = new Set([
  'bmiKgPerM2',
  'weightKg',
  'heightCm',
  'waistCm',
  'capDbPerM',
  'pdffPercent',
  'spleenStiffnessKpa',
  ...Object.keys(stiffnessTerms),
]);

/** The site's codes of what is measured outside the laboratory. */
export function mappableMeasurements(map: CodeMap | undefined): string[] {
  const codes: string[] = [];
  for (const [key, word] of map ?? []) if (measurementWords.has(word)) codes.push(key.slice(key.lastIndexOf('|') + 1));
  return codes;
}
