import type { ServiceConcept, ServiceFact } from '../../src/core/chart.ts';
import type { About, Ask } from '../ask.ts';
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
  return conceptsOf(study, about)
    .filter(isExamination)
    .map((concept) => ({ concept, status, ...date, reference }));
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
