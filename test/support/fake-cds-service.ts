import { randomUUID } from 'node:crypto';
import express, { Router } from 'express';
import type { Card } from '../../src/cds/card.ts';

export interface FakeCall {
  readonly service: string;
  readonly body: { hook: string; context: Record<string, unknown>; prefetch?: Record<string, unknown> } & Record<
    string,
    unknown
  >;
}

const source = {
  label: 'EASL 2021 non-invasive tests guideline',
  url: 'https://example.org/guidelines/easl-2021',
  topic: { system: 'urn:test', code: 'fibrosis', display: 'Fibrosis' },
};

/** Five services with canned cards: enough to see the client, the demo and the page at work without the real thing. */
export function fakeCdsRoutes(options: { cardsFor?: (call: FakeCall) => readonly Card[]; delayMs?: number } = {}) {
  const calls: FakeCall[] = [];
  const feedback: { service: string; items: unknown[] }[] = [];
  const router = Router();
  router.use(express.json({ limit: '32mb' }));
  router.get('/', (_request, response) => {
    response.json({ services: announced });
  });
  router.post('/:id/feedback', (request, response) => {
    feedback.push({ service: String(request.params.id), items: (request.body as { feedback: unknown[] }).feedback });
    response.status(200).end();
  });
  router.post('/:id', async (request, response) => {
    const call: FakeCall = { service: String(request.params.id), body: request.body as FakeCall['body'] };
    calls.push(call);
    if (options.delayMs) await new Promise((resolve) => setTimeout(resolve, options.delayMs));
    if (call.service === 'broken') {
      response
        .status(412)
        .json({ resourceType: 'OperationOutcome', issue: [{ diagnostics: 'The chart could not be read.' }] });
      return;
    }
    response.json({ cards: (options.cardsFor ?? cannedCards)(call) });
  });
  return { router, calls, feedback };
}

const prefetch = {
  patient: 'Patient/{{context.patientId}}',
  conditions: 'Condition?patient={{context.patientId}}&_count=100',
};
const announced = [
  { id: 'liver-prognosis', hook: 'patient-view', title: 'Liver prognosis', description: 'Who is at risk', prefetch },
  { id: 'fibrosis-order-advice', hook: 'order-select', title: 'Order advice', description: 'Which test', prefetch },
  { id: 'liver-safety', hook: 'order-sign', title: 'Liver safety', description: 'Which drug', prefetch },
  { id: 'imaging-intake', hook: 'order-dispatch', title: 'Imaging intake', description: 'Which protocol' },
  { id: 'surveillance-gap-discharge', hook: 'encounter-discharge', title: 'Surveillance', description: 'What is due' },
  { id: 'surveillance-gap-booking', hook: 'appointment-book', title: 'Surveillance', description: 'What is due' },
];

function cannedCards({ service, body }: FakeCall): Card[] {
  const patientId = String(body.context.patientId);
  if (patientId === 'carter-ben') return [];
  const order = {
    resourceType: 'ServiceRequest' as const,
    status: 'draft' as const,
    intent: 'order' as const,
    subject: { reference: `Patient/${patientId}` },
    code: { text: 'Transient elastography of liver (FibroScan)' },
  };
  const suggestion = (label: string) => ({
    label,
    uuid: randomUUID(),
    isRecommended: true,
    actions: [{ type: 'create' as const, description: label, resource: order }],
  });
  const overrideReasons = [
    { system: 'urn:test', code: 'done-elsewhere', display: 'Already done elsewhere' },
    { system: 'urn:test', code: 'not-appropriate', display: 'Not appropriate for this patient' },
    { system: 'urn:test', code: 'patient-declines', display: 'Patient declines' },
  ];
  if (service === 'liver-prognosis') {
    return [
      {
        uuid: randomUUID(),
        summary: 'Advanced fibrosis likely (F3): liver stiffness 13.1 kPa and FIB-4 2.92 agree',
        indicator: 'warning',
        detail: [
          'FIB-4 has risen from **1.29** to **2.92** in four years.',
          '',
          '| Finding | Value | Date | Says |',
          '|---|---|---|---|',
          '| Liver stiffness (VCTE) | 13.1 kPa | 8 days ago | advanced fibrosis |',
          '| FIB-4 | 2.92 | 10 days ago | advanced fibrosis likely |',
          '| NFS | 1.41 | 10 days ago | advanced fibrosis likely |',
          '',
          '**Next step.** Refer to hepatology; screen for varices when stiffness is above 20 kPa or platelets are below 150.',
          '',
          '- *Missing:* ELF, AFP',
          '- *Not used:* CAP (no band in this rule)',
        ].join('\n'),
        source,
        selectionBehavior: 'any',
        suggestions: [suggestion('Order ELF score to confirm')],
        overrideReasons,
        links: [{ label: 'Open review', url: 'https://example.org/app/launch', type: 'smart', appContext: 'a=1' }],
      },
      {
        uuid: randomUUID(),
        summary: 'No hepatocellular carcinoma surveillance on record for 16 months',
        indicator: 'info',
        detail:
          'Last ultrasound **500 days ago**. Ultrasound every six months is advised from F3 with further risk factors.',
        source,
      },
    ];
  }
  if (service === 'liver-safety') {
    return [
      {
        uuid: randomUUID(),
        summary: 'Ibuprofen with ascites: risk of kidney failure and bleeding. Avoid NSAIDs.',
        indicator: 'critical',
        detail:
          'Ascites is on the problem list, creatinine is **108 µmol/L**. Paracetamol up to 2 g a day is the safer choice.',
        source: { ...source, label: 'EASL 2018 decompensated cirrhosis guideline' },
        selectionBehavior: 'at-most-one',
        suggestions: [suggestion('Replace with paracetamol 500 mg'), { label: 'Remove ibuprofen', uuid: randomUUID() }],
        overrideReasons,
      },
    ];
  }
  return [
    {
      uuid: randomUUID(),
      summary: 'Elastography answers this question without a biopsy',
      indicator: 'info',
      detail: 'FIB-4 1.94 is indeterminate; the next step of the algorithm is VCTE.',
      source,
      selectionBehavior: 'any',
      suggestions: [suggestion('Order transient elastography')],
      overrideReasons,
    },
  ];
}
