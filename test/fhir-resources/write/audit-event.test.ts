import type { AuditEvent } from 'fhir/r4.js';
import { describe, expect, it } from 'vitest';
import { auditEventOf } from '../../../fhir-resources/write/audit-event.ts';
import type { AuditFact } from '../../../src/ports/audit.ts';
import { validateResource } from '../../support/validate-fhir.ts';

const about = { baseUrl: 'https://fibrocast.example.org' };
const fact: AuditFact = {
  at: '2026-06-01T10:20:30.000Z',
  action: 'assess',
  outcome: 'success',
  client: 'https://ehr.example.org',
  user: 'Practitioner/d-3',
  patientId: 'p-17',
  fhirServer: 'https://ehr.example.org/fhir',
  serviceId: 'liver-prognosis',
  assessmentId: 'a3f1',
};
const event = (given: AuditFact, nonce?: string) => auditEventOf(given, about, nonce) as unknown as AuditEvent;

const actions = ['assess', 'read', 'search', 'export', 'feedback', 'write-back', 'model-change'] as const;
const outcomes = ['success', 'refused', 'failed'] as const;

describe('auditEventOf', () => {
  it.each(actions.flatMap((action) => outcomes.map((outcome) => [action, outcome] as const)))(
    'makes a valid AuditEvent of %s, %s',
    (action, outcome) => {
      expect(validateResource(event({ ...fact, action, outcome }))).toEqual([]);
      const least: AuditFact = { at: fact.at, action, outcome, client: 'anonymous' };
      expect(validateResource(event(least))).toEqual([]);
    },
  );
  it('has exactly one requestor: the person, and without one the client', () => {
    const requestors = (given: AuditFact) => event(given).agent.filter(({ requestor }) => requestor);
    expect(requestors(fact).map(({ who }) => who?.reference)).toEqual([
      'https://ehr.example.org/fhir/Practitioner/d-3',
    ]);
    expect(requestors({ ...fact, user: undefined }).map(({ who }) => who?.display)).toEqual([
      'https://ehr.example.org',
    ]);
  });
  it('tells a refusal from a failure', () => {
    expect(outcomes.map((outcome) => event({ ...fact, outcome }).outcome)).toEqual(['0', '4', '8']);
  });
  it('keeps the query unreadable to the eye but whole', () => {
    const query = 'code=http://loinc.org|98488-0&value-quantity=gt2.67';
    const kept = event({ ...fact, action: 'search', query }).entity?.find((entity) => entity.query)?.query ?? '';
    expect(Buffer.from(kept, 'base64').toString('utf8')).toBe(query);
  });
  it('is one for one fact, and two where a nonce keeps equal facts apart', () => {
    expect(event(fact)).toEqual(event({ ...fact }));
    expect(event(fact, 'a').id).not.toBe(event(fact, 'b').id);
    expect(event(fact).id).not.toBe(event({ ...fact, patientId: 'p-18' }).id);
  });
});
