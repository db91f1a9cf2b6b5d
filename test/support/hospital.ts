import type { Bundle, FhirResource } from 'fhir/r4.js';
import { type RunningService, startService } from '../../src/compose.ts';
import { readConfig } from '../../src/config.ts';
import { type CdsClient, type Exchange, eventOf, openCdsClient } from '../../src/sandbox/ehr/cds-client.ts';
import { sandboxScenarios } from '../../src/sandbox/patients/all.ts';
import type { Scenario } from '../../src/sandbox/scenario.ts';

/** The whole service in this process, wired as `fibrocast serve` wires it, on a free loopback port. */
export function startFibrocast(dataDir: string, env: Readonly<Record<string, string>> = {}): Promise<RunningService> {
  const config = readConfig({
    HOST: '127.0.0.1',
    PORT: '0',
    DATA_DIR: dataDir,
    LOG_LEVEL: 'silent',
    FIBROCAST_SANDBOX: '1',
    FIBROCAST_SYNTHETIC: '1',
    FIBROCAST_AUTH: 'off',
    // Images are analysed only where a test is about them.
    FIBROCAST_WORKERS: '0',
    // Comparisons need every answer of the EHR, also on a busy machine.
    FIBROCAST_PREFETCH_BUDGET_MS: '8000',
    ...env,
  });
  return startService(config, { background: true });
}

export const today = (): string => new Date().toISOString().slice(0, 10);
export const scenarios = (): readonly Scenario[] => sandboxScenarios(today());
export const ehrOf = (url: string): CdsClient => openCdsClient({ serviceUrl: url, fhirUrl: `${url}/sandbox/fhir` });

/** Everything that the stories of the sandbox patients do, one after the other. */
export async function fireEverything(client: CdsClient): Promise<Exchange[]> {
  const exchanges: Exchange[] = [];
  for (const scenario of scenarios()) {
    for (const firing of scenario.fires) exchanges.push(...(await client.fire(eventOf(scenario, firing))));
  }
  return exchanges;
}

export async function searchPage(address: string, headers: Readonly<Record<string, string>> = {}): Promise<Bundle> {
  const response = await fetch(address, { headers });
  if (!response.ok) throw new Error(`${response.status} for ${address}: ${await response.text()}`);
  return (await response.json()) as Bundle;
}

/** Every match of a search, page after page. */
export async function searchAll<T extends FhirResource>(address: string): Promise<T[]> {
  const found: T[] = [];
  for (let next: string | undefined = address; next; ) {
    const page: Bundle = await searchPage(next);
    for (const { resource, search } of page.entry ?? []) {
      if (resource && search?.mode === 'match') found.push(resource as T);
    }
    next = page.link?.find(({ relation }) => relation === 'next')?.url;
  }
  return found;
}

export async function total(url: string, search: string): Promise<number> {
  const page = await searchPage(`${url}/fhir/${search}${search.includes('?') ? '&' : '?'}_summary=count`);
  return page.total ?? -1;
}

/** How much of each kind is stored; audit events grow with every look and are not counted. */
export async function totals(url: string): Promise<Record<string, number>> {
  const types = ['Observation', 'RiskAssessment', 'DiagnosticReport', 'Provenance', 'Device', 'ImagingStudy'];
  return Object.fromEntries(await Promise.all(types.map(async (type) => [type, await total(url, type)] as const)));
}
