import { useCallback, useEffect, useState } from 'preact/hooks';
import type { ModelLine, ModelOverview, ModelStep } from '../../core/models/model-overview.ts';
import type { ModelState } from '../../core/models/registry.ts';
import { ApiRefusal, readSession, type Session } from '../design/api.ts';
import { formatsOf } from '../design/formats.ts';
import { Panel } from '../design/panel.tsx';
import { firstLanguage, remember } from '../design/remembered.ts';
import { SiteFrame, SiteRefusal } from '../design/site-frame.tsx';
import type { Language } from '../design/words.ts';
import { readModels } from './api.ts';
import { type AskedChange, ChangeDialog } from './change-dialog.tsx';
import { wordsOf } from './language/dictionary.ts';
import { ModelRow, toggleId } from './model-row.tsx';

type State =
  | { readonly kind: 'loading' }
  | { readonly kind: 'shown'; readonly session: Session; readonly overview: ModelOverview }
  | { readonly kind: 'refused'; readonly refusal: ApiRefusal };

/** In the order in which they matter to whoever looks. */
const states = ['live', 'silent', 'registered', 'retired'] as const satisfies readonly ModelState[];
const chosenStates = ['all', ...states] as const;

export function App() {
  const [language, setLanguage] = useState<Language>(firstLanguage);
  const [state, setState] = useState<State>({ kind: 'loading' });
  const [chosen, setChosen] = useState<(typeof chosenStates)[number]>('all');
  const [asked, setAsked] = useState<AskedChange | undefined>();
  const [said, setSaid] = useState('');
  const [round, setRound] = useState(0);
  const words = wordsOf(language);
  const formats = formatsOf(language);

  const load = useCallback(async () => {
    try {
      const [session, overview] = await Promise.all([readSession(), readModels()]);
      setState({ kind: 'shown', session, overview });
    } catch (error) {
      setState({ kind: 'refused', refusal: error instanceof ApiRefusal ? error : new ApiRefusal('unreachable') });
    }
  }, []);
  useEffect(() => void load(), [load]);

  const changed = (now: ModelLine, step: ModelStep) => {
    setAsked(undefined);
    setRound((before) => before + 1);
    setSaid(
      step === 'on' && now.off
        ? words('change.stillOff', { model: now.model })
        : words('change.done', { model: now.model, what: words(`history.${step}`) }),
    );
    setState((before) =>
      before.kind === 'shown'
        ? {
            ...before,
            overview: {
              ...before.overview,
              models: before.overview.models.map((line) => (line.model === now.model ? now : line)),
            },
          }
        : before,
    );
    // A version that goes live makes another one silent: all of them are read again.
    void load();
    // The button that was pressed may be gone: the keyboard goes on at the row's own.
    requestAnimationFrame(() => document.getElementById(toggleId(now.model))?.focus());
  };

  const shown = state.kind === 'shown' ? state : undefined;
  const count = (one: (typeof chosenStates)[number]) =>
    shown?.overview.models.filter((line) => one === 'all' || line.state === one).length ?? 0;
  const lines = (shown?.overview.models ?? [])
    .filter((line) => chosen === 'all' || line.state === chosen)
    .sort((a, b) => states.indexOf(a.state) - states.indexOf(b.state) || (a.title < b.title ? -1 : 1));
  return (
    <SiteFrame
      page="models"
      title={words('page.title')}
      language={language}
      user={shown?.session.user}
      onLanguage={(one) => {
        remember('language', one);
        setLanguage(one);
      }}
    >
      {state.kind === 'refused' && (
        <SiteRefusal refusal={state.refusal} language={language} onRetry={() => void load()} />
      )}
      {state.kind !== 'refused' && (
        <>
          <div class="models-head">
            <div>
              <p class="lead">{words('page.lead')}</p>
              <p class="note">
                {shown ? words(shown.overview.administrator ? 'page.admin' : 'page.readOnly') : '\u00a0'}
              </p>
            </div>
            <fieldset class="segmented">
              <legend class="visually-hidden">{words('page.states')}</legend>
              {chosenStates.map((one) => (
                <label key={one} class={one === chosen ? 'chosen' : ''}>
                  <input type="radio" name="state" checked={one === chosen} onChange={() => setChosen(one)} />
                  {words(`state.${one}`)} <span class="count">{shown ? count(one) : ''}</span>
                </label>
              ))}
            </fieldset>
          </div>
          <p role="status" class="said">
            {said}
          </p>
          {state.kind === 'loading' && <Ghosts />}
          {shown && lines.length === 0 && (
            <p class="panel empty">{words(count('all') === 0 ? 'page.empty' : 'page.none')}</p>
          )}
          {shown && lines.length > 0 && (
            <ul class="models">
              {lines.map((line) => (
                <ModelRow
                  key={line.model}
                  {...{ line, words, formats, round }}
                  administrator={shown.overview.administrator}
                  onStep={(one, step) => {
                    setSaid('');
                    setAsked({ line: one, step });
                  }}
                />
              ))}
            </ul>
          )}
          {shown && shown.overview.refused.length > 0 && (
            <Panel id="refused" title={words('refused.title')}>
              <p class="note">{words('refused.note')}</p>
              <table class="data">
                <thead>
                  <tr>
                    <th scope="col">{words('refused.model')}</th>
                    <th scope="col">{words('refused.why')}</th>
                  </tr>
                </thead>
                <tbody>
                  {shown.overview.refused.map(({ model, reason }) => (
                    <tr key={`${model} ${reason}`}>
                      <th scope="row">
                        <code>{model}</code>
                      </th>
                      <td lang="en">{reason}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Panel>
          )}
        </>
      )}
      {asked && (
        <ChangeDialog
          key={`${asked.line.model} ${asked.step}`}
          asked={asked}
          words={words}
          onDone={changed}
          onClose={() => setAsked(undefined)}
        />
      )}
    </SiteFrame>
  );
}

/** The room that the rows will take. */
function Ghosts() {
  return (
    <div class="models" aria-busy="true">
      {['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((one) => (
        <div key={one} class="model ghost" aria-hidden="true" />
      ))}
    </div>
  );
}
