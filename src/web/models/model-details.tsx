import type { ComponentChildren } from 'preact';
import type { SilentPairing } from '../../core/models/compare-silent.ts';
import type { ModelDetails } from '../../core/models/model-overview.ts';
import { appBase } from '../design/api.ts';
import type { Formats } from '../design/formats.ts';
import { reportAddress } from './api.ts';
import type { Words } from './language/dictionary.ts';

interface Shown {
  readonly details: ModelDetails;
  readonly words: Words;
  readonly formats: Formats;
}

/** All of one version. What the manifest and the service wrote in English carries `lang="en"`. */
export function ModelDetailsView(shown: Shown) {
  const { words } = shown;
  return (
    <div class="details">
      <div class="column">
        <Part title={words('details.about')}>
          <Facts {...shown} />
        </Part>
        <Part title={words('figures.title')}>
          <Figures {...shown} />
        </Part>
      </div>
      <div class="column">
        <Part title={words('history.title')}>
          <History {...shown} />
        </Part>
        <Part title={words('silent.title')}>
          <Silent {...shown} />
        </Part>
      </div>
      <Part title={words('attributes.title')} wide>
        <Attributes {...shown} />
      </Part>
    </div>
  );
}

function Part({ title, wide, children }: { title: string; wide?: boolean; children: ComponentChildren }) {
  return (
    <section class={wide ? 'wide' : ''}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function Facts({ details, words, formats }: Shown) {
  const { accepts, trainedOn, goldenRun } = details;
  const training = [
    trainedOn.cohort,
    words('details.cases', { n: formats.number(trainedOn.n, 0) }),
    ...Object.entries(trainedOn.events ?? {}).map(([name, n]) => `${formats.number(n, 0)} ${name}`),
    trainedOn.years,
    trainedOn.country,
  ].filter((part) => part !== '');
  const [from, to] = accepts.ageYears;
  const golden =
    goldenRun === undefined
      ? words('golden.none')
      : goldenRun.passed
        ? words('golden.detail', {
            cases: words.counted('golden.cases', goldenRun.cases),
            ms: formats.number(goldenRun.ms, 0),
            provider: goldenRun.provider,
            departure: (goldenRun.departure ?? 0).toPrecision(2),
          })
        : (goldenRun.reason ?? words('golden.failed'));
  return (
    <>
      <dl class="facts">
        <Fact name={words('details.answers')} lang="en">
          {details.answers}
        </Fact>
        <Fact name={words('details.looksAt')} lang="en">
          {details.looksAt}
        </Fact>
        <Fact name={words('details.builtFor')}>
          {accepts.etiologies === 'any' ? words('details.any') : accepts.etiologies.join(', ').toUpperCase()}
        </Fact>
        <Fact name={words('details.age')}>{words('details.years', { from, to })}</Fact>
        <Fact name={words('details.exclusions')} lang={accepts.exclusions.length === 0 ? undefined : 'en'}>
          {accepts.exclusions.length === 0
            ? words('details.noExclusion')
            : accepts.exclusions.map((one) => one.replaceAll('-', ' ')).join(', ')}
        </Fact>
        <Fact name={words('details.training')} lang="en">
          {training.join(', ')}
        </Fact>
        <Fact name={words('golden.title')}>{golden}</Fact>
        <Fact name={words('details.licence')} lang="en">
          {details.licence}
        </Fact>
        <Fact name={words('details.graph')}>
          <code>{details.sha256}</code>
        </Fact>
      </dl>
      <p class="links">
        <a href={`${appBase.replace(/\/app$/, '')}/models/${encodeURIComponent(details.model)}`}>
          {words('details.card')}
        </a>
        {details.validation.here && <a href={reportAddress(details.model)}>{words('details.report')}</a>}
      </p>
    </>
  );
}

function Fact({ name, lang, children }: { name: string; lang?: string | undefined; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd lang={lang}>{children}</dd>
    </div>
  );
}

function History({ details: { history }, words, formats }: Shown) {
  if (history.length === 0) return <p class="empty">{words('history.none')}</p>;
  return (
    <ol class="history">
      {history.map(({ at, by, what, reason }) => (
        <li key={`${at} ${what.kind}`}>
          <time dateTime={at}>{formats.dateTime(at)}</time>
          <div>
            <strong>{words.term('history', what.kind === 'state' ? what.to : what.kind)}</strong>{' '}
            <span class="soft">{words('history.by', { user: by })}</span>
            {reason !== undefined && <p>{reason}</p>}
          </div>
        </li>
      ))}
    </ol>
  );
}

/** As many figures as can be taken in at once; the rest is one click away. */
const firstFigures = 6;

function Figures({ details: { validation }, words, formats }: Shown) {
  const { figures, sha256, method } = validation;
  if (sha256 === undefined) return <p class="empty">{words('figures.none')}</p>;
  if (figures.length === 0)
    return <p class="empty">{words('figures.elsewhere', { digest: `${sha256.slice(0, 12)}…` })}</p>;
  const rows = (some: typeof figures) => (
    <table class="data small">
      <thead>
        <tr>
          <th scope="col">{words('figures.figure')}</th>
          <th scope="col" class="number">
            {words('figures.value')}
          </th>
          <th scope="col" class="number">
            {words('figures.interval')}
          </th>
        </tr>
      </thead>
      <tbody>
        {some.map(({ of, name, value, interval }) => (
          <tr key={`${of} ${name}`}>
            <th scope="row" lang="en">
              {name}
              <span class="soft">{of}</span>
            </th>
            <td class="number">{formats.number(value, 3)}</td>
            <td class="number">{interval ? interval.map((end) => formats.number(end, 3)).join(' – ') : ''}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
  return (
    <>
      {method !== undefined && (
        <p class="note" lang="en">
          {method}
        </p>
      )}
      <div class="scroll-x">{rows(figures.slice(0, firstFigures))}</div>
      {figures.length > firstFigures && (
        <details class="more">
          <summary>+ {words.counted('figures.more', figures.length - firstFigures)}</summary>
          <div class="scroll-x">{rows(figures.slice(firstFigures))}</div>
        </details>
      )}
    </>
  );
}

function Silent({ details: { silent }, words, formats }: Shown) {
  const { entries, patients, from, to, pairings, riskLimits } = silent;
  if (entries === 0 || from === undefined || to === undefined) return <p class="empty">{words('silent.none')}</p>;
  const points = (share: number) => formats.signed(100 * share, 1);
  const at = ({ difference }: SilentPairing, share: number) =>
    difference?.quantiles.find((one) => one.share === share)?.value;
  return (
    <>
      <p>{words('silent.said', { patients, entries, from: formats.date(from), to: formats.date(to) })}</p>
      {pairings.length === 0 ? (
        <p class="empty">{words('silent.nobody')}</p>
      ) : (
        <>
          <div class="scroll-x">
            <table class="data small">
              <thead>
                <tr>
                  {(['of', 'live', 'n', 'agreement', 'difference', 'spread'] as const).map((key) => (
                    <th key={key} scope="col" class={key === 'of' || key === 'live' ? '' : 'number'}>
                      {words(`silent.${key}`)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {pairings.map((pairing) => {
                  const { about, horizonYears, live, n, agreement, difference } = pairing;
                  const [low, high] = [at(pairing, 0.05), at(pairing, 0.95)];
                  return (
                    <tr key={`${live} ${about} ${horizonYears}`}>
                      <th scope="row" lang="en">
                        {horizonYears === undefined ? about : words('silent.horizon', { about, years: horizonYears })}
                      </th>
                      <td>{live}</td>
                      <td class="number">{formats.number(n, 0)}</td>
                      <td class="number">{formats.wholePercent(agreement.share)}</td>
                      <td class="number">{difference ? points(difference.mean) : '–'}</td>
                      <td class="number">
                        {low === undefined || high === undefined ? '–' : `${points(low)} … ${points(high)}`}
                      </td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </div>
          <p class="note">
            {words('silent.note', { limits: riskLimits.map((limit) => formats.wholePercent(limit)).join(', ') })}
          </p>
        </>
      )}
    </>
  );
}

function Attributes({ details: { sourceAttributes }, words }: Shown) {
  const groups = [...new Set(sourceAttributes.map(({ group }) => group))];
  const answered = (some: typeof sourceAttributes) => some.filter(({ value }) => value !== null).length;
  return (
    <>
      <p class="note">
        {words('attributes.note', { answered: answered(sourceAttributes), all: sourceAttributes.length })}
      </p>
      <div class="attributes" lang="en">
        {groups.map((group) => {
          const own = sourceAttributes.filter((each) => each.group === group);
          return (
            <details key={group}>
              <summary>
                {group}
                <span class="soft">{words('attributes.group', { answered: answered(own), all: own.length })}</span>
              </summary>
              <dl>
                {own.map(({ number, title, value, note }) => (
                  <div key={number}>
                    <dt>
                      {number}. {title}
                    </dt>
                    <dd>{value ?? `${words('attributes.unavailable')} ${note ?? ''}`}</dd>
                  </div>
                ))}
              </dl>
            </details>
          );
        })}
      </div>
    </>
  );
}
