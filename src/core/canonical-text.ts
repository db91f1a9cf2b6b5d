/**
 * JSON with the keys of every object sorted and absent members left out: equal facts give equal text, whatever the order
 * in which they were put together. Arrays keep their order. Numbers are finite here by construction.
 */
export function canonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalText(item)).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const object = value as Readonly<Record<string, unknown>>;
    const members: string[] = [];
    for (const key of Object.keys(object).sort()) {
      if (object[key] !== undefined) members.push(`${JSON.stringify(key)}:${canonicalText(object[key])}`);
    }
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}
