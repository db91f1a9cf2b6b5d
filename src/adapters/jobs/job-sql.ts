/**
 * SQL beside pg-boss, over its tables and our notes (job_note). pg-boss 10 keeps no progress and no sign of life, forgets the keys
 * of archived jobs, and lets a late attempt end the one that replaced it; each statement here mends one of these.
 * `schema.job.retry_count` is the number of the attempt, from 0: it fences an attempt from the next.
 */
export const schema = 'pgboss';

const isThisAttempt = `j.name = $1 and j.id = $2 and j.state = 'active' and j.retry_count = $3`;

export const noteJob = `
  insert into job_note (id, kind, key) values ($1, $2, $3) on conflict do nothing returning id`;

/** Locks the attempt, so that nobody else ends it meanwhile; no row when it is over. */
export const holdAttempt = `
  select j.retry_count >= j.retry_limit as last from ${schema}.job j where ${isThisAttempt} for update`;

export const startNote = `update job_note set beat_at = now(), share = null, doing = null, problem = null where id = $1`;

/** No row: the attempt is over (cancelled, expired, with another worker). */
export const beat = `
  update job_note n set beat_at = now(), share = $4, doing = $5
  from ${schema}.job j where n.id = j.id and ${isThisAttempt} returning n.id`;

export const endNote = `
  update job_note set ended = $2, ended_at = now(), problem = $3, share = case when $2 = 'done' then 1 else share end
  where id = $1`;
export const problemOfNote = `update job_note set problem = $2 where id = $1`;
export const reopenNote = `update job_note set ended = null, ended_at = null where id = $1`;

/** No further attempt after this one. */
export const makeLast = `update ${schema}.job set retry_limit = retry_count where name = $1 and id = $2`;

/** Back to the queue as if it had not been started; without started_on the next start is no further attempt. */
export const giveBack = `
  update ${schema}.job j set started_on = null, start_after = now(),
    state = (case when retry_count > 0 then 'retry' else 'created' end)::${schema}.job_state
  where ${isThisAttempt} returning j.id`;

export const hurry = `
  update ${schema}.job set priority = $2
  where (name, id) in (select kind, id from job_note where key = $1 and ended is null) and state < 'active' and priority < $2`;

/** Running jobs whose process gave no sign of life for $1 seconds, or whose time is up. */
export const lostAttempts = `
  select n.kind, n.id::text, j.retry_count as attempt, j.started_on + j.expire_in < now() as expired
  from job_note n join ${schema}.job j on j.name = n.kind and j.id = n.id
  where n.ended is null and j.state = 'active'
    and (n.beat_at < now() - $1::float8 * interval '1 second' or j.started_on + j.expire_in < now())`;

/** Jobs that pg-boss's own maintenance ended. */
export const adoptDead = `
  update job_note n set ended = 'dead', ended_at = j.completed_on from ${schema}.job j
  where j.name = n.kind and j.id = n.id and j.state = 'failed' and n.ended is null`;

const stateOf = `case j.state
  when 'created' then 'waiting' when 'retry' then 'failed' when 'active' then 'running'
  when 'completed' then 'done' when 'failed' then 'dead' when 'cancelled' then 'cancelled' end`;

/** $1: state or null, $2: limit. A job that pg-boss has forgotten is what its note says. */
export const listJobs = `
  with record as (
    select n.id::text, n.kind, n.key, coalesce(n.ended, ${stateOf}) as state, coalesce(j.priority, 0) as priority,
      coalesce(j.retry_count + case when j.started_on is null then 0 else 1 end, 1) as attempts,
      n.created_at, j.started_on, n.ended_at, n.share, n.doing, n.problem
    from job_note n left join ${schema}.job j on j.name = n.kind and j.id = n.id)
  select * from record where state is not null and ($1::text is null or state = $1)
  order by created_at desc, id limit $2`;

export const countOpen = `
  select ${stateOf} as state, count(*)::float8 as count from ${schema}.job j where j.state < 'completed' group by j.state`;
export const countEnded = `
  select ended as state, count(*)::float8 as count from job_note where ended is not null group by ended`;

export const kindOf = `select kind from job_note where id = $1`;
