import { useCallback, useEffect, useLayoutEffect, useMemo, useState } from 'preact/hooks';
import { seededRandom } from '../../core/seeded-random.ts';
import { estimateValue } from '../../core/value/estimate-value.ts';
import type { UsageFigures } from '../../core/value/usage.ts';
import { movedRange, type Range, soundRange, type ValueInputId } from '../../core/value/value-inputs.ts';
import { ApiRefusal, readSession, type Session } from '../design/api.ts';
import { formatsOf } from '../design/formats.ts';
import { AsTable, Panel } from '../design/panel.tsx';
import { firstLanguage, remember } from '../design/remembered.ts';
import { SiteFrame, SiteRefusal } from '../design/site-frame.tsx';
import type { Language } from '../design/words.ts';
import { type Currency, currencies, givenScenario, hashOf, type Scenario, scenarioOf } from './address.ts';
import { type Period, readUsage } from './api.ts';
import { CoursePlot } from './course-plot.tsx';
import { InputsPanel } from './inputs-panel.tsx';
import { type Words, wordsOf } from './language/dictionary.ts';
import { moneyOf } from './money.ts';
import { intervalOf, partRows } from './parts.ts';
import { PartsChart } from './parts-chart.tsx';
import { PrintSheet } from './print-sheet.tsx';
import { ResultTiles } from './result-panel.tsx';
import { UsagePanel, type UsageState } from './usage-panel.tsx';
import { csvOf } from './value-csv.ts';

/** Any fixed number: the same inputs give the same interval for everybody. */
const seed = 20_261;

export function App() {
  const [language, setLanguage] = useState<Language>(firstLanguage);
  const [session, setSession] = useState<Session | undefined>();
  const [refusal, setRefusal] = useState<ApiRefusal | undefined>();
  const [scenario, setScenario] = useState<Scenario>(() => scenarioOf(location.hash));
  const [period, setPeriod] = useState<Period>(90);
  const [usage, setUsage] = useState<UsageState>({ kind: 'loading' });
  const [used, setUsed] = useState(false);
  const words = wordsOf(language);
  const formats = useMemo(() => formatsOf(language), [language]);
  const money = useMemo(() => moneyOf(language, scenario.currency), [language, scenario.currency]);
  const estimate = useMemo(() => estimateValue(scenario.inputs, seededRandom(seed)), [scenario.inputs]);
  const rows = partRows(estimate, words, formats, money);

  const load = useCallback(async () => {
    setRefusal(undefined);
    try {
      setSession(await readSession());
    } catch (error) {
      setRefusal(error instanceof ApiRefusal ? error : new ApiRefusal('unreachable'));
    }
  }, []);
  useEffect(() => void load(), [load]);

  useEffect(() => {
    let current = true;
    setUsage({ kind: 'loading' });
    readUsage(period)
      .then((figures) => current && setUsage({ kind: 'shown', figures }))
      .catch((error: unknown) => {
        const denied = error instanceof ApiRefusal && error.kind === 'denied';
        if (current) setUsage({ kind: denied ? 'denied' : 'failed' });
      });
    return () => {
      current = false;
    };
  }, [period]);

  // Only the part after # changes: it stays in the browser and makes the page shareable.
  useLayoutEffect(() => {
    const keep = () => {
      const hash = hashOf(scenario);
      if (location.hash.replace(/^#/, '') !== hash)
        history.replaceState(null, '', `${location.pathname}${location.search}${hash === '' ? '' : `#${hash}`}`);
    };
    // The link that skips to the content writes over the numbers: they are put back.
    const onHash = () => (location.hash === '#content' ? keep() : setScenario(scenarioOf(location.hash)));
    keep();
    addEventListener('hashchange', onHash);
    return () => removeEventListener('hashchange', onHash);
  }, [scenario]);

  const put = (id: ValueInputId, range: Range) => {
    setUsed(false);
    setScenario((before) => ({ ...before, inputs: { ...before.inputs, [id]: range } }));
  };
  const take = ({ assessments, days, cards }: UsageFigures) => {
    setScenario((before) => {
      const { inputs } = before;
      const yearly = assessments === 'few' ? undefined : Math.round((assessments * 365) / days);
      const counted =
        yearly === undefined ? undefined : movedRange('assessmentsPerYear', inputs.assessmentsPerYear, yearly);
      const share = cards.followedShare;
      const followed =
        share === undefined ? undefined : soundRange('followedShare', { ...inputs.followedShare, likely: share });
      return {
        ...before,
        inputs: {
          ...inputs,
          ...(counted ? { assessmentsPerYear: counted } : {}),
          ...(followed ? { followedShare: followed } : {}),
        },
      };
    });
    setUsed(true);
  };

  const frame = {
    page: 'value' as const,
    title: words('page.title'),
    language,
    user: session?.user,
    onLanguage: (chosen: Language) => {
      remember('language', chosen);
      setLanguage(chosen);
    },
  };
  if (refusal)
    return (
      <SiteFrame {...frame}>
        <SiteRefusal refusal={refusal} language={language} onRetry={() => void load()} />
      </SiteFrame>
    );
  const shared = { estimate, words, formats, money };
  const netShown = rows.at(-1)?.shown ?? 0;
  return (
    <>
      <div class="screen">
        <SiteFrame {...frame}>
          <div class="value-head">
            <p class="lead">{words('page.lead')}</p>
            <Tools
              {...{ scenario, words }}
              onCurrency={(currency) => setScenario((before) => ({ ...before, currency }))}
              onReset={() => {
                setUsed(false);
                setScenario(givenScenario);
              }}
              onCsv={() => save('fibrocast-value.csv', csvOf(scenario, estimate, rows, words))}
            />
          </div>
          <div class="value-columns">
            <div class="answers">
              <Panel id="result" title={words('result.title')}>
                <ResultTiles {...shared} netShown={netShown} />
              </Panel>
              <p class="note under-tiles">
                {words('result.intervalNote', {
                  draws: formats.number(estimate.draws, 0),
                  share: formats.wholePercent(estimate.breakEven.share),
                  months: estimate.overHorizon.years * 12,
                })}
              </p>
              <Panel id="parts" title={words('parts.title')}>
                <p class="note">{words('parts.note')}</p>
                <PartsChart rows={rows} words={words} money={money} />
                <AsTable
                  label={words('parts.asTable')}
                  caption={words('parts.plot')}
                  head={['what', 'quantity', 'money', 'interval'].map((key) => words.term('parts', key))}
                  rows={rows.map(({ title, quantity, amount, interval }) => [title, quantity, amount, interval])}
                />
              </Panel>
              <Panel id="course" title={words('course.title')}>
                <p class="note">{words('course.note')}</p>
                <CoursePlot {...shared} />
                <AsTable
                  label={words('parts.asTable')}
                  caption={words('course.plot')}
                  head={[words('course.month'), words('course.net'), words('parts.interval')]}
                  rows={estimate.course
                    .filter(({ month }) => month % 6 === 0)
                    .map(({ month, ...net }) => [String(month), money.whole(net.value), intervalOf(net, words, money)])}
                />
              </Panel>
              <UsagePanel
                {...{ state: usage, period, used, words, formats }}
                inputs={scenario.inputs}
                onPeriod={setPeriod}
                onUse={take}
              />
              <Panel id="method" title={words('method.title')}>
                <ul class="method">
                  {(['one', 'two', 'three', 'four'] as const).map((part) => (
                    <li key={part}>{words(`method.${part}`)}</li>
                  ))}
                </ul>
              </Panel>
            </div>
            <InputsPanel {...{ scenario, words, formats }} onInput={put} />
          </div>
        </SiteFrame>
      </div>
      <PrintSheet
        {...shared}
        rows={rows}
        scenario={scenario}
        usage={usage.kind === 'shown' ? usage.figures : undefined}
        today={new Date().toISOString()}
      />
    </>
  );
}

function Tools({
  scenario,
  words,
  onCurrency,
  onReset,
  onCsv,
}: {
  scenario: Scenario;
  words: Words;
  onCurrency: (currency: Currency) => void;
  onReset: () => void;
  onCsv: () => void;
}) {
  const [said, setSaid] = useState('');
  // Without the launch of this browser: it is nobody else's.
  const copy = async () => {
    const hash = hashOf(scenario);
    try {
      await navigator.clipboard.writeText(`${location.origin}${location.pathname}${hash === '' ? '' : `#${hash}`}`);
      setSaid(words('tools.linkCopied'));
    } catch {
      setSaid(words('tools.linkFailed'));
    }
  };
  return (
    <div class="value-tools">
      <label class="currency">
        {words('tools.currency')}
        <select
          value={scenario.currency}
          aria-describedby="currency-note"
          onChange={({ currentTarget }) => {
            const chosen = currencies.find((one) => one === currentTarget.value);
            if (chosen) onCurrency(chosen);
          }}
        >
          {currencies.map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </select>
      </label>
      <button type="button" onClick={onReset}>
        {words('tools.reset')}
      </button>
      <button type="button" onClick={() => void copy()}>
        {words('tools.link')}
      </button>
      <button type="button" onClick={onCsv}>
        {words('tools.csv')}
      </button>
      <button type="button" class="primary" onClick={() => print()}>
        {words('tools.print')}
      </button>
      <p id="currency-note" class="note">
        {words('tools.currencyNote')}
      </p>
      <p role="status" class="note said">
        {said}
      </p>
    </div>
  );
}

function save(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = Object.assign(document.createElement('a'), { href: address, download: name });
  link.click();
  // The download has begun before the next task.
  setTimeout(() => URL.revokeObjectURL(address), 0);
}
