import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { Failure } from '../core/failure.ts';
import { buildPages } from '../sandbox/build-pages.ts';
import { type CdsClient, type Exchange, eventOf, openCdsClient } from '../sandbox/ehr/cds-client.ts';
import { sandboxScenarios } from '../sandbox/patients/all.ts';
import type { Scenario } from '../sandbox/scenario.ts';
import { runCohort } from './demo-cohort.ts';
import { countOf, summarise, summaryLines } from './demo-summary.ts';
import { cardLines } from './print-card.ts';
import { openProgress, openTerminal, styled, type Terminal, wrap } from './terminal.ts';

/** What the demo asks of the one who starts the service; `FIBROCAST_SANDBOX=1` and no authentication go with it. */
export interface DemoServiceOptions {
  /** 0: any free port. */
  readonly port: number;
  /** Folder for the embedded store. */
  readonly dataDir: string;
  /** `none`: the sandbox EHR starts without patients, a table is loaded afterwards. */
  readonly load: 'scenarios' | 'none';
}
export interface RunningService {
  /** `http://127.0.0.1:8080`, no trailing slash. */
  readonly url: string;
  /** Resolves when the service takes hooks. */
  readonly ready: Promise<void>;
  /** Analyses every study of the sandbox hospital; absent where nothing analyses. */
  readonly analyse?: (onProgress: (ended: number, of: number) => void) => Promise<void>;
  stop(): Promise<void>;
}
export type StartService = (options: DemoServiceOptions) => Promise<RunningService>;

interface DemoFlags {
  readonly once?: boolean;
  readonly cohort?: string;
  /** False with `--no-images`. */
  readonly images?: boolean;
  readonly json?: boolean;
  readonly port: number;
  readonly data?: string;
}

/** Fewer than these and the demo has not shown what it is for. */
const leastCards = 20;
const leastServices = 5;

/** `fibrocast demo`: the service, a hospital to try it in, and what its cards look like. Exit 0, or 1 when anything failed. */
export function demoCommand(start: StartService): Command {
  return new Command('demo')
    .description('start the service with a sandbox hospital, fire the hooks as an EHR would, and print the cards')
    .option('--once', 'stop after the cards instead of staying up')
    .option('--cohort <file.csv>', 'load this table as FHIR patients instead of the made-up ones, and assess everybody')
    .option('--no-images', 'leave the imaging studies out: cards from laboratory values and stiffness alone')
    .option('--json', 'print one JSON document instead of text')
    .option('--port <number>', 'port to listen on (0: any free one)', portNumber, 0)
    .option('--data <folder>', 'keep the results in this folder (default: a temporary one, removed at the end)')
    .action(async (flags: DemoFlags) => {
      process.exitCode = await runDemo(start, flags, openTerminal(process.stdout, process.env));
    });
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new InvalidArgumentError('a port is 0 to 65535');
  return port;
}

/** Runs the demo and returns the exit code. */
export async function runDemo(
  start: StartService,
  flags: DemoFlags,
  terminal: Terminal,
  waitForEnd: () => Promise<void> = untilInterrupted,
): Promise<number> {
  const temporary = flags.data === undefined ? await mkdtemp(join(tmpdir(), 'fibrocast-demo-')) : undefined;
  const say = (text = '') => {
    if (!flags.json) terminal.write(`${text}\n`);
  };
  try {
    if (!flags.once) {
      say('Building the EHR page (only when its sources are newer) …');
      await buildPages();
    }
    say('Starting the service with its sandbox hospital …');
    const service = await start({
      port: flags.port,
      dataDir: flags.data ?? temporary ?? '',
      load: flags.cohort === undefined ? 'scenarios' : 'none',
    });
    try {
      await service.ready;
      if (flags.cohort === undefined && flags.images && service.analyse)
        await showAnalyses(service.analyse, flags, terminal, say);
      const client = openCdsClient({ serviceUrl: service.url, fhirUrl: `${service.url}/sandbox/fhir` });
      const code =
        flags.cohort === undefined
          ? await showScenarios(client, flags, terminal, say)
          : await runCohort({ client, url: service.url, file: flags.cohort, json: flags.json ?? false, terminal, say });
      say();
      say(styled(terminal, 'Addresses', 'bold'));
      say(`  EHR page    ${service.url}/sandbox/ehr/`);
      say(`  Worklist    ${service.url}/app/launch?for=worklist`);
      say(`  Results     ${service.url}/fhir/Observation`);
      say(`  EHR data    ${service.url}/sandbox/fhir/Patient`);
      say(`  Discovery   ${service.url}/cds-services`);
      say(`  Health      ${service.url}/health/ready`);
      if (!flags.once) {
        say();
        say('The service stays up. Ctrl-C ends it.');
        await waitForEnd();
        say('Stopping …');
      }
      return code;
    } finally {
      await service.stop();
    }
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  } finally {
    if (temporary !== undefined) await rm(temporary, { recursive: true, force: true });
  }
}

function untilInterrupted(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}

/** Every study of the sandbox hospital goes through the pipeline before the charts are opened, as if it had been taken yesterday. */
async function showAnalyses(
  analyse: NonNullable<RunningService['analyse']>,
  flags: DemoFlags,
  terminal: Terminal,
  say: (text?: string) => void,
): Promise<void> {
  say('Analysing the imaging studies of the sandbox hospital (synthetic images, synthetic models) …');
  let show: ((done: number) => void) | undefined;
  let shown = 0;
  await analyse((ended, of) => {
    if (flags.json || of === 0) return;
    show ??= openProgress(terminal, 'studies', of);
    // The bar moves only when it changes: it is asked twice a second.
    if (ended === shown) return;
    shown = ended;
    show(ended);
  });
  say();
}

/** Fires everything the scenarios tell, one hook after the other as clinicians do, and prints what comes back. */
async function showScenarios(
  client: CdsClient,
  flags: DemoFlags,
  terminal: Terminal,
  say: (text?: string) => void,
): Promise<number> {
  const services = await client.discover();
  say(`${countOf(services.length, 'CDS service')} announced: ${services.map(({ id }) => id).join(', ')}`);
  const scenarios = sandboxScenarios(new Date().toISOString().slice(0, 10));
  const exchanges: Exchange[] = [];
  for (const scenario of scenarios) {
    say();
    for (const line of scenarioHead(scenario, terminal)) say(line);
    for (const firing of scenario.fires) {
      const answers = await client.fire(eventOf(scenario, firing));
      exchanges.push(...answers);
      for (const line of answers.flatMap((exchange) => exchangeLines(exchange, terminal))) say(line);
    }
  }
  const summary = summarise(exchanges);
  const shortfalls = [
    ...(summary.cards < leastCards ? [`only ${summary.cards} cards, at least ${leastCards} are expected`] : []),
    ...(summary.servicesWithCards < leastServices
      ? [`cards from only ${countOf(summary.servicesWithCards, 'service')}, at least ${leastServices} are expected`]
      : []),
    ...(summary.failures > 0 ? [`${countOf(summary.failures, 'call')} failed`] : []),
  ];
  if (flags.json) {
    const calls = exchanges.map(({ request: _request, response: _response, ...exchange }) => exchange);
    terminal.write(`${JSON.stringify({ patients: scenarios.length, summary, shortfalls, calls }, undefined, 2)}\n`);
  } else {
    say();
    for (const line of summaryLines(summary, scenarios.length)) say(line);
    for (const shortfall of shortfalls) say(styled(terminal, `  Not good: ${shortfall}.`, 'red'));
  }
  return shortfalls.length === 0 ? 0 : 1;
}

function scenarioHead(scenario: Scenario, terminal: Terminal): string[] {
  const rule = '─'.repeat(Math.max(0, terminal.width - scenario.name.length - 4));
  return [
    `${styled(terminal, '──', 'dim')} ${styled(terminal, scenario.name, 'bold')} ${styled(terminal, rule, 'dim')}`,
    ...wrap(scenario.story, terminal.width - 3).map((line) => `   ${line}`),
  ];
}

function exchangeLines(exchange: Exchange, terminal: Terminal): string[] {
  const about = `${exchange.hook} → ${exchange.service}`;
  const time = `${Math.round(exchange.milliseconds)} ms`;
  const head = styled(terminal, `   ${about} · ${time}`, 'dim');
  if (exchange.problems.length > 0) {
    return [head, ...exchange.problems.map((problem) => `   ${styled(terminal, `FAILED  ${problem}`, 'red')}`)];
  }
  if (exchange.cards.length === 0) return [`${head}${styled(terminal, ' · no advice', 'dim')}`];
  return [head, ...exchange.cards.flatMap((card, index) => [...(index > 0 ? [''] : []), ...cardLines(card, terminal)])];
}
