import type { ImagingFindings } from '../../core/findings.ts';
import type { FindingsStore } from '../../ports/findings.ts';

/** Findings, pictures and volumes in maps. */
export function memoryFindings(): FindingsStore {
  const byId = new Map<string, ImagingFindings>();
  const kept = {
    picture: new Map<string, { readonly finding: string; readonly bytes: Uint8Array }>(),
    volume: new Map<string, { readonly finding: string; readonly bytes: Uint8Array }>(),
  };
  const bookmarks = new Map<string, string>();
  const of = (fhirServer: string) => [...byId.values()].filter((each) => each.fhirServer === fhirServer);
  return {
    async save(findings, files) {
      byId.set(findings.id, structuredClone(findings));
      for (const [named, of] of [
        [findings.pictures, kept.picture],
        [findings.volumes ?? [], kept.volume],
      ] as const) {
        for (const [key, { finding }] of of) if (finding === findings.id) of.delete(key);
        for (const { key } of named) {
          const bytes = files.get(key);
          if (bytes) of.set(key, { finding: findings.id, bytes: bytes.slice() });
        }
      }
    },
    async ofPatient(fhirServer, patientId) {
      const newest = new Map<string, ImagingFindings>();
      for (const each of of(fhirServer)) {
        if (each.patientId !== patientId) continue;
        const other = newest.get(each.study.uid);
        if (!other || isNewer(each, other)) newest.set(each.study.uid, each);
      }
      return [...newest.values()].sort(byStudyDate);
    },
    read: async (id) => byId.get(id),
    picture: async (key) => kept.picture.get(key)?.bytes,
    volume: async (key) => kept.volume.get(key)?.bytes,
    async analysedStudies(fhirServer, studyUids, settingsVersion) {
      const done = of(fhirServer).filter((each) => each.settingsVersion === settingsVersion);
      const known = new Set(done.map((each) => each.study.uid));
      return new Set(studyUids.filter((uid) => known.has(uid)));
    },
    bookmark: async (name) => bookmarks.get(name),
    async setBookmark(name, at) {
      bookmarks.set(name, at);
    },
  };
}

/** Milliseconds of a date or instant; undefined when it says none. */
export function instantOf(text: string | undefined): number | undefined {
  const at = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}

function isNewer(one: ImagingFindings, other: ImagingFindings): boolean {
  const [a, b] = [Date.parse(one.analysedAt), Date.parse(other.analysedAt)];
  return a === b ? one.id > other.id : a > b;
}

/** Newest study first, those without a date last. */
function byStudyDate(one: ImagingFindings, other: ImagingFindings): number {
  const [a, b] = [instantOf(one.study.started), instantOf(other.study.started)];
  if (a !== b) return (b ?? Number.NEGATIVE_INFINITY) - (a ?? Number.NEGATIVE_INFINITY);
  return one.study.uid < other.study.uid ? 1 : -1;
}
