import type { Service } from './service.ts';

/** Version of CDS Hooks that is spoken; answers are valid for clients of 2.0 as well. */
export const cdsHooksVersion = '3.0.0-ballot';

export interface DiscoveredService {
  readonly hook: string;
  readonly title: string;
  readonly description: string;
  readonly id: string;
  readonly prefetch?: Readonly<Record<string, string>>;
  readonly usageRequirements?: string;
  readonly version: string;
  readonly hookVersion: string;
}

/** The discovery document: derived from the services, the same at every call. */
export function discovery(services: readonly Service[]): { readonly services: readonly DiscoveredService[] } {
  return { services: services.map(describe) };
}

function describe(service: Service): DiscoveredService {
  const prefetch = Object.entries(service.asks).map(([key, { ask }]) => [key, ask.query] as const);
  return {
    hook: service.hook.id,
    title: service.title,
    description: service.description,
    id: service.id,
    ...(prefetch.length > 0 ? { prefetch: Object.fromEntries(prefetch) } : {}),
    ...(service.usageRequirements ? { usageRequirements: service.usageRequirements } : {}),
    version: cdsHooksVersion,
    hookVersion: service.hook.version,
  };
}
