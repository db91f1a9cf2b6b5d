import { type Kysely, sql } from 'kysely';
import { indexable } from '../../../fhir-resources/search/elements.ts';
import type { CardFeedback, FeedbackLog } from '../../ports/feedback.ts';
import type { ReplayGuard } from '../../ports/results.ts';
import { guarded } from './database-failure.ts';
import { keptPlan } from './kept-plan.ts';
import { feedbackKey } from './memory-records.ts';
import type { Tables } from './tables.ts';

export function sqlFeedback(db: Kysely<Tables>): FeedbackLog {
  return {
    async record(items) {
      const rows = [...new Map(items.map((item) => [feedbackKey(item), item]))];
      if (rows.length === 0) return;
      await guarded(() =>
        db
          .insertInto('feedback')
          .values(rows.map(([key, item]) => ({ key: indexable(key), item: JSON.stringify(item) })))
          .onConflict((conflict) => conflict.column('key').doNothing())
          .execute(),
      );
    },
    async recent(limit) {
      const rows = await guarded(() =>
        db
          .selectFrom('feedback')
          .select('item')
          .orderBy('received', 'desc')
          .orderBy('key')
          .limit(Math.max(0, limit))
          .execute(),
      );
      return rows.map((row): CardFeedback => JSON.parse(row.item));
    },
    async shown(cards) {
      if (cards.length === 0) return;
      const column = <T>(pick: (card: (typeof cards)[number]) => T): T[] => cards.map(pick);
      await guarded(() =>
        sql`
          ${keptPlan} insert into shown_card (card, service_id, indicator, assessment_id, at)
          select * from unnest(
            ${column(({ card }) => indexable(card))}::text[], ${column(({ serviceId }) => serviceId)}::text[],
            ${column(({ indicator }) => indicator)}::text[], ${column(({ assessmentId }) => assessmentId ?? null)}::text[],
            ${column(({ at }) => Date.parse(at))}::float8[])
          on conflict (card) do nothing`.execute(db),
      );
    },
    counts: (since) =>
      guarded(async () => {
        const { rows } = await sql<{ indicator: string; shown: string; accepted: string; overridden: string }>`
          with answer as (
            select item::json ->> 'card' as card, bool_or(item::json ->> 'outcome' = 'accepted') as accepted
            from feedback group by 1)
          select indicator, count(*) as shown, count(*) filter (where accepted) as accepted,
            count(*) filter (where not accepted) as overridden
          from shown_card left join answer using (card)
          where at >= ${Date.parse(since)}::float8 group by indicator order by indicator`.execute(db);
        return rows.map(({ indicator, shown, accepted, overridden }) => ({
          indicator,
          shown: Number(shown),
          accepted: Number(accepted),
          overridden: Number(overridden),
        }));
      }),
  };
}

/** Claims in the database, so that a token used at one process is known to all. */
export function sqlReplayGuard(db: Kysely<Tables>): ReplayGuard {
  let nextSweep = 0;
  return {
    claim: (key, expiresAt) =>
      guarded(async () => {
        const now = Date.now();
        if (now >= nextSweep) {
          nextSweep = now + 60_000;
          await db.deleteFrom('replay').where('expires_at', '<=', now).execute();
        }
        const { rows } = await sql`
          insert into replay (key, expires_at) values (${indexable(key)}, ${Date.parse(expiresAt)}::float8)
          on conflict (key) do update set expires_at = excluded.expires_at where replay.expires_at <= ${now}::float8
          returning key`.execute(db);
        return rows.length === 1;
      }),
  };
}
