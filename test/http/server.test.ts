import { describe, expect, it } from 'vitest';
import { notYet, startServer } from '../../src/http/server.ts';

describe('the server', () => {
  it('tells who asks before the service is put together to ask again', async () => {
    const server = await startServer(notYet, { host: '127.0.0.1', port: 0 });
    try {
      const response = await fetch(`${server.url}/health/ready`);
      expect(response.status).toBe(503);
      expect(response.headers.get('retry-after')).toBe('2');
      expect(await response.json()).toMatchObject({
        resourceType: 'OperationOutcome',
        issue: [{ details: { text: 'The service is starting: ask again in a moment.' } }],
      });
    } finally {
      await server.close();
    }
  });
});
