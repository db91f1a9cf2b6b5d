import { describe, expect, it } from 'vitest';
import { allowedFhirServers, normaliseFhirServer } from '../../src/cds/fhir-server.ts';

describe('the allow-list of FHIR servers', () => {
  const allowed = allowedFhirServers(['https://ehr.example/fhir/R4/'], { loopback: false });

  it('lets a listed base URL through whatever its case, default port or trailing slash', () => {
    for (const url of ['https://ehr.example/fhir/R4', 'HTTPS://EHR.EXAMPLE:443/fhir/R4//'])
      expect(allowed(url)).toBe(true);
  });

  it.each([
    'https://ehr.example/fhir',
    'https://ehr.example/fhir/R4/other',
    'https://ehr.example/fhir/R4/../../admin',
    'https://ehr.example.evil/fhir/R4',
    'https://ehr.example@evil/fhir/R4',
    'http://ehr.example/fhir/R4',
    'https://ehr.example:8443/fhir/R4',
    'http://127.0.0.1/fhir',
    'http://169.254.169.254/latest',
    'file:///etc/passwd',
    'nonsense',
  ])('keeps %s out', (url) => {
    expect(allowed(url)).toBe(false);
  });

  it('lets loopback through only where that is wanted, and only real loopback names', () => {
    const local = allowedFhirServers([], { loopback: true });
    for (const url of ['http://127.0.0.1:8080/sandbox/fhir', 'http://localhost/x', 'http://[::1]:9/x']) {
      expect(local(url)).toBe(true);
      expect(allowed(url)).toBe(false);
    }
    for (const url of ['http://127.0.0.1.evil/x', 'http://localhost.evil/x', 'http://10.0.0.1/x']) {
      expect(local(url)).toBe(false);
    }
  });

  it('refuses a list with an entry that is no base URL', () => {
    expect(() => allowedFhirServers(['ehr'], { loopback: false })).toThrow(RangeError);
  });

  it('normalises to nothing what is no plain base URL', () => {
    for (const text of ['', 'ftp://x', 'https://u:p@x', 'https://x/?a', 'https://x/#f']) {
      expect(normaliseFhirServer(text)).toBeUndefined();
    }
  });
});
