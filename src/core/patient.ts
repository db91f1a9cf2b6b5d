/** The person, as far as the science needs: no name, no identifier beyond the FHIR id. */
export interface PatientFacts {
  /** FHIR logical id (bare). */
  readonly id: string;
  readonly sex?: 'male' | 'female';
  /** FHIR date, possibly partial: `1960`, `1960-05` or `1960-05-17`. */
  readonly birthDate?: string;
  readonly deceased: boolean;
}

/**
 * Age in completed years at `asOf` (ISO date-time). A partial birth date is taken at its middle
 * (`1960` is 1960-07-01), and `exact` says so. Undefined when there is no birth date, or it lies after `asOf`.
 */
export function ageAt(birthDate: string | undefined, asOf: string): { years: number; exact: boolean } | undefined {
  const match = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?/.exec(birthDate ?? '');
  if (!match) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2] ?? 7), Number(match[3] ?? (match[2] ? 15 : 1))];
  const at = { year: Number(asOf.slice(0, 4)), month: Number(asOf.slice(5, 7)), day: Number(asOf.slice(8, 10)) };
  const before = at.month < month || (at.month === month && at.day < day);
  const years = at.year - year - (before ? 1 : 0);
  return years < 0 ? undefined : { years, exact: match[3] !== undefined };
}
