import type { Bundle, FhirResource } from 'fhir/r4.js';

/** The EHR's own FHIR server, also what hooks name as `fhirServer`. */
export const fhirBase = `${location.origin}/sandbox/fhir`;
const headers = { Accept: 'application/fhir+json' };

/** A read or search. `found` is false for 404 and 410. Any other refusal throws a sentence. */
export async function ask(query: string): Promise<{ found: boolean; body?: unknown }> {
  const response = await fetch(`${fhirBase}/${query}`, { headers });
  if (response.status === 404 || response.status === 410) return { found: false };
  if (!response.ok) throw new Error(`The EHR answered ${response.status}.`);
  return { found: true, body: await response.json() };
}

/** All resources of a search, following the pages. */
export async function searchAll<T extends FhirResource>(query: string): Promise<T[]> {
  const resources: T[] = [];
  let address: string | undefined = `${fhirBase}/${query}`;
  while (address) {
    const response: Response = await fetch(address, { headers });
    if (!response.ok) throw new Error(`The EHR answered ${response.status}.`);
    const bundle = (await response.json()) as Bundle<T>;
    for (const { resource } of bundle.entry ?? []) if (resource) resources.push(resource);
    const next: string | undefined = bundle.link?.find(({ relation }) => relation === 'next')?.url;
    // Only pages of this server are followed.
    address = next && new URL(next, address).origin === location.origin ? new URL(next, address).href : undefined;
  }
  return resources;
}

export async function save(resource: FhirResource, known: boolean): Promise<FhirResource> {
  const response = await fetch(`${fhirBase}/${resource.resourceType}${known ? `/${resource.id}` : ''}`, {
    method: known ? 'PUT' : 'POST',
    headers: { ...headers, 'Content-Type': 'application/fhir+json', Prefer: 'return=representation' },
    body: JSON.stringify(resource),
  });
  if (!response.ok) throw new Error(`The EHR did not store the ${resource.resourceType} (${response.status}).`);
  return (await response.json()) as FhirResource;
}

export async function remove(reference: string): Promise<void> {
  const response = await fetch(`${fhirBase}/${reference}`, { method: 'DELETE', headers });
  if (!response.ok) throw new Error(`The EHR did not delete ${reference} (${response.status}).`);
}
