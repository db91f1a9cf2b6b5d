import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditEvent } from 'fhir/r4.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningService } from '../../../src/compose.ts';
import type { ReviewData } from '../../../src/core/review/review.ts';
import { appBrowser, launchFromChart } from '../../support/app-browser.ts';
import { scenarios, searchAll, startFibrocast } from '../../support/hospital.ts';

describe('a SMART launch at the sandbox hospital', () => {
  let folder: string;
  let service: RunningService;
  let url: string;
  const [first, second] = scenarios();
  const patient = first?.id ?? '';
  const other = second?.id ?? '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fibrocast-launch-'));
    service = await startFibrocast(folder);
    url = service.url;
  });
  afterAll(async () => {
    await service?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const open = async (about = { patient }) => {
    const browser = appBrowser(url);
    const visit = await launchFromChart(browser, url, about);
    return { browser, visit };
  };

  it('goes from the chart over launch, authorization and callback to the page, and no token reaches the browser', async () => {
    const { browser, visit } = await open();
    expect(visit.through.map((each) => new URL(each).pathname)).toEqual([
      '/sandbox/auth/open',
      '/app/launch',
      '/sandbox/auth/authorize',
      '/app/callback',
      '/app/',
    ]);
    const asked = new URL(visit.through[2] ?? '').searchParams;
    expect(asked.get('code_challenge_method')).toBe('S256');
    expect(asked.get('aud')).toBe(`${url}/sandbox/fhir`);
    expect([...new URL(visit.url).searchParams.keys()]).toEqual(['launch']);
    for (const cookie of visit.setCookies) expect(cookie).toMatch(/HttpOnly; SameSite=Lax$/);
    const session = await browser.get(`${url}/app/api/session`);
    expect(await session.json()).toMatchObject({ user: 'Practitioner/dr-amara-nwosu', patient, level: 'patient' });
  });

  it('gives the review of the patient of the launch', async () => {
    const { browser } = await open();
    const response = await browser.get(`${url}/app/api/review`);
    expect(response.status).toBe(200);
    const review = (await response.json()) as ReviewData;
    expect(review.patient).toMatchObject({ id: patient, fhirServer: `${url}/sandbox/fhir` });
    expect(review.patient.name).toMatch(/, /);
    expect(review.assessment.patientId).toBe(patient);
    expect(review.resources.length).toBeGreaterThan(3);
  });

  it('picks the patient in a standalone launch', async () => {
    const browser = appBrowser(url);
    const picker = await browser.open(`${url}/app/launch?iss=${encodeURIComponent(`${url}/sandbox/fhir`)}`);
    const page = await picker.response.text();
    expect(page).toContain('Choose a patient');
    const chosen = new RegExp(`href="([^"]*patient=${other}(?:&[^"]*)?)"`).exec(page)?.[1]?.replaceAll('&amp;', '&');
    const visit = await browser.open(new URL(chosen ?? '', picker.url).href);
    expect(new URL(visit.url).pathname).toBe('/app/');
    expect(await (await browser.get(`${url}/app/api/session`)).json()).toMatchObject({ patient: other });
  });

  it('refuses a FHIR server that is not allowed before anything is asked there', async () => {
    const browser = appBrowser(url);
    for (const iss of ['https://evil.example/fhir', 'http://169.254.169.254/latest', 'file:///etc/passwd']) {
      const { response } = await browser.open(`${url}/app/launch?iss=${encodeURIComponent(iss)}&launch=x`);
      expect(response.status).toBe(412);
      expect(JSON.stringify(await response.json())).toContain('fhir-server-not-allowed');
    }
  });

  it('tells people in words, and machines as an OperationOutcome, why it was not opened', async () => {
    const { response } = await appBrowser(url).open(`${url}/app/callback?state=made-up&code=x`, {
      accept: 'text/html',
    });
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('was not begun in this browser');
  });

  it('refuses a callback with a changed state, of another browser, and a second time', async () => {
    const browser = appBrowser(url);
    const begin = await browser.get(`${url}/sandbox/auth/open?app=${url}/app/launch&patient=${patient}`);
    const launched = await browser.get(begin.headers.get('location') ?? '');
    const authorized = await browser.get(launched.headers.get('location') ?? '');
    const callback = new URL(authorized.headers.get('location') ?? '');

    const changed = new URL(callback);
    changed.searchParams.set('state', `${callback.searchParams.get('state')}x`);
    expect((await browser.get(changed.href)).status).toBe(403);

    const good = await browser.get(callback.href);
    expect(good.status).toBe(303);
    expect((await browser.get(callback.href)).status).toBe(403);

    const thief = appBrowser(url);
    const again = await browser.get(`${url}/sandbox/auth/open?app=${url}/app/launch&patient=${patient}`);
    const next = await browser.get(
      (await browser.get(again.headers.get('location') ?? '')).headers.get('location') ?? '',
    );
    expect((await thief.get(next.headers.get('location') ?? '')).status).toBe(403);
  });

  it('keeps launches of one browser apart by their handle, and takes the newest without one', async () => {
    const { browser, visit } = await open();
    const later = await launchFromChart(browser, url, { patient: other });
    const handle = (address: string) => new URL(address).searchParams.get('launch');
    const session = async (query: string) =>
      ((await (await browser.get(`${url}/app/api/session${query}`)).json()) as { patient: string }).patient;
    expect(await session(`?launch=${handle(visit.url)}`)).toBe(patient);
    expect(await session(`?launch=${handle(later.url)}`)).toBe(other);
    expect(await session('')).toBe(other);
  });

  it('answers 401 without a session, and after logout', async () => {
    expect((await appBrowser(url).get(`${url}/app/api/review`)).status).toBe(401);
    const { browser } = await open();
    expect((await browser.post(`${url}/app/logout`)).status).toBe(204);
    expect((await browser.get(`${url}/app/api/review`)).status).toBe(401);
  });

  it('is confined to the patient of the launch', async () => {
    const { browser } = await open();
    expect((await browser.get(`${url}/app/api/review?patient=${other}`)).status).toBe(403);
    expect((await browser.get(`${url}/app/api/pictures/of-somebody-else`)).status).toBe(403);
  });

  it('says how far analyses are only of the patient that was shown', async () => {
    const { browser } = await open();
    expect((await browser.get(`${url}/app/api/pending`)).status).toBe(400);
    await browser.get(`${url}/app/api/review`);
    const response = await browser.get(`${url}/app/api/pending`);
    expect(await response.json()).toEqual({ pending: expect.any(Array), analysed: 0 });
    expect((await browser.get(`${url}/app/api/pending?patient=${other}`)).status).toBe(403);
    expect((await appBrowser(url).get(`${url}/app/api/pending`)).status).toBe(401);
  });

  it('stores an opinion as an Observation that is found, shown again and audited with its author', async () => {
    const { browser } = await open();
    const review = (await (await browser.get(`${url}/app/api/review`)).json()) as ReviewData;
    const text = 'The platelets were drawn during an infection.';
    const kept = await browser.post(`${url}/app/api/opinions`, { verdict: 'disagree', text });
    expect(kept.status).toBe(201);
    const again = (await (await browser.get(`${url}/app/api/review`)).json()) as ReviewData;
    expect(again.opinions[0]).toMatchObject({
      verdict: 'disagree',
      text,
      by: 'Practitioner/dr-amara-nwosu',
      assessmentId: review.assessment.id,
    });
    const found = await searchAll(`${url}/fhir/Observation?code=review-opinion&patient=${patient}`);
    expect(found).toHaveLength(1);
    const events = await searchAll<AuditEvent>(`${url}/fhir/AuditEvent?patient=${patient}&_count=200`);
    const subtypes = events
      .filter(({ agent }) => agent.some(({ who }) => who?.reference?.endsWith('Practitioner/dr-amara-nwosu')))
      .map(({ subtype }) => subtype?.at(-1)?.code);
    expect(subtypes).toEqual(expect.arrayContaining(['sign-in', 'read', 'opinion']));
  });

  it('refuses an opinion from another site, without a reason, and about an assessment of somebody else', async () => {
    const { browser } = await open();
    await browser.get(`${url}/app/api/review`);
    const about = `${url}/app/api/opinions`;
    expect((await browser.post(about, { verdict: 'agree' }, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await browser.post(about, { verdict: 'agree' }, {})).status).toBe(403);
    expect((await browser.post(about, { verdict: 'disagree' })).status).toBe(400);
    expect((await browser.post(about, { verdict: 'agree', assessmentId: 'f'.repeat(64) })).status).toBe(403);
  });

  it('ends with the EHR: a token that was taken back opens nothing more', async () => {
    const { browser } = await open();
    service.sandbox?.revokeTokens();
    expect((await browser.get(`${url}/app/api/review`)).status).toBe(401);
    expect((await browser.get(`${url}/app/api/session`)).status).toBe(401);
  });

  it('lets its pages be framed by the allowed origins alone, with nothing inline', async () => {
    const { headers } = await fetch(`${url}/app/`);
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'self'");
    expect(headers.get('content-security-policy')).not.toContain('unsafe');
    expect(headers.get('x-frame-options')).toBeNull();
  });
});
