import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRequest } from '../../src/cds/request.ts';
import { Failure } from '../../src/core/failure.ts';
import { cdsRequest } from '../support/call.ts';

const read = (over: Record<string, unknown> = {}) => readRequest(cdsRequest('patient-view', over), 'patient-view');
const authorization = {
  access_token: 'tok',
  token_type: 'Bearer',
  expires_in: 300,
  scope: 'patient/*.rs',
  subject: 'cds',
};
const fhirServer = 'https://ehr.example/fhir';

function refusedAt(act: () => unknown): string | undefined {
  try {
    act();
  } catch (error) {
    if (error instanceof Failure && error.kind === 'invalid-request') return error.at ?? 'body';
    throw error;
  }
  return undefined;
}

describe('the request envelope', () => {
  it('takes a UUID of any version and case as hookInstance', () => {
    for (const hookInstance of [randomUUID(), randomUUID().toUpperCase(), '01928f4e-7a3b-7c4d-8e5f-0123456789ab']) {
      expect(read({ hookInstance }).hookInstance).toBe(hookInstance);
    }
  });

  it.each([
    ['hook', { hook: undefined }],
    ['hook', { hook: 7 }],
    ['hook', { hook: 'order-sign' }],
    ['hookInstance', { hookInstance: undefined }],
    ['hookInstance', { hookInstance: 'not-a-uuid' }],
    ['hookInstance', { hookInstance: null }],
    ['context', { context: undefined }],
    ['context', { context: null }],
    ['context', { context: [] }],
    ['fhirServer', { fhirServer: 'ftp://ehr.example/fhir' }],
    ['fhirServer', { fhirServer: 'https://user:secret@ehr.example/fhir' }],
    ['fhirServer', { fhirServer: 'ehr.example/fhir' }],
    ['fhirServer', { fhirServer: 'https://ehr.example/fhir?x=1' }],
    ['fhirServer', { fhirServer: 7 }],
    ['fhirServer', { fhirAuthorization: authorization }],
    ['fhirAuthorization', { fhirServer, fhirAuthorization: 'tok' }],
    [
      'fhirAuthorization.access_token',
      { fhirServer, fhirAuthorization: { ...authorization, access_token: undefined } },
    ],
    [
      'fhirAuthorization.access_token',
      { fhirServer, fhirAuthorization: { ...authorization, access_token: 'a\r\nX: b' } },
    ],
    ['fhirAuthorization.token_type', { fhirServer, fhirAuthorization: { ...authorization, token_type: 'MAC' } }],
    ['fhirAuthorization.expires_in', { fhirServer, fhirAuthorization: { ...authorization, expires_in: 'soon' } }],
    ['fhirAuthorization.patient', { fhirServer, fhirAuthorization: { ...authorization, patient: 'p2' } }],
    ['prefetch', { prefetch: [] }],
    ['prefetch', { prefetch: 'text' }],
  ])('refuses a wrong %s by name (%j)', (at, over) => {
    expect(refusedAt(() => read(over))).toBe(at);
  });

  it.each([[null], [undefined], [7], ['text'], [[]], [true]])('refuses a body that is no object: %j', (body) => {
    expect(refusedAt(() => readRequest(body, 'patient-view'))).toBe('body');
  });

  it('takes null for every optional field as absent', () => {
    const request = read({ fhirServer: null, fhirAuthorization: null, prefetch: null, extension: null });
    expect(request).toMatchObject({ hook: 'patient-view', prefetch: new Map() });
    expect(request.fhirServer).toBeUndefined();
    expect(request.accessToken).toBeUndefined();
  });

  it('takes the token of the right patient, bare or as a reference, and null for its optional fields', () => {
    for (const patient of ['p1', 'Patient/p1', null, undefined]) {
      const fhirAuthorization = { ...authorization, patient, scope: null };
      expect(read({ fhirServer, fhirAuthorization }).accessToken).toBe('tok');
    }
  });

  it('brings a FHIR base URL into one form', () => {
    expect(read({ fhirServer: 'HTTPS://EHR.example:443/fhir//' }).fhirServer).toBe('https://ehr.example/fhir');
  });

  it('keeps prototype keys of the prefetch as plain keys', () => {
    const body = JSON.parse(
      JSON.stringify(cdsRequest('patient-view', { prefetch: { a: 1 } })).replace('"a"', '"__proto__"'),
    ) as unknown;
    const { prefetch } = readRequest(body, 'patient-view');
    expect([...prefetch.keys()]).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>).a).toBeUndefined();
  });

  it('ends for any JSON with a request or with a Failure of kind invalid-request', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom('hook', 'hookInstance', 'context', 'fhirServer', 'fhirAuthorization', 'prefetch'),
          fc.jsonValue(),
        ),
        (over) => {
          const body = cdsRequest('patient-view', over);
          const at = refusedAt(() => readRequest(body, 'patient-view'));
          expect(at === undefined || at.length > 0).toBe(true);
        },
      ),
    );
  });
});
