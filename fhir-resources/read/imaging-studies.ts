import type { ImagingStudyFact, ServiceConcept, ServiceFact } from '../../src/core/chart.ts';
import type { About, Ask } from '../ask.ts';
import { entriesOf } from '../bundle.ts';
import { isExamination, serviceInText } from '../codes/service-codes.ts';
import { serviceMeanings } from '../codes.ts';
import { firstDate, isFuture } from './dates.ts';
import { readFacts } from './facts.ts';
import { code, type Json, list, object, text } from './json.ts';

export const imagingStudiesAsk: Ask<readonly ServiceFact[]> = {
  id: 'imagingStudies',
  query: 'ImagingStudy?patient={{context.patientId}}&_sort=-started&_count=200',
  read: (answer, about) => readFacts(answer, about, ['ImagingStudy'], (resource, at) => factsOf(resource, at, about)),
};

function factsOf(study: Json, reference: string, about: About): ServiceFact[] {
  const given = text(study.status) ?? 'available';
  if (given === 'cancelled' || given === 'entered-in-error' || given === 'inactive') return [];
  const when = firstDate(study, 'started') ?? firstDate(first(study.series) ?? {}, 'started');
  const status = given === 'registered' ? 'planned' : 'done';
  if (status === 'done' && when !== undefined && isFuture(when, about.now)) return [];
  const date = when === undefined ? {} : { date: when };
  const concepts = conceptsOf(study, about).filter(isExamination);
  const found = given === 'available' && concepts.length > 0 ? archivedStudy(study, reference) : undefined;
  return concepts.map((concept) => ({ concept, status, ...date, reference, ...(found ? { study: found } : {}) }));
}

/** The study in the archive: where it is looked for is our configuration, not the EHR's `endpoint`. */
function archivedStudy(study: Json, reference: string): ImagingStudyFact | undefined {
  const uid = list(study.identifier)
    .map(object)
    .filter((identifier) => text(identifier?.system) === 'urn:dicom:uid')
    .map((identifier) => text(identifier?.value)?.replace(/^urn:oid:/, ''))
    .find((value) => value !== undefined && isUid(value));
  const said = [...list(study.modality), ...list(study.series).map((series) => object(series)?.modality)].map(code);
  const modality = (['CT', 'MR', 'US'] as const).find((each) => said.includes(each));
  const started = text(study.started);
  return uid && modality ? { uid, modality, reference, ...(started === undefined ? {} : { started }) } : undefined;
}

/** PS3.5 section 9.1. */
const isUid = (value: string) => value.length <= 64 && /^(0|[1-9]\d*)(\.(0|[1-9]\d*))+$/.test(value);

/** Studies that an EHR stored or changed in a stretch of time, [from, to) as ISO instants. For a search over all patients. */
export const changedStudiesQuery = (from: string, to: string): string =>
  `ImagingStudy?_lastUpdated=ge${encodeURIComponent(from)}&_lastUpdated=lt${encodeURIComponent(to)}&_sort=_lastUpdated&_count=200`;

/** The liver CT, MR and US of such a search, each with its patient; what is something else or has no UID is left out. */
export function readChangedStudies(
  answer: unknown,
  about: Omit<About, 'patientId'>,
): readonly { readonly patientId: string; readonly study: ImagingStudyFact }[] | undefined {
  return entriesOf(answer, 'ImagingStudy')?.flatMap(({ resource, reference }) => {
    const patientId = /(?:^|\/)Patient\/([A-Za-z0-9\-.]{1,64})$/.exec(
      text(object(resource.subject)?.reference) ?? '',
    )?.[1];
    if (patientId === undefined) return [];
    const study = factsOf(resource, reference, { ...about, patientId }).find((fact) => fact.study)?.study;
    return study ? [{ patientId, study }] : [];
  });
}

const first = (value: unknown): Json | undefined => object(list(value)[0]);

/** The procedure that was done; else modality and body part of the series; else the description. */
function conceptsOf(study: Json, about: About): readonly ServiceConcept[] {
  const coded = new Set(list(study.procedureCode).flatMap((concept) => serviceMeanings(concept, about.codes)));
  if (coded.size > 0) return [...coded];
  const byBodySite = new Set<ServiceConcept>();
  for (const element of list(study.series)) {
    const series = object(element);
    if (!series || !isLiverRegion(series.bodySite)) continue;
    const concept = byModality.get(code(series.modality) ?? '');
    if (concept) byBodySite.add(concept);
  }
  if (byBodySite.size > 0) return [...byBodySite];
  const said = text(study.description);
  const named = said === undefined ? undefined : serviceInText(said);
  return named === undefined ? [] : [named];
}

const byModality: ReadonlyMap<string, ServiceConcept> = new Map([
  ['CT', 'ct-liver'],
  ['MR', 'mri-liver'],
  ['US', 'us-liver'],
]);

/** Liver, abdomen (old and new concept), upper abdomen; or the same as DICOM body part text. */
const liverRegions: ReadonlySet<string> = new Set(['10200004', '818983003', '113345001', '80581009']);
const liverRegionTexts: ReadonlySet<string> = new Set(['LIVER', 'ABDOMEN']);

function isLiverRegion(bodySite: unknown): boolean {
  const site = object(bodySite);
  const given = text(site?.code);
  if (given !== undefined && liverRegions.has(given)) return true;
  return [given, text(site?.display)].some((said) => said !== undefined && liverRegionTexts.has(said.toUpperCase()));
}
