import { Failure } from '../../core/failure.ts';
import type { ArchivedSeries, ArchivedStudy, StudyQuery } from '../../ports/archive.ts';
import type { Attributes } from './data-set.ts';
import { readDicomJson } from './dicom-json.ts';
import { ask, bytesOf, type DicomwebRules, type RetryBudget } from './dicomweb-request.ts';
import { isUid, uidOf } from './study-url.ts';

/** One call of the port: all its requests share the signal and the tries that are left. */
export interface ArchiveCall {
  readonly rules: DicomwebRules;
  readonly signal: AbortSignal;
  readonly budget: RetryBudget;
}

const json = 'application/dicom+json';
const answerBytes = 256 * 2 ** 20;

/** A search or metadata answer: data sets, none for 204. */
export const askJson = (call: ArchiveCall, path: string, accept = json): Promise<readonly Attributes[]> =>
  ask(call.rules, { method: 'GET', path, accept, long: false, maximumBytes: answerBytes }, call, async (answer) =>
    readDicomJson(await bytesOf(answer)),
  );

const searched = (path: string, pairs: readonly (readonly [string, string | undefined])[]) => {
  const query = new URLSearchParams(pairs.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
  return `${path}?${query}`;
};

/** Wild cards and lists would find other patients' studies. */
const exact = (value: string | undefined): string | undefined => {
  if (value !== undefined && (/[*?\\]/.test(value) || value.trim() === '' || value.length > 64))
    throw new Failure('invalid-input', 'A search value must be plain: no wild cards, 1 to 64 characters.');
  return value;
};

const dateRange = (from: string | undefined, to: string | undefined): string | undefined => {
  for (const date of [from, to])
    if (date !== undefined && !/^\d{8}$/.test(date))
      throw new Failure('invalid-input', 'DICOM dates are written as eight digits: 20260131.');
  return from === undefined && to === undefined ? undefined : `${from ?? ''}-${to ?? ''}`;
};

/** ISO date; with the time where the zone is known as well, because a time without one is not a moment. */
const startedOf = (study: Attributes): string | undefined => {
  const date = /^(\d{4})\.?(\d\d)\.?(\d\d)$/.exec(study.text('x00080020') ?? '');
  if (date === null) return undefined;
  const day = `${date[1]}-${date[2]}-${date[3]}`;
  const time = /^(\d\d):?(\d\d):?(\d\d)/.exec(study.text('x00080030') ?? '');
  const zone = /^([+-]\d\d)(\d\d)$/.exec(study.text('x00080201') ?? '');
  return time === null || zone === null ? day : `${day}T${time[1]}:${time[2]}:${time[3]}${zone[1]}:${zone[2]}`;
};

const count = (attributes: Attributes, tag: string) => {
  const value = attributes.number(tag);
  return value !== undefined && Number.isInteger(value) && value >= 0 ? value : undefined;
};

/** QIDO-RS. Studies whose patient is not exactly the one asked for are dropped: some archives compare loosely. */
export const listStudies = async (call: ArchiveCall, query: StudyQuery): Promise<readonly ArchivedStudy[]> => {
  const limit = query.limit ?? 100;
  if (!Number.isInteger(limit) || limit < 1)
    throw new Failure('invalid-input', 'The limit must be a whole number from 1.');
  const studyUid = query.studyUid === undefined ? undefined : uidOf(query.studyUid);
  const found = await askJson(
    call,
    searched('/studies', [
      ['StudyInstanceUID', studyUid],
      ['PatientID', exact(query.patientId)],
      ['AccessionNumber', exact(query.accessionNumber)],
      ['ModalitiesInStudy', exact(query.modality)],
      ['StudyDate', dateRange(query.from, query.to)],
      ['includefield', '00080061'],
      ['includefield', '00080201'],
      ['includefield', '00201208'],
      ['limit', String(limit)],
    ]),
  );
  return found
    .flatMap((study): ArchivedStudy[] => {
      const uid = study.text('x0020000d');
      const patientId = study.text('x00100020');
      if (uid === undefined || !isUid(uid)) return [];
      if (studyUid !== undefined && uid !== studyUid) return [];
      if (query.patientId !== undefined && patientId !== query.patientId) return [];
      const started = startedOf(study);
      const instances = count(study, 'x00201208');
      return [
        {
          studyUid: uid,
          modalities: study.texts('x00080061').filter((modality) => modality !== ''),
          ...(patientId === undefined ? {} : { patientId }),
          ...(started === undefined ? {} : { started }),
          ...(instances === undefined ? {} : { instances }),
        },
      ];
    })
    .slice(0, limit);
};

/** QIDO-RS. @throws Failure `not-found` when the study has no series */
export const listSeries = async (call: ArchiveCall, studyUid: string): Promise<readonly ArchivedSeries[]> => {
  const found = await listAll(call, `/studies/${studyUid}/series`, 'x0020000e', [
    '00080060',
    '0008103E',
    '00180015',
    '00201209',
  ]);
  if (found.length === 0) throw new Failure('not-found', 'The archive does not hold the study.');
  return found.map((series) => {
    const description = series.text('x0008103e');
    const bodyPart = series.text('x00180015')?.toUpperCase();
    const instances = count(series, 'x00201209');
    return {
      seriesUid: series.text('x0020000e') ?? '',
      modality: (series.text('x00080060') ?? '').toUpperCase(),
      ...(description === undefined ? {} : { description }),
      ...(bodyPart === undefined ? {} : { bodyPart }),
      ...(instances === undefined ? {} : { instances }),
    };
  });
};

/** Data sets of the instances of a series, with the place of each slice where the archive knows it. */
export const listInstances = (
  call: ArchiveCall,
  studyUid: string,
  seriesUid: string,
  including: readonly string[] = [],
) => listAll(call, `/studies/${studyUid}/series/${seriesUid}/instances`, 'x00080018', including);

const pageSize = 1000;
const mostPages = 200;

/**
 * All answers of a search, page by page until one brings nothing new. An archive may give fewer than asked for in a page, or know no
 * pages at all and repeat the first, so the number of answers says nothing.
 */
const listAll = async (call: ArchiveCall, path: string, uidTag: string, including: readonly string[]) => {
  const found = new Map<string, Attributes>();
  for (let page = 0; page < mostPages; page++) {
    const answers = await askJson(
      call,
      searched(path, [
        ...including.map((tag) => ['includefield', tag] as const),
        ['limit', String(pageSize)],
        ['offset', page === 0 ? undefined : String(found.size)],
      ]),
    );
    const before = found.size;
    for (const answer of answers) {
      const uid = answer.text(uidTag);
      if (uid !== undefined && isUid(uid) && !found.has(uid)) found.set(uid, answer);
    }
    if (found.size === before) break;
  }
  return [...found.values()];
};
