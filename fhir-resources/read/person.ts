import type { ReviewPatient } from '../../src/core/review/review.ts';
import { type Json, list, object, text } from './json.ts';

/** Identifiers shown in a banner at most. */
const mostIdentifiers = 3;

/** Name and identifiers of a Patient resource, for the banner of a page. Never stored: the EHR is asked each time. */
export function readPerson(patient: unknown): Pick<ReviewPatient, 'name' | 'identifiers'> {
  const resource = object(patient);
  const names = objects(resource?.name);
  const usual = names.find(({ use }) => use === 'official') ?? names.find(({ use }) => use !== 'old') ?? names[0];
  const name = usual && nameOf(usual);
  return {
    ...(name ? { name } : {}),
    identifiers: objects(resource?.identifier)
      .filter(({ use }) => use !== 'old')
      .flatMap((one) => {
        const value = text(one.value);
        return value === undefined ? [] : [{ label: labelOf(one), value }];
      })
      .slice(0, mostIdentifiers),
  };
}

const objects = (value: unknown): readonly Json[] =>
  list(value).flatMap((one) => {
    const found = object(one);
    return found ? [found] : [];
  });

/** "Okafor, Ngozi" */
function nameOf(name: Json): string | undefined {
  const given = list(name.given).flatMap((one) => text(one) ?? []);
  const parts = [text(name.family), given.join(' ')].filter((one) => one !== undefined && one !== '');
  return parts.length > 0 ? parts.join(', ') : text(name.text);
}

function labelOf(identifier: Json): string {
  const type = object(identifier.type);
  const coding = objects(type?.coding)[0];
  return text(type?.text) ?? text(coding?.display) ?? text(coding?.code) ?? 'ID';
}
