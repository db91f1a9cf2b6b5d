import type { ServiceConcept } from '../chart.ts';
import type { Source } from '../evidence.ts';
import { ruleSources } from '../guidelines/rule-sources.ts';

/** What an examination must bring along so that fibrosis can be read from it, by people and by the analysis. */
export interface ImagingProtocol {
  readonly id: string;
  readonly concept: ServiceConcept;
  readonly modality: 'CT' | 'MR' | 'US';
  readonly title: string;
  /** One sentence under 140 characters for a card. */
  readonly headline: string;
  /** Series by name, with their technical minimum, most important first. */
  readonly series: readonly { readonly name: string; readonly minimum: string }[];
  readonly preparation: readonly string[];
  /** Contrast medium the protocol uses, when it uses one. */
  readonly contrast?: 'iodinated' | 'gadolinium';
  readonly source: Source;
}

const s = ruleSources;

export const imagingProtocols: readonly ImagingProtocol[] = [
  {
    id: 'ct-liver',
    concept: 'ct-liver',
    modality: 'CT',
    title: 'Liver CT',
    headline: 'For fibrosis analysis send the portal venous phase, slices of 3 mm or less, liver and spleen complete',
    series: [
      { name: 'Portal venous, 60 to 80 s', minimum: 'axial, ≤ 3 mm, soft tissue kernel, 100 to 120 kV' },
      { name: 'Late arterial and delayed', minimum: 'only when HCC is the question' },
    ],
    preparation: ['Liver and spleen completely covered', 'Original thin slices to the archive, not only reformats'],
    contrast: 'iodinated',
    source: s.yinCt2021,
  },
  {
    id: 'mri-liver',
    concept: 'mri-liver',
    modality: 'MR',
    title: 'Liver MRI',
    headline:
      'For fibrosis analysis send T1 before and after contrast, T2 and DWI; with gadoxetate the phase at 20 min',
    series: [
      { name: 'T1 3D gradient echo before contrast, with in and opposed phase', minimum: '≤ 4 mm' },
      { name: 'T1 arterial, portal venous, delayed', minimum: '≤ 4 mm, same field of view' },
      { name: 'T2 with and without fat suppression', minimum: '≤ 6 mm' },
      { name: 'DWI with ADC', minimum: 'b 0 to 50 and 400 to 800 s/mm²' },
      { name: 'Hepatobiliary phase', minimum: 'only with gadoxetate, 20 min' },
    ],
    preparation: [
      'Fasting for 4 h',
      'Say which contrast agent was given: the hepatobiliary phase is read only with gadoxetate',
    ],
    contrast: 'gadolinium',
    source: s.lirads2018,
  },
  {
    id: 'mre',
    concept: 'mre',
    modality: 'MR',
    title: 'MR elastography',
    headline:
      'MR elastography: 60 Hz, four slices through the largest section, magnitude and stiffness maps to the archive',
    series: [
      { name: 'MRE, gradient echo or echo planar', minimum: '60 Hz, 4 slices, confidence map' },
      { name: 'PDFF and R2*', minimum: 'whole liver; iron makes gradient echo MRE fail' },
    ],
    preparation: ['Fasting for 4 h', 'Passive driver over the right lobe, end expiration'],
    source: s.aasldNilda2024,
  },
  {
    id: 'us-liver',
    concept: 'us-liver',
    modality: 'US',
    title: 'Liver ultrasound',
    headline:
      'For fibrosis analysis store B-mode frames of both lobes, surface and spleen without overlays, patient fasting',
    series: [
      { name: 'B-mode right lobe, intercostal', minimum: '3 frames, no callipers or text in the image' },
      { name: 'B-mode left lobe, sagittal', minimum: '2 frames' },
      { name: 'Liver surface, high-frequency probe', minimum: '2 frames, 7 MHz or more' },
      { name: 'Spleen, largest length', minimum: '1 frame with and 1 without callipers' },
    ],
    preparation: ['Fasting for at least 3 h', 'Depth and gain constant within the examination'],
    source: s.efsumb2017,
  },
  {
    id: 'vcte',
    concept: 'vcte',
    modality: 'US',
    title: 'Transient elastography (VCTE)',
    headline:
      'VCTE counts with 10 valid shots and IQR/median of 30 % or less; patient fasting 3 h; report median, IQR, probe',
    series: [{ name: 'Median stiffness and CAP', minimum: '10 valid shots, IQR/median ≤ 30 % from 7.1 kPa on' }],
    preparation: [
      'Fasting for at least 3 h',
      'Probe by skin-to-capsule distance',
      'Not with ascites, congestion, obstruction or ALT flare',
    ],
    source: s.easlNit2021,
  },
  {
    id: 'swe',
    concept: 'swe',
    modality: 'US',
    title: 'Shear wave elastography',
    headline:
      'Shear wave elastography: 5 to 10 measurements, IQR/median of 30 % or less, and the unit and method in the report',
    series: [
      {
        name: 'Right lobe, intercostal, 1 to 2 cm below the capsule',
        minimum: '5 maps (2D-SWE) or 10 shots (pSWE), IQR/median ≤ 30 % (kPa) or 15 % (m/s)',
      },
      { name: 'B-mode of the same place', minimum: '1 frame without overlay' },
    ],
    preparation: [
      'Fasting for at least 4 h',
      'Neutral breath hold',
      'Report method, maker, kPa or m/s: they are not exchangeable',
    ],
    source: s.efsumb2017,
  },
];

/** The protocol of an examination, or undefined when the analysis has no use for it. */
export function protocolFor(concept: ServiceConcept | undefined): ImagingProtocol | undefined {
  return imagingProtocols.find((one) => one.concept === concept);
}
