import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import express, { type Express } from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reviewRecords } from '../../../fhir-resources/write/review-records.ts';
import { openFhirChart } from '../../../src/adapters/chart/fhir-chart.ts';
import memory from '../../../src/adapters/results/memory.ts';
import { openSmartLaunch } from '../../../src/adapters/smart/open-smart-launch.ts';
import type { ImagingFindings, VolumeFinding } from '../../../src/core/findings.ts';
import type { ReviewData } from '../../../src/core/review/review.ts';
import { appRoutes } from '../../../src/http/app-pages/app-routes.ts';
import { volumesRoutes } from '../../../src/http/app-pages/volumes-routes.ts';
import { setLog } from '../../../src/http/call-locals.ts';
import { answerFailures } from '../../../src/http/failures.ts';
import { type RunningServer, startServer } from '../../../src/http/server.ts';
import { createSandbox, type Sandbox } from '../../../src/sandbox/sandbox.ts';
import { appBrowser, launchFromChart } from '../../support/app-browser.ts';
import { emptyAssessment } from '../../support/assessment.ts';
import { keepingLogs } from '../../support/memory-store.ts';
import { sampleFindings, samplePicture, sampleVolume } from '../../support/sample-findings.ts';
import { silentLog } from '../../support/silent-log.ts';

// A hospital and the pages with a clock of their own: tokens run out and are renewed in no time. The app is a confidential client.

const drawnLiver: ImagingFindings['regions'][number] = {
  label: 'liver',
  series: 'ct-portal-venous',
  source: 'dicom-seg',
  evidence: 'established',
  volumeMl: 1500,
  voxels: 1000,
  cautions: [],
};

describe('grants of a confidential client', () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const jwk = createPublicKey(privateKey).export({ format: 'jwk' });
  const patient = 'okafor-grace';
  let server: RunningServer;
  let sandbox: Sandbox;
  let nowMs = Date.now();
  let findings: readonly ImagingFindings[] = [];
  let scope = 'launch openid fhirUser online_access patient/*.rs';
  const kept = keepingLogs();
  const asked: string[] = [];

  beforeAll(async () => {
    let app: Express | undefined;
    server = await startServer((request, response) => app?.(request, response), { host: '127.0.0.1', port: 0 });
    const publicUrl = server.url;
    const records = await memory.open({ log: silentLog });
    sandbox = await createSandbox({
      store: (await memory.open({ log: silentLog })).results,
      today: '2026-11-01',
      pagesDir: '/nowhere',
      feedback: records.feedback,
      log: silentLog,
      tokenSeconds: 600,
      smartApp: () => ({
        clientId: 'fibrocast-pages',
        redirectUri: `${publicUrl}/app/callback`,
        publicKey: { jwk, keyId: 'k1', algorithm: 'ES384' },
      }),
    });
    app = express();
    app.use((request, response, next) => {
      asked.push(`${request.method} ${request.path}`);
      setLog(response, silentLog);
      next();
    });
    app.use('/sandbox', sandbox.router);
    app.use(
      '/app',
      appRoutes({
        smart: await openSmartLaunch(
          {
            clientId: 'fibrocast-pages',
            timeoutMs: 5000,
            key: { privateKeyPem: pem, keyId: 'k1', algorithm: 'ES384' },
          },
          () => Date.now(),
        ),
        clientId: 'fibrocast-pages',
        chart: openFhirChart({
          ...{ log: silentLog, deadlineMs: 8000, retries: 0, concurrencyPerServer: 16, maxBytes: 64 * 1024 * 1024 },
          breaker: { failures: 100, openMs: 1 },
        }),
        publicUrl,
        audit: kept.audit,
        clock: () => new Date().toISOString(),
        nowMs: () => nowMs,
        assess: async (facts, { fhirServer }) => emptyAssessment(facts, fhirServer),
        publisher: { publish: async () => [] },
        records: reviewRecords(records.results),
        scores: [],
        findings: { ofPatient: async () => findings, picture: async () => Uint8Array.of(137, 80, 78, 71) },
        allowSynthetic: false,
        further: [
          (tools) =>
            volumesRoutes(
              {
                findings: {
                  ofPatient: async () => findings,
                  volume: async (key) => (key.endsWith('-gone') ? undefined : Uint8Array.of(31, 139, 8)),
                },
                allowSynthetic: false,
              },
              tools,
            ),
        ],
        version: 'test',
        mayCall: (fhirServer) => fhirServer.startsWith(publicUrl),
        usualFhirServer: () => undefined,
        frameOrigins: ['https://ehr.example'],
        webFolder: '/nowhere',
        rateLimitPerMinute: 0,
        scopes: {
          get ehr() {
            return scope;
          },
          standalone: 'launch/patient openid fhirUser patient/*.rs',
          worklist: 'openid fhirUser user/*.rs',
        },
      }),
    );
    app.use(answerFailures(() => undefined));
  });
  afterAll(() => server?.close());

  const launched = async () => {
    const browser = appBrowser(server.url);
    const visit = await launchFromChart(browser, server.url, { patient });
    expect(new URL(visit.url).pathname).toBe('/app/');
    return browser;
  };
  const tokensAsked = () => asked.filter((each) => each === 'POST /sandbox/auth/token').length;

  it('are renewed before the token runs out, once for all requests of a page, and end when they cannot be', async () => {
    const browser = await launched();
    const before = tokensAsked();
    nowMs += 590_000;
    const answers = await Promise.all([1, 2, 3].map(() => browser.get(`${server.url}/app/api/review`)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(tokensAsked() - before).toBe(1);
    sandbox.revokeTokens();
    nowMs += 600_000;
    expect((await browser.get(`${server.url}/app/api/review`)).status).toBe(401);
  });

  it('end with the token where no refresh token was granted', async () => {
    scope = 'launch openid fhirUser patient/*.rs';
    const browser = await launched();
    expect((await browser.get(`${server.url}/app/api/review`)).status).toBe(200);
    nowMs += 601_000;
    const late = await browser.get(`${server.url}/app/api/review`);
    expect([late.status, ((await late.json()) as { resourceType: string }).resourceType]).toEqual([
      401,
      'OperationOutcome',
    ]);
    scope = 'launch openid fhirUser online_access patient/*.rs';
  });

  it('end when nobody has used them for an hour', async () => {
    const browser = await launched();
    nowMs += 3_601_000;
    expect((await browser.get(`${server.url}/app/api/session`)).status).toBe(401);
  });

  it('open nothing where the scopes leave out what the page reads', async () => {
    scope = 'launch openid fhirUser patient/Patient.rs';
    const browser = await launched();
    const answer = await browser.get(`${server.url}/app/api/review`);
    expect(answer.status).toBe(403);
    expect(JSON.stringify(await answer.json())).toContain('Observation, Condition');
    expect(kept.audited.at(-1)).toMatchObject({
      action: 'read',
      outcome: 'refused',
      user: 'Practitioner/dr-amara-nwosu',
    });
    scope = 'launch openid fhirUser online_access patient/*.rs';
  });

  it('give pictures of the patient of the launch and refuse any other key', async () => {
    const browser = await launched();
    findings = [
      {
        ...sampleFindings({ id: 'f1', patientId: patient, uid: '1.2' }),
        regions: [drawnLiver],
        pictures: [{ ...samplePicture, key: 'f1/overlay-1' }],
      },
    ];
    const picture = await browser.get(`${server.url}/app/api/pictures/f1/overlay-1`);
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect((await browser.get(`${server.url}/app/api/pictures/another`)).status).toBe(403);
  });

  it('give volumes of the patient of the launch as they are kept, nothing synthetic, and record each reading', async () => {
    const browser = await launched();
    const volume = (name: string) => ({ ...sampleVolume, key: `f1/${name}` });
    const {
      averaged: _,
      slices: __,
      modality: ___,
      ...plain
    } = sampleVolume as Extract<VolumeFinding, { kind: 'series' }>;
    findings = [
      {
        ...sampleFindings({ id: 'f1', patientId: patient, uid: '1.2' }),
        regions: [drawnLiver],
        volumes: [
          volume('series'),
          volume('series-gone'),
          { ...plain, key: 'f1/spleen', kind: 'region', label: 'spleen', source: 'model', evidence: 'synthetic' },
        ],
      },
    ];
    const address = (name: string) => `${server.url}/app/api/volumes/${name}`;
    const review = await browser.get(`${server.url}/app/api/review`);
    expect(((await review.json()) as ReviewData).imaging[0]?.volumes?.map(({ key }) => key)).toEqual([
      'f1/series',
      'f1/series-gone',
    ]);
    const given = await browser.get(address('f1/series'));
    expect(given.status).toBe(200);
    expect(given.headers.get('content-type')).toBe('application/gzip');
    expect(given.headers.get('content-encoding')).toBeNull();
    expect(given.headers.get('cache-control')).toBe('private, max-age=3600');
    expect(new Uint8Array(await given.arrayBuffer())).toEqual(Uint8Array.of(31, 139, 8));
    expect(kept.audited.at(-1)).toMatchObject({
      action: 'read',
      outcome: 'success',
      patientId: patient,
      query: 'app/volumes/f1/series',
    });
    expect((await browser.get(address('f1/series-gone'))).status).toBe(404);
    for (const name of ['f1/spleen', 'f2/series', 'of-somebody-else']) {
      expect((await browser.get(address(name))).status, name).toBe(403);
      expect(kept.audited.at(-1)).toMatchObject({ action: 'read', outcome: 'refused' });
    }
    expect((await browser.get(`${address('f1/series')}?patient=another`)).status).toBe(403);
    expect((await fetch(address('f1/series'))).status).toBe(401);
  });

  it('let the configured EHR frame the pages', async () => {
    const { headers } = await fetch(`${server.url}/app/`);
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'self' https://ehr.example");
  });

  it('are refused to a client that cannot sign, and a code is good once', async () => {
    const browser = appBrowser(server.url);
    const app = `${server.url}/app/launch`;
    const begin = await browser.get(`${server.url}/sandbox/auth/open?${new URLSearchParams({ app, patient })}`);
    const toAuthorize = (await browser.get(begin.headers.get('location') ?? '')).headers.get('location') ?? '';
    const callback = new URL((await browser.get(toAuthorize)).headers.get('location') ?? '');
    const stolen = await fetch(`${server.url}/sandbox/auth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code: callback.searchParams.get('code') ?? '',
        redirect_uri: `${server.url}/app/callback`,
        client_id: 'fibrocast-pages',
        code_verifier: 'x'.repeat(43),
      }),
    });
    expect(stolen.status).toBe(401);
    expect((await browser.get(callback.href)).status).toBe(303);
  });
});
