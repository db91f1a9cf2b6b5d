import { useState } from 'preact/hooks';
import type { ReviewData } from '../../core/review/review.ts';
import { EvidenceMark } from '../design/marks.tsx';
import { AsTable, Panel } from '../design/panel.tsx';
import { IncidenceCurve } from './incidence-curve.tsx';
import { type Reading, shownValue, useReading } from './reading.tsx';
import { headlineRows, type RiskGroup, riskGroups } from './risk-groups.ts';
import { riskSize } from './sentences.ts';

const outcomeName = ({ outcome, title }: RiskGroup, { words }: Reading) => words.term('outcome', outcome, title);

/** Which risk, over which time, how sure, and what competes. */
export function RiskPanel({ data }: { data: ReviewData }) {
  const reading = useReading();
  const { words } = reading;
  const groups = riskGroups(data);
  const [chosen, choose] = useState<string>();
  const group = groups.find(({ key }) => key === chosen) ?? groups[0];
  const others = groups.filter((one) => one !== group);
  return (
    <Panel
      id="risk"
      title={words('risk.title')}
      wide="span-5"
      beside={group && <EvidenceMark evidence={group.evidence}>{words(`evidence.${group.evidence}`)}</EvidenceMark>}
    >
      <Severity data={data} />
      {!group && <NoRisk data={data} />}
      {group && (
        <>
          <p class="risk-outcome">
            {outcomeName(group, reading)}{' '}
            <span class="soft">{words('risk.by', { what: reading.say(group.byTitle).text })}</span>
          </p>
          <RiskTiles group={group} />
          <p class="note">
            {group.competing.length > 0
              ? words('risk.competing', { what: group.competing.join(', ') })
              : words('risk.noCompeting')}
          </p>
          <IncidenceCurve group={group} title={outcomeName(group, reading)} />
          {group.curve && (
            <AsTable
              label={words('page.table')}
              caption={words('risk.plot', { outcome: outcomeName(group, reading) })}
              head={[words('risk.horizon'), outcomeName(group, reading), words('risk.interval')]}
              rows={group.curve.points.map((point) => [
                words.counted('risk.years', point.years),
                reading.formats.percent(point.probability),
                point.lower === undefined || point.upper === undefined
                  ? words('risk.noInterval')
                  : reading.formats.range(point.lower, point.upper),
              ])}
            />
          )}
        </>
      )}
      {others.length > 0 && (
        <div class="other-risks">
          <h3>{words('risk.others')}</h3>
          <ul>
            {others.map((one) => (
              <li key={one.key}>
                <button type="button" class="row-button" onClick={() => choose(one.key)}>
                  <span class="other-name">
                    {outcomeName(one, reading)}{' '}
                    <span class="soft">{words('risk.by', { what: reading.say(one.byTitle).text })}</span>
                  </span>
                  <span class="other-size">
                    {headlineRows(one)
                      .slice(-1)
                      .map((row) => `${words.counted('risk.years', row.years)}: ${riskSize(row, reading)}`)}
                  </span>
                  <EvidenceMark evidence={one.evidence}>
                    {words.term('evidence.short', one.evidence, words(`evidence.${one.evidence}`))}
                  </EvidenceMark>
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
    </Panel>
  );
}

function RiskTiles({ group }: { group: RiskGroup }) {
  const { words, formats } = useReading();
  return (
    <dl class="tiles">
      {headlineRows(group).map(({ years, probability, lower, upper, qualitative }) => {
        const range = lower !== undefined && upper !== undefined ? formats.range(lower, upper) : undefined;
        const size =
          probability !== undefined
            ? formats.percent(probability)
            : (range ?? (qualitative ? words(`risk.qualitative.${qualitative}`) : ''));
        return (
          <div key={years} class="tile">
            <dt>{words.counted('risk.in', years)}</dt>
            <dd>{size}</dd>
            <dd class="interval">
              {probability !== undefined && range ? (
                <>
                  {range}
                  <span class="visually-hidden"> {words('risk.interval')}</span>
                </>
              ) : (
                words('risk.noInterval')
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

/** How ill now: for those who have decompensated it is the question, for others it is context. */
function Severity({ data: { assessment } }: { data: ReviewData }) {
  const reading = useReading();
  const { words, formats } = reading;
  const meld = assessment.scores.find((one) => one.scoreId === 'meld3' && one.status === 'ok');
  const { childPugh, events, state } = assessment;
  if (state !== 'dACLD' && events.length === 0) return null;
  return (
    <div class="severity">
      <h3>{words('risk.severity')}</h3>
      <dl class="tiles">
        {meld?.status === 'ok' && (
          <div class="tile">
            <dt>{reading.say(meld.title).text}</dt>
            <dd>{shownValue(meld.scoreId, meld.value, meld.unit, reading)}</dd>
          </div>
        )}
        {childPugh && (
          <div class="tile">
            <dt>Child-Pugh</dt>
            <dd>{childPugh.class}</dd>
            <dd class="interval">{words.counted('risk.points', childPugh.points)}</dd>
          </div>
        )}
      </dl>
      {events.length > 0 && (
        <p class="note">
          {words('risk.events')}:{' '}
          {events
            .map(({ event, date }) => words.term('event', event) + (date ? ` (${formats.date(date)})` : ''))
            .join(', ')}
        </p>
      )}
    </div>
  );
}

function NoRisk({ data: { assessment } }: { data: ReviewData }) {
  const { words } = useReading();
  const over = assessment.state === 'dACLD' || assessment.state === 'transplanted';
  return (
    <div class="empty-state">
      <p class="empty-title">{words('risk.none')}</p>
      <p>
        {over ? words('risk.none.state', { state: words.term('standing', assessment.state) }) : words('risk.none.why')}
      </p>
    </div>
  );
}
