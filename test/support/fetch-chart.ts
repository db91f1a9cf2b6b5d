import { Failure } from '../../src/core/failure.ts';
import type { Chart } from '../../src/ports/chart.ts';

/** A plain Chart over fetch: enough to show that the token and the queries go where they should. */
export function fetchChart(): Chart {
  return {
    async get({ fhirServer, accessToken }, query, signal) {
      const page = async (url: URL): Promise<unknown> => {
        if (url.origin !== new URL(fhirServer).origin)
          throw new Failure('upstream-refused', 'A page of another origin.');
        const response = await fetch(url, {
          signal,
          redirect: 'error',
          headers: {
            accept: 'application/fhir+json',
            ...(accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` }),
          },
        }).catch((cause: unknown) => {
          throw new Failure('upstream-unreachable', 'The FHIR server does not answer.', { cause });
        });
        if (response.status === 404) throw new Failure('not-found', 'Not on the FHIR server.');
        if (!response.ok) throw new Failure('upstream-refused', 'The FHIR server refused.');
        return response.json().catch((cause: unknown) => {
          throw new Failure('upstream-refused', 'The FHIR server sent no JSON.', { cause });
        });
      };
      let body = (await page(new URL(`${fhirServer}/${query}`))) as Bundle;
      const entry = [...(body.entry ?? [])];
      const first = body;
      for (let next = nextOf(body); next !== undefined; next = nextOf(body)) {
        body = (await page(new URL(next))) as Bundle;
        entry.push(...(body.entry ?? []));
      }
      return first.resourceType === 'Bundle' ? { ...first, link: undefined, entry } : first;
    },
  };
}

interface Bundle {
  resourceType?: string;
  link?: { relation: string; url: string }[];
  entry?: unknown[];
}
const nextOf = (bundle: Bundle) => bundle.link?.find((link) => link.relation === 'next')?.url;
