import { type Language, type Words, wordsFrom } from './words.ts';

/** Words of the frame around the pages that are not about one patient. */
const en = {
  'site.pages': 'Pages of the service',
  'site.worklist': 'Worklist',
  'site.models': 'Models',
  'site.jobs': 'Analyses',
  'site.value': 'Value',
  'site.language': 'Language',
  'site.skip': 'Skip to the content',
  'site.loading': 'Loading …',
  'site.retry': 'Try again',
  'site.expired.title': 'The session has ended',
  'site.expired.text': 'Open the page again from the EHR.',
  'site.denied.title': 'Not allowed',
  'site.denied.text': 'This launch does not open this page.',
  'site.unreachable.title': 'The service did not answer',
  'site.unreachable.text': 'Nothing was changed. Try again in a moment.',
} as const;
type SiteKey = keyof typeof en;
const de: Readonly<Record<SiteKey, string>> = {
  'site.pages': 'Seiten des Dienstes',
  'site.worklist': 'Arbeitsliste',
  'site.models': 'Modelle',
  'site.jobs': 'Analysen',
  'site.value': 'Nutzen',
  'site.language': 'Sprache',
  'site.skip': 'Zum Inhalt',
  'site.loading': 'Wird geladen …',
  'site.retry': 'Noch einmal versuchen',
  'site.expired.title': 'Die Sitzung ist beendet',
  'site.expired.text': 'Bitte die Seite aus dem Krankenhaussystem neu öffnen.',
  'site.denied.title': 'Nicht erlaubt',
  'site.denied.text': 'Dieser Aufruf öffnet diese Seite nicht.',
  'site.unreachable.title': 'Der Dienst hat nicht geantwortet',
  'site.unreachable.text': 'Es wurde nichts geändert. Bitte gleich noch einmal versuchen.',
};
export const siteDictionaries: Readonly<Record<Language, Readonly<Record<SiteKey, string>>>> = { en, de };
export const siteWordsOf = (language: Language): Words<SiteKey> => wordsFrom(siteDictionaries[language]);
