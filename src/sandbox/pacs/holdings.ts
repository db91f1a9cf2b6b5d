import dcmjs from 'dcmjs';
import { type DataElement, type DataSet, dataSetOf, textOf } from './data-set.ts';
import { openPainter } from './painter.ts';
import { explicitLittleEndian, implicitLittleEndian, writePart10 } from './part10.ts';
import { type Examined, type SandboxStudy, studyUidOf } from './sandbox-study.ts';
import { planStudy } from './study-plan.ts';

export interface HeldInstance {
  readonly uid: string;
  readonly seriesUid: string;
  readonly studyUid: string;
  /** All attributes but the pixels. */
  readonly about: DataSet;
  /** Transfer syntax in which it is kept. */
  readonly syntax: string;
  /** Part 10 file in a transfer syntax; undefined where it cannot be written so. */
  file(syntax: string): Promise<Uint8Array | undefined>;
  /** Frames as explicit little endian holds them; undefined where they are compressed. */
  frames(): Promise<readonly Uint8Array[] | undefined>;
}
export interface HeldSeries {
  readonly uid: string;
  /** What all instances share, and how many there are. */
  readonly about: DataSet;
  readonly instances: readonly HeldInstance[];
}
export interface HeldStudy {
  readonly uid: string;
  readonly about: DataSet;
  readonly series: readonly HeldSeries[];
}

/** Why an instance that was sent is not kept: Failure Reason (0008,1197), PS3.4 table CC.2.1-2 and PS3.18. */
export const notKept = { unreadable: 0xc000, otherStudy: 0xa900, full: 0xa700 } as const;

export type Kept =
  | { readonly sopClass: string; readonly uid: string; readonly studyUid: string }
  | { readonly sopClass?: string; readonly uid?: string; readonly reason: number };

/** What the sandbox archive holds: generated studies, and whatever was stored since it began, in memory. */
export interface Holdings {
  studies(): readonly HeldStudy[];
  study(uid: string): HeldStudy | undefined;
  /** @param into the only study it may belong to */
  store(file: Uint8Array, into?: string): Kept;
}

const maximumStoredBytes = 256 * 2 ** 20;

export function openHoldings(
  studies: readonly { readonly study: SandboxStudy; readonly examined: Examined }[],
): Holdings {
  const painter = openPainter();
  const planned = new Map<string, readonly HeldInstance[]>();
  const byUid = new Map(studies.map((one) => [studyUidOf(one.study.id), one]));
  const stored = new Map<string, HeldInstance>();
  let storedBytes = 0;

  const generatedOf = (uid: string): readonly HeldInstance[] => {
    const one = byUid.get(uid);
    if (one === undefined) return [];
    const known = planned.get(uid);
    if (known !== undefined) return known;
    const made = planStudy(one.study, one.examined).map(({ kind, place, ...instance }): HeldInstance => {
      const frames = async () => (await painter.pixelsOf(one.study))[kind]?.[place] ?? [];
      return {
        ...instance,
        studyUid: uid,
        frames,
        file: async (syntax) =>
          syntax === instance.syntax || syntax === explicitLittleEndian
            ? writePart10(instance.about, await frames(), syntax)
            : undefined,
      };
    });
    planned.set(uid, made);
    return made;
  };

  const study = (uid: string): HeldStudy | undefined => {
    const instances = [...generatedOf(uid), ...[...stored.values()].filter(({ studyUid }) => studyUid === uid)];
    return instances.length === 0 ? undefined : studyOf(uid, instances);
  };

  return {
    study,
    studies: () =>
      [...new Set([...byUid.keys(), ...[...stored.values()].map(({ studyUid }) => studyUid)])].flatMap(
        (uid) => study(uid) ?? [],
      ),
    store(file, into) {
      const instance = readInstance(file);
      if (instance === undefined) return { reason: notKept.unreadable };
      const { uid, studyUid } = instance;
      const sopClass = textOf(instance.about, 'SOPClassUID');
      if (into !== undefined && studyUid !== into) return { sopClass, uid, reason: notKept.otherStudy };
      // what is known already is taken as it is: its UID says that it is the same
      const known = stored.has(uid) || generatedOf(studyUid).some((one) => one.uid === uid);
      if (known) return { sopClass, uid, studyUid };
      if (storedBytes + file.length > maximumStoredBytes) return { sopClass, uid, reason: notKept.full };
      storedBytes += file.length;
      stored.set(uid, instance);
      return { sopClass, uid, studyUid };
    },
  };
}

/** In the order of first appearance of their series. */
function studyOf(uid: string, instances: readonly HeldInstance[]): HeldStudy {
  const groups = new Map<string, HeldInstance[]>();
  for (const instance of instances) {
    const group = groups.get(instance.seriesUid);
    if (group === undefined) groups.set(instance.seriesUid, [instance]);
    else group.push(instance);
  }
  const about = (some: readonly HeldInstance[], counts: DataSet): DataSet => ({ ...some[0]?.about, ...counts });
  const modalities = [...new Set(instances.map((instance) => textOf(instance.about, 'Modality')))].sort();
  const ofStudy = dataSetOf({
    ModalitiesInStudy: modalities,
    NumberOfStudyRelatedSeries: groups.size,
    NumberOfStudyRelatedInstances: instances.length,
    InstanceAvailability: 'ONLINE',
  });
  const series = [...groups].map(([seriesUid, some]): HeldSeries => {
    const ofSeries = dataSetOf({ NumberOfSeriesRelatedInstances: some.length });
    return { uid: seriesUid, about: about(some, { ...ofStudy, ...ofSeries }), instances: some };
  });
  return { uid, about: about(instances, ofStudy), series };
}

const native = new Set([explicitLittleEndian, implicitLittleEndian]);

/** A Part 10 file as it was sent; undefined when it is none. */
function readInstance(file: Uint8Array): HeldInstance | undefined {
  let read: ReturnType<typeof dcmjs.data.DicomMessage.readFile>;
  try {
    read = dcmjs.data.DicomMessage.readFile(new Uint8Array(file).buffer);
  } catch {
    return undefined;
  }
  const about = plain(read.dict);
  const [uid, seriesUid, studyUid] = ['SOPInstanceUID', 'SeriesInstanceUID', 'StudyInstanceUID'].map((keyword) =>
    textOf(about, keyword),
  );
  const syntax = String(read.meta['00020010']?.Value?.[0] ?? '');
  if (!uid || !seriesUid || !studyUid || syntax === '') return undefined;
  const pixels = read.dict['7FE00010']?.Value?.[0];
  const count = Number(textOf(about, 'NumberOfFrames') || 1);
  return {
    ...{ uid, seriesUid, studyUid, about, syntax },
    file: async (asked) => (asked === syntax ? file : undefined),
    frames: async () => {
      if (!native.has(syntax) || !(pixels instanceof ArrayBuffer)) return undefined;
      const length = Math.floor(pixels.byteLength / count);
      return Array.from({ length: count }, (_, at) => new Uint8Array(pixels, at * length, length));
    },
  };
}

/** Elements as the JSON model has them: binary ones left out, and nothing of the reader's own. */
function plain(dict: Readonly<Record<string, DataElement>>): DataSet {
  const binary = new Set(['OB', 'OW', 'OD', 'OF', 'OL', 'OV', 'UN']);
  return Object.fromEntries(
    Object.entries(dict).flatMap(([tag, { vr, Value = [] }]) => {
      if (binary.has(vr)) return [];
      const values =
        vr === 'SQ'
          ? Value.map((item) => plain(item as Record<string, DataElement>))
          : vr === 'AT'
            ? Value.map((value) => Number(value).toString(16).toUpperCase().padStart(8, '0'))
            : Value;
      return [[tag, values.length === 0 ? { vr } : { vr, Value: values }]];
    }),
  );
}
