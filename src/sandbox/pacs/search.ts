import { attributeOf, type DataSet, valuesOf } from './data-set.ts';
import { DicomwebRefusal } from './refusal.ts';

export type SearchLevel = 'study' | 'series' | 'instance';

/** What an answer always holds (PS3.18 tables 10.6.3-3 to -5), by level; lower levels have those above where more than one is searched. */
const returned: Readonly<Record<SearchLevel, readonly string[]>> = {
  study: [
    ...['SpecificCharacterSet', 'StudyDate', 'StudyTime', 'AccessionNumber', 'InstanceAvailability'],
    ...['ModalitiesInStudy', 'ReferringPhysicianName', 'TimezoneOffsetFromUTC', 'PatientName', 'PatientID'],
    ...['PatientBirthDate', 'PatientSex', 'StudyInstanceUID', 'StudyID', 'StudyDescription'],
    ...['NumberOfStudyRelatedSeries', 'NumberOfStudyRelatedInstances'],
  ],
  series: [
    ...['SpecificCharacterSet', 'Modality', 'TimezoneOffsetFromUTC', 'SeriesDescription', 'StudyInstanceUID'],
    ...['SeriesInstanceUID', 'SeriesNumber', 'NumberOfSeriesRelatedInstances'],
    ...['PerformedProcedureStepStartDate', 'PerformedProcedureStepStartTime', 'RequestAttributesSequence'],
  ],
  instance: [
    ...['SpecificCharacterSet', 'SOPClassUID', 'SOPInstanceUID', 'InstanceAvailability', 'TimezoneOffsetFromUTC'],
    ...[
      'StudyInstanceUID',
      'SeriesInstanceUID',
      'InstanceNumber',
      'Rows',
      'Columns',
      'BitsAllocated',
      'NumberOfFrames',
    ],
  ],
};

export interface Search {
  readonly matches: (about: DataSet) => boolean;
  /** Only the attributes that are asked for. */
  readonly show: (about: DataSet) => DataSet;
  readonly offset: number;
  readonly limit: number;
}

const mostResults = 5000;

/** The query of a QIDO-RS search. @throws DicomwebRefusal 400 for what is no attribute or no number */
export function readSearch(query: URLSearchParams, levels: readonly SearchLevel[]): Search {
  const tags = new Set(levels.flatMap((level) => returned[level].map((keyword) => tagOf(keyword))));
  const tests: ((about: DataSet) => boolean)[] = [];
  let all = false;
  let [offset, limit] = [0, mostResults];
  for (const [name, value] of query) {
    if (name === 'limit') limit = Math.min(mostResults, whole(name, value));
    else if (name === 'offset') offset = whole(name, value);
    else if (name === 'fuzzymatching' || name === 'emptyvaluematching' || name === 'multiplevaluematching') continue;
    else if (name === 'includefield')
      for (const field of value.split(',')) {
        if (field === 'all') all = true;
        else tags.add(tagOf(field));
      }
    else {
      const tag = tagOf(name);
      tags.add(tag);
      if (value !== '') tests.push((about) => matches(about, tag, value));
    }
  }
  return {
    offset,
    limit,
    matches: (about) => tests.every((test) => test(about)),
    show: (about) => (all ? about : Object.fromEntries(Object.entries(about).filter(([tag]) => tags.has(tag)))),
  };
}

function whole(name: string, value: string): number {
  if (!/^\d{1,9}$/.test(value)) throw new DicomwebRefusal(400, `${name} must be a whole number.`);
  return Number(value);
}

/** Keyword or tag to tag. Attributes of sequences are not searched. */
function tagOf(name: string): string {
  const tag = /^[0-9A-Fa-f]{8}$/.test(name) ? name.toUpperCase() : attributeOf(name)?.tag;
  if (tag === undefined) throw new DicomwebRefusal(400, 'The query names something that is no DICOM attribute.');
  return tag;
}

/** PS3.4 C.2.2.2: lists of UIDs and of modalities, ranges of dates and times, wild cards, else equal. */
function matches(about: DataSet, tag: string, wanted: string): boolean {
  const vr = about[tag]?.vr;
  const values = valuesOf(about, tag);
  if (vr === 'UI' || tag === '00080061') {
    const list = wanted.split(/[,\\]/);
    return values.some((value) => list.includes(value));
  }
  if ((vr === 'DA' || vr === 'TM') && wanted.includes('-')) {
    const [from = '', to = ''] = wanted.split('-');
    return values.some(
      (value) => (from === '' || value >= from) && (to === '' || value <= `${to}9`.slice(0, value.length)),
    );
  }
  const pattern = new RegExp(
    `^${[...wanted].map((letter) => (letter === '*' ? '.*' : letter === '?' ? '.' : letter.replace(/[\\^$.+()[\]{}|/]/g, '\\$&'))).join('')}$`,
    vr === 'PN' ? 'iu' : 'u',
  );
  return values.some((value) => pattern.test(value));
}
