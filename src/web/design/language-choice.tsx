import { type Language, languageIds, languages } from './words.ts';

export function LanguageChoice({
  label,
  language,
  onLanguage,
}: {
  label: string;
  language: Language;
  onLanguage: (language: Language) => void;
}) {
  return (
    <fieldset class="segmented">
      <legend class="visually-hidden">{label}</legend>
      {languageIds.map((id) => (
        <label key={id} class={id === language ? 'chosen' : ''} title={languages[id].name}>
          <input
            type="radio"
            name="language"
            checked={id === language}
            aria-label={languages[id].name}
            onChange={() => onLanguage(id)}
          />
          <span aria-hidden="true">{id.toUpperCase()}</span>
        </label>
      ))}
    </fieldset>
  );
}
