import type { Exchange } from '../sandbox/ehr/cds-client.ts';

export interface DemoSummary {
  readonly calls: number;
  readonly cards: number;
  readonly byIndicator: { readonly info: number; readonly warning: number; readonly critical: number };
  readonly servicesCalled: number;
  readonly servicesWithCards: number;
  /** Calls without a usable answer. */
  readonly failures: number;
  /** Time of the service call in milliseconds; absent when nothing was called. */
  readonly latency?: { readonly p50: number; readonly p95: number; readonly slowest: number };
}

export function summarise(exchanges: readonly Exchange[]): DemoSummary {
  const cards = exchanges.flatMap((exchange) => exchange.cards);
  const times = exchanges.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
  const [p50, p95, slowest] = [quantile(times, 0.5), quantile(times, 0.95), times.at(-1)];
  const count = (indicator: string) => cards.filter((card) => card.indicator === indicator).length;
  return {
    calls: exchanges.length,
    cards: cards.length,
    byIndicator: { info: count('info'), warning: count('warning'), critical: count('critical') },
    servicesCalled: new Set(exchanges.map(({ service }) => service)).size,
    servicesWithCards: new Set(exchanges.filter((each) => each.cards.length > 0).map(({ service }) => service)).size,
    failures: exchanges.filter(({ problems }) => problems.length > 0).length,
    ...(p50 === undefined || p95 === undefined || slowest === undefined ? {} : { latency: { p50, p95, slowest } }),
  };
}

/** Nearest-rank quantile of an ascending list; undefined when it is empty. */
export function quantile(ascending: readonly number[], q: number): number | undefined {
  return ascending[Math.max(0, Math.ceil(q * ascending.length) - 1)];
}

export function summaryLines(summary: DemoSummary, patients: number): string[] {
  const { byIndicator, latency } = summary;
  return [
    `${countOf(summary.cards, 'card')} (${byIndicator.critical} critical, ${byIndicator.warning} warning, ${byIndicator.info} info) from ${countOf(summary.servicesWithCards, 'service')} for ${countOf(patients, 'patient')}`,
    `${countOf(summary.calls, 'call')} to ${countOf(summary.servicesCalled, 'service')}, ${summary.failures} failed` +
      (latency
        ? `; answered in p50 ${latency.p50.toFixed(0)} ms, p95 ${latency.p95.toFixed(0)} ms, slowest ${latency.slowest.toFixed(0)} ms`
        : ''),
  ];
}

export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
