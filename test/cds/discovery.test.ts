import { describe, expect, it } from 'vitest';
import { discovery } from '../../src/cds/discovery.ts';
import { testServices } from '../support/test-services.ts';

describe('the discovery document', () => {
  it('describes a service with its templates and versions', () => {
    expect(discovery(testServices).services.find((service) => service.id === 'test-view')).toEqual({
      hook: 'patient-view',
      title: 'Test view',
      description: 'Counts results, says what was missing.',
      id: 'test-view',
      prefetch: {
        patient: 'Patient/{{context.patientId}}',
        labs: 'Observation?patient={{context.patientId}}&category=laboratory&_count=500',
        encounter: 'Encounter/{{context.encounterId}}',
      },
      usageRequirements: 'None.',
      version: '3.0.0-ballot',
      hookVersion: '1.0',
    });
  });

  it('leaves out what a service does not have, and is an empty list without services', () => {
    expect(discovery(testServices).services.find((service) => service.id === 'test-sign')).not.toHaveProperty(
      'prefetch',
    );
    expect(discovery([])).toEqual({ services: [] });
  });

  it('is the same at every call', () => {
    expect(discovery(testServices)).toEqual(discovery(testServices));
  });
});
