import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Failure, failureKinds } from '../../src/core/failure.ts';
import { asFailure, failureOutcome, failureSystem, failureTable } from '../../src/http/failures.ts';

describe('the failure table', () => {
  it('has exactly the closed list of kinds, and so has the documentation, with the same statuses', () => {
    expect(Object.keys(failureTable).sort()).toEqual([...failureKinds].sort());
    const page = readFileSync(new URL('../../docs/failures.md', import.meta.url), 'utf8');
    const rows = [...page.matchAll(/^\| `([a-z-]+)` \| (\d{3}) \| \S/gm)].map((row) => [row[1], Number(row[2])]);
    expect(Object.fromEntries(rows)).toEqual(
      Object.fromEntries(Object.entries(failureTable).map(([kind, { status }]) => [kind, status])),
    );
    expect(rows).toHaveLength(failureKinds.length);
  });

  it('makes an OperationOutcome of code, sentence and place, and of nothing else', () => {
    const failure = new Failure('invalid-request', 'hook must be a string.', {
      at: 'hook',
      cause: new Error('secret'),
    });
    expect(failureOutcome(failure)).toEqual({
      status: 400,
      body: {
        resourceType: 'OperationOutcome',
        issue: [
          {
            severity: 'error',
            code: 'invalid',
            details: { coding: [{ system: failureSystem, code: 'invalid-request' }], text: 'hook must be a string.' },
            expression: ['hook'],
          },
        ],
      },
    });
  });

  it('takes any bug as internal, without its words', () => {
    for (const bug of [new Error('secret'), new TypeError('x'), 'text', undefined, null, { status: 500 }]) {
      const failure = asFailure(bug);
      expect(failure.kind).toBe('internal');
      expect(JSON.stringify(failureOutcome(failure))).not.toContain('secret');
    }
  });

  it('knows what the body parser throws', () => {
    for (const [type, kind] of [
      ['entity.parse.failed', 'malformed-json'],
      ['entity.too.large', 'body-too-large'],
      ['request.aborted', 'invalid-request'],
      ['charset.unsupported', 'unsupported-media-type'],
      ['encoding.unsupported', 'unsupported-media-type'],
    ]) {
      expect(asFailure(Object.assign(new Error('x'), { type, status: 400 })).kind).toBe(kind);
    }
  });
});
