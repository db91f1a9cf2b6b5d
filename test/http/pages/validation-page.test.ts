import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ValidationReport } from '../../../src/core/validation/validation-report.ts';
import { validationPage } from '../../../src/http/pages/validation/validation-page.ts';
import { madeUpReport } from '../../support/made-up-report.ts';

let report: ValidationReport;
beforeAll(async () => {
  report = await madeUpReport();
});

describe('the validation page', () => {
  it('needs nothing from outside and runs nothing', () => {
    const html = validationPage(report);
    expect(html).not.toMatch(/<script|<link|<img|<iframe|https?:|url\(|@import| on[a-z]+=| style=/);
  });
  it('allows by its own policy exactly its style sheet', () => {
    const html = validationPage(report);
    const css = /<style>([\s\S]*?)<\/style>/.exec(html)?.[1] ?? '';
    const digest = createHash('sha256').update(css).digest('base64');
    expect(html).toContain(`default-src 'none'; style-src 'sha256-${digest}'`);
  });
  it('escapes what comes from tables and manifests', () => {
    const html = validationPage(report);
    expect(html).toContain('&lt;b>albumin&lt;/b> missing');
    expect(html).toContain('<title>Validation of PBC &amp; prognosis on cohort.csv</title>');
  });
  it('names and describes every plot, each with ids of its own', () => {
    const html = validationPage(report);
    const pictures = [...html.matchAll(/<svg[^>]*role="img"[^>]*aria-labelledby="([^" ]+) ([^"]+)"[^>]*>/g)];
    expect(pictures.length).toBe(8);
    const ids = pictures.flatMap(([, title, description]) => [title, description]);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(html).toMatch(new RegExp(`<(title|desc) id="${id}">[^<]+`));
  });
  it('holds every number of the report, and no number that is none', () => {
    const html = validationPage(report);
    expect(html).not.toMatch(/NaN|Infinity|undefined|\[object/);
    const c = report.outcomes[0]?.measures.find(({ id }) => id === 'harrell-c');
    expect(html).toContain(
      `${c?.value?.toFixed(3)} (${c?.interval?.[0].toFixed(3)} to ${c?.interval?.[1].toFixed(3)})`,
    );
    expect(html).toContain('fewer than 20 events');
  });
  it('says what the evidence allows', () => {
    expect(validationPage(report)).toContain('A research model: measured on one cohort');
    const synthetic = { ...report, model: { ...report.model, evidence: 'synthetic' as const } };
    expect(validationPage(synthetic)).toContain('these figures say nothing about patients');
  });
  it('is the same page for the same report', () => {
    expect(validationPage(report)).toBe(validationPage(report));
  });
});
