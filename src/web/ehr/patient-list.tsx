import type { Patient } from 'fhir/r4.js';
import { useState } from 'preact/hooks';
import { ageAt } from '../../core/patient.ts';
import type { Card } from './cds.ts';
import { today } from './dates.ts';
import { Icon } from './icons.tsx';
import type { ScenarioHint } from './sandbox-api.ts';

export type Urgency = Card['indicator'] | 'quiet';
export const urgencyWords: Readonly<Record<Urgency, string>> = {
  critical: 'Critical',
  warning: 'Warning',
  info: 'Information',
  quiet: 'No advice',
};

export function patientName(patient: Patient): string {
  const name = patient.name?.[0];
  if (!name?.family) return name?.text ?? patient.id ?? 'Unnamed';
  return `${name.family}, ${name.given?.join(' ') ?? ''}`;
}
export function ageAndSex(patient: Patient): string {
  const age = ageAt(patient.birthDate, today());
  const sex = patient.gender === 'female' ? 'F' : patient.gender === 'male' ? 'M' : '';
  return [age ? `${age.years} y` : 'age unknown', sex].filter(Boolean).join(' · ');
}

export function PatientList(props: {
  patients: readonly Patient[];
  hints: ReadonlyMap<string, ScenarioHint>;
  urgency: ReadonlyMap<string, Urgency>;
  selected: string | undefined;
  onSelect: (id: string) => void;
}) {
  const [words, setWords] = useState('');
  const shown = props.patients.filter((patient) =>
    `${patientName(patient)} ${patient.id} ${props.hints.get(patient.id ?? '')?.story ?? ''}`
      .toLowerCase()
      .includes(words.trim().toLowerCase()),
  );
  return (
    <nav class="patients" aria-label="Patients">
      <div class="patients-head">
        <h2>Patients</h2>
        <span class="count">{words ? `${shown.length} of ${props.patients.length}` : props.patients.length}</span>
      </div>
      <label class="search">
        <Icon name="search" />
        <span class="visually-hidden">Search patients</span>
        <input
          type="search"
          placeholder="Name or story"
          value={words}
          onInput={(event) => setWords(event.currentTarget.value)}
        />
      </label>
      <ul>
        {shown.map((patient) => {
          const id = patient.id ?? '';
          const urgency = props.urgency.get(id);
          return (
            <li key={id}>
              <button
                type="button"
                class="patient"
                aria-current={id === props.selected ? 'true' : undefined}
                onClick={() => props.onSelect(id)}
              >
                <span class="patient-line">
                  <span class="patient-name">{patientName(patient)}</span>
                  <span class="patient-age">{ageAndSex(patient)}</span>
                </span>
                <span class="patient-story">{props.hints.get(id)?.story ?? ''}</span>
                {urgency && (
                  <span class={`chip ${urgency}`}>
                    <Icon name={urgency} />
                    {urgencyWords[urgency]}
                  </span>
                )}
              </button>
            </li>
          );
        })}
      </ul>
      {shown.length === 0 && <p class="empty">No patient matches.</p>}
    </nav>
  );
}
