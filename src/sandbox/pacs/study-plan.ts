import { ctGeometry, planLocalizer, planPlain, planPortalVenous } from './ct-series.ts';
import { type DataSet, dataSetOf, type Named } from './data-set.ts';
import { uidOf } from './dicom-uid.ts';
import { mrGeometry, planMrLocalizer, planSequence } from './mr-series.ts';
import {
  accessionOf,
  type Examined,
  modalityOf,
  type SandboxStudy,
  type SeriesKind,
  seriesUidOf,
  studyUidOf,
  subjectOf,
} from './sandbox-study.ts';
import { planSegmentation } from './segmentation-series.ts';
import type { PlanContext, SeriesPlan } from './series-plan.ts';
import { openRandom } from './simulate/random.ts';
import { planBMode, planDoppler } from './us-series.ts';

export interface PlannedInstance {
  readonly uid: string;
  readonly seriesUid: string;
  readonly kind: SeriesKind;
  /** Place in the pixels of the series. */
  readonly place: number;
  readonly syntax: string;
  /** All attributes but the pixels. */
  readonly about: DataSet;
}

const ctImage = '1.2.840.10008.5.1.4.1.1.2';
const mrImage = '1.2.840.10008.5.1.4.1.1.4';

const plans: Readonly<Record<SeriesKind, (context: PlanContext) => SeriesPlan>> = {
  'ct-localizer': planLocalizer,
  'ct-native': planPlain,
  'ct-portal-venous': planPortalVenous,
  'ct-segmentation': (context) =>
    planSegmentation(context, { kind: 'ct-portal-venous', sopClass: ctImage, geometry: ctGeometry(context.subject) }),
  'mr-localizer': planMrLocalizer,
  'mr-t2': (context) => planSequence(context, 't2'),
  'mr-t1': (context) => planSequence(context, 't1'),
  'mr-hepatobiliary': (context) => planSequence(context, 'hepatobiliary'),
  'mr-segmentation': (context) =>
    planSegmentation(context, { kind: 'mr-hepatobiliary', sopClass: mrImage, geometry: mrGeometry(context.subject) }),
  'us-b-mode': planBMode,
  'us-doppler': planDoppler,
};

const names: Readonly<Record<SandboxStudy['modality'], string>> = {
  CT: 'CT liver biphasic',
  MR: 'MRI liver with gadoxetate',
  US: 'Ultrasound abdomen',
};

/** Examinations begin at 09:30. */
const beginSeconds = 9.5 * 3600;
const dicomTime = (seconds: number) =>
  [seconds / 3600, (seconds / 60) % 60, seconds % 60].map((part) => String(Math.floor(part)).padStart(2, '0')).join('');
const dicomDate = (date: string) => date.replaceAll('-', '');

/** A whole age as DICOM writes it. */
const ageOf = (birthDate: string, date: string) => {
  const years = Number(date.slice(0, 4)) - Number(birthDate.slice(0, 4)) - (date.slice(5) < birthDate.slice(5) ? 1 : 0);
  return `${String(years).padStart(3, '0')}Y`;
};

/**
 * Every instance of a study with its attributes; no pixel is made. In the order in which the archive received them, which is no order
 * of slices.
 */
export function planStudy(study: SandboxStudy, examined: Examined): readonly PlannedInstance[] {
  const subject = subjectOf(study);
  const time = (secondsLater: number) => dicomTime(beginSeconds + secondsLater);
  const instanceUid = (kind: SeriesKind, instance: number) => uidOf('instance', study.id, kind, instance);
  const context: PlanContext = {
    studyId: study.id,
    subject,
    time,
    instanceUid,
    seriesUid: (kind) => seriesUidOf(study.id, kind),
    frameOfReference: uidOf('frame of reference', study.id),
  };
  const date = dicomDate(study.date);
  const person: Named = {
    SpecificCharacterSet: 'ISO_IR 192',
    PatientName: `${examined.family}^${examined.given}`,
    PatientID: examined.patientId,
    PatientBirthDate: dicomDate(examined.birthDate),
    PatientSex: examined.sex === 'female' ? 'F' : 'M',
    PatientAge: ageOf(examined.birthDate, study.date),
    StudyInstanceUID: studyUidOf(study.id),
    StudyDate: date,
    StudyTime: time(0),
    TimezoneOffsetFromUTC: '+0000',
    AccessionNumber: accessionOf(study.id),
    StudyID: accessionOf(study.id).slice(-8),
    StudyDescription: names[study.modality],
    ReferringPhysicianName: null,
    InstitutionName: 'Sandbox General Hospital',
  };
  const instances = study.series.flatMap((kind) => {
    const { about, instances: each, sopClass, syntax } = plans[kind](context);
    return each.map((own, place): PlannedInstance => {
      const uid = instanceUid(kind, place);
      const seriesUid = context.seriesUid(kind);
      const named: Named = {
        ...person,
        Modality: modalityOf(kind),
        SeriesInstanceUID: seriesUid,
        SeriesDate: date,
        SOPClassUID: sopClass,
        SOPInstanceUID: uid,
        ContentDate: date,
        ...('AcquisitionTime' in own ? { AcquisitionDate: date } : {}),
        ...about,
        ...own,
      };
      return { uid, seriesUid, kind, place, syntax, about: dataSetOf(named) };
    });
  });
  return shuffled(instances, study.id);
}

function shuffled(instances: readonly PlannedInstance[], id: string): readonly PlannedInstance[] {
  const random = openRandom(0, 'order', id);
  const out = [...instances];
  for (let i = out.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    const [a, b] = [out[i], out[j]];
    if (a && b) [out[i], out[j]] = [b, a];
  }
  return out;
}
