import { z } from 'zod';
import { maxSummaryLength } from '../cds/card-rules.ts';
import { maxCommentLength } from '../cds/feedback.ts';
import type { Service } from '../cds/service.ts';
import { failureKinds } from '../core/failure.ts';
import { failureTable } from './failures.ts';

// Shapes of the CDS Hooks endpoints for /openapi.json. Requests are read by src/cds/request.ts, which is as lenient as these.

const fhirResource = z.looseObject({ resourceType: z.string() });
const coding = z.object({ system: z.string(), code: z.string(), display: z.string().optional() });
const action = z.object({
  type: z.enum(['create', 'update', 'delete']),
  description: z.string(),
  resource: fhirResource.optional(),
  resourceId: z.string().optional(),
});
const card = z.object({
  uuid: z.uuid(),
  summary: z.string().max(maxSummaryLength),
  detail: z.string().optional(),
  indicator: z.enum(['info', 'warning', 'critical']),
  source: z.object({ label: z.string(), url: z.url().optional(), icon: z.url().optional(), topic: coding }),
  suggestions: z
    .array(
      z.object({
        label: z.string(),
        uuid: z.uuid(),
        isRecommended: z.boolean().optional(),
        actions: z.array(action).optional(),
      }),
    )
    .optional(),
  selectionBehavior: z.enum(['at-most-one', 'any']).optional(),
  overrideReasons: z.array(coding.required()).optional(),
  links: z
    .array(
      z.object({
        label: z.string(),
        url: z.url(),
        type: z.enum(['absolute', 'smart']),
        appContext: z.string().optional(),
      }),
    )
    .optional(),
});
const schemas = {
  CdsRequest: z.looseObject({
    hook: z.string(),
    hookInstance: z.guid(),
    context: z.looseObject({ patientId: z.string() }),
    fhirServer: z.url().nullish(),
    fhirAuthorization: z
      .looseObject({
        access_token: z.string(),
        token_type: z.string(),
        expires_in: z.number().nullish(),
        scope: z.string().nullish(),
        subject: z.string().nullish(),
        patient: z.string().nullish(),
      })
      .nullish(),
    prefetch: z.record(z.string(), z.unknown()).nullish(),
  }),
  CdsResponse: z.object({ cards: z.array(card).max(3), systemActions: z.array(action).optional() }),
  Discovery: z.object({
    services: z.array(
      z.object({
        hook: z.string(),
        title: z.string(),
        description: z.string(),
        id: z.string(),
        prefetch: z.record(z.string(), z.string()).optional(),
        usageRequirements: z.string().optional(),
        version: z.string(),
        hookVersion: z.string(),
      }),
    ),
  }),
  Feedback: z.looseObject({
    feedback: z.array(
      z.looseObject({
        card: z.string(),
        outcome: z.enum(['accepted', 'overridden']),
        acceptedSuggestions: z.array(z.looseObject({ id: z.string() })).optional(),
        overrideReason: z
          .looseObject({
            reason: z.looseObject({ code: z.string(), system: z.string().optional() }).optional(),
            userComment: z.string().describe(`Cut after ${maxCommentLength} characters.`).optional(),
          })
          .optional(),
        outcomeTimestamp: z.string(),
      }),
    ),
  }),
  FeedbackReceipt: z.object({ recorded: z.int(), skipped: z.int() }),
  OperationOutcome: z.looseObject({
    resourceType: z.literal('OperationOutcome'),
    issue: z.array(
      z.looseObject({
        severity: z.string(),
        code: z.string(),
        details: z.object({
          coding: z.array(z.object({ system: z.string(), code: z.enum(failureKinds) })),
          text: z.string(),
        }),
      }),
    ),
  }),
} as const;

/** The OpenAPI 3.1 document: services from the catalogue, statuses from the failure table, paths of other parts as they give them. */
export function openApiDocument(about: {
  readonly services: readonly Service[];
  readonly publicUrl: string;
  readonly version: string;
  readonly routers: readonly { readonly openApiPaths?: Readonly<Record<string, object>> }[];
}): object {
  const perService = about.services.map((service) => [
    [
      `/cds-services/${service.id}`,
      {
        post: operation(
          `call-${service.id}`,
          service.title,
          'CdsRequest',
          'CdsResponse',
          [400, 401, 403, 412, 413, 415, 429, 500, 503],
        ),
      },
    ],
    [
      `/cds-services/${service.id}/feedback`,
      {
        post: operation(
          `feedback-${service.id}`,
          `Feedback on cards of: ${service.title}`,
          'Feedback',
          'FeedbackReceipt',
          [400, 401, 413, 415, 429, 500, 503],
        ),
      },
    ],
  ]);
  return {
    openapi: '3.1.0',
    info: { title: 'Fibrocast', version: about.version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: about.publicUrl }],
    paths: {
      '/cds-services': {
        get: operation('discover', 'CDS Hooks discovery', undefined, 'Discovery', [401, 429]),
      },
      ...Object.fromEntries(perService.flat()),
      '/health/live': { get: plain('live', 'The process answers') },
      '/health/ready': { get: plain('ready', 'The process can serve', [503]) },
      '/metrics': { get: plain('metrics', 'Prometheus metrics', [], 'text/plain') },
      '/openapi.json': { get: plain('openapi', 'This document') },
      ...Object.assign({}, ...about.routers.map((router) => router.openApiPaths ?? {})),
    },
    components: {
      securitySchemes: { client: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: Object.fromEntries(
        Object.entries(schemas).map(([name, schema]) => {
          const { $schema: _, ...json } = z.toJSONSchema(schema, { io: 'input' });
          return [name, json];
        }),
      ),
    },
  };
}

type SchemaName = keyof typeof schemas;
const ref = (name: SchemaName) => ({ $ref: `#/components/schemas/${name}` });

function operation(
  operationId: string,
  summary: string,
  input: SchemaName | undefined,
  output: SchemaName,
  statuses: readonly number[],
) {
  return {
    operationId,
    summary,
    security: [{ client: [] }],
    ...(input ? { requestBody: { required: true, content: { 'application/json': { schema: ref(input) } } } } : {}),
    responses: {
      200: { description: 'Done', content: { 'application/json': { schema: ref(output) } } },
      ...failures(statuses),
    },
  };
}

function plain(operationId: string, summary: string, statuses: readonly number[] = [], type = 'application/json') {
  return {
    operationId,
    summary,
    responses: { 200: { description: 'Done', content: { [type]: {} } }, ...failures(statuses) },
  };
}

/** Each status with the stable codes that the failure table gives it. */
function failures(statuses: readonly number[]): Readonly<Record<string, object>> {
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      {
        description: failureKinds.filter((kind) => failureTable[kind].status === status).join(', '),
        content: { 'application/fhir+json': { schema: ref('OperationOutcome') } },
      },
    ]),
  );
}
