import { expect, it } from 'vitest';
import { recordFeedback } from '../../src/flows/record-feedback.ts';
import type { CardFeedback } from '../../src/ports/feedback.ts';
import { keepingLogs } from '../support/memory-store.ts';

const from = { client: 'https://ehr', serviceId: 's' };
const item: CardFeedback = {
  ...from,
  card: 'c',
  outcome: 'accepted',
  acceptedSuggestions: ['x'],
  outcomeTimestamp: '2026-11-23T11:00:00.000Z',
};
const clock = () => '2026-11-23T12:00:00.000Z';

it('feedback is stored, and that it came is audited without its content', async () => {
  const logs = keepingLogs();
  await recordFeedback({ ...logs, clock }, [item], from);
  expect(logs.feedbackItems).toEqual([item]);
  expect(logs.audited).toEqual([{ at: clock(), action: 'feedback', outcome: 'success', ...from }]);
});

it('feedback that could not be stored is not acknowledged', async () => {
  const logs = keepingLogs();
  const feedback = { ...logs.feedback, record: () => Promise.reject(new Error('store')) };
  await expect(recordFeedback({ ...logs, feedback, clock }, [item], from)).rejects.toThrow('store');
  expect(logs.audited).toEqual([]);
});
