import { describe, expect, it } from 'vitest';
import { chooseSeries } from '../../../src/core/volume/choose-series.ts';
import type { SeriesFacts } from '../../../src/core/volume/series-facts.ts';
import type { SeriesRole } from '../../../src/core/volume/series-rules.ts';

const base = { slices: 80, planar: false, sliceSpacingMm: 3, coverageMm: 240, scanningSequence: [] } as const;
const ct: SeriesFacts = {
  ...base,
  modality: 'CT',
  unit: 'HU',
  imageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'],
  described: '',
};
const mr: SeriesFacts = { ...base, modality: 'MR', imageType: ['ORIGINAL', 'PRIMARY', 'M', 'ND'], described: '' };
const us: SeriesFacts = {
  ...base,
  modality: 'US',
  planar: true,
  coverageMm: undefined,
  sliceSpacingMm: undefined,
  imageType: ['ORIGINAL', 'PRIMARY', 'ABDOMINAL', '0001'],
  described: '',
};

type Row = readonly [description: string, role: SeriesRole | 'none', some?: Partial<SeriesFacts>];

const derived = { imageType: ['DERIVED', 'SECONDARY', 'MPR'] };
const localizer = { imageType: ['ORIGINAL', 'PRIMARY', 'LOCALIZER'] };
const gre = { scanningSequence: ['GR'], echoTimeMs: 1.3, repetitionTimeMs: 3.8 };
const tse = { scanningSequence: ['SE'], echoTimeMs: 90, repetitionTimeMs: 3000 };

/** Descriptions as scanners and departments write them; only the words decide unless tags stand beside them. */
const ctRows: readonly Row[] = [
  // Siemens
  ['ABD PV 5.0 B30f', 'ct-portal-venous'],
  ['Abdomen ven 5.0 I30f 3', 'ct-portal-venous'],
  ['Leber ven 3mm', 'ct-portal-venous'],
  ['Leber art 3mm', 'none'],
  ['Leber portalvenös 1.5 Br36', 'ct-portal-venous'],
  ['Leber pv 2.0 Bv40 3', 'ct-portal-venous'],
  ['Leber spaet 5.0 B30f', 'none'],
  ['Leber spätvenös 3.0', 'none'],
  ['THORAX/ABD nativ', 'none'],
  ['Thorax/Abd ven 5.0 B31f', 'ct-portal-venous'],
  ['Th/Abd portalven. 1.0 Br40', 'ct-portal-venous'],
  ['Abdomen nativ 5.0 B30s', 'none'],
  ['Topogram 0.6 T20f', 'none'],
  ['Topogramm', 'none'],
  ['PreMonitoring', 'none'],
  ['Monitoring 10.0 B30f', 'none'],
  ['Bolus tracking portal', 'none'],
  ['Patient Protocol', 'none'],
  ['Dose Report', 'none'],
  ['Dosisbericht', 'none'],
  ['MPR cor', 'none', derived],
  ['ABD PV cor 3.0 MPR', 'none', derived],
  ['MPR sag portal', 'none', derived],
  ['Abd PV MIP 8mm', 'none', { imageType: ['DERIVED', 'SECONDARY', 'AXIAL', 'MIP'] }],
  ['CTA Bauchaorta 1.0', 'none'],
  ['Abdomen portal cor 3.0', 'none'],
  ['Abdomen PV sag 2mm', 'none'],
  // GE
  ['PORTAL VENOUS PHASE', 'ct-portal-venous'],
  ['C+ PORTAL', 'ct-portal-venous'],
  ['Recon 2: ABD/PEL C+ 70SEC', 'ct-portal-venous'],
  ['ABD/PELVIS WITH 70s', 'ct-portal-venous'],
  ['LIVER PVP 2.5', 'ct-portal-venous'],
  ['LIVER ARTERIAL 2.5', 'none'],
  ['LIVER DELAYED 3MIN', 'none'],
  ['LIVER EQUILIBRIUM', 'none'],
  ['Scout', 'none'],
  ['2.5mm NON CON', 'none'],
  ['ABD W/O CONTRAST', 'none'],
  ['SMART PREP SERIES', 'none'],
  ['SmartPrep portal', 'none'],
  ['SCREEN SAVE', 'none', derived],
  ['VENOUS 5MM STD', 'ct-portal-venous'],
  ['CT PULMONARY VENOUS', 'none'],
  ['CT VENOGRAM LEGS', 'none'],
  // Philips, Canon
  ['Portal 2.0 iDose (3)', 'ct-portal-venous'],
  ['VENEUS 3.0', 'ct-portal-venous'],
  ['Veineux 2mm', 'ct-portal-venous'],
  ['Surview Abdomen', 'none'],
  ['Tracker portal', 'none'],
  ['Body 1.0 CE Portal', 'ct-portal-venous'],
  ['Body 5.0 AIDR P.V.', 'ct-portal-venous'],
  ['Locator', 'none'],
  ['Hepatic venous 3mm', 'ct-portal-venous'],
  // English, mixed
  ['Abdomen/Pelvis portal venous axial 3mm', 'ct-portal-venous'],
  ['Late portal venous 80s', 'none'],
  ['Late arterial', 'none'],
  ['Multiphase liver - art', 'none'],
  ['Iodine map portal', 'none'],
  ['VNC portal', 'none'],
  ['Virtual non contrast', 'none'],
  ['Monoenergetic 40 keV portal', 'none'],
  ['Lung 1.0 portal B70f', 'none'],
  ['BONE portal 2mm', 'none'],
  // French
  ['TEMPS PORTAL 2mm', 'ct-portal-venous'],
  ['Abdo temps porte', 'ct-portal-venous'],
  ['Foie portal', 'ct-portal-venous'],
  ['Foie artériel', 'none'],
  ['Abdo sans injection', 'none'],
  ['Abdo sans IV', 'none'],
  ['Temps veineux 70s', 'ct-portal-venous'],
  ['Temps tardif', 'none'],
  // Spanish
  ['ABDOMEN FASE PORTAL', 'ct-portal-venous'],
  ['Fase venosa', 'ct-portal-venous'],
  ['Hígado fase arterial', 'none'],
  ['Fase tardía 5 min', 'none'],
  ['Abdomen sin contraste', 'none'],
  ['Simple abdomen', 'none'],
];

const mrRows: readonly Row[] = [
  // hepatobiliary
  ['t1_vibe_fs_tra_bh_20min', 'mr-hepatobiliary', gre],
  ['t1_vibe_dixon_tra_bh_hbp_W', 'mr-hepatobiliary', gre],
  ['LAVA Flex HBP', 'mr-hepatobiliary', gre],
  ['WATER: Ax LAVA-Flex 20 min', 'mr-hepatobiliary', gre],
  ['eTHRIVE 20 min', 'mr-hepatobiliary', gre],
  ['mDIXON-W HBP', 'mr-hepatobiliary', gre],
  ['t1 vibe leberspezifisch 20 min p.i.', 'mr-hepatobiliary', gre],
  ['AX VIBE HEPATOBILIARY PHASE', 'mr-hepatobiliary', gre],
  ['T1 hépatobiliaire 20 min', 'mr-hepatobiliary', gre],
  ['T1 fase hepatobiliar', 'mr-hepatobiliary', gre],
  ['t1_vibe_fs_tra_spät 20 Min', 'mr-hepatobiliary', gre],
  ['Ax T1 LAVA 20min cor', 'none', derived],
  ['eTHRIVE tardif 15 min', 'mr-hepatobiliary', gre],
  ['SUB 20min - nativ', 'none', { ...gre, imageType: ['DERIVED', 'PRIMARY', 'SUBTRACTION'] }],
  // T1
  ['t1_vibe_fs_tra_bh_nativ', 'mr-t1', gre],
  ['t1_vibe_dixon_tra_pre_W', 'mr-t1', gre],
  ['t1_fl2d_opp-in_tra', 'mr-t1', gre],
  ['Ax LAVA PRE', 'mr-t1', gre],
  ['AX T1 IN/OUT PHASE', 'mr-t1'],
  ['T1 FFE dual echo', 'mr-t1', gre],
  ['mDIXON-W pre', 'mr-t1', gre],
  ['eTHRIVE nativ', 'mr-t1', gre],
  ['T1 sans injection', 'mr-t1', gre],
  ['T1 sin contraste', 'mr-t1', gre],
  ['t1_vibe_fs_tra_art', 'none', gre],
  ['t1_vibe_fs_tra_portal', 'none', gre],
  ['Ax LAVA 70 sec', 'none', gre],
  ['eTHRIVE dyn 3 phases', 'none', gre],
  ['T1 post Gd', 'none', gre],
  ['AX T1 VIBE +C', 'none', gre],
  ['t1_vibe_dixon_tra_F', 'none', gre],
  ['FAT: Ax LAVA-Flex', 'none', gre],
  ['t1 vibe arteriell', 'none', gre],
  ['T1 injecté tardif 5 min', 'none', gre],
  // T2
  ['t2_haste_tra_mbh', 'mr-t2', tse],
  ['t2_blade_fs_tra', 'mr-t2', tse],
  ['AX T2 FSE FS RT', 'mr-t2'],
  ['SSFSE', 'mr-t2'],
  ['Ax SSFSE BH', 'mr-t2', { scanningSequence: ['SE'], echoTimeMs: 85, repetitionTimeMs: 900 }],
  ['T2 TSE SPAIR RT', 'mr-t2', tse],
  ['T2W_SSH nav', 'mr-t2'],
  ['SS-TSE tra', 'mr-t2'],
  ['T2 FRFSE RTr', 'mr-t2'],
  ['T2 ponderado tra', 'mr-t2'],
  ['FASE T2 axial', 'mr-t2'],
  ['t2_haste_cor', 'none', tse],
  ['COR SSFSE', 'none'],
  ['MRCP 3D', 'none', tse],
  ['t2_space_cor_mrcp', 'none', tse],
  ['t2_haste_thick slab', 'none', tse],
  ['BILI-IRM T2 3D', 'none', tse],
  ['T2* map iron', 'none'],
  // neither
  ['localizer', 'none'],
  ['3-plane loc', 'none', localizer],
  ['Survey', 'none'],
  ['ep2d_diff_b50_400_800', 'none'],
  ['DWI b800', 'none'],
  ['ADC (10^-6 mm²/s)', 'none'],
  ['trufi_cor', 'none', { scanningSequence: ['GR'], echoTimeMs: 1.8, repetitionTimeMs: 3.6 }],
  ['FIESTA cor', 'none', { scanningSequence: ['GR'], echoTimeMs: 1.8, repetitionTimeMs: 3.6 }],
  ['MR Elastography greMRE', 'none', gre],
  ['Stiffness (kPa)', 'none', gre],
  ['PDFF', 'none', gre],
  ['IDEAL IQ', 'none', gre],
  ['R2* map', 'none', gre],
  ['B0 shim', 'none', gre],
  ['Care Bolus', 'none', gre],
  ['calibration scan ASSET', 'none', gre],
];

const usRows: readonly Row[] = [
  ['B-Mode LIVER', 'us-b-mode'],
  ['Leber', 'us-b-mode'],
  ['Foie', 'us-b-mode'],
  ['Hígado', 'us-b-mode'],
  ['Abdomen US', 'us-b-mode'],
  ['Oberbauch Sono', 'us-b-mode'],
  ['SWE', 'none'],
  ['2D-SWE liver', 'none'],
  ['Fibroscan VCTE', 'none'],
  ['pSWE Leber', 'none'],
  ['ARFI liver', 'none'],
  ['ElastPQ', 'none'],
  ['Scherwellen-Elastographie Leber', 'none'],
  ['Liver Color Doppler', 'none'],
  ['Farbdoppler Pfortader', 'none'],
  ['Doppler couleur foie', 'none'],
  ['CEUS liver', 'none'],
  ['Thyroid', 'none', { bodyPart: 'NECK' }],
  ['Echocardiogram', 'none', { imageType: ['ORIGINAL', 'PRIMARY', 'TTE', '0001'] }],
];

const roleOf = (facts: SeriesFacts): string => {
  const roles = chooseSeries([facts]).flatMap(({ role, chosen }) => (chosen ? [role] : []));
  return roles.join(' and ') || 'none';
};

describe('series descriptions of real departments', () => {
  it('are many', () => {
    expect(ctRows.length + mrRows.length + usRows.length).toBeGreaterThanOrEqual(120);
  });
  for (const [modality, facts, rows] of [
    ['CT', ct, ctRows],
    ['MR', mr, mrRows],
    ['US', us, usRows],
  ] as const)
    for (const [description, role, some] of rows)
      it(`${modality} "${description}": ${role}`, () => {
        expect(roleOf({ ...facts, ...some, described: description.toLowerCase() })).toBe(role);
      });

  it('of two portal series give the better one, with the reason for both', () => {
    const series = (described: string, some: Partial<SeriesFacts> = {}) => ({ ...ct, described, ...some });
    const chosen = (...all: SeriesFacts[]) =>
      chooseSeries(all)
        .filter(({ role }) => role === 'ct-portal-venous')
        .map((verdict) => [verdict.chosen, verdict.reasons.at(-1)]);
    const thick = series('abd pv 5.0 b30f', { sliceSpacingMm: 5 });
    const thin = series('abd pv 1.5 b30f', { sliceSpacingMm: 1.5 });
    const lung = series('abd pv 1.0', { sliceSpacingMm: 1, reconstructionKernel: 'B70f' });
    expect(chosen(thick, lung, thin)).toEqual([
      [false, 'Another series of this kind has stronger evidence, finer slices or longer coverage.'],
      [false, 'The series is reconstructed with a sharp kernel (lung or bone).'],
      [true, 'The series is described as portal venous.'],
    ]);
    const tagged = series('abd 5.0', { sliceSpacingMm: 5, contrastPhase: 'PORTAL_VENOUS' });
    expect(chosen(thin, tagged).map(([yes]) => yes)).toEqual([false, true]);
    const longer = series('abd pv 1.5 i31f', { sliceSpacingMm: 1.5, coverageMm: 400 });
    expect(chosen(thin, longer).map(([yes]) => yes)).toEqual([false, true]);
  });

  it('takes ultrasound by its regions where the study is named after Doppler', () => {
    const described = 'us abdomen with color doppler';
    expect(roleOf({ ...us, described, ultrasound: { tissue: true, doppler: false, calibrated: true } })).toBe(
      'us-b-mode',
    );
    expect(roleOf({ ...us, described, ultrasound: { tissue: true, doppler: true, calibrated: true } })).toBe('none');
  });

  it('every refusal keeps its reason', () => {
    for (const [facts, rows] of [
      [ct, ctRows],
      [mr, mrRows],
      [us, usRows],
    ] as const)
      for (const [description, , some] of rows)
        for (const { reasons } of chooseSeries([{ ...facts, ...some, described: description.toLowerCase() }]))
          expect(reasons.join(' ')).toMatch(/series/);
  });
});
