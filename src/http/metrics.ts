import { Router } from 'express';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { FailureKind } from '../core/failure.ts';

/** Counts for operations: no patient, no client, no foreign text in any label. */
export interface Metrics {
  readonly registry: Registry;
  hookAnswered(service: string, status: number, seconds: number): void;
  cardShown(service: string, indicator: string): void;
  asked(key: string, outcome: string): void;
  failed(kind: FailureKind): void;
  feedback(service: string, outcome: string, count: number): void;
  jobEnded(kind: string, outcome: string, seconds: number): void;
}

export interface MetricsOptions {
  /** Also collect memory, CPU and event loop of this process (once per process). */
  readonly process: boolean;
  /** Jobs by state, asked at each scrape. */
  readonly jobs?: () => Promise<Readonly<Record<string, number>>>;
}

export function createMetrics(options: MetricsOptions): Metrics {
  const registry = new Registry();
  if (options.process) collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const latency = new Histogram({
    name: 'fibrocast_hook_seconds',
    help: 'Time to answer a CDS Hooks call, by service and status.',
    labelNames: ['service', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  const cards = new Counter({
    name: 'fibrocast_cards_total',
    help: 'Cards answered, by service and indicator.',
    labelNames: ['service', 'indicator'],
    registers,
  });
  const asks = new Counter({
    name: 'fibrocast_asks_total',
    help: 'Data asked for, by key and outcome (prefetched, fetched, incomplete, unavailable).',
    labelNames: ['key', 'outcome'],
    registers,
  });
  const failures = new Counter({
    name: 'fibrocast_failures_total',
    help: 'Failures answered, by code.',
    labelNames: ['kind'],
    registers,
  });
  const feedback = new Counter({
    name: 'fibrocast_feedback_total',
    help: 'Card feedback received, by service and outcome (accepted, overridden, skipped).',
    labelNames: ['service', 'outcome'],
    registers,
  });
  const jobSeconds = new Histogram({
    name: 'fibrocast_job_seconds',
    help: 'Time of one attempt of a background job, by kind and outcome (done, failed, aborted).',
    labelNames: ['kind', 'outcome'],
    buckets: [1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 1800],
    registers,
  });
  const { jobs } = options;
  if (jobs) {
    const depth = new Gauge({
      name: 'fibrocast_jobs',
      help: 'Background jobs by state (waiting, running, failed: waits to be tried again, dead, done, cancelled).',
      labelNames: ['state'],
      registers,
      async collect() {
        // A store that does not answer is seen at /health/ready; the other figures are still worth a scrape.
        const counts = await jobs().catch(() => ({}));
        depth.reset();
        for (const [state, count] of Object.entries(counts)) depth.set({ state }, count);
      },
    });
  }
  return {
    registry,
    jobEnded: (kind, outcome, seconds) => jobSeconds.observe({ kind, outcome }, seconds),
    hookAnswered: (service, status, seconds) => latency.observe({ service, status: String(status) }, seconds),
    cardShown: (service, indicator) => cards.inc({ service, indicator }),
    asked: (key, outcome) => asks.inc({ key, outcome }),
    failed: (kind) => failures.inc({ kind }),
    feedback: (service, outcome, count) => count > 0 && feedback.inc({ service, outcome }, count),
  };
}

export function metricsRoutes(metrics: Metrics): Router {
  return Router().get('/metrics', async (_request, response) => {
    response.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
}
