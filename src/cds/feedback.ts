import { Failure } from '../core/failure.ts';
import type { CardFeedback } from '../ports/feedback.ts';

/** Characters; longer comments are cut, not refused: what a clinician wrote is worth more than a rule. */
export const maxCommentLength = 2000;
const maxNameLength = 200;
const maxItems = 1000;

export interface ReadFeedback {
  readonly items: readonly CardFeedback[];
  /** Items that could not be understood (no card, unknown outcome). */
  readonly skipped: number;
}

/**
 * Reads a feedback request leniently: items of several cards and calls, reasons without display, unknown fields.
 * Cards are not checked against the ones shown: feedback may come late, and to another process.
 * @param about.now stands in for a missing or unreadable `outcomeTimestamp`.
 * @throws Failure `invalid-request` when the body holds no `feedback` array.
 */
export function readFeedback(
  body: unknown,
  about: { readonly serviceId: string; readonly client: string; readonly now: string },
): ReadFeedback {
  const list = fieldsOf(body)?.feedback;
  if (!Array.isArray(list)) {
    throw new Failure('invalid-request', 'The body must be an object with the array "feedback".', { at: 'feedback' });
  }
  const items = (list as unknown[]).slice(0, maxItems).flatMap((item) => readItem(item, about) ?? []);
  return { items, skipped: list.length - items.length };
}

function readItem(
  item: unknown,
  about: { readonly serviceId: string; readonly client: string; readonly now: string },
): CardFeedback | undefined {
  const fields = fieldsOf(item);
  const card = name(fields?.card);
  const outcome = fields?.outcome;
  if (!fields || card === undefined || (outcome !== 'accepted' && outcome !== 'overridden')) return undefined;
  const overrideReason = outcome === 'overridden' ? readReason(fields.overrideReason) : undefined;
  return {
    serviceId: about.serviceId,
    client: about.client,
    card,
    outcome,
    acceptedSuggestions: outcome === 'accepted' ? suggestionIds(fields.acceptedSuggestions) : [],
    ...(overrideReason ? { overrideReason } : {}),
    outcomeTimestamp: instant(fields.outcomeTimestamp) ?? about.now,
  };
}

function suggestionIds(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  return (value as unknown[]).slice(0, maxItems).flatMap((item) => name(fieldsOf(item)?.id ?? item) ?? []);
}

function readReason(value: unknown): CardFeedback['overrideReason'] {
  const fields = fieldsOf(value);
  if (!fields) return undefined;
  const coding = fieldsOf(fields.reason);
  const [code, system, display] = [name(coding?.code), name(coding?.system), name(coding?.display)];
  const comment = text(fields.userComment, maxCommentLength);
  if (code === undefined && comment === undefined && display === undefined) return undefined;
  return {
    ...(code === undefined ? {} : { code }),
    ...(system === undefined ? {} : { system }),
    ...(display === undefined ? {} : { display }),
    ...(comment === undefined ? {} : { comment }),
  };
}

/** RFC 3339 date-time, any offset, as a UTC instant. */
function instant(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/i.test(value)) {
    return undefined;
  }
  const time = Date.parse(value);
  return Number.isFinite(time) ? new Date(time).toISOString() : undefined;
}

const name = (value: unknown) => text(value, maxNameLength);

/** Without NUL, which PostgreSQL cannot store, and cut without splitting a character in two. */
function text(value: unknown, most: number): string | undefined {
  if (typeof value !== 'string') return undefined;
  const clean = value
    .replace(/\p{Cs}/gu, '\uFFFD')
    .replaceAll('\0', '')
    .slice(0, most)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trim();
  return clean === '' ? undefined : clean;
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}
