import type { Scenario } from '../scenario.ts';
import { openChart } from './chart-builder.ts';

/** Autoimmune hepatitis, primary biliary cholangitis with and without response, primary sclerosing cholangitis. */
export const autoimmunePatients = [weissAih, halvorsenResponder, delgadoNonResponder, bianchiPsc] as const;

function weissAih(today: string): Scenario {
  return openChart(today, {
    id: 'weiss-hannah',
    given: 'Hannah',
    family: 'Weiss',
    sex: 'female',
    ageYears: 38,
    story: 'Autoimmune hepatitis in remission on azathioprine; methotrexate is being considered for her joints.',
  })
    .condition('autoimmuneHepatitis', 1300)
    .medication('azathioprine', 1200)
    .medication('prednisolone', 1250)
    .labs(28, {
      ast: 27,
      alt: 30,
      platelets: 231,
      bilirubin: 11,
      albumin: 43,
      inr: 1.0,
      creatinine: 59,
      totalProteinDl: 7.4,
    })
    .labs(700, { ast: 48, alt: 66, platelets: 226 })
    .labs(1290, { ast: 612, alt: 804, platelets: 214, bilirubin: 54, albumin: 36 })
    .elastography(28, 7.2, { cap: 210, iqrPercent: 12 })
    .elastography(1000, 10.9, { cap: 214, iqrPercent: 18 })
    .sign('methotrexate')
    .close();
}

function halvorsenResponder(today: string): Scenario {
  return openChart(today, {
    id: 'halvorsen-ingrid',
    given: 'Ingrid',
    family: 'Halvorsen',
    sex: 'female',
    ageYears: 58,
    story: 'Primary biliary cholangitis, four years of ursodeoxycholic acid with an excellent biochemical response.',
  })
    .condition('pbc', 1600)
    .medication('ursodiol', 1480)
    .labs(30, {
      alp: 108,
      ast: 26,
      alt: 24,
      platelets: 247,
      bilirubin: 9,
      albumin: 43,
      ggt: 58,
      inr: 1.0,
      creatinine: 62,
    })
    .labs(1110, { alp: 129, ast: 31, alt: 30, platelets: 251, bilirubin: 10, albumin: 42 })
    .labs(1490, { alp: 402, ast: 58, alt: 66, platelets: 255, bilirubin: 13, albumin: 42, ggt: 410 })
    .elastography(30, 6.1, { cap: 205 })
    .close();
}

function delgadoNonResponder(today: string): Scenario {
  return openChart(today, {
    id: 'delgado-carmen',
    given: 'Carmen',
    family: 'Delgado',
    sex: 'female',
    ageYears: 51,
    story:
      'Primary biliary cholangitis with poor response after two years of ursodeoxycholic acid; bilirubin is rising.',
  })
    .condition('pbc', 1000)
    .medication('ursodiol', 760)
    .labs(12, {
      alp: 438,
      ast: 84,
      alt: 79,
      platelets: 164,
      bilirubin: 27,
      albumin: 36,
      ggt: 520,
      inr: 1.05,
      creatinine: 60,
    })
    .labs(12, { sodium: 139, prothrombinTime: 11.8, afp: 3.1 })
    .labs(390, { alp: 451, ast: 78, alt: 82, platelets: 178, bilirubin: 21, albumin: 38 })
    .labs(770, { alp: 612, ast: 96, alt: 108, platelets: 196, bilirubin: 18, albumin: 40 })
    .elastography(12, 11.8, { cap: 198, iqrPercent: 15 })
    .elastography(780, 8.8, { cap: 202 })
    .select('mre')
    .close();
}

function bianchiPsc(today: string): Scenario {
  return openChart(today, {
    id: 'bianchi-luca',
    given: 'Luca',
    family: 'Bianchi',
    sex: 'male',
    ageYears: 34,
    story: 'Primary sclerosing cholangitis with ulcerative colitis, stiffness drifting upward; MRI goes to radiology.',
  })
    .condition('psc', 1500)
    .condition('ulcerativeColitis', 2600)
    .labs(20, {
      alp: 318,
      ast: 66,
      alt: 81,
      platelets: 208,
      bilirubin: 24,
      albumin: 40,
      ggt: 402,
      inr: 1.0,
      creatinine: 79,
    })
    .labs(400, { alp: 280, ast: 58, alt: 74, platelets: 219, bilirubin: 17, albumin: 42 })
    .labs(790, { alp: 245, ast: 49, alt: 70, platelets: 227, bilirubin: 14, albumin: 43 })
    .elastography(20, 9.9, { cap: 190 })
    .elastography(800, 7.6, { cap: 194 })
    .done('mriLiver', 380, 'Multifocal bile duct strictures, no dominant stricture, no mass.', {
      subject: { seed: 86, stage: 3, etiology: 'psc' },
    })
    .dispatch('mriLiver')
    .close();
}
