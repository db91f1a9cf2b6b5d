import { type Kysely, sql } from 'kysely';
import type { ImagingFindings } from '../../core/findings.ts';
import type { FindingsStore } from '../../ports/findings.ts';
import { guarded } from './database-failure.ts';
import { keptPlan } from './kept-plan.ts';
import { instantOf } from './memory-findings.ts';
import type { Tables } from './tables.ts';

/** Studies of one patient that are read at most; nobody has more liver examinations. */
const mostStudies = 200;

export function sqlFindings(db: Kysely<Tables>): FindingsStore {
  return {
    save: (findings, files) =>
      guarded(() =>
        db.transaction().execute(async (tx) => {
          const row = {
            id: findings.id,
            fhir_server: findings.fhirServer,
            patient_id: findings.patientId,
            study_uid: findings.study.uid,
            analysed_at: Date.parse(findings.analysedAt),
            started: instantOf(findings.study.started) ?? null,
            settings_version: findings.settingsVersion,
            body: JSON.stringify(findings),
          };
          await tx
            .insertInto('finding')
            .values(row)
            .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
            .execute();
          await tx.deleteFrom('picture').where('finding', '=', findings.id).execute();
          for (const { key } of findings.pictures) {
            const png = files.get(key);
            if (!png) continue;
            const picture = { key, finding: findings.id, png: Buffer.from(png) };
            await tx
              .insertInto('picture')
              .values(picture)
              .onConflict((conflict) => conflict.column('key').doUpdateSet(picture))
              .execute();
          }
          await tx.deleteFrom('volume').where('finding', '=', findings.id).execute();
          for (const { key } of findings.volumes ?? []) {
            const file = files.get(key);
            if (!file) continue;
            const volume = { key, finding: findings.id, nifti: Buffer.from(file) };
            await tx
              .insertInto('volume')
              .values(volume)
              .onConflict((conflict) => conflict.column('key').doUpdateSet(volume))
              .execute();
          }
        }),
      ),
    ofPatient: (fhirServer, patientId) =>
      guarded(async () => {
        const { rows } = await sql<{ body: string }>`
          ${keptPlan} select body from (
            select distinct on (study_uid) body, study_uid, started from finding
            where fhir_server = ${fhirServer} and patient_id = ${patientId}
            order by study_uid, analysed_at desc, id desc) newest
          order by started desc nulls last, study_uid desc limit ${mostStudies}`.execute(db);
        return rows.map(({ body }): ImagingFindings => JSON.parse(body));
      }),
    read: (id) =>
      guarded(async () => {
        const row = await db.selectFrom('finding').select('body').where('id', '=', id).executeTakeFirst();
        return row && (JSON.parse(row.body) as ImagingFindings);
      }),
    picture: (key) =>
      guarded(async () => {
        const row = await db.selectFrom('picture').select('png').where('key', '=', key).executeTakeFirst();
        return row && new Uint8Array(row.png);
      }),
    volume: (key) =>
      guarded(async () => {
        const row = await db.selectFrom('volume').select('nifti').where('key', '=', key).executeTakeFirst();
        return row && new Uint8Array(row.nifti);
      }),
    analysedStudies: (fhirServer, studyUids, settingsVersion) =>
      guarded(async () => {
        if (studyUids.length === 0) return new Set<string>();
        const { rows } = await sql<{ study_uid: string }>`
          select distinct study_uid from finding
          where study_uid = any(${[...studyUids]}::text[]) and fhir_server = ${fhirServer}
            and settings_version = ${settingsVersion}`.execute(db);
        return new Set(rows.map((row) => row.study_uid));
      }),
    bookmark: (name) =>
      guarded(
        async () => (await db.selectFrom('bookmark').select('at').where('name', '=', name).executeTakeFirst())?.at,
      ),
    setBookmark: (name, at) =>
      guarded(async () => {
        await db
          .insertInto('bookmark')
          .values({ name, at })
          .onConflict((conflict) => conflict.column('name').doUpdateSet({ at }))
          .execute();
      }),
  };
}
