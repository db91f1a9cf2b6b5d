import type { ModelLine, ModelStep } from '../../core/models/model-overview.ts';
import type { ModelState } from '../../core/models/registry.ts';

/** What may be asked for from a state; whether it is granted is the service's to say. The usual next step comes first. */
const from: Readonly<Record<ModelState, readonly ModelStep[]>> = {
  registered: ['silent', 'retired'],
  silent: ['live', 'retired'],
  live: ['silent', 'retired'],
  retired: ['silent'],
};

/** The kill switch stands last. A model that does not run has nothing to be switched off. */
export function stepsOf({ state, off }: Pick<ModelLine, 'state' | 'off'>): readonly ModelStep[] {
  const runs = state === 'live' || state === 'silent';
  return [...from[state], ...(off ? (['on'] as const) : runs ? (['off'] as const) : [])];
}
