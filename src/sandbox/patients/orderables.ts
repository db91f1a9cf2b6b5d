import type { CodeableConcept, MedicationRequest, ServiceRequest } from 'fhir/r4.js';
import { atc, loinc, rxnorm, snomed } from './observables.ts';

/** What a clinician of the sandbox hospital can order. The same codes stand in the chart for what was ordered or done before. */
interface Orderable {
  readonly kind: 'test' | 'drug';
  /** Heading in the order catalogue. */
  readonly group: string;
  readonly code: CodeableConcept;
  /** Dosage or instruction as it stands on the order. */
  readonly instruction?: string;
}

const cpt = 'http://www.ama-assn.org/go/cpt';
const test = (group: string, text: string, codings: readonly [string, string][], instruction?: string) => ({
  kind: 'test' as const,
  group,
  // CPT is given as bare numbers: its descriptors belong to the AMA.
  code: {
    coding: codings.map(([system, code]) => ({ system, code, ...(system === cpt ? {} : { display: text }) })),
    text,
  },
  ...(instruction ? { instruction } : {}),
});
const drug = (group: string, text: string, atcCode: string, rxnormCode: string | undefined, instruction: string) => ({
  kind: 'drug' as const,
  group,
  code: {
    coding: [
      { system: atc, code: atcCode, display: text },
      ...(rxnormCode ? [{ system: rxnorm, code: rxnormCode, display: text }] : []),
    ],
    text,
  },
  instruction,
});

export const orderables = {
  elastography: test('Elastography', 'Transient elastography of liver (FibroScan)', [
    [cpt, '91200'],
    [loinc, '77615-3'],
  ]),
  mre: test('Elastography', 'Magnetic resonance elastography of liver', [[cpt, '76391']]),
  biopsy: test('Procedures', 'Percutaneous liver biopsy', [
    [snomed, '86259008'],
    [cpt, '47000'],
  ]),
  gastroscopy: test('Procedures', 'Upper endoscopy (gastroscopy)', [
    [snomed, '76009000'],
    [cpt, '43235'],
  ]),
  ultrasound: test('Imaging', 'Ultrasound of liver', [
    [loinc, '24558-9'],
    [cpt, '76705'],
  ]),
  ctLiver: test(
    'Imaging',
    'CT of liver, multiphase with contrast',
    [
      [loinc, '41806-1'],
      [cpt, '74170'],
    ],
    'Iodinated contrast medium intravenously',
  ),
  mriLiver: test(
    'Imaging',
    'MRI of liver with contrast',
    [
      [loinc, '24556-3'],
      [cpt, '74183'],
    ],
    'Gadolinium contrast medium intravenously',
  ),
  afp: test('Laboratory', 'Alpha-1-fetoprotein', [[loinc, '1834-1']]),
  elf: test('Laboratory', 'Enhanced liver fibrosis (ELF) score', [[loinc, '88055-9']]),
  liverPanel: test('Laboratory', 'Hepatic function panel', [
    [loinc, '24325-3'],
    [cpt, '80076'],
  ]),
  ibuprofen: drug('Pain', 'Ibuprofen 400 mg tablet', 'M01AE01', '5640', '400 mg three times daily for 7 days'),
  naproxen: drug('Pain', 'Naproxen 500 mg tablet', 'M01AE02', '7258', '500 mg twice daily'),
  paracetamol: drug('Pain', 'Paracetamol (acetaminophen) 500 mg tablet', 'N02BE01', '161', '1 g four times daily'),
  tramadol: drug('Pain', 'Tramadol 50 mg capsule', 'N02AX02', '10689', '50 mg four times daily'),
  diazepam: drug('Sleep and anxiety', 'Diazepam 5 mg tablet', 'N05BA01', '3322', '5 mg at night'),
  zolpidem: drug('Sleep and anxiety', 'Zolpidem 10 mg tablet', 'N05CF02', '39993', '10 mg at night'),
  warfarin: drug('Blood and heart', 'Warfarin 5 mg tablet', 'B01AA03', '11289', '5 mg daily, by INR'),
  apixaban: drug('Blood and heart', 'Apixaban 5 mg tablet', 'B01AF02', '1364430', '5 mg twice daily'),
  simvastatin: drug('Blood and heart', 'Simvastatin 40 mg tablet', 'C10AA01', '36567', '40 mg at night'),
  carvedilol: drug('Blood and heart', 'Carvedilol 6.25 mg tablet', 'C07AG02', '20352', '6.25 mg twice daily'),
  propranolol: drug('Blood and heart', 'Propranolol 40 mg tablet', 'C07AA05', '8787', '40 mg twice daily'),
  lisinopril: drug('Blood and heart', 'Lisinopril 10 mg tablet', 'C09AA03', '29046', '10 mg daily'),
  spironolactone: drug('Diuretics', 'Spironolactone 100 mg tablet', 'C03DA01', '9997', '100 mg daily'),
  furosemide: drug('Diuretics', 'Furosemide 40 mg tablet', 'C03CA01', '4603', '40 mg daily'),
  metformin: drug('Diabetes', 'Metformin 1000 mg tablet', 'A10BA02', '6809', '1000 mg twice daily'),
  semaglutide: drug('Diabetes', 'Semaglutide 1 mg injection', 'A10BJ06', '1991302', '1 mg weekly'),
  gentamicin: drug('Anti-infectives', 'Gentamicin 240 mg injection', 'J01GB03', undefined, '240 mg daily'),
  entecavir: drug('Anti-infectives', 'Entecavir 0.5 mg tablet', 'J05AF10', '306266', '0.5 mg daily, fasting'),
  tenofovirAlafenamide: drug(
    'Anti-infectives',
    'Tenofovir alafenamide 25 mg tablet',
    'J05AF13',
    undefined,
    '25 mg daily',
  ),
  glecaprevir: drug('Anti-infectives', 'Glecaprevir/pibrentasvir 100/40 mg', 'J05AP57', undefined, '3 tablets daily'),
  sofosbuvir: drug('Anti-infectives', 'Sofosbuvir/velpatasvir 400/100 mg', 'J05AP55', undefined, '1 tablet daily'),
  amoxicillin: drug('Anti-infectives', 'Amoxicillin 500 mg capsule', 'J01CA04', '723', '500 mg three times daily'),
  lactulose: drug('Liver', 'Lactulose syrup', 'A06AD11', '6218', '20 mL three times daily, to 2-3 soft stools'),
  rifaximin: drug('Liver', 'Rifaximin 550 mg tablet', 'A07AA11', '35619', '550 mg twice daily'),
  ursodiol: drug('Liver', 'Ursodeoxycholic acid 500 mg tablet', 'A05AA02', '62427', '500 mg twice daily'),
  prednisolone: drug('Immune system', 'Prednisolone 5 mg tablet', 'H02AB06', '8638', '5 mg daily'),
  azathioprine: drug('Immune system', 'Azathioprine 50 mg tablet', 'L04AX01', '1256', '100 mg daily'),
  tacrolimus: drug('Immune system', 'Tacrolimus 2 mg capsule', 'L04AD02', '42316', '2 mg twice daily'),
  methotrexate: drug('Immune system', 'Methotrexate 10 mg tablet', 'L04AX03', '6851', '10 mg weekly'),
} as const satisfies Record<string, Orderable>;
export type OrderableId = keyof typeof orderables;

/** A draft as an order-entry screen holds it, before anyone has signed. */
export function draftOrder(
  id: OrderableId,
  about: {
    reference: string;
    patientId: string;
    requester: string;
    authoredOn: string;
    encounterId?: string;
    reason?: string;
  },
): ServiceRequest | MedicationRequest {
  const orderable: Orderable = orderables[id];
  const basis = {
    id: about.reference,
    status: 'draft' as const,
    intent: 'order' as const,
    subject: { reference: `Patient/${about.patientId}` },
    ...(about.encounterId ? { encounter: { reference: `Encounter/${about.encounterId}` } } : {}),
    authoredOn: about.authoredOn,
    requester: { reference: about.requester },
    ...(about.reason ? { reasonCode: [{ text: about.reason }] } : {}),
  };
  if (orderable.kind === 'drug') {
    return {
      resourceType: 'MedicationRequest',
      ...basis,
      medicationCodeableConcept: orderable.code,
      ...(orderable.instruction ? { dosageInstruction: [{ text: orderable.instruction }] } : {}),
    };
  }
  return {
    resourceType: 'ServiceRequest',
    ...basis,
    code: orderable.code,
    ...(orderable.instruction ? { orderDetail: [{ text: orderable.instruction }] } : {}),
  };
}

/** The catalogue as the order-entry screen shows it. */
export function orderCatalogue(): { id: string; kind: Orderable['kind']; group: string; label: string }[] {
  return Object.entries<Orderable>(orderables).map(([id, { kind, group, code }]) => ({
    id,
    kind,
    group,
    label: code.text ?? id,
  }));
}
