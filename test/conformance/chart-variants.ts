import type { Bundle as AnyBundle, BundleEntry as AnyEntry, FhirResource, Observation, Quantity } from 'fhir/r4.js';

/** Other ways in which an EHR can say the same thing, or add what does not belong: none of them may change the advice. */
type Bundle = AnyBundle<FhirResource>;
type BundleEntry = AnyEntry<FhirResource>;
export type Prefetch = Readonly<Record<string, unknown>>;

export const isBundle = (value: unknown): value is Bundle => (value as Bundle | null)?.resourceType === 'Bundle';
const mapBundles = (prefetch: Prefetch, change: (entries: readonly BundleEntry[], key: string) => BundleEntry[]) =>
  Object.fromEntries(
    Object.entries(prefetch).map(([key, value]) => [
      key,
      isBundle(value) ? { ...value, entry: change(value.entry ?? [], key) } : value,
    ]),
  );

export const reversed = (prefetch: Prefetch): Prefetch => mapBundles(prefetch, (entries) => [...entries].reverse());

/** All results of another patient, newest of all, in the bundles where results are. */
export const withResultsOf =
  (other: Prefetch, date: string) =>
  (prefetch: Prefetch): Prefetch =>
    mapBundles(prefetch, (entries, key) => [...(isBundle(other[key]) ? redated(other[key], date) : []), ...entries]);
const redated = (bundle: Bundle, date: string): BundleEntry[] =>
  (bundle.entry ?? []).map(({ resource }) => ({
    resource: (resource?.resourceType === 'Observation' ? { ...resource, effectiveDateTime: date } : resource) as never,
  }));

/** Each result again as it was typed at first, ten times as high, and withdrawn since. */
export const withWithdrawnResults =
  (date: string) =>
  (prefetch: Prefetch): Prefetch =>
    mapBundles(prefetch, (entries) => [
      ...entries.flatMap(({ resource }) =>
        resource?.resourceType === 'Observation' && resource.valueQuantity?.value !== undefined
          ? [{ resource: withdrawn(resource, date) }]
          : [],
      ),
      ...entries,
    ]);
const withdrawn = (observation: Observation, date: string): Observation => ({
  ...observation,
  id: `${observation.id}-typo`,
  status: 'entered-in-error',
  effectiveDateTime: date,
  valueQuantity: { ...observation.valueQuantity, value: (observation.valueQuantity?.value ?? 0) * 10 },
});

/** LOINC code and UCUM unit → the other convention: factor, unit, and the code that goes with it. Factors: molar masses. */
const conventions: Readonly<Record<string, { factor: number; unit: string; code: string }>> = {
  '14631-6 umol/L': { factor: 1 / 17.1037, unit: 'mg/dL', code: '1975-2' },
  '1975-2 mg/dL': { factor: 17.1037, unit: 'umol/L', code: '14631-6' },
  '14682-9 umol/L': { factor: 1 / 88.4017, unit: 'mg/dL', code: '2160-0' },
  '2160-0 mg/dL': { factor: 88.4017, unit: 'umol/L', code: '14682-9' },
  '1751-7 g/L': { factor: 0.1, unit: 'g/dL', code: '1751-7' },
  '1751-7 g/dL': { factor: 10, unit: 'g/L', code: '1751-7' },
  '26515-7 10*9/L': { factor: 1000, unit: '/uL', code: '777-3' },
  '777-3 /uL': { factor: 0.001, unit: '10*9/L', code: '26515-7' },
  '777-3 10*3/uL': { factor: 1, unit: '10*9/L', code: '26515-7' },
  '1920-8 U/L': { factor: 1 / 60, unit: 'ukat/L', code: '1920-8' },
  '1742-6 U/L': { factor: 1 / 60, unit: 'ukat/L', code: '1742-6' },
  '1920-8 ukat/L': { factor: 60, unit: 'U/L', code: '1920-8' },
  '1742-6 ukat/L': { factor: 60, unit: 'U/L', code: '1742-6' },
};

/** Every result in the other convention of units; `changed` counts them. */
export function inOtherUnits(prefetch: Prefetch): { prefetch: Prefetch; changed: number } {
  let changed = 0;
  const convert = (observation: Observation): Observation => {
    const { valueQuantity: value, code } = observation;
    const rule = conventions[`${code.coding?.[0]?.code} ${value?.code}`];
    if (!rule || value?.value === undefined) return observation;
    changed += 1;
    const converted = (quantity: Quantity): Quantity => ({
      ...quantity,
      ...(quantity.value === undefined ? {} : { value: quantity.value * rule.factor }),
      unit: rule.unit,
      code: rule.unit,
    });
    return {
      ...observation,
      code: { ...code, coding: [{ system: 'http://loinc.org', code: rule.code }] },
      valueQuantity: converted(value),
      ...(observation.referenceRange && {
        referenceRange: observation.referenceRange.map((range) => ({
          ...range,
          ...(range.low && { low: converted(range.low) }),
          ...(range.high && { high: converted(range.high) }),
        })),
      }),
    };
  };
  const result = mapBundles(prefetch, (entries) =>
    entries.map((entry) =>
      entry.resource?.resourceType === 'Observation' ? { ...entry, resource: convert(entry.resource) } : entry,
    ),
  );
  return { prefetch: result, changed };
}

/** Cards as they are compared: random ids and the identity of the assessment are left out. */
export function adviceOf(json: unknown): unknown {
  return JSON.parse(JSON.stringify((json as { cards?: unknown }).cards ?? json, omitIds));
}
const omitIds = (key: string, value: unknown) => (key === 'uuid' || key === 'appContext' ? undefined : value);
/** What the reader must at least be told alike: how many cards, how urgent. */
export const urgencyOf = (json: unknown): string[] =>
  ((json as { cards: { indicator: string }[] }).cards ?? []).map(({ indicator }) => indicator);
