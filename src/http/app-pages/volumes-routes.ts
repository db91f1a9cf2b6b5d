import { Router } from 'express';
import { Failure } from '../../core/failure.ts';
import type { FindingsStore } from '../../ports/findings.ts';
import type { AppTools } from './app-routes.ts';
import { keyOf, requireOwned } from './kept-files.ts';

/**
 * `GET /volumes/<key>`: a volume for the viewer, a gzipped NIfTI-1 file as it is kept. The rules of the pictures: only of the patient of
 * the launch, only of charts that the EHR has shown to this session, nothing synthetic or silent where that is not shown; each read is
 * recorded. Not sent as a content coding: the page unpacks it and counts its bytes.
 */
export function volumesRoutes(
  deps: { readonly findings: Pick<FindingsStore, 'ofPatient' | 'volume'>; readonly allowSynthetic: boolean },
  { access, recorded }: AppTools,
): Router {
  const router = Router();
  router.get('/volumes/*key', async (request, response) => {
    const call = access(request, response);
    const key = keyOf(request.params.key);
    const file = await recorded(call, { action: 'read', query: `app/volumes/${key}` }, async (note) => {
      note({ patientId: await requireOwned(deps, call, key, 'volumes') });
      const kept = await deps.findings.volume(key);
      if (!kept) throw new Failure('not-found', 'This volume is no longer kept.');
      return kept;
    });
    response.set('Cache-Control', 'private, max-age=3600').type('application/gzip').send(Buffer.from(file));
  });
  return router;
}
