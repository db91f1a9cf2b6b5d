import { readFileSync } from 'node:fs';

/** The service version: part of every Device, Provenance and assessment id. From package.json, beside src or dist. */
export const version: string = readVersion();

function readVersion(): string {
  for (const path of ['../package.json', '../../package.json']) {
    try {
      const { name, version } = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as {
        name: string;
        version: string;
      };
      if (name === 'fibrocast') return version;
    } catch {
      // not there: the other place
    }
  }
  throw new Error('package.json of fibrocast is missing');
}
