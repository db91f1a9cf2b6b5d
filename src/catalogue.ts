import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Hook } from './cds/hook.ts';
import type { AskMap, Service } from './cds/service.ts';
import type { Family } from './core/radiomics/family.ts';
import type { Score } from './core/score.ts';
import { loadFolder, type Member } from './load-folder.ts';
import type { StoreBackEnd } from './ports/results.ts';

/** Every member of every folder, found at start-up in sorted order. Nothing else in the code knows what members there are. */
export interface Catalogue {
  readonly services: readonly Member<AnyService>[];
  readonly hooks: readonly Member<Hook>[];
  readonly scores: readonly Member<Score>[];
  readonly families: readonly Member<Family>[];
  readonly stores: readonly Member<StoreBackEnd>[];
}
// biome-ignore lint/suspicious/noExplicitAny: each service has a context type of its own; the catalogue holds them all
export type AnyService = Service<any, AskMap>;

const root = fileURLToPath(new URL('..', import.meta.url));

/** @throws Failure `invalid-catalogue` with the member and what is wrong. */
export async function loadCatalogue(): Promise<Catalogue> {
  const [services, hooks, scores, families, stores] = await Promise.all([
    loadFolder<AnyService>(join(root, 'cds-services'), { entry: 'service' }),
    loadFolder<Hook>(join(root, 'src/cds/hooks')),
    loadFolder<Score>(join(root, 'src/core/scores')),
    loadFamilies(),
    loadFolder<StoreBackEnd>(join(root, 'src/adapters/results')),
  ]);
  return { services, hooks, scores, families, stores };
}

/** Every radiomics family. @throws Failure `invalid-catalogue` with the member and what is wrong. */
export const loadFamilies = (): Promise<Member<Family>[]> =>
  loadFolder<Family>(join(root, 'src/core/radiomics'), { entry: 'family' });
