import nock from 'nock';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';

/**
 * HTTP of other systems in tests. An unmocked call fails at once (no socket is opened), and a mock that nobody called fails the test.
 * For time-outs, keep-alive and parallel requests use a real server on loopback instead: nock replaces the transport.
 */
export function mockHttp(): { server(baseUrl: string): nock.Scope } {
  const strangers: string[] = [];
  const noticed = (request: { method?: string; path?: string }) => {
    strangers.push(`${request.method ?? '?'} ${request.path ?? '?'}`);
  };
  beforeAll(() => {
    if (!nock.isActive()) nock.activate();
    nock.disableNetConnect();
  });
  beforeEach(() => {
    strangers.length = 0;
    nock.emitter.on('no match', noticed);
  });
  afterEach(() => {
    nock.emitter.off('no match', noticed);
    const unused = nock.pendingMocks();
    nock.abortPendingRequests();
    nock.cleanAll();
    expect(strangers, 'calls without a mock').toEqual([]);
    expect(unused, 'mocks without a call').toEqual([]);
  });
  afterAll(() => {
    nock.enableNetConnect();
    nock.restore();
  });
  return { server: (baseUrl) => nock(baseUrl) };
}
