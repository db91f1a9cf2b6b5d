import { Router } from 'express';
import { Failure } from '../../core/failure.ts';
import { shownImaging } from '../../flows/review-patient.ts';
import type { FindingsStore } from '../../ports/findings.ts';
import { patientOf } from './app-access.ts';
import type { AppTools } from './app-routes.ts';
import { factsOf, outcomeOf } from './review-routes.ts';

/**
 * `GET /volumes/<key>`: a volume for the viewer, a gzipped NIfTI-1 file as it is kept. The rules of the pictures: only of the patient of
 * the launch, only of charts that the EHR has shown to this session, nothing synthetic or silent where that is not shown; each read is
 * recorded. Not sent as a content coding: the page unpacks it and counts its bytes.
 */
export function volumesRoutes(
  deps: { readonly findings: Pick<FindingsStore, 'ofPatient' | 'volume'>; readonly allowSynthetic: boolean },
  { access, record }: AppTools,
): Router {
  const router = Router();
  router.get('/volumes/*key', async (request, response) => {
    const call = access(request, response);
    // A key has parts: `<findings>/<volume>`.
    const key = [request.params.key].flat().join('/');
    const about = { ...factsOf(call), query: `app/volumes/${key}`.slice(0, 200) };
    try {
      const patientId = patientOf(call);
      call.requireSeen(patientId);
      const studies = await deps.findings.ofPatient(call.session.grant.fhirServer, patientId);
      const owned = shownImaging(studies, deps.allowSynthetic).some(({ volumes = [] }) =>
        volumes.some((volume) => volume.key === key),
      );
      // The same answer for a volume of somebody else and for none: a key tells nothing.
      if (!owned) throw new Failure('forbidden', 'This volume does not belong to the patient of this launch.');
      const file = await deps.findings.volume(key);
      if (!file) throw new Failure('not-found', 'This volume is no longer kept.');
      await record({ action: 'read', outcome: 'success', ...about, patientId });
      response.set('Cache-Control', 'private, max-age=3600').type('application/gzip').send(Buffer.from(file));
    } catch (error) {
      await record({ action: 'read', outcome: outcomeOf(error), ...about });
      throw error;
    }
  });
  return router;
}
