import { escapeXhtml } from '../../../fhir-resources/write/narrative.ts';

export interface PickerPatient {
  readonly id: string;
  readonly name: string;
  readonly about: string;
}

/** Where a standalone launch asks whose chart it is about: one link a patient, no script. */
export function pickerPage(patients: readonly PickerPatient[], query: URLSearchParams): string {
  const items = patients.map(({ id, name, about }) => {
    const chosen = new URLSearchParams(query);
    chosen.set('patient', id);
    return `<li><a href="?${escapeXhtml(chosen.toString())}">${escapeXhtml(name)}</a> ${escapeXhtml(about)}</li>`;
  });
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>Choose a patient · Sandbox hospital</title></head><body><main><h1>Choose a patient</h1><p>Fibrocast asks for the chart of one patient of the sandbox hospital.</p><ul>${items.join('')}</ul></main></body></html>`;
}
