import type { Scenario } from '../scenario.ts';
import { liverResection, openChart } from './chart-builder.ts';

/** Hepatitis B and C, from untreated to cured, with and without cirrhosis. */
export const viralPatients = [
  chenUntreatedB,
  mensahTreatedB,
  nguyenUpToDate,
  volkovActiveC,
  martinelliCured,
  demirAfterHcc,
] as const;

function chenUntreatedB(today: string): Scenario {
  return openChart(today, {
    id: 'chen-mei-ling',
    given: 'Mei-Ling',
    family: 'Chen',
    sex: 'female',
    ageYears: 47,
    story: 'Hepatitis B, never treated: stiffness and ALT have crept up for three years.',
  })
    .condition('hepatitisB', 4300)
    .serology(20, { hbsAg: true, hbeAg: false })
    .labs(20, {
      hbvDna: 48_200,
      ast: 58,
      alt: 84,
      platelets: 172,
      bilirubin: 12,
      albumin: 43,
      inr: 1.0,
      creatinine: 64,
    })
    .labs(20, { sodium: 140, afp: 3.4, ggt: 41, alp: 78, hba1c: 5.3 })
    .labs(400, { hbvDna: 21_500, ast: 44, alt: 61, platelets: 184 })
    .labs(780, { hbvDna: 8_900, ast: 36, alt: 45, platelets: 191 })
    .labs(1130, { hbvDna: 3_100, ast: 29, alt: 33, platelets: 203 })
    .labs(20, { weight: 58, height: 162, bmi: 22.1 })
    .elastography(18, 9.8, { cap: 214, iqrPercent: 12 })
    .elastography(760, 7.4, { cap: 208, iqrPercent: 15 })
    .done('ultrasound', 410, 'Coarse echotexture, no focal lesion, spleen 11 cm.', {
      subject: { seed: 410, stage: 2, etiology: 'hbv' },
    })
    .select('tenofovirAlafenamide')
    .close();
}

function mensahTreatedB(today: string): Scenario {
  return openChart(today, {
    id: 'mensah-kwame',
    given: 'Kwame',
    family: 'Mensah',
    sex: 'male',
    ageYears: 55,
    story: 'Hepatitis B on entecavir for six years, stiffness falling; no liver ultrasound for eleven months.',
  })
    .condition('hepatitisB', 5200)
    .condition('hypertension', 2900)
    .medication('entecavir', 2190)
    .medication('lisinopril', 2400)
    .serology(35, { hbsAg: true, hbeAg: false })
    .labs(35, { hbvDna: { comparator: '<', value: 10 }, ast: 31, alt: 29, platelets: 161, bilirubin: 14, albumin: 42 })
    .labs(35, { inr: 1.0, creatinine: 88, sodium: 141, afp: 2.8, hba1c: 5.5, ggt: 38 })
    .labs(760, { ast: 35, alt: 36, platelets: 152 })
    .labs(1480, { ast: 46, alt: 58, platelets: 141 })
    .labs(2180, { hbvDna: 5_400_000, ast: 88, alt: 131, platelets: 132 })
    .elastography(35, 9.4, { cap: 226 })
    .elastography(1120, 11.0, { cap: 231 })
    .elastography(2200, 14.2, { cap: 224, iqrPercent: 19 })
    .done('ultrasound', 335, 'Coarse liver, no focal lesion. Spleen 12.4 cm.')
    .book(14, 'Hepatology clinic, six-monthly review')
    .close();
}

function nguyenUpToDate(today: string): Scenario {
  return openChart(today, {
    id: 'nguyen-thi-lan',
    given: 'Thị Lan',
    family: 'Nguyễn',
    sex: 'female',
    ageYears: 60,
    story: 'Compensated hepatitis B cirrhosis, everything up to date: surveillance, endoscopy and vaccines done.',
  })
    .condition('hepatitisB', 6900)
    .condition('cirrhosis', 1900)
    .medication('tenofovirAlafenamide', 1900)
    .serology(25, { hbsAg: true, hbeAg: false })
    .labs(25, { hbvDna: { comparator: '<', value: 10 }, ast: 30, alt: 27, platelets: 156, bilirubin: 13, albumin: 41 })
    .labs(25, { inr: 1.05, creatinine: 61, sodium: 140, afp: 2.1, hba1c: 5.4 })
    .elastography(60, 13.6, { cap: 205, iqrPercent: 11 })
    .done('ultrasound', 70, 'Cirrhotic liver, no focal lesion, no ascites, patent portal vein.')
    .done('gastroscopy', 240, 'No oesophageal or gastric varices.')
    .vaccine('52', 'Hepatitis A vaccine, adult', 1400)
    .vaccine('52', 'Hepatitis A vaccine, adult', 1200)
    .vaccine('133', 'Pneumococcal conjugate vaccine PCV13', 900)
    .vaccine('33', 'Pneumococcal polysaccharide vaccine PPV23', 700)
    .vaccine('150', 'Influenza, injectable, quadrivalent', 40)
    .vaccine('300', 'COVID-19 vaccine, mRNA, bivalent', 60)
    .discharge()
    .close();
}

function volkovActiveC(today: string): Scenario {
  return openChart(today, {
    id: 'volkov-dmitri',
    given: 'Dmitri',
    family: 'Volkov',
    sex: 'male',
    ageYears: 58,
    story: 'Active hepatitis C found at screening, FIB-4 in the grey zone; the referrer asks for a biopsy.',
    seenBy: 'dr-jonas-keller',
  })
    .condition('hepatitisC', 90)
    .serology(60, { hcvAntibody: true, hbsAg: false })
    .labs(30, { hcvRna: 1_240_000, ast: 76, alt: 92, platelets: 189, bilirubin: 15, albumin: 42, inr: 1.0 })
    .labs(30, { creatinine: 82, sodium: 139, ggt: 88, alp: 96, hba1c: 5.6, weight: 84, height: 178, bmi: 26.5 })
    .labs(420, { ast: 61, alt: 79, platelets: 204 })
    .select('biopsy')
    .sign('sofosbuvir')
    .close();
}

function martinelliCured(today: string): Scenario {
  return openChart(today, {
    id: 'martinelli-rosa',
    given: 'Rosa',
    family: 'Martinelli',
    sex: 'female',
    ageYears: 63,
    story:
      'Hepatitis C cured two years ago, but with cirrhosis: stiffness fell, the cancer risk stayed; ultrasound overdue.',
    setting: 'inpatient',
    seenBy: 'dr-leila-haddad',
  })
    .condition('hepatitisC', 7800, { resolved: true })
    .condition('cirrhosis', 1500)
    .medication('glecaprevir', 900, { stopped: true })
    .serology(45, { hcvAntibody: true })
    .labs(45, { hcvRna: { comparator: '<', value: 15 } })
    .labs(470, { hcvRna: { comparator: '<', value: 15 } })
    .labs(12, {
      ast: 33,
      alt: 25,
      platelets: 118,
      bilirubin: 18,
      albumin: 39,
      inr: 1.1,
      creatinine: 70,
      sodium: 139,
      afp: 4.9,
    })
    .labs(430, { ast: 35, alt: 27, platelets: 112 })
    .labs(930, { hcvRna: 860_000, ast: 112, alt: 124, platelets: 104 })
    .elastography(40, 15.8, { cap: 221, iqrPercent: 13 })
    .elastography(940, 22.4, { cap: 218, iqrPercent: 18 })
    .done('ultrasound', 290, 'Nodular liver surface, no focal lesion. Spleen 13 cm.', {
      subject: { seed: 159, stage: 4, etiology: 'hcv' },
    })
    .done('gastroscopy', 1100, 'Small oesophageal varices, no red signs.')
    .condition('varices', 1100)
    .discharge()
    .close();
}

function demirAfterHcc(today: string): Scenario {
  return openChart(today, {
    id: 'demir-yusuf',
    given: 'Yusuf',
    family: 'Demir',
    sex: 'male',
    ageYears: 68,
    story: 'Fourteen months after resection of a hepatocellular carcinoma: follow-up CT is on its way to radiology.',
  })
    .condition('hepatitisC', 8200, { resolved: true })
    .condition('cirrhosis', 2600)
    .condition('hcc', 450)
    .condition('portalHypertension', 1200)
    .procedure(liverResection, 425)
    .labs(15, {
      hcvRna: { comparator: '<', value: 15 },
      ast: 44,
      alt: 32,
      platelets: 97,
      bilirubin: 21,
      albumin: 36,
      inr: 1.15,
    })
    .labs(15, { creatinine: 92, sodium: 138, afp: 11.2 })
    .labs(200, { afp: 5.1, ast: 41, alt: 30, platelets: 101 })
    .labs(450, { afp: 214, ast: 58, alt: 44, platelets: 99 })
    .done('ctLiver', 110, 'Status after segment VI resection. No arterial hyperenhancement, no washout.')
    .done('ctLiver', 455, 'LI-RADS 5 observation in segment VI, 2.8 cm.')
    .dispatch('ctLiver')
    .close();
}
