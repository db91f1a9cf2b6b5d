import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readConfig, variableNames } from '../src/config.ts';

describe('configuration', () => {
  it('knows exactly the variables of deploy/env.example', () => {
    const documented = [...readFileSync('deploy/env.example', 'utf8').matchAll(/^([A-Z_]+)=/gm)].map(
      (match) => match[1],
    );
    expect(documented.sort()).toEqual([...variableNames].sort());
  });
  it('refuses a misspelt variable by name', () => {
    expect(() => readConfig({ FIBROCAST_AUTH: 'off', FIBROCAST_SANDBX: '1' })).toThrow(/FIBROCAST_SANDBX/);
  });
  it('refuses to switch authentication off on an address others can reach', () => {
    expect(() => readConfig({ HOST: '0.0.0.0', FIBROCAST_AUTH: 'off' })).toThrow(/loopback/);
    expect(readConfig({ HOST: '127.0.0.1', FIBROCAST_AUTH: 'off' }).auth).toBe('off');
  });
  it('requires known clients before it serves', () => {
    expect(() => readConfig({})).toThrow(/FIBROCAST_CDS_CLIENTS/);
    expect(readConfig({ FIBROCAST_CDS_CLIENTS: 'clients.json' }).auth).toBe('required');
  });
  it('serves the sandbox on loopback only', () => {
    expect(() => readConfig({ HOST: '10.0.0.1', FIBROCAST_SANDBOX: '1', FIBROCAST_CDS_CLIENTS: 'c.json' })).toThrow(
      /loopback/,
    );
    expect(readConfig({ FIBROCAST_SANDBOX: '1' }).auth).toBe('off');
  });
  it('reads lists, strips trailing slashes and takes empty strings as not set', () => {
    const config = readConfig({
      FIBROCAST_AUTH: 'off',
      FIBROCAST_FHIR_SERVERS: 'https://ehr.example/fhir/, http://b.example/r4',
      DATABASE_URL: '',
    });
    expect(config.fhirServers).toEqual(['https://ehr.example/fhir', 'http://b.example/r4']);
    expect(config.databaseUrl).toBeUndefined();
    expect(config.publicUrl).toBe('http://127.0.0.1:8080');
  });
  it('says which variable is wrong and where the list is', () => {
    expect(() => readConfig({ FIBROCAST_AUTH: 'off', PORT: 'eighty' })).toThrow(/PORT.*deploy\/env\.example/);
    expect(() => readConfig({ FIBROCAST_AUTH: 'off', DATABASE_URL: 'mysql://x' })).toThrow(/DATABASE_URL/);
  });
});
