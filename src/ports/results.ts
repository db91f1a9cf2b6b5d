import type { Assessment } from '../core/assessment.ts';
import type { ImagingFindings } from '../core/findings.ts';
import type { FeedbackLog } from './feedback.ts';
import type { FindingsStore } from './findings.ts';
import type { Log } from './log.ts';
import type { ModelHistory } from './models.ts';
import type { SilentLog } from './predictors.ts';
import type { WorklistStore } from './worklist.ts';

/** A FHIR resource as stored; the store reads only what its search index needs. */
export interface StoredDocument {
  readonly resourceType: string;
  readonly id: string;
  readonly meta?: {
    readonly versionId?: string;
    readonly lastUpdated?: string;
    readonly profile?: readonly string[];
    readonly tag?: readonly unknown[];
    readonly security?: readonly unknown[];
  };
  readonly [element: string]: unknown;
}

/**
 * The result store: FHIR documents, upserted by (resourceType, id), searched by indexed values.
 * Back ends: memory, embedded (PGlite), postgresql; one conformance suite for all (test/adapters/results).
 */
export interface ResultStore {
  /**
   * Upserts all documents in one transaction. An unchanged document (equal but for meta) is not rewritten and keeps its
   * version and lastUpdated. Concurrent calls may share one transaction. Resolves only once the data is durable.
   * @throws Failure `store-unavailable`
   */
  save(documents: readonly StoredDocument[], options?: SaveOptions): Promise<SaveReport>;
  read(resourceType: string, id: string): Promise<StoredDocument | undefined>;
  search(query: ResultQuery): Promise<ResultPage>;
  /** All matches in (lastUpdated, id) order, streamed with bounded memory; for bulk export. */
  stream(query: Omit<ResultQuery, 'count' | 'after'>): AsyncIterable<StoredDocument>;
  /** Documents whose write-back to the EHR is still owed, oldest first; see flows/write-back. */
  owed(limit: number): Promise<readonly OwedDocument[]>;
  acknowledge(keys: readonly DocumentKey[]): Promise<void>;
  postpone(keys: readonly DocumentKey[], notBefore: string, reason: string): Promise<void>;
  /** Cheap round trip for readiness. @throws Failure `store-unavailable` */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface DocumentKey {
  readonly resourceType: string;
  readonly id: string;
  /** With it, `acknowledge` and `postpone` leave alone a document that was changed since this version was read. */
  readonly versionId?: string;
}
export interface SaveOptions {
  /** Also owe these documents to the EHR (write-back), unless just this content was acknowledged before. */
  readonly owe?: boolean;
}
export interface OwedDocument {
  readonly document: StoredDocument;
  readonly attempts: number;
}
export interface SaveReport {
  readonly written: number;
  readonly unchanged: number;
}

/**
 * A search over one resource type: a conjunction of criteria, each a disjunction of alternatives,
 * over the search parameters of fhir-resources/search/parameters.ts. FHIR syntax is parsed there; the store sees only this.
 */
export interface ResultQuery {
  readonly resourceType: string;
  readonly criteria: readonly Criterion[];
  /** Default: `-_lastUpdated`. Ties are broken by id, so that paging is stable. */
  readonly sort: readonly { readonly parameter: string; readonly descending: boolean }[];
  readonly count: number;
  /** Opaque cursor of the page before. */
  readonly after?: string;
  /** `none`, or the exact number of matches. */
  readonly total: 'none' | 'accurate';
}

export type Criterion =
  | {
      readonly kind: 'token';
      readonly parameter: string;
      readonly any: readonly TokenAlternative[];
      readonly not?: boolean;
    }
  | { readonly kind: 'date'; readonly parameter: string; readonly any: readonly DateAlternative[] }
  | { readonly kind: 'quantity'; readonly parameter: string; readonly any: readonly QuantityAlternative[] }
  | { readonly kind: 'reference'; readonly parameter: string; readonly any: readonly string[] }
  | {
      readonly kind: 'string';
      readonly parameter: string;
      readonly any: readonly string[];
      readonly match: 'starts' | 'contains' | 'exact';
    }
  | { readonly kind: 'uri'; readonly parameter: string; readonly any: readonly string[] }
  | { readonly kind: 'missing'; readonly parameter: string; readonly missing: boolean };

/** `system` undefined: any system; `''`: explicitly no system. `code` undefined: any code of the system. */
export interface TokenAlternative {
  readonly system?: string;
  readonly code?: string;
}
/** Half-open interval [low, high) of the searched precision, ISO instants, with the FHIR prefix. */
export interface DateAlternative {
  readonly prefix: Prefix;
  readonly low: string;
  readonly high: string;
}
/** Implicit precision interval [low, high] around `value`, with the prefix. */
export interface QuantityAlternative {
  readonly prefix: Prefix;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly system?: string;
  readonly code?: string;
}
export type Prefix = 'eq' | 'ne' | 'gt' | 'lt' | 'ge' | 'le' | 'sa' | 'eb' | 'ap';

export interface ResultPage {
  readonly documents: readonly StoredDocument[];
  /** Cursor of the next page; absent on the last. */
  readonly next?: string;
  readonly total?: number;
}

/** What a flow needs to publish: turned into FHIR documents outside the flow (compose wires fhir-resources/write to a store). */
export interface Publisher {
  /** Stores the assessment's resources durably; returns the references written. Idempotent by Assessment.id. */
  publish(assessment: Assessment): Promise<readonly string[]>;
}

/** The same for the analysis of an imaging study. */
export interface FindingsPublisher {
  /** Stores the study's resources durably; returns the references written. Idempotent by content. */
  publishFindings(findings: ImagingFindings): Promise<readonly string[]>;
}

/** One opened store: everything durable of this service. A back end is the default export of `src/adapters/results/<scheme>.ts`. */
export interface Store {
  readonly results: ResultStore;
  readonly feedback: FeedbackLog;
  readonly replay: ReplayGuard;
  readonly findings: FindingsStore;
  readonly worklist: WorklistStore;
  /** The database behind it, for what keeps tables of its own there: the job queue. Absent in memory. */
  readonly sql?: SqlDoor;
  readonly models: ModelHistory;
  readonly silent: SilentLog;
  close(): Promise<void>;
}
/** A PostgreSQL dialect database. Inside `work` only `query` may be used: the embedded store has one connection. */
export interface SqlDoor {
  /** Commits when `work` resolves, rolls back when it throws. @throws Failure `store-unavailable`, `internal` (a refused statement) */
  transaction<T>(work: (query: SqlQuery) => Promise<T>): Promise<T>;
  /** One text outside a transaction; without values it may hold several statements. */
  readonly query: SqlQuery;
}
export type SqlQuery = (text: string, values?: readonly unknown[]) => Promise<{ readonly rows: readonly unknown[] }>;
export interface StoreBackEnd {
  /** Scheme: `memory`, `embedded`, `postgresql`. */
  readonly id: string;
  /**
   * Opens and migrates. `dataDir` for embedded, `url` for postgresql.
   * @throws Failure `store-in-use` (embedded: another process holds the folder; the sentence names the way out), `store-unavailable`.
   */
  open(options: { readonly dataDir?: string; readonly url?: string; readonly log: Log }): Promise<Store>;
}
/** Remembers token ids while they could be replayed; shared by all processes on PostgreSQL. */
export interface ReplayGuard {
  /** True the first time, false when `key` was claimed before and has not expired. */
  claim(key: string, expiresAt: string): Promise<boolean>;
}
