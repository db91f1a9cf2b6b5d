import { randomUUID } from 'node:crypto';
import { allowedFhirServers } from '../../src/cds/fhir-server.ts';
import { type AppDeps, createApp } from '../../src/http/app.ts';
import { type RunningServer, startServer, type Timeouts } from '../../src/http/server.ts';
import { emptyAssessment } from './assessment.ts';
import { recordingLog } from './call.ts';
import { fetchChart } from './fetch-chart.ts';
import { type Kept, keepingLogs } from './memory-store.ts';
import { testServices } from './test-services.ts';

export interface RunningApp extends Kept, RunningServer {
  readonly log: ReturnType<typeof recordingLog>;
}

/** The real application on a loopback socket, with memory behind it and the test services; `over` replaces parts. */
export async function runApp(over: Partial<AppDeps> = {}, timeouts: Partial<Timeouts> = {}): Promise<RunningApp> {
  const { audit, feedback, replay: _, ...kept } = keepingLogs();
  const log = recordingLog();
  const app = createApp({
    services: testServices,
    assess: async (facts, origin) => emptyAssessment(facts, origin.fhirServer),
    chart: fetchChart(),
    feedback,
    audit,
    clock: () => new Date().toISOString(),
    newId: randomUUID,
    log,
    authenticate: async () => ({ issuer: 'anonymous', name: 'anonymous' }),
    mayCall: allowedFhirServers([], { loopback: true }),
    reviewLink: (assessment) => ({
      label: 'Review',
      url: 'https://cds.example/app/launch',
      type: 'smart',
      appContext: assessment.id,
    }),
    publicUrl: 'https://cds.example',
    version: '0.0.0-test',
    readiness: [],
    corsOrigins: ['*'],
    rateLimitPerMinute: 0,
    strictCards: true,
    ...over,
  });
  const server = await startServer(app, { host: '127.0.0.1', port: 0, timeouts });
  return { ...kept, ...server, log };
}
