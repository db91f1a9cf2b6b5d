import { Failure } from '../../core/failure.ts';

/** Digits and dots, at most 64 (PS3.5 section 9). */
export const isUid = (text: string): boolean => /^[0-9]+(\.[0-9]+)*$/.test(text) && text.length <= 64;

/** @throws Failure `invalid-input`: only a true UID is put into an address */
export const uidOf = (text: string): string => {
  if (!isUid(text)) throw new Failure('invalid-input', 'A UID consists of digits and dots, at most 64 of them.');
  return text;
};

/**
 * The base of an archive, without a slash at its end: paths are put behind it.
 * @throws Failure `invalid-configuration` for what is no http(s) address, or one with a name and password in it
 */
export const archiveBase = (text: string): { readonly origin: string; readonly href: string } => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    throw new Failure('invalid-configuration', 'The DICOMweb address must begin with http:// or https://.');
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw new Failure(
      'invalid-configuration',
      'The DICOMweb address must hold no user, password, query or fragment: give credentials apart.',
    );
  return { origin: url.origin, href: `${url.origin}${url.pathname.replace(/\/+$/, '')}` };
};

/**
 * Reads `https://host/dicom-web/studies/{uid}`, the address of one study in a DICOMweb archive.
 * @throws Failure `invalid-input` for any other address
 */
export const readStudyUrl = (text: string): { readonly baseUrl: string; readonly studyUid: string } => {
  const refused = (way: string) =>
    new Failure('invalid-input', `The address is no DICOMweb study (https://host/dicom-web/studies/UID): ${way}.`);
  if (!URL.canParse(text)) throw refused('it is no address');
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refused('it does not begin with http');
  if (url.username !== '' || url.password !== '') throw refused('it holds a user or a password');
  const found = /^(.*)\/studies\/([^/]+)\/?$/.exec(url.pathname);
  const [, root = '', studyUid = ''] = found ?? [];
  if (found === null || !isUid(studyUid)) throw refused('it does not end with /studies/ and a UID');
  return { baseUrl: `${url.origin}${root}`, studyUid };
};
