import { Failure } from '../../core/failure.ts';
import type { ImagingFindings } from '../../core/findings.ts';
import type { Archive } from '../../ports/archive.ts';
import type { JobHandler, JobPayload } from '../../ports/jobs.ts';

/** What an analysis is asked for: references only. */
export interface StudyRequest extends JobPayload {
  /** FHIR base URL of the EHR. */
  readonly fhirServer: string;
  readonly patientId: string;
  readonly studyUid: string;
  /** `ImagingStudy/1`. */
  readonly reference?: string | undefined;
  /** ISO date or date-time of the EHR. */
  readonly started?: string | undefined;
}

/** The imaging pipeline on the study's images in `folder` (Part 10 files). */
export type AnalyseStudy = (
  request: StudyRequest & { readonly folder: string },
  tools: { readonly signal: AbortSignal; progress(share: number, doing: string): void },
) => Promise<{
  readonly findings: ImagingFindings;
  readonly pictures: ReadonlyMap<string, Uint8Array>;
  readonly volumes: ReadonlyMap<string, Uint8Array>;
}>;

/** Where the images of a study lie while it is analysed. */
export interface StudyFolders {
  /** The folder of a job's images, by whatever names the job; with what an earlier attempt had fetched. */
  open(key: string): Promise<string>;
  discard(key: string): Promise<void>;
}

export interface AnalyseStudyJobDeps {
  readonly archive: Pick<Archive, 'retrieve'>;
  readonly folders: StudyFolders;
  readonly analyse: AnalyseStudy;
}

export const analyseStudyKind = 'analyse-study';

/** Share of the work that fetching the images is taken for. */
const fetching = 0.3;

/** Fetches a study from the archive, analyses it, saves what was found. The images are gone afterwards, but for those of an attempt that is to be continued. */
export function analyseStudyJob(deps: AnalyseStudyJobDeps): JobHandler {
  return {
    kind: analyseStudyKind,
    async run(payload, { signal, progress, saveFindings }) {
      const request = requestOf(payload);
      const key = `${request.fhirServer} ${request.studyUid}`;
      const folder = await deps.folders.open(key);
      progress(0, 'fetching images');
      await deps.archive.retrieve({ studyUid: request.studyUid }, folder, {
        signal,
        onInstance: (done, of) => progress(of ? (fetching * done) / of : 0, 'fetching images'),
      });
      signal.throwIfAborted();
      try {
        const { findings, pictures, volumes } = await deps.analyse(
          { ...request, folder },
          { signal, progress: (share, doing) => progress(fetching + (1 - fetching) * share, doing) },
        );
        await saveFindings(findings, new Map([...pictures, ...volumes]));
      } catch (error) {
        // Images at fault stay at fault; any other failure may pass, and the next attempt finds them here.
        if (error instanceof Failure && error.kind === 'invalid-input') await deps.folders.discard(key);
        throw error;
      }
      await deps.folders.discard(key);
    },
  };
}

function requestOf(payload: JobPayload): StudyRequest {
  const { fhirServer, patientId, studyUid, reference, started } = payload;
  if (typeof fhirServer !== 'string' || typeof patientId !== 'string' || typeof studyUid !== 'string')
    throw new Failure('invalid-input', 'The job does not say which study of which patient it is about.');
  return {
    fhirServer,
    patientId,
    studyUid,
    ...(typeof reference === 'string' ? { reference } : {}),
    ...(typeof started === 'string' ? { started } : {}),
  };
}
