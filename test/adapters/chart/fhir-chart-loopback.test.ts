import { getEventListeners } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type FhirChartOptions, openFhirChart } from '../../../src/adapters/chart/fhir-chart.ts';
import type { Failure } from '../../../src/core/failure.ts';
import { keptLog } from '../../support/silent-log.ts';

/** Time-outs, queues and the circuit breaker, against a real server on loopback. */
const servers: Server[] = [];
afterEach(async () => {
  await Promise.all(
    servers.splice(0).map(
      (server) =>
        new Promise<void>((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        }),
    ),
  );
});

async function listen(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/fhir`;
}

const open = (options: Partial<FhirChartOptions> = {}) =>
  openFhirChart({
    log: keptLog(),
    deadlineMs: 3000,
    retries: 1,
    backOffMs: 5,
    concurrencyPerServer: 4,
    breaker: { failures: 100, openMs: 1000 },
    maxBytes: 1_000_000,
    ...options,
  });
const never = () => new AbortController().signal;
const kindOf = (work: Promise<unknown>) =>
  work.then(
    () => 'answered',
    (error: Failure) => error.kind,
  );
const patient = JSON.stringify({ resourceType: 'Patient', id: '1' });

describe('time', () => {
  it('ends a request that hangs at the deadline', async () => {
    const fhirServer = await listen(() => undefined);
    const started = performance.now();
    expect(await kindOf(open({ deadlineMs: 150 }).get({ fhirServer }, 'Patient/1', never()))).toBe('upstream-timeout');
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it('ends one whose body never comes to its end', async () => {
    const fhirServer = await listen((_, response) => {
      response.writeHead(200);
      response.write('{"resourceType":');
    });
    expect(await kindOf(open({ deadlineMs: 150 }).get({ fhirServer }, 'Patient/1', never()))).toBe('upstream-timeout');
  });

  it('counts all pages and retries within one deadline', async () => {
    let page = 0;
    const fhirServer = await listen((_, response) => {
      page += 1;
      const link = [{ relation: 'next', url: `?page=${page}` }];
      setTimeout(() => response.end(JSON.stringify({ resourceType: 'Bundle', link, entry: [] })), 60);
    });
    expect(await kindOf(open({ deadlineMs: 200 }).get({ fhirServer }, 'Condition?patient=1', never()))).toBe(
      'upstream-timeout',
    );
    expect(page).toBeLessThan(6);
  });

  it('ends at the signal of the caller, during a request and during a wait', async () => {
    const fhirServer = await listen((request, response) => {
      if (request.url?.endsWith('busy')) response.writeHead(503, { 'retry-after': '2' }).end();
    });
    const chart = open({ deadlineMs: 60_000 });
    const started = performance.now();
    expect(await kindOf(chart.get({ fhirServer }, 'Patient/1', AbortSignal.timeout(100)))).toBe('upstream-timeout');
    expect(await kindOf(chart.get({ fhirServer }, 'Patient/busy', AbortSignal.timeout(100)))).toBe('upstream-timeout');
    expect(await kindOf(chart.get({ fhirServer }, 'Patient/1', AbortSignal.abort()))).toBe('upstream-timeout');
    expect(performance.now() - started).toBeLessThan(1500);
  });
});

describe('Retry-After', () => {
  it('is waited for', async () => {
    const times: number[] = [];
    const fhirServer = await listen((_, response) => {
      times.push(performance.now());
      if (times.length === 1) response.writeHead(503, { 'retry-after': '1' }).end();
      else response.end(patient);
    });
    expect(await kindOf(open().get({ fhirServer }, 'Patient/1', never()))).toBe('answered');
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(950);
  });

  it('beyond the deadline ends the attempt at once', async () => {
    let requests = 0;
    const fhirServer = await listen((_, response) => {
      requests += 1;
      response.writeHead(429, { 'retry-after': '30' }).end();
    });
    const started = performance.now();
    expect(await kindOf(open().get({ fhirServer }, 'Patient/1', never()))).toBe('upstream-refused');
    expect(performance.now() - started).toBeLessThan(1000);
    expect(requests).toBe(1);
  });
});

describe('many requests', () => {
  it('keeps to the number at a time that one server is given, and serves all', async () => {
    let now = 0;
    let most = 0;
    const fhirServer = await listen((_, response) => {
      now += 1;
      most = Math.max(most, now);
      setTimeout(() => {
        now -= 1;
        response.end(patient);
      }, 10);
    });
    const chart = open({ concurrencyPerServer: 3 });
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => kindOf(chart.get({ fhirServer }, 'Patient/1', never()))),
    );
    expect(answers.filter((answer) => answer === 'answered')).toHaveLength(20);
    expect(most).toBe(3);
  });

  it('does not let one hanging server hold up another', async () => {
    const hanging = await listen(() => undefined);
    const healthy = await listen((_, response) => void response.end(patient));
    const chart = open({ concurrencyPerServer: 1, deadlineMs: 500 });
    const stuck = [1, 2].map(() => kindOf(chart.get({ fhirServer: hanging }, 'Patient/1', never())));
    const started = performance.now();
    expect(await kindOf(chart.get({ fhirServer: healthy }, 'Patient/1', never()))).toBe('answered');
    expect(performance.now() - started).toBeLessThan(400);
    expect(await Promise.all(stuck)).toEqual(['upstream-timeout', 'upstream-timeout']);
  });
});

describe('what remains of a call', () => {
  it('is no listener on the signal of the caller, however the call ended', async () => {
    const fhirServer = await listen((request, response) => {
      if (request.url?.endsWith('2')) response.writeHead(503).end();
      else if (request.url?.endsWith('3')) response.writeHead(403).end();
      else response.end(patient);
    });
    const chart = open({ concurrencyPerServer: 2 });
    const { signal } = new AbortController();
    const asked = ['1', '2', '3', '1', '2', '3', '1'].map((id) =>
      kindOf(chart.get({ fhirServer }, `Patient/${id}`, signal)),
    );
    await Promise.all(asked);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});

describe('the circuit breaker', () => {
  it('stops asking after failures in a row, and asks again with one trial', async () => {
    let healthy = false;
    let requests = 0;
    const fhirServer = await listen((_, response) => {
      requests += 1;
      if (healthy) response.end(patient);
      else response.writeHead(500).end();
    });
    const chart = open({ retries: 0, breaker: { failures: 3, openMs: 100 } });
    const ask = () => kindOf(chart.get({ fhirServer }, 'Patient/1', never()));
    for (let time = 0; time < 5; time += 1) expect(await ask()).toBe('upstream-unreachable');
    expect(requests).toBe(3);
    healthy = true;
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(await ask()).toBe('answered');
    expect(await ask()).toBe('answered');
    expect(requests).toBe(5);
  });

  it('is not opened by callers who go away', async () => {
    let hang = true;
    const fhirServer = await listen((_, response) => {
      if (!hang) response.end(patient);
    });
    const chart = open({ retries: 0, breaker: { failures: 2, openMs: 10_000 } });
    for (let time = 0; time < 4; time += 1) {
      expect(await kindOf(chart.get({ fhirServer }, 'Patient/1', AbortSignal.timeout(30)))).toBe('upstream-timeout');
    }
    hang = false;
    expect(await kindOf(chart.get({ fhirServer }, 'Patient/1', never()))).toBe('answered');
  });

  it('is not opened by refusals, which are answers', async () => {
    const fhirServer = await listen((request, response) => {
      if (request.url?.endsWith('2')) response.end(patient);
      else response.writeHead(403).end();
    });
    const chart = open({ breaker: { failures: 2, openMs: 10_000 } });
    for (let time = 0; time < 4; time += 1) {
      expect(await kindOf(chart.get({ fhirServer }, 'Patient/1', never()))).toBe('upstream-refused');
    }
    expect(await kindOf(chart.get({ fhirServer }, 'Patient/2', never()))).toBe('answered');
  });
});
