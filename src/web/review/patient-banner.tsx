import type { ReviewData } from '../../core/review/review.ts';
import { pageAddress } from '../design/api.ts';
import { LanguageChoice } from '../design/language-choice.tsx';
import type { Language } from '../design/words.ts';
import { namedPatient } from './api.ts';
import { useReading } from './reading.tsx';
import type { UnitSystem } from './units.ts';

export interface Choices {
  readonly language: Language;
  readonly units: UnitSystem;
}

/** Whose chart it is: at the top of everything, always in sight. */
export function PatientBanner({
  data,
  onChoose,
  onLetter,
  onSignOut,
}: {
  data: ReviewData;
  onChoose: (choices: Choices) => void;
  onLetter: () => void;
  onSignOut: () => void;
}) {
  const { words, formats, language, units } = useReading();
  const { patient, assessment } = data;
  return (
    <header class="banner">
      <div class="banner-row">
        <section class="who" aria-label={words('patient.banner')}>
          <h1 class={patient.name ? '' : 'unnamed'}>{patient.name ?? words('patient.unnamed')}</h1>
          <PatientFacts data={data} />
        </section>
        <div class="tools">
          <LanguageChoice
            label={words('page.language')}
            language={language}
            onLanguage={(chosen) => onChoose({ language: chosen, units })}
          />
          <fieldset class="segmented">
            <legend class="visually-hidden">{words('page.units')}</legend>
            {(['si', 'us'] as const).map((system) => (
              <label key={system} class={system === units ? 'chosen' : ''}>
                <input
                  type="radio"
                  name="units"
                  checked={system === units}
                  onChange={() => onChoose({ language, units: system })}
                />
                {words(`page.units.${system}`)}
              </label>
            ))}
          </fieldset>
          <button type="button" onClick={onLetter}>
            {words('page.letter')}
          </button>
          <button type="button" onClick={() => window.print()}>
            {words('page.print')}
          </button>
          <button type="button" class="quiet" onClick={onSignOut}>
            {words('page.signOut')}
          </button>
        </div>
      </div>
      <nav aria-label={words('page.sections')}>
        {/* Only a launch for all patients of a user has a list to go back to. */}
        {namedPatient !== undefined && (
          <a class="back" href={pageAddress('worklist')}>
            {words('page.worklist')}
          </a>
        )}
        {sections.map((id) => (
          <a key={id} href={`#${id}`}>
            {words(`nav.${id}`)}
          </a>
        ))}
        <span class="as-of">{words('page.asOf', { when: formats.dateTime(assessment.asOf) })}</span>
      </nav>
    </header>
  );
}

export function PatientFacts({ data: { patient } }: { data: ReviewData }) {
  const { words, formats } = useReading();
  const facts = [
    patient.sex && words(`patient.${patient.sex}`),
    patient.ageYears !== undefined && words('patient.years', { count: patient.ageYears }),
    patient.birthDate && words('patient.born', { date: formats.date(patient.birthDate) }),
    ...patient.identifiers.map(({ label, value }) => `${label} ${value}`),
  ].filter((fact): fact is string => typeof fact === 'string');
  return (
    <ul class="patient-facts">
      {(facts.length > 0 ? facts : [patient.id]).map((fact) => (
        <li key={fact}>{fact}</li>
      ))}
    </ul>
  );
}

const sections = [
  'stage',
  'risk',
  'next',
  'changed',
  'distrust',
  'why',
  'tests',
  'course',
  'imaging',
  'scores',
  'models',
  'opinions',
] as const;
