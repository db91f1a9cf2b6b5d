/**
 * A FHIR base URL in the one form in which it is compared, called and stored: lower-case scheme and host, no default port,
 * no trailing slash. Undefined for anything that is no plain http(s) base URL (credentials, query, fragment, other scheme).
 */
export function normaliseFhirServer(text: string): string | undefined {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return undefined;
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
  if (url.username !== '' || url.password !== '' || text.includes('?') || text.includes('#')) return undefined;
  return url.origin + url.pathname.replace(/\/+$/, '');
}

/**
 * The allow-list of EHR base URLs, as a predicate over normalised URLs. Exact match only: a prefix match would let
 * `https://ehr.example.evil` or another tenant's path through.
 * @param options.loopback also allow any base URL on this machine (sandbox, development).
 * @throws RangeError for an entry that is no base URL.
 */
export function allowedFhirServers(
  list: readonly string[],
  options: { readonly loopback: boolean },
): (fhirServer: string) => boolean {
  const allowed = new Set(
    list.map((entry) => {
      const normal = normaliseFhirServer(entry);
      if (normal === undefined) throw new RangeError(`"${entry}" is no FHIR base URL.`);
      return normal;
    }),
  );
  return (fhirServer) => {
    const normal = normaliseFhirServer(fhirServer);
    return normal !== undefined && (allowed.has(normal) || (options.loopback && isLoopback(normal)));
  };
}

function isLoopback(url: string): boolean {
  const host = new URL(url).hostname;
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}
