import { type Kysely, type Migration, Migrator, sql } from 'kysely';
import { Failure } from '../../core/failure.ts';

/** Longest interval that counts as short: a calendar date. */
export const dayMs = 86_400_000;

/**
 * Steps of the schema in order of their names; a step that was released is never changed, only followed by another.
 * PostgreSQL and the embedded store run the same ones.
 */
const steps: Record<string, Migration> = {
  '001-documents': {
    async up(db) {
      await run(
        db,
        `create table document (
          type text collate "C" not null,
          id text collate "C" not null,
          version integer not null,
          last_updated double precision not null,
          digest text not null,
          subject text collate "C" not null,
          date_low double precision not null,
          date_high double precision not null,
          keys text[] collate "C" not null,
          facts jsonb not null,
          body text not null,
          primary key (type, id))`,
        // The embedded store runs ANALYZE in the process that answers: 50,000 documents cost 1.8 s with the usual 100,
        // 0.27 s with 20 (on a loaded machine), and 20 still tell frequent codes from rare ones. The body is never asked for.
        ...['type', 'id', 'version', 'last_updated', 'digest', 'subject', 'date_low', 'date_high', 'keys', 'facts'].map(
          (column) => `alter table document alter ${column} set statistics 20`,
        ),
        'alter table document alter body set statistics 0',
        'create index document_subject on document (type, subject, date_low desc, id desc)',
        'create index document_date on document (type, date_low desc, id desc)',
        // Periods of more than a day: their longest bounds where a document that reaches past a date may begin.
        `create index document_long on document (type, (date_high - date_low)) where date_high - date_low > ${dayMs}`,
        'create index document_updated on document (type, last_updated desc, id desc)',
        // Measured with 50,000 Observations, 45 to a save, embedded (17 keys each; p50 of a save, sorted search, rare key):
        // fastupdate=off 11.7 / 1.2 / 0.4 ms; on with 4 MB pending 8.0 / 2.6 / 1.2; on with 128 kB 9.1 / 1.5 / 0.4.
        // A btree token table (one row a key) was tried with 20,000 documents only: 10.0 ms a save, against 7.8 with a GIN index there.
        'create index document_keys on document using gin (keys) with (fastupdate = on, gin_pending_list_limit = 128)',
      );
    },
  },
  '002-outbox': {
    async up(db) {
      await run(
        db,
        `create table outbox (
          type text collate "C" not null,
          id text collate "C" not null,
          digest text not null,
          since double precision not null,
          attempts integer not null default 0,
          not_before double precision not null default 0,
          acknowledged boolean not null default false,
          reason text,
          primary key (type, id))`,
        'create index outbox_owed on outbox (since, type, id) where not acknowledged',
      );
    },
  },
  '003-feedback-and-replay': {
    async up(db) {
      await run(
        db,
        `create table feedback (
          key text primary key,
          received double precision not null default (extract(epoch from clock_timestamp()) * 1000),
          item text not null)`,
        'create index feedback_received on feedback (received desc)',
        `create table shown_card (
          card text primary key,
          service_id text not null,
          indicator text not null,
          assessment_id text,
          at double precision not null)`,
        'create table replay (key text primary key, expires_at double precision not null)',
        'create index replay_expires on replay (expires_at)',
      );
    },
  },
  '004-findings': {
    async up(db) {
      await run(
        db,
        // One row an analysis; several of one study (settings, models) may stand side by side. The body is text, not jsonb:
        // nothing asks into it, and text from DICOM may hold what jsonb refuses (NUL, half a surrogate pair).
        `create table finding (
          id text primary key,
          fhir_server text collate "C" not null,
          patient_id text collate "C" not null,
          study_uid text collate "C" not null,
          analysed_at double precision not null,
          started double precision,
          settings_version text not null,
          body text not null)`,
        'create index finding_patient on finding (fhir_server, patient_id, study_uid, analysed_at desc)',
        'create index finding_study on finding (study_uid)',
        `create table picture (
          key text primary key,
          finding text not null references finding (id) on delete cascade,
          png bytea not null)`,
        'create index picture_finding on picture (finding)',
      );
    },
  },
  '005-jobs': {
    async up(db) {
      await run(
        db,
        // Beside pg-boss's own tables: what it does not keep (progress, the sign of life) or forgets (keys of old jobs).
        `create table job_note (
          id uuid primary key,
          kind text not null,
          key text not null,
          created_at timestamptz not null default now(),
          beat_at timestamptz,
          share double precision,
          doing text,
          ended text,
          ended_at timestamptz,
          problem text,
          unique (kind, key))`,
        'create index job_note_key on job_note (key)',
        'create index job_note_ended on job_note (ended)',
        'create index job_note_created on job_note (created_at desc)',
        // The instant up to which a server's new studies were seen.
        `create table bookmark (
          name text primary key,
          at text not null)`,
      );
    },
  },
  '006-models': {
    async up(db) {
      await run(db, 'create table model_change (seq bigserial primary key, change text not null)');
    },
  },
  '007-silent-models': {
    async up(db) {
      await run(
        db,
        // Beside the results on purpose: what silent models say is no result and is found by no search.
        `create table silent_entry (
          seq bigserial primary key,
          model text not null,
          fhir_server text not null,
          patient_id text not null,
          day text not null,
          body text not null,
          unique (model, fhir_server, patient_id, day))`,
        'create index silent_entry_model on silent_entry (model, seq desc)',
      );
    },
  },
  '008-worklist': {
    async up(db) {
      const sorts = [
        'level_rank desc, risk desc',
        'change_rank desc, changed_at desc',
        'gap_weight desc, level_rank desc',
      ];
      await run(
        db,
        // The newest assessment of each patient in short: one row a patient, so that 50,000 are sorted by an index.
        `create table worklist (
          fhir_server text collate "C" not null,
          patient_id text collate "C" not null,
          level text not null,
          state text not null,
          etiology text not null,
          gap_kinds text[] not null,
          changed text,
          level_rank smallint not null,
          risk double precision not null,
          change_rank smallint not null,
          changed_at double precision not null,
          gap_weight integer not null,
          seen_at double precision not null,
          body text not null,
          primary key (fhir_server, patient_id))`,
        ...[...sorts, 'seen_at desc, level_rank desc'].map(
          (sort) => `create index on worklist (fhir_server, ${sort}, patient_id)`,
        ),
      );
    },
  },
  '009-worklist-marks': {
    async up(db) {
      await run(
        db,
        'alter table worklist add mark text, add mark_until double precision, add mark_body text',
        // Its rows follow from assessments and say more now: each is made again when its chart is opened.
        'delete from worklist',
        // As with documents: figures of the embedded store are made in the process that answers. Without any, the planner sorts 50,000
        // rows for a page that an index has in order (a jump to the middle: 95 ms, with them 24 ms, on an idle machine).
        ...[
          'patient_id',
          'level',
          'state',
          'etiology',
          'gap_kinds',
          'changed',
          'level_rank',
          'risk',
          'seen_at',
          'mark',
        ].map((column) => `alter table worklist alter ${column} set statistics 20`),
        'alter table worklist alter body set statistics 0, alter mark_body set statistics 0',
      );
    },
  },
  '010-volumes': {
    async up(db) {
      await run(
        db,
        `create table volume (
          key text primary key,
          finding text not null references finding (id) on delete cascade,
          nifti bytea not null)`,
        // Gzipped already: compressing it again costs time and saves nothing.
        'alter table volume alter nifti set storage external',
        'create index volume_finding on volume (finding)',
      );
    },
  },
};

async function run(db: Kysely<unknown>, ...statements: string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

/**
 * Brings the schema up to date. The migrator holds PostgreSQL's advisory lock while it looks and works, so processes that
 * start together wait for the first; all steps are one transaction.
 * @throws Failure `store-unavailable` when a step fails; nothing of it stays.
 */
export async function migrate<T>(db: Kysely<T>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => steps } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined)
    throw new Failure('store-unavailable', 'The result store could not be brought to this version of the service.', {
      cause: error,
    });
}
