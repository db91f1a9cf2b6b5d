import type { ComponentChildren } from 'preact';
import { type ChartData, isActive, nameOf, type Series } from './chart-data.ts';
import { ago, agoShort, showDate } from './dates.ts';
import { Sparkline, TrendPlot } from './trend.tsx';

export function Panel(props: {
  title: string;
  aside?: string | undefined;
  class?: string;
  children: ComponentChildren;
}) {
  return (
    <section class={`panel ${props.class ?? ''}`}>
      <header>
        <h3>{props.title}</h3>
        {props.aside && <span class="aside">{props.aside}</span>}
      </header>
      {props.children}
    </section>
  );
}

/** What is known of the patient: results with their course on the left, everything else on the right. */
export function Chart({ data }: { data: ChartData }) {
  return (
    <div class="chart">
      <div class="chart-main">
        <Results data={data} />
        {data.vitals.length > 0 && (
          <Panel title="Vital signs">
            <ul class="vitals">
              {data.vitals.map((series) => (
                <li key={series.key}>
                  <span>{series.label}</span>
                  <strong>
                    {series.points[0]?.text} <small>{series.unit}</small>
                  </strong>
                </li>
              ))}
            </ul>
          </Panel>
        )}
      </div>
      <div class="chart-side">
        <Panel title="Problems" aside={String(data.problems.filter(isActive).length)}>
          {data.problems.length === 0 && <p class="empty">No problem recorded.</p>}
          <ul class="entries">
            {data.problems.map((condition) => (
              <li key={condition.id} class={isActive(condition) ? '' : 'past'}>
                <span>{nameOf(condition.code)}</span>
                <small>
                  {isActive(condition) ? `since ${showDate(condition.onsetDateTime).replace(/^\d+ /, '')}` : 'resolved'}
                </small>
              </li>
            ))}
          </ul>
        </Panel>
        <Elastography data={data} />
        <Panel title="Medication" aside={String(data.medications.filter(({ status }) => status === 'active').length)}>
          {data.medications.length === 0 && <p class="empty">No medication recorded.</p>}
          <ul class="entries">
            {data.medications.map((request) => (
              <li key={request.id} class={request.status === 'active' ? '' : 'past'}>
                <span>
                  {nameOf(request.medicationCodeableConcept)}
                  {request.dosageInstruction?.[0]?.text && <em>{request.dosageInstruction[0].text}</em>}
                </span>
                <small>
                  {request.status === 'active'
                    ? `since ${showDate(request.authoredOn).replace(/^\d+ /, '')}`
                    : request.status}
                </small>
              </li>
            ))}
          </ul>
        </Panel>
        <Panel title="Examinations">
          {data.exams.length === 0 && <p class="empty">No examination recorded.</p>}
          <ul class="entries">
            {data.exams.map((exam) => (
              <li key={`${exam.date}${exam.title}`}>
                <span>
                  {exam.title}
                  {exam.note && <em>{exam.note}</em>}
                </span>
                <small>{ago(exam.date)}</small>
              </li>
            ))}
          </ul>
        </Panel>
        {data.immunizations.length > 0 && (
          <Panel title="Immunizations">
            <ul class="entries">
              {data.immunizations.map((immunization) => (
                <li key={immunization.id}>
                  <span>{nameOf(immunization.vaccineCode)}</span>
                  <small>{ago(immunization.occurrenceDateTime)}</small>
                </li>
              ))}
            </ul>
          </Panel>
        )}
      </div>
    </div>
  );
}

function Results({ data }: { data: ChartData }) {
  const newest = data.labs
    .map(({ points }) => points[0]?.date ?? '')
    .sort()
    .at(-1);
  return (
    <Panel title="Results" aside={newest ? `latest ${showDate(newest)}` : undefined}>
      {data.labs.length === 0 && <p class="empty">No laboratory result recorded.</p>}
      {data.labs.length > 0 && (
        <table class="results">
          <thead>
            <tr>
              <th scope="col">Test</th>
              <th scope="col" class="number">
                Newest
              </th>
              <th scope="col">
                <span class="visually-hidden">Unit</span>
              </th>
              <th scope="col">Reference</th>
              <th scope="col">Course</th>
              <th scope="col" class="when">
                Age
              </th>
            </tr>
          </thead>
          <tbody>
            {data.labs.map((series) => (
              <ResultRow key={series.key} series={series} />
            ))}
          </tbody>
        </table>
      )}
      {data.withdrawn > 0 && (
        <p class="note">
          {data.withdrawn === 1 ? 'One result was' : `${data.withdrawn} results were`} withdrawn or cancelled by the
          laboratory and {data.withdrawn === 1 ? 'is' : 'are'} not shown.
        </p>
      )}
    </Panel>
  );
}

function ResultRow({ series }: { series: Series }) {
  const newest = series.points[0];
  if (!newest) return null;
  return (
    <tr>
      <th scope="row" title={series.name}>
        {series.label}
      </th>
      <td class={`number ${newest.flag ?? ''}`}>
        {newest.flag && (
          <abbr title={newest.flag === 'high' ? 'above the reference range' : 'below the reference range'}>
            {newest.flag === 'high' ? 'H' : 'L'}
          </abbr>
        )}
        {newest.text}
      </td>
      <td class="unit">{series.unit}</td>
      <td class="range">{rangeText(series)}</td>
      <td class="course">
        <Sparkline series={series} />
      </td>
      <td class="when" title={showDate(newest.date)}>
        {agoShort(newest.date)}
      </td>
    </tr>
  );
}

function rangeText({ low, high }: Series): string {
  const show = (limit: number) => (limit >= 10_000 ? `${limit / 1000}k` : String(limit));
  if (low !== undefined && high !== undefined) return `${show(low)}–${show(high)}`;
  if (high !== undefined) return `≤ ${show(high)}`;
  return low === undefined ? '' : `≥ ${show(low)}`;
}

function Elastography({ data }: { data: ChartData }) {
  const { stiffness, attenuation } = data;
  const newest = stiffness?.points[0];
  return (
    <Panel title="Elastography" aside={newest ? ago(newest.date) : undefined}>
      {!newest && <p class="empty">Liver stiffness has not been measured.</p>}
      {newest && (
        <div class="elastography">
          <p class="figure">
            <strong>{newest.text}</strong> kPa <span>liver stiffness</span>
          </p>
          {attenuation?.points[0] && (
            <p class="figure">
              <strong>{attenuation.points[0].text}</strong> dB/m <span>CAP</span>
            </p>
          )}
        </div>
      )}
      {stiffness && <TrendPlot series={stiffness} />}
      {data.stiffnessQuality && <p class="note">{data.stiffnessQuality}</p>}
    </Panel>
  );
}
