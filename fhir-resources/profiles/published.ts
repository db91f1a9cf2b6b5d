import { fibrocast } from '../write/codes-out.ts';

/** The head of every definition that we publish. The date is the day of the last change of meaning, not of the build. */
export const published = (path: string, title: string, name: string) =>
  ({
    url: `${fibrocast}/${path}`,
    version: '0.1.0',
    name,
    title,
    status: 'active',
    experimental: false,
    date: '2026-11-23',
    publisher: 'Fibrocast',
    description: `${title}.`,
  }) as const;
