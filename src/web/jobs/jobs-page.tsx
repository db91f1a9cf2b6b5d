import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { ApiRefusal } from '../design/api.ts';
import type { Formats } from '../design/formats.ts';
import { actionOf, changeJob, type Job, type JobList, type JobState, jobStates, mostJobs, readJobs } from './api.ts';
import { JobWord } from './job-mark.tsx';
import type { Words } from './language/dictionary.ts';

const everyMs = 5000;
/** What needs somebody stands before what goes by itself. */
const urgency: Readonly<Record<JobState, number>> = {
  running: 0,
  dead: 1,
  failed: 2,
  waiting: 3,
  cancelled: 4,
  done: 5,
};

export function JobsPage({
  words,
  formats,
  onRefused,
}: {
  words: Words;
  formats: Formats;
  onRefused: (error: unknown) => void;
}) {
  const [state, setState] = useState<JobState>();
  const [list, setList] = useState<JobList>();
  const [asOf, setAsOf] = useState<string>();
  const [paused, setPaused] = useState(false);
  const [failed, setFailed] = useState(false);
  const [said, setSaid] = useState('');
  const asked = useRef(0);

  const refresh = useCallback(async () => {
    const mine = ++asked.current;
    try {
      const found = await readJobs(state);
      if (mine !== asked.current) return;
      setList(found);
      setAsOf(new Date().toISOString());
      setFailed(false);
    } catch (error) {
      if (mine !== asked.current) return;
      if (error instanceof ApiRefusal && error.kind !== 'unreachable') onRefused(error);
      else setFailed(true);
    }
  }, [state, onRefused]);
  useEffect(() => void refresh(), [refresh]);
  useEffect(() => {
    if (paused) return;
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') void refresh();
    }, everyMs);
    return () => clearInterval(timer);
  }, [paused, refresh]);

  async function act(job: Job, what: 'retry' | 'cancel') {
    const named = jobName(job, words);
    try {
      await changeJob(job.id, what);
      setSaid(words(what === 'retry' ? 'job.retried' : 'job.cancelled', { what: named }));
    } catch (error) {
      if (error instanceof ApiRefusal && error.kind !== 'unreachable') return onRefused(error);
      setSaid(words('job.gone', { what: named }));
    }
    await refresh();
  }

  const jobs = [...(list?.jobs ?? [])].sort(
    (a, b) => urgency[a.state] - urgency[b.state] || Date.parse(b.createdAt) - Date.parse(a.createdAt),
  );
  const empty = list && jobs.length === 0;
  return (
    <>
      <div class="jobs-head">
        <p class="soft">{words('page.lead')}</p>
        <div class="jobs-tools">
          <p class="soft as-of">
            {asOf ? words('page.asOf', { time: formats.time(asOf) }) : words('page.loading')}
            {paused && `, ${words('page.paused')}`}
          </p>
          <button type="button" aria-pressed={paused} onClick={() => setPaused(!paused)}>
            {words(paused ? 'page.resume' : 'page.pause')}
          </button>
          <button type="button" onClick={() => void refresh()}>
            {words('page.refresh')}
          </button>
        </div>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot lay out its buttons in every browser */}
      <div class="state-tiles" role="group" aria-label={words('filter.state')}>
        {jobStates.map((one) => (
          <button
            key={one}
            type="button"
            class="state-tile"
            aria-pressed={state === one}
            onClick={() => setState(state === one ? undefined : one)}
          >
            <span class="state-count">{list ? formats.number(list.counts[one], 0) : '–'}</span>
            <JobWord state={one}>{words(`state.${one}`)}</JobWord>
          </button>
        ))}
      </div>
      {failed && (
        <p class="notice" role="alert">
          {words('page.failed')}
        </p>
      )}
      <p class="said" role="status">
        {said}
      </p>
      <JobTable
        jobs={jobs}
        words={words}
        formats={formats}
        loading={!list}
        onAct={(job, what) => void act(job, what)}
      />
      {empty && (
        <div class="nothing">
          <h2>{words('page.empty.title')}</h2>
          <p class="soft">{words(state === undefined ? 'page.empty.all' : 'page.empty.state')}</p>
        </div>
      )}
      {jobs.length >= mostJobs && <p class="soft">{words('page.newest', { count: mostJobs })}</p>}
    </>
  );
}

/** The first letters of its id tell analyses of one kind apart. */
const jobName = ({ kind, id }: Pick<Job, 'kind' | 'id'>, words: Words) =>
  `${words.term('kind', kind)} ${id.slice(0, 8)}`;

function JobTable({
  jobs,
  words,
  formats,
  loading,
  onAct,
}: {
  jobs: readonly Job[];
  words: Words;
  formats: Formats;
  loading: boolean;
  onAct: (job: Job, what: 'retry' | 'cancel') => void;
}) {
  const frame = useRef<HTMLElement>(null);
  const inside = useRef(false);
  // A button that goes with its job must not throw the focus back to the top of the page.
  useLayoutEffect(() => {
    if (inside.current && document.activeElement === document.body) frame.current?.focus();
  });
  return (
    <section
      ref={frame}
      class="panel job-panel"
      tabIndex={-1}
      aria-label={words('page.table')}
      aria-busy={loading}
      onFocusIn={() => {
        inside.current = true;
      }}
      onFocusOut={(event) => {
        // A button that is taken away leaves without a next place; somebody who goes on has one.
        if (event.relatedTarget !== null)
          inside.current = frame.current?.contains(event.relatedTarget as Node) ?? false;
      }}
    >
      {loading ? (
        <div aria-hidden="true">
          {Array.from({ length: 6 }, (_, index) => (
            <div key={index} class="job-ghost" />
          ))}
        </div>
      ) : (
        <table class="data jobs">
          <thead>
            <tr>
              <th scope="col">{words('column.what')}</th>
              <th scope="col">{words('column.state')}</th>
              <th scope="col">{words('column.detail')}</th>
              <th scope="col" class="number">
                {words('column.attempts')}
              </th>
              <th scope="col">{words('column.when')}</th>
              <th scope="col">
                <span class="visually-hidden">{words('column.action')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {jobs.map((job) => (
              <JobRow key={job.id} job={job} words={words} formats={formats} onAct={onAct} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function JobRow({
  job,
  words,
  formats,
  onAct,
}: {
  job: Job;
  words: Words;
  formats: Formats;
  onAct: (job: Job, what: 'retry' | 'cancel') => void;
}) {
  const action = actionOf(job.state);
  const what = jobName(job, words);
  const when =
    job.endedAt !== undefined && job.state !== 'running' && job.state !== 'waiting'
      ? words('job.ended', { when: formats.dateTime(job.endedAt) })
      : job.startedAt !== undefined && job.state === 'running'
        ? words('job.started', { when: formats.dateTime(job.startedAt) })
        : words('job.queued', { when: formats.dateTime(job.createdAt) });
  return (
    <tr>
      <th scope="row">
        {words.term('kind', job.kind)}
        <span class="soft">
          {job.id.slice(0, 8)}
          {job.priority > 0 && job.state !== 'done' && ` · ${words('job.hurried')}`}
        </span>
      </th>
      <td>
        <JobWord state={job.state}>{words(`state.${job.state}`)}</JobWord>
      </td>
      <td class="detail">
        {job.state === 'running' && job.progress ? (
          <div class="progress-line">
            <progress max={1} value={job.progress.share} aria-label={`${words('job.progress')}: ${what}`} />
            <span>{formats.wholePercent(job.progress.share)}</span>
            <span class="soft" lang="en">
              {job.progress.doing}
            </span>
          </div>
        ) : (
          job.problem && <span lang="en">{job.problem}</span>
        )}
      </td>
      <td class="number" data-label={words('column.attempts')}>
        {formats.number(job.attempts, 0)}
      </td>
      <td class="when">{when}</td>
      <td class="act">
        {action && (
          <button
            type="button"
            aria-label={words(action === 'retry' ? 'job.retryOf' : 'job.cancelOf', { what })}
            onClick={() => onAct(job, action)}
          >
            {words(`job.${action}`)}
          </button>
        )}
      </td>
    </tr>
  );
}
