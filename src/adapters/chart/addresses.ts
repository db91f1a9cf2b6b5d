import { Failure } from '../../core/failure.ts';

/** The base of a FHIR server: origin and path with exactly one slash at its end. */
export function baseOf(fhirServer: string): URL {
  let url: URL;
  try {
    url = new URL(fhirServer);
  } catch (cause) {
    throw new Failure('invalid-request', 'fhirServer is not a URL.', { at: 'fhirServer', cause });
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new Failure('invalid-request', 'fhirServer must be an http or https URL.', { at: 'fhirServer' });
  }
  if (url.username !== '' || url.password !== '') {
    throw new Failure('invalid-request', 'fhirServer must not contain credentials.', { at: 'fhirServer' });
  }
  url.search = '';
  url.hash = '';
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/`;
  return url;
}

/** `Type`, `Type/id`, `Type/id/$operation` or nothing before the question mark: no dots as segments, no escapes, no scheme. */
const path = /^(?:[A-Za-z][A-Za-z0-9]*(?:\/[A-Za-z0-9_$.-]{1,64}){0,4})?$/;

/**
 * Address of a query below the base. The query is relative (`Patient/1`, `Observation?patient=1`, `?_getpages=…`); whatever a filled-in
 * token holds, the request stays on this server and below this base.
 * @throws Failure `invalid-request` for anything else
 */
export function addressOf(base: URL, query: string): URL {
  const mark = query.indexOf('?');
  const place = mark < 0 ? query : query.slice(0, mark);
  const search = mark < 0 ? '' : query.slice(mark + 1);
  const segments = place.split('/');
  if (query === '' || query.length > 8000 || !path.test(place) || segments.some((one) => one === '.' || one === '..')) {
    throw new Failure(
      'invalid-request',
      'A FHIR query must be relative to the FHIR server: "Patient/1", "Observation?patient=1".',
    );
  }
  if (hasControls(search) || search.includes('#')) {
    throw new Failure('invalid-request', 'A FHIR query must not contain control characters or a fragment.');
  }
  const url = new URL(base);
  url.pathname = base.pathname + place;
  // An empty place is the base itself, which servers know without its trailing slash.
  if (place === '') url.pathname = base.pathname.slice(0, -1);
  url.search = search;
  return url;
}

/**
 * Where a `next` link or a redirect leads, if it stays with this server: same scheme, host and port, no credentials.
 * Undefined for any other origin: the token must never go there.
 */
export function sameOrigin(base: URL, from: URL, target: string): URL | undefined {
  try {
    const url = new URL(target, from);
    url.hash = '';
    return url.origin === base.origin && url.username === '' && url.password === '' ? url : undefined;
  } catch {
    return undefined;
  }
}

/** RFC 6750 b64token: what a bearer token may consist of. Line breaks and blanks would be header injection. */
const bearer = /^[A-Za-z0-9\-._~+/]{1,8192}=*$/;

/** @throws Failure `invalid-request`, without repeating the token */
export function checkedToken(token: string | undefined): string | undefined {
  if (token === undefined || bearer.test(token)) return token;
  throw new Failure('invalid-request', 'fhirAuthorization.access_token is not a valid bearer token.', {
    at: 'fhirAuthorization.access_token',
  });
}

function hasControls(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < 0x20 || unit === 0x7f) return true;
  }
  return false;
}
