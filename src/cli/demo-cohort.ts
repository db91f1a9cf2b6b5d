import { Failure } from '../core/failure.ts';
import { readCohort } from '../sandbox/cohort.ts';
import type { CdsClient, Exchange } from '../sandbox/ehr/cds-client.ts';
import { loadingBundle } from '../sandbox/patients/chart-builder.ts';
import { countOf, summarise, summaryLines } from './demo-summary.ts';
import { openProgress, type Terminal } from './terminal.ts';

interface CohortRun {
  readonly client: CdsClient;
  readonly url: string;
  readonly file: string;
  readonly json: boolean;
  readonly terminal: Terminal;
  readonly say: (text?: string) => void;
}

/** Patients per loading transaction, and hooks under way at a time. */
const patientsPerBundle = 40;
const atOnce = 4;
const userId = 'Practitioner/dr-amara-nwosu';

/**
 * Loads a table into the sandbox EHR over FHIR, opens every chart, and checks what the service stored: each patient
 * assessed, each with Observations, and a search by code that finds them all. Returns the exit code.
 */
export async function runCohort({ client, url, file, json, terminal, say }: CohortRun): Promise<number> {
  const { patients, dropped } = await readCohort(file);
  say(`${countOf(patients.length, 'patient')} in the table, ${dropped.length} dropped`);
  const quiet: Terminal = json ? { ...terminal, write: () => undefined } : terminal;

  const loaded = openProgress(quiet, 'loading  ', patients.length);
  for (let from = 0; from < patients.length; from += patientsPerBundle) {
    const part = patients.slice(from, from + patientsPerBundle);
    await load(
      `${url}/sandbox/fhir`,
      part.flatMap(({ resources }) => resources),
    );
    loaded(Math.min(from + patientsPerBundle, patients.length));
  }

  const assessed = openProgress(quiet, 'assessing', patients.length);
  const exchanges: Exchange[] = [];
  let next = 0;
  let done = 0;
  const work = async () => {
    for (let patient = patients[next++]; patient; patient = patients[next++]) {
      const context = { patientId: patient.id, userId };
      exchanges.push(...(await client.fire({ hook: 'patient-view', context, userId })));
      assessed(++done);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));

  const stored = await storedObservations(`${url}/fhir`);
  const withoutResults = patients.filter(({ id }) => !stored.patients.has(id)).map(({ id }) => id);
  const code = codeToSearch(stored.codes);
  const found = code ? await countByCode(`${url}/fhir`, code.token) : undefined;
  const summary = summarise(exchanges);
  const failed = exchanges.filter(({ problems }) => problems.length > 0);
  const good =
    patients.length > 0 &&
    failed.length === 0 &&
    withoutResults.length === 0 &&
    code !== undefined &&
    found === code.total &&
    new Set(exchanges.map(({ patientId }) => patientId)).size === patients.length;

  if (json) {
    const failures = failed.map(({ patientId, service, problems }) => ({ patientId, service, problems }));
    const report = {
      patients: patients.length,
      assessed: patients.length - withoutResults.length,
      dropped,
      withoutResults,
      failures,
      search: code ? { ...code, found } : undefined,
      summary,
    };
    terminal.write(`${JSON.stringify(report, undefined, 2)}\n`);
    return good ? 0 : 1;
  }
  say();
  say(
    `${patients.length - withoutResults.length} of ${countOf(patients.length, 'patient')} assessed, each with Observations (${stored.total} in all)`,
  );
  for (const id of withoutResults.slice(0, 20)) say(`  no Observations: ${id}`);
  for (const { patientId, problems } of failed.slice(0, 20)) say(`  failed: ${patientId}: ${problems.join('; ')}`);
  say(dropped.length === 0 ? 'No row was dropped.' : `${countOf(dropped.length, 'row')} dropped:`);
  for (const [reason, count] of tally(dropped.map(({ reason }) => reason))) say(`  ${count} × ${reason}`);
  if (code) {
    say(`Search ${url}/fhir/Observation?code=${encodeURIComponent(code.token)}`);
    say(
      `  ${code.label}: total ${found ?? 'unknown'}, ${code.withValue} with a value, ${code.total - code.withValue} not computable` +
        (found === code.total ? '' : ` (${code.total} are stored: the total is wrong)`),
    );
  } else say('No Observation was stored, so there is nothing to search.');
  for (const line of summaryLines(summary, patients.length)) say(line);
  return good ? 0 : 1;
}

async function load(fhirUrl: string, resources: Parameters<typeof loadingBundle>[0]): Promise<void> {
  const response = await fetch(fhirUrl, {
    method: 'POST',
    headers: { 'Content-Type': 'application/fhir+json' },
    body: JSON.stringify(loadingBundle(resources)),
  });
  await response.arrayBuffer();
  if (!response.ok)
    throw new Failure('upstream-refused', `The sandbox EHR refused the patients with ${response.status}.`);
}

interface StoredObservation {
  readonly subject?: { readonly reference?: string };
  readonly code?: {
    readonly coding?: readonly { system?: string; code?: string; display?: string }[];
    readonly text?: string;
  };
  readonly dataAbsentReason?: unknown;
}
interface CodeCount {
  /** `system|code`, as a search takes it. */
  readonly token: string;
  readonly label: string;
  total: number;
  withValue: number;
}

/** Reads every stored Observation page by page and counts by code and by patient: the total a search must come to. */
async function storedObservations(fhirUrl: string) {
  const patients = new Set<string>();
  const codes = new Map<string, CodeCount>();
  let total = 0;
  let address: string | undefined = `${fhirUrl}/Observation?_count=500`;
  while (address !== undefined) {
    const page: { entry?: { resource?: StoredObservation }[]; link?: { relation: string; url: string }[] } =
      await getJson(address);
    for (const { resource } of page.entry ?? []) {
      total += 1;
      const patient = resource?.subject?.reference?.split('/').at(-1);
      if (patient) patients.add(patient);
      for (const { system, code, display } of resource?.code?.coding ?? []) {
        const token = `${system ?? ''}|${code ?? ''}`;
        const label = resource?.code?.text ?? display ?? token;
        const count = codes.get(token) ?? { token, label, total: 0, withValue: 0 };
        count.total += 1;
        if (resource?.dataAbsentReason === undefined) count.withValue += 1;
        codes.set(token, count);
      }
    }
    const next: string | undefined = page.link?.find(({ relation }) => relation === 'next')?.url;
    address = next === undefined ? undefined : new URL(next, address).href;
  }
  return { patients, codes, total };
}

/** FIB-4 when the cohort has what it needs, otherwise the code with the most values. */
function codeToSearch(codes: ReadonlyMap<string, CodeCount>): CodeCount | undefined {
  const fib4 = codes.get('http://loinc.org|98488-0');
  if (fib4 && fib4.withValue > 0) return fib4;
  return [...codes.values()].sort((a, b) => b.withValue - a.withValue || a.token.localeCompare(b.token))[0];
}

async function countByCode(fhirUrl: string, token: string): Promise<number | undefined> {
  const page = await getJson<{ total?: number }>(
    `${fhirUrl}/Observation?code=${encodeURIComponent(token)}&_summary=count`,
  );
  return page.total;
}

async function getJson<T>(address: string): Promise<T> {
  const response = await fetch(address, { headers: { Accept: 'application/fhir+json' } });
  if (!response.ok) throw new Failure('upstream-refused', `The results could not be read back: ${response.status}.`);
  return (await response.json()) as T;
}

function tally(values: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
}
