import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxCommentLength, readFeedback } from '../../src/cds/feedback.ts';
import { Failure } from '../../src/core/failure.ts';

const about = { serviceId: 'liver-prognosis', client: 'https://ehr', now: '2026-11-23T12:00:00.000Z' };
const read = (feedback: unknown) => readFeedback({ feedback }, about);
const accepted = {
  card: 'c1',
  outcome: 'accepted',
  acceptedSuggestions: [{ id: 's1' }, { id: 's2' }],
  outcomeTimestamp: '2026-11-23T11:00:00Z',
};
const overridden = {
  card: 'c2',
  outcome: 'overridden',
  overrideReason: { reason: { code: 'known', system: 'http://r' }, userComment: 'seen in clinic' },
  outcomeTimestamp: '2026-11-23T12:30:00.123+01:00',
};

describe('reading feedback', () => {
  it('takes several items of several cards, the same card again included', () => {
    const { items, skipped } = read([accepted, overridden, accepted]);
    expect(skipped).toBe(0);
    expect(items).toHaveLength(3);
    expect(items[0]).toEqual({
      serviceId: 'liver-prognosis',
      client: 'https://ehr',
      card: 'c1',
      outcome: 'accepted',
      acceptedSuggestions: ['s1', 's2'],
      outcomeTimestamp: '2026-11-23T11:00:00.000Z',
    });
    expect(items[1]).toMatchObject({
      overrideReason: { code: 'known', system: 'http://r', comment: 'seen in clinic' },
      outcomeTimestamp: '2026-11-23T11:30:00.123Z',
    });
    expect(items[1]?.overrideReason).not.toHaveProperty('display');
  });

  it('skips and counts what it does not understand', () => {
    const { items, skipped } = read([
      { ...accepted, outcome: 'ignored' },
      { outcome: 'accepted' },
      null,
      'x',
      [],
      overridden,
    ]);
    expect([items.length, skipped]).toEqual([1, 5]);
  });

  it('cuts a long comment instead of refusing it, and never through a character', () => {
    const userComment = `${'x'.repeat(maxCommentLength - 1)}😀 and more`;
    const { items } = read([{ ...overridden, overrideReason: { userComment } }]);
    expect(items[0]?.overrideReason).toEqual({ comment: 'x'.repeat(maxCommentLength - 1) });
  });

  it('puts the time of receipt where the client gave none that can be read', () => {
    for (const outcomeTimestamp of [undefined, null, 'yesterday', '2026-13-45T99:00:00Z', 7]) {
      expect(read([{ ...accepted, outcomeTimestamp }]).items[0]?.outcomeTimestamp).toBe(about.now);
    }
  });

  it('keeps an override without a reason, and drops an empty reason', () => {
    expect(read([{ card: 'c', outcome: 'overridden', overrideReason: {} }]).items[0]).not.toHaveProperty(
      'overrideReason',
    );
    expect(
      read([{ card: 'c', outcome: 'overridden', overrideReason: { reason: null, userComment: ' ' } }]).items[0],
    ).not.toHaveProperty('overrideReason');
  });

  it.each([[undefined], [null], [[]], ['x'], [{}], [{ feedback: {} }], [{ feedback: null }]])(
    'refuses a body without the array: %j',
    (body) => {
      expect(() => readFeedback(body, about)).toThrow(Failure);
    },
  );

  it('never throws for any items, and accounts for each', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.jsonValue(),
            fc.record({
              card: fc.string(),
              outcome: fc.constantFrom('accepted', 'overridden', 'x'),
              acceptedSuggestions: fc.jsonValue(),
              overrideReason: fc.jsonValue(),
              outcomeTimestamp: fc.jsonValue(),
            }),
          ),
        ),
        (feedback) => {
          const { items, skipped } = read(feedback);
          expect(items.length + skipped).toBe(feedback.length);
          for (const item of items) expect(Number.isNaN(Date.parse(item.outcomeTimestamp))).toBe(false);
        },
      ),
    );
  });
});
