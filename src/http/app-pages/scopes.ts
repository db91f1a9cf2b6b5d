/** Whether the granted scopes allow to read this type: SMART 2 (`patient/Observation.rs`) and SMART 1 (`patient/*.read`). */
export function mayRead(scopes: readonly string[], level: 'patient' | 'user', type: string): boolean {
  return scopes.some((scope) => {
    // A scope that is narrowed by a query (`?category=…`) does not open the whole type.
    const match = /^(patient|user)\/([A-Za-z*]+)\.([a-z*]+)$/.exec(scope);
    if (!match || match[1] !== level || (match[2] !== '*' && match[2] !== type)) return false;
    const rights = match[3] ?? '';
    return rights === 'read' || rights === '*' || (/^c?r?u?d?s?$/.test(rights) && /r/.test(rights) && /s/.test(rights));
  });
}

/** What the review page reads of a chart at least; without one of them it would say less than the card. */
const neededTypes = ['Patient', 'Observation', 'Condition'];

/** Types that the scopes do not open, at this level. */
export const closedTypes = (scopes: readonly string[], level: 'patient' | 'user'): readonly string[] =>
  neededTypes.filter((type) => !mayRead(scopes, level, type));
