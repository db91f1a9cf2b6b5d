import type { UsageFigures } from '../../core/value/usage.ts';
import { addressOf, ask } from '../design/api.ts';

export const periods = [30, 90, 365] as const;
export type Period = (typeof periods)[number];

export const readUsage = (days: Period): Promise<UsageFigures> =>
  ask(addressOf('value', new URLSearchParams({ days: String(days) })));
