/**
 * A resource as FHIR wants it: without undefined members, blank strings and what becomes empty by that, and without control
 * characters in text from the chart (FHIR allows tab, line feed and carriage return only; XML could not carry the others).
 */
export function clean<T>(value: T): T {
  return cleaned(value) as T;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must go.
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/g;

function cleaned(value: unknown): unknown {
  if (typeof value === 'string') {
    const text = value.replace(forbidden, '');
    return text.trim() === '' ? undefined : text;
  }
  if (Array.isArray(value)) {
    const items = value.map(cleaned).filter((item) => item !== undefined);
    return items.length === 0 ? undefined : items;
  }
  if (value === null || typeof value !== 'object') return value ?? undefined;
  const members = Object.entries(value).flatMap(([name, member]) => {
    const kept = cleaned(member);
    return kept === undefined ? [] : [[name, kept] as const];
  });
  return members.length === 0 ? undefined : Object.fromEntries(members);
}
