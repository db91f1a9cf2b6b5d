import { randomUUID } from 'node:crypto';
import { Router } from 'express';
import type { Patient } from 'fhir/r4.js';
import { answerSearch } from '../../fhir-resources/search/answer.ts';
import { parametersOf, searchableTypes } from '../../fhir-resources/search/parameters.ts';
import type { FeedbackLog } from '../ports/feedback.ts';
import type { Log } from '../ports/log.ts';
import type { ResultStore } from '../ports/results.ts';
import { authorizationServer, type RegisteredApp } from './auth/authorization-routes.ts';
import { bearerCheck } from './auth/bearer-check.ts';
import { grantBook } from './auth/grants.ts';
import type { PickerPatient } from './auth/picker-page.ts';
import { ehrFhirRoutes } from './ehr/fhir-routes.ts';
import { ehrPageRoutes } from './ehr/page-routes.ts';
import type { SandboxPacs } from './pacs/sandbox-pacs.ts';
import { sandboxScenarios } from './patients/all.ts';
import { archiveEndpoint, staff } from './patients/staff.ts';
import type { Scenario } from './scenario.ts';

export interface SandboxOptions {
  /** The EHR's own records: a store of its own, never the one with this service's results. */
  readonly store: ResultStore;
  /** FHIR date that all charts are relative to. */
  readonly today: string;
  /** Where clients reach the router, without a trailing slash: base of the archive's address. Default `/sandbox`. */
  readonly baseUrl?: string;
  /** Folder with the built EHR page (`dist/web/ehr`). */
  readonly pagesDir: string;
  /** The service's feedback, so that the page can show it arriving. */
  readonly feedback: FeedbackLog;
  readonly log: Log;
  /** `scenarios` (default): the made-up patients; `none`: staff only, for a table that is loaded over FHIR afterwards. */
  readonly load?: 'scenarios' | 'none';
  /** The SMART app that is registered at this hospital; none: its authorization server knows nobody. */
  readonly smartApp?: () => RegisteredApp;
  /** Life of access tokens, seconds (default 3600). */
  readonly tokenSeconds?: number;
}

export interface Sandbox {
  /** Mount under `/sandbox`: gives `/sandbox/fhir`, `/sandbox/ehr` and `/sandbox/dicomweb`. */
  readonly router: Router;
  readonly scenarios: readonly Scenario[];
  /** Studies that `/sandbox/dicomweb` keeps. */
  readonly studies: SandboxPacs['studies'];
  readonly patientCount: number;
  /** Ends every token that the sandbox's authorization server gave, as when a user logs out of the EHR. */
  revokeTokens(): void;
}

/** A hospital to try the service in. @throws Failure `store-unavailable` */
export async function createSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { store, today, pagesDir, feedback, log, load = 'scenarios', baseUrl = '/sandbox' } = options;
  const scenarios = load === 'scenarios' ? sandboxScenarios(today) : [];
  // its library is large and of no use to a service without a sandbox
  const { createSandboxPacs } = await import('./pacs/sandbox-pacs.ts');
  const pacs = createSandboxPacs({ studies: scenarios.flatMap(({ imaging }) => imaging), log });
  const resources = [
    ...staff,
    archiveEndpoint(baseUrl + pacs.path),
    ...scenarios.flatMap((scenario) => scenario.resources),
  ];
  await store.save(resources.map((resource) => ({ ...resource, id: resource.id ?? randomUUID() })));
  log.info({ patients: scenarios.length, resources: resources.length }, 'The sandbox EHR is loaded');

  const router = Router();
  const book = grantBook({ nowMs: () => Date.now(), tokenSeconds: options.tokenSeconds ?? 3600 });
  const authorization = authorizationServer({
    book,
    app: options.smartApp ?? (() => ({ clientId: '', redirectUri: '' })),
    patients: () => patientsToPick(store),
    user: demoUser,
  });
  router.use('/auth', authorization.router);
  router.get('/fhir/.well-known/smart-configuration', authorization.configuration);
  router.use(
    '/fhir',
    ehrFhirRoutes({
      guard: bearerCheck(book),
      store,
      today,
      search: answerSearch,
      newId: randomUUID,
      types: searchableTypes,
      searchParameters: (type) =>
        [...parametersOf(type).values()].map(({ name, type: kind }) => ({ name, type: kind })),
    }),
  );
  router.use(pacs.path, pacs.router);
  router.use('/ehr', ehrPageRoutes({ scenarios, feedback, pagesDir }));
  return {
    router,
    scenarios,
    studies: pacs.studies,
    patientCount: scenarios.length,
    revokeTokens: () => book.revokeAll(),
  };
}

/** Who is logged in at the sandbox EHR. */
export const demoUser = 'Practitioner/dr-amara-nwosu';

async function patientsToPick(store: ResultStore): Promise<readonly PickerPatient[]> {
  const { documents } = await store.search({
    resourceType: 'Patient',
    criteria: [],
    sort: [],
    count: 500,
    total: 'none',
  });
  return documents.flatMap((document) => {
    const { id, name, gender, birthDate } = document as unknown as Patient & { id: string };
    if (name === undefined) return [];
    const [{ given, family } = {}] = name;
    return [
      { id, name: [family, given?.join(' ')].filter(Boolean).join(', '), about: `${gender ?? ''} ${birthDate ?? ''}` },
    ];
  });
}
