import type { CodeMap } from '../../fhir-resources/codes/code-map.ts';
import type { AskMap, Service } from './service.ts';

/** The service as a site with codes of its own announces it: asks whose query names codes name the site's as well. */
export function withSiteCodes<S extends Pick<Service, 'asks'>>(service: S, codes: CodeMap | undefined): S {
  if (!codes) return service;
  const asks: AskMap = Object.fromEntries(
    Object.entries(service.asks).map(([name, asked]) => [
      name,
      asked.ask.forSite ? { ...asked, ask: asked.ask.forSite(codes) } : asked,
    ]),
  );
  return { ...service, asks };
}
