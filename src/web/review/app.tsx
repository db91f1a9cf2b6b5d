import { useCallback, useEffect, useState } from 'preact/hooks';
import type { ReviewData } from '../../core/review/review.ts';
import { ApiRefusal, readSession, type Session } from '../design/api.ts';
import { firstLanguage, recalled, remember } from '../design/remembered.ts';
import { namedPatient, readPending, readReview, signOut } from './api.ts';
import type { Choices } from './patient-banner.tsx';
import { ReadingProvider, readingOf } from './reading.tsx';
import { ReviewPage } from './review-page.tsx';

type State =
  | { readonly kind: 'loading' }
  | { readonly kind: 'shown'; readonly data: ReviewData; readonly session: Session }
  | { readonly kind: 'refused'; readonly why: 'expired' | 'denied' | 'other' | 'left' | 'error' };

const readAll = () => Promise.all([readSession(), readReview()]);
/** Asked for as soon as the script runs, before anything is drawn. */
let asked: ReturnType<typeof readAll> | undefined = readAll();
// Whoever waits for it hears of a failure; until then it is nobody's.
asked.catch(() => undefined);

const warnBeforeMs = 2 * 60_000;
const lookEveryMs = 20_000;
const askPendingEveryMs = 10_000;

export function App() {
  const [choices, setChoices] = useState<Choices>(remembered);
  const [state, setState] = useState<State>({ kind: 'loading' });
  const [now, setNow] = useState(() => Date.now());
  const reading = readingOf(choices.language, choices.units);
  const { words, formats } = reading;

  useEffect(() => {
    document.documentElement.lang = choices.language;
  }, [choices.language]);

  const refuse = useCallback((error: unknown) => {
    const kind = error instanceof ApiRefusal ? error.kind : 'unreachable';
    setState({ kind: 'refused', why: kind === 'unreachable' ? 'error' : kind });
  }, []);

  const load = useCallback(async () => {
    setState((before) => (before.kind === 'shown' ? before : { kind: 'loading' }));
    try {
      const asking = asked ?? readAll();
      asked = undefined;
      const [session, data] = await asking;
      // Two answers of two sessions: a launch for another patient came in between.
      if (!isOf(session, data.patient.id)) setState({ kind: 'refused', why: 'other' });
      else setState({ kind: 'shown', data, session });
    } catch (error) {
      // A short loss of the network takes nothing away from what was read.
      const short = !(error instanceof ApiRefusal) || error.kind === 'unreachable';
      setState((before) =>
        short && before.kind === 'shown' ? before : { kind: 'refused', why: short ? 'error' : error.kind },
      );
    }
  }, []);
  useEffect(() => void load(), [load]);

  // Cookies belong to the browser, not to the tab: another launch may have put another patient behind this page.
  const shown = state.kind === 'shown' ? state : undefined;
  const patient = shown?.data.patient.id;
  useEffect(() => {
    if (patient === undefined) return;
    const look = async () => {
      setNow(Date.now());
      if (document.visibilityState === 'hidden') return;
      try {
        const session = await readSession();
        if (!isOf(session, patient)) setState({ kind: 'refused', why: 'other' });
      } catch (error) {
        // A short loss of the network takes nothing away from what was read.
        if (error instanceof ApiRefusal && error.kind !== 'unreachable') refuse(error);
      }
    };
    const timer = setInterval(() => setNow(Date.now()), lookEveryMs);
    const onLook = () => void look();
    document.addEventListener('visibilitychange', onLook);
    window.addEventListener('focus', onLook);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', onLook);
      window.removeEventListener('focus', onLook);
    };
  }, [patient, refuse]);

  // While something is analysed the page asks how far it is, and reads the review again when that has changed: what is typed, opened or
  // focused stays, because the same elements stay.
  const waits = shown !== undefined && shown.data.pending.length > 0;
  const analysed = shown?.data.imaging.length;
  useEffect(() => {
    if (!waits) return;
    const ask = async () => {
      if (document.visibilityState === 'hidden') return;
      try {
        const now = await readPending();
        if (now.pending.length === 0 || now.analysed !== analysed) await load();
        else
          setState((before) =>
            before.kind === 'shown' ? { ...before, data: { ...before.data, pending: now.pending } } : before,
          );
      } catch (error) {
        if (error instanceof ApiRefusal && error.kind !== 'unreachable') refuse(error);
      }
    };
    const timer = setInterval(() => void ask(), askPendingEveryMs);
    return () => clearInterval(timer);
  }, [waits, analysed, load, refuse]);

  const leave = useCallback(async () => {
    try {
      await signOut();
      setState({ kind: 'refused', why: 'left' });
    } catch (error) {
      refuse(error);
    }
  }, [refuse]);

  const ends = shown ? Date.parse(shown.session.expiresAt) : Number.NaN;
  useEffect(() => {
    if (Number.isNaN(ends)) return;
    const end = () => setState({ kind: 'refused', why: 'expired' });
    // A timer takes no more than 24 days; a session is shorter than one.
    const timer = setTimeout(end, Math.min(Math.max(0, ends - Date.now()), 86_400_000));
    return () => clearTimeout(timer);
  }, [ends]);

  const title = words('page.title');
  useEffect(() => {
    document.title = shown?.data.patient.name ? `${shown.data.patient.name} – ${title}` : title;
  }, [shown, title]);

  return (
    <ReadingProvider value={reading}>
      {state.kind === 'loading' && <Loading text={words('state.loading')} />}
      {state.kind === 'refused' && (
        <main class="refusal">
          <div role="alert">
            <h1>{words(`state.${state.why}.title`)}</h1>
            <p>{words(`state.${state.why}.text`)}</p>
          </div>
          {state.why === 'error' && (
            <button type="button" class="primary" onClick={() => void load()}>
              {words('state.retry')}
            </button>
          )}
        </main>
      )}
      {shown && (
        <ReviewPage
          data={shown.data}
          user={shown.session.user ?? ''}
          notice={
            ends - now < warnBeforeMs
              ? words('state.ending', { time: formats.time(shown.session.expiresAt) })
              : undefined
          }
          onChoose={(chosen) => {
            remember('language', chosen.language);
            remember('units', chosen.units);
            setChoices(chosen);
          }}
          onAgain={() => void load()}
          onSignOut={() => void leave()}
          onRefused={refuse}
          onOpinion={(opinion) =>
            setState((before) =>
              before.kind === 'shown'
                ? { ...before, data: { ...before.data, opinions: [opinion, ...before.data.opinions] } }
                : before,
            )
          }
        />
      )}
    </ReadingProvider>
  );
}

/** The frame of the page with empty panels of the size that the full ones will have. */
function Loading({ text }: { text: string }) {
  return (
    <main class="loading" aria-busy="true">
      <p role="status">{text}</p>
      <div class="grid" aria-hidden="true">
        <div class="panel span-7 ghost tall" />
        <div class="panel span-5 ghost tall" />
        <div class="panel span-4 ghost" />
        <div class="panel span-4 ghost" />
        <div class="panel span-4 ghost" />
      </div>
    </main>
  );
}

/** A launch for a user has no patient of its own: the address names one. `Patient/1` and `1` are the same. */
function isOf({ patient = namedPatient }: Session, shown: string): boolean {
  return patient !== undefined && patient.replace(/^.*Patient\//, '') === shown;
}

function remembered(): Choices {
  const units = recalled('units') ?? (navigator.language === 'en-US' ? 'us' : 'si');
  return { language: firstLanguage(), units: units === 'us' ? 'us' : 'si' };
}
