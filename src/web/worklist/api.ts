import type { WorklistMark } from '../../core/worklist/marks.ts';
import type { GapKind, WorklistChange, WorklistRow } from '../../core/worklist/worklist.ts';
import { ApiRefusal, addressOf, ask, launch, tell } from '../design/api.ts';

/** A row of the list as the service gives it, with the name that the EHR gives. */
export interface PatientRow extends WorklistRow {
  readonly change?: WorklistChange;
  readonly mark?: WorklistMark;
  readonly name?: string;
  readonly birthDate?: string;
}
export interface RowPage {
  readonly rows: readonly PatientRow[];
  readonly total: number;
  readonly next?: string;
  readonly namesUnavailable?: boolean;
}
/** Rows that each value would leave. */
export interface Counts {
  readonly levels: Readonly<Record<WorklistRow['level'], number>>;
  readonly gaps: Readonly<Record<GapKind, number>>;
  readonly changed: Readonly<Record<WorklistChange['direction'], number>>;
}
export type NewMark = { readonly note?: string } & (
  | { readonly kind: 'reviewed' }
  | { readonly kind: 'snoozed'; readonly until: string }
);

/** What is asked for: filters as they may stand in an address, and a name, which may not. */
export interface PatientQuery {
  readonly query: string;
  readonly name: string;
}

/** What the service takes at once, and writes into one file. */
export const mostMarked = 500;
export const mostCsvRows = 10_000;

/** @param name stays out of the address */
export const readRows = (query: URLSearchParams, name: string, signal: AbortSignal): Promise<RowPage> =>
  name === ''
    ? ask(addressOf('worklist', query), { signal })
    : ask(addressOf('worklist/search', query), {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ name }),
        signal,
      });
export const readCounts = (mark: string): Promise<Counts> =>
  ask(addressOf('worklist/counts', new URLSearchParams(mark === 'all' ? {} : { mark })));
export const sendMark = (
  patients: readonly string[],
  mark: NewMark | null,
): Promise<{ readonly marked: readonly string[] }> => tell(addressOf('worklist/marks'), { patients, mark });

/** The file under the name that the service gave it. @throws ApiRefusal also when it breaks off */
export async function readCsv(query: URLSearchParams, name: string): Promise<{ name: string; file: Blob }> {
  try {
    const response = await fetch(addressOf('worklist/csv', query), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...(launch === null ? {} : { 'X-Fibrocast-Launch': launch }) },
      body: JSON.stringify(name === '' ? {} : { name }),
      credentials: 'same-origin',
      cache: 'no-store',
    });
    if (response.status === 401) throw new ApiRefusal('expired');
    if (response.status === 403) throw new ApiRefusal('denied');
    if (!response.ok) throw new ApiRefusal('unreachable');
    const named = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1];
    return { name: named ?? 'worklist.csv', file: await response.blob() };
  } catch (error) {
    throw error instanceof ApiRefusal ? error : new ApiRefusal('unreachable');
  }
}
