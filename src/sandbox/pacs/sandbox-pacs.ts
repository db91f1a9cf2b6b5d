import type { Router } from 'express';
import type { Log } from '../../ports/log.ts';
import { dicomwebRoutes } from './dicomweb-routes.ts';
import { openHoldings } from './holdings.ts';
import { type ChartStudy, studyUidOf } from './sandbox-study.ts';

export interface SandboxPacs {
  /** DICOMweb root; mount it at {@link SandboxPacs.path} under `/sandbox`. */
  readonly router: Router;
  readonly path: '/dicomweb';
  readonly studies: readonly { readonly studyUid: string; readonly patientId: string; readonly modality: string }[];
}

/** An archive in this process that makes its studies when they are first asked for. Opens nothing until then. */
export function createSandboxPacs(options: {
  readonly studies: readonly ChartStudy[];
  readonly log: Log;
}): SandboxPacs {
  return {
    router: dicomwebRoutes(openHoldings(options.studies), options.log),
    path: '/dicomweb',
    studies: options.studies.map(({ patientId, study }) => ({
      patientId,
      studyUid: studyUidOf(study.id),
      modality: study.modality,
    })),
  };
}
