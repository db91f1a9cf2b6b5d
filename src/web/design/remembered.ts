import { type Language, pickLanguage } from './words.ts';

/** Only how the pages are read is kept in the browser, never anything of a patient. */
export function recalled(name: 'language' | 'units'): string | null {
  try {
    return localStorage.getItem(`fibrocast.${name}`);
  } catch {
    // A frame without storage of its own: the page starts with the browser's language.
    return null;
  }
}
export function remember(name: 'language' | 'units', value: string): void {
  try {
    localStorage.setItem(`fibrocast.${name}`, value);
  } catch {
    // Kept until the page is closed.
  }
}

/** What the address asks for, what was chosen before, what the browser asks for. */
export const firstLanguage = (): Language =>
  pickLanguage([new URLSearchParams(location.search).get('lang'), recalled('language'), ...navigator.languages]);
