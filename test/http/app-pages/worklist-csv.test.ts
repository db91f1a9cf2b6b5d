import type { AddressInfo } from 'node:net';
import { parse } from 'csv-parse/sync';
import express from 'express';
import { describe, expect, it } from 'vitest';
import { csvName, mostCsvRows, sendCsv } from '../../../src/http/app-pages/worklist-csv.ts';
import type { ListedPatient, WorklistPage } from '../../../src/ports/worklist.ts';
import { madeUpRow } from '../../support/worklist-server.ts';

async function got(pages: AsyncIterable<WorklistPage>): Promise<Response> {
  const app = express();
  app.get('/', (_request, response) => {
    sendCsv(response, csvName('2026-11-28', 12_000), pages).catch(() => response.destroy());
  });
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`).finally(() =>
    server.close(),
  );
  return response;
}
const page = (rows: readonly ListedPatient[]): WorklistPage => ({ rows, total: 12_000 });
const records = async (response: Response) =>
  parse(await response.text(), { columns: true, bom: true }) as Record<string, string>[];

describe('the worklist as CSV', () => {
  it('stops at the most rows that a file holds, and says so in its name', async () => {
    const rows = Array.from({ length: 200 }, (_, index) => madeUpRow(index));
    let pages = 0;
    const response = await got(
      (async function* () {
        for (; pages < 60; pages += 1) yield page(rows);
      })(),
    );
    expect(response.headers.get('content-disposition')).toContain('worklist-2026-11-28-first-10000-of-12000.csv');
    expect(await records(response)).toHaveLength(mostCsvRows);
    expect(pages).toBeLessThan(60);
    expect(csvName('2026-11-28', mostCsvRows)).toBe('worklist-2026-11-28.csv');
  });

  it('keeps what is not known empty, and quotes and disarms what a spreadsheet would take for more', async () => {
    const row = { ...madeUpRow(9), because: '=cmd|"/c calc"!A1', name: '  +Okafor, "Grace"\n' };
    const { ageYears: _, risk: __, stage: ___, ...bare } = row;
    const [first, second] = await records(
      await got(
        (async function* () {
          yield page([row, bare]);
        })(),
      ),
    );
    expect(first).toMatchObject({ because: '\'=cmd|"/c calc"!A1', name: '\'+Okafor, "Grace"', level: row.level });
    expect(second).toMatchObject({ age_years: '', risk_probability: '', p_f3_or_more: '', stage: '' });
  });

  it('breaks off where a page cannot be had, so that no half file looks whole', async () => {
    const reading = got(
      (async function* () {
        yield page([madeUpRow(1)]);
        throw new Error('the store is away');
      })(),
    ).then((response) => response.text());
    await expect(reading).rejects.toThrow();
  });
});
