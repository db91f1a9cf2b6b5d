import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { Failure } from './core/failure.ts';
import { type CareSetting, careSettings } from './core/fusion/priors.ts';
import { isSiteName } from './core/models/anchor-versions.ts';

/**
 * Everything that can be set from outside, validated once at start. Every name stands in deploy/env.example
 * (a test keeps both equal); unknown FIBROCAST_* names are refused, so that a typing error never goes unnoticed.
 */
export interface Config {
  readonly host: string;
  readonly port: number;
  /** Where clients reach the service: base of `aud`, links and FHIR URLs. No trailing slash. */
  readonly publicUrl: string;
  readonly dataDir: string;
  /** PostgreSQL; embedded store when undefined. */
  readonly databaseUrl: string | undefined;
  readonly sandbox: boolean;
  readonly fhirServers: readonly string[];
  readonly cdsClientsFile: string | undefined;
  readonly auth: 'required' | 'off';
  readonly replay: 'strict' | 'off';
  readonly rateLimitPerMinute: number;
  readonly corsOrigins: readonly string[];
  readonly codeMapFile: string | undefined;
  readonly prefetchBudgetMs: number;
  readonly writeBack: 'off' | 'ehr';
  readonly smartClientId: string | undefined;
  readonly smartPrivateKeyFile: string | undefined;
  /** Client id of the pages, where it is another than that of the background. */
  readonly smartAppClientId: string | undefined;
  /** Origins of EHR pages that may frame the app; by default those of `fhirServers`. */
  readonly smartFrameOrigins: readonly string[];
  /** `Practitioner/1` or its absolute address: who may change models and jobs on the pages. */
  readonly admins: readonly string[];
  /** DICOMweb root of the archive; the only one that is asked for images. */
  readonly dicomwebUrl: string | undefined;
  /** File with a bearer token, or with `user:password`; one of them at most. */
  readonly dicomwebTokenFile: string | undefined;
  readonly dicomwebPasswordFile: string | undefined;
  /** Analyses at once, each in a process of its own; 0: none here. */
  readonly workers: number;
  readonly workerMemoryMb: number;
  /** Whether analyses keep the series for the viewer, besides the pictures. */
  readonly keepsVolumes: boolean;
  readonly synthetic: boolean;
  /** Whose stage frequencies are the prior of the stage fusion. */
  readonly setting: CareSetting;
  /** Name of this site: whose local re-anchoring of models counts here. */
  readonly site: string | undefined;
  /** Folder with model folders of the site, besides the bundled ones. */
  readonly modelsFolder: string | undefined;
  /** Models that are switched off: ids or `id@version`. */
  readonly modelsOff: readonly string[];
  readonly logLevel: 'silent' | 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';
}

const flag = z
  .enum(['0', '1'])
  .default('0')
  .transform((value) => value === '1');
const list = z
  .string()
  .default('')
  .transform((value) =>
    value
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  );
const url = z.url({ protocol: /^https?$/ }).transform((value) => value.replace(/\/+$/, ''));
const optionalText = z.string().min(1).optional();

const environment = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65535).default(8080),
  PUBLIC_URL: url.optional(),
  DATA_DIR: z.string().min(1).default('./data'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  LOG_LEVEL: z.enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace']).default('info'),
  FIBROCAST_SANDBOX: flag,
  FIBROCAST_FHIR_SERVERS: list.pipe(z.array(url)),
  FIBROCAST_CDS_CLIENTS: optionalText,
  FIBROCAST_AUTH: z.enum(['required', 'off']).default('required'),
  FIBROCAST_REPLAY: z.enum(['strict', 'off']).default('strict'),
  FIBROCAST_RATE_LIMIT: z.coerce.number().int().min(0).default(0),
  FIBROCAST_CORS_ORIGINS: list.pipe(z.array(z.union([z.literal('*'), url]))),
  FIBROCAST_CODE_MAP: optionalText,
  FIBROCAST_PREFETCH_BUDGET_MS: z.coerce.number().int().min(50).max(8000).default(400),
  FIBROCAST_WRITE_BACK: z.enum(['off', 'ehr']).default('off'),
  FIBROCAST_SMART_CLIENT_ID: optionalText,
  FIBROCAST_SMART_PRIVATE_KEY: optionalText,
  FIBROCAST_SMART_APP_CLIENT_ID: optionalText,
  FIBROCAST_SMART_FRAME_ORIGINS: list.pipe(
    z.array(z.url({ protocol: /^https?$/ }).transform((value) => new URL(value).origin)),
  ),
  FIBROCAST_ADMINS: list.pipe(
    z.array(z.string().regex(/^(https?:\/\/\S+\/)?(Practitioner|PractitionerRole|Person)\/[A-Za-z0-9\-.]{1,64}$/)),
  ),
  FIBROCAST_DICOMWEB_URL: url.optional(),
  FIBROCAST_DICOMWEB_TOKEN: optionalText,
  FIBROCAST_DICOMWEB_PASSWORD: optionalText,
  FIBROCAST_WORKERS: z.coerce.number().int().min(0).max(64).default(1),
  FIBROCAST_WORKER_MEMORY_MB: z.coerce.number().int().min(256).default(4096),
  FIBROCAST_VOLUMES: z.enum(['0', '1']).default('1'),
  FIBROCAST_SYNTHETIC: flag,
  FIBROCAST_SETTING: z.enum(careSettings).default('secondary'),
  FIBROCAST_SITE: z
    .string()
    .refine(isSiteName, 'letters, digits, blanks, dots, underscores and hyphens, at most 60 of them')
    .optional(),
  FIBROCAST_MODELS: optionalText,
  FIBROCAST_MODELS_OFF: list,
  /** Read by the command line (`train`). */
  FIBROCAST_PYTHON: optionalText,
});

export const variableNames = Object.keys(environment.shape) as readonly (keyof typeof environment.shape)[];

/**
 * @param env the process environment; empty strings count as not set.
 * @throws Failure `invalid-configuration`: one sentence per variable, with the way out.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const unknown = Object.keys(given).filter(
    (name) => name.startsWith('FIBROCAST_') && !variableNames.some((known) => known === name),
  );
  if (unknown.length > 0) {
    throw new Failure(
      'invalid-configuration',
      `Unknown variable ${unknown.join(', ')}. The known ones are in deploy/env.example.`,
    );
  }
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    const sentences = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}.`);
    throw new Failure('invalid-configuration', `${sentences.join(' ')} See deploy/env.example.`);
  }
  const value = parsed.data;
  const loopback = isLoopback(value.HOST);
  if (value.FIBROCAST_AUTH === 'off' && !loopback) {
    throw new Failure(
      'invalid-configuration',
      'FIBROCAST_AUTH=off is only allowed when HOST is loopback. Set HOST=127.0.0.1, or require tokens.',
    );
  }
  if (value.FIBROCAST_AUTH === 'required' && value.FIBROCAST_CDS_CLIENTS === undefined && !value.FIBROCAST_SANDBOX) {
    throw new Failure(
      'invalid-configuration',
      'No CDS client is known: set FIBROCAST_CDS_CLIENTS to a file that names the issuers, or FIBROCAST_AUTH=off to try the service on this machine.',
    );
  }
  if (value.FIBROCAST_SANDBOX && !loopback) {
    throw new Failure('invalid-configuration', 'FIBROCAST_SANDBOX=1 is for loopback only. Set HOST=127.0.0.1.');
  }
  if (value.FIBROCAST_SMART_PRIVATE_KEY !== undefined && value.FIBROCAST_SMART_CLIENT_ID === undefined) {
    throw new Failure('invalid-configuration', 'FIBROCAST_SMART_PRIVATE_KEY needs FIBROCAST_SMART_CLIENT_ID.');
  }
  if (value.FIBROCAST_DICOMWEB_TOKEN !== undefined && value.FIBROCAST_DICOMWEB_PASSWORD !== undefined) {
    throw new Failure(
      'invalid-configuration',
      'Set FIBROCAST_DICOMWEB_TOKEN or FIBROCAST_DICOMWEB_PASSWORD, not both: an archive is asked with one of them.',
    );
  }
  return {
    host: value.HOST,
    port: value.PORT,
    publicUrl: value.PUBLIC_URL ?? `http://${value.HOST}:${value.PORT}`,
    dataDir: value.DATA_DIR,
    databaseUrl: value.DATABASE_URL,
    sandbox: value.FIBROCAST_SANDBOX,
    fhirServers: value.FIBROCAST_FHIR_SERVERS,
    cdsClientsFile: value.FIBROCAST_CDS_CLIENTS,
    auth: value.FIBROCAST_SANDBOX && value.FIBROCAST_CDS_CLIENTS === undefined ? 'off' : value.FIBROCAST_AUTH,
    replay: value.FIBROCAST_REPLAY,
    rateLimitPerMinute: value.FIBROCAST_RATE_LIMIT,
    corsOrigins: value.FIBROCAST_CORS_ORIGINS,
    codeMapFile: value.FIBROCAST_CODE_MAP,
    prefetchBudgetMs: value.FIBROCAST_PREFETCH_BUDGET_MS,
    writeBack: value.FIBROCAST_WRITE_BACK,
    smartClientId: value.FIBROCAST_SMART_CLIENT_ID,
    smartPrivateKeyFile: value.FIBROCAST_SMART_PRIVATE_KEY,
    smartAppClientId: value.FIBROCAST_SMART_APP_CLIENT_ID ?? value.FIBROCAST_SMART_CLIENT_ID,
    smartFrameOrigins:
      value.FIBROCAST_SMART_FRAME_ORIGINS.length > 0
        ? value.FIBROCAST_SMART_FRAME_ORIGINS
        : [...new Set(value.FIBROCAST_FHIR_SERVERS.map((server) => new URL(server).origin))],
    admins: value.FIBROCAST_ADMINS,
    dicomwebUrl: value.FIBROCAST_DICOMWEB_URL,
    dicomwebTokenFile: value.FIBROCAST_DICOMWEB_TOKEN,
    dicomwebPasswordFile: value.FIBROCAST_DICOMWEB_PASSWORD,
    workers: value.FIBROCAST_WORKERS,
    workerMemoryMb: value.FIBROCAST_WORKER_MEMORY_MB,
    keepsVolumes: value.FIBROCAST_VOLUMES === '1',
    synthetic: value.FIBROCAST_SYNTHETIC,
    setting: value.FIBROCAST_SETTING,
    site: value.FIBROCAST_SITE,
    modelsFolder: value.FIBROCAST_MODELS,
    modelsOff: value.FIBROCAST_MODELS_OFF,
    logLevel: value.LOG_LEVEL,
  };
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** Reads a file that a variable names. @throws Failure `invalid-configuration` that names the variable, not the path's content. */
export function readConfiguredFile(variable: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new Failure('invalid-configuration', `${variable} names a file that cannot be read: ${path}.`, { cause });
  }
}
