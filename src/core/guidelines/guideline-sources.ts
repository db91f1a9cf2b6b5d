import type { Source } from '../evidence.ts';

/**
 * Guidelines behind the rules of core/guidelines and the disease state. Content is from firm memory of the documents
 * (`recalled`) unless said otherwise: a clinician reads the source before release.
 */
const recalled = (id: string, label: string, citation: string, year: number, doi?: string): Source => ({
  id,
  label,
  citation,
  year,
  ...(doi ? { doi } : {}),
  checked: 'recalled',
});

export const guidelineSources = {
  aasldMasld2023: recalled(
    'aasld-masld-2023',
    'AASLD 2023 MASLD practice guidance',
    'Rinella ME et al. Hepatology 2023;77:1797-1835',
    2023,
    '10.1097/HEP.0000000000000323',
  ),
  // Citation checked against a retrieved reference (mash.pocn.com).
  aasldNilda2024: recalled(
    'aasld-nilda-2024',
    'AASLD 2024 noninvasive liver disease assessment (imaging)',
    'Sterling RK et al. Hepatology 2025;81:672-724',
    2024,
    '10.1097/HEP.0000000000000843',
  ),
  easlNit2021: recalled(
    'easl-nit-2021',
    'EASL 2021 non-invasive tests',
    'EASL. J Hepatol 2021;75:659-689',
    2021,
    '10.1016/j.jhep.2021.05.025',
  ),
  easlMasld2024: recalled(
    'easl-easd-easo-masld-2024',
    'EASL-EASD-EASO 2024 MASLD',
    'EASL, EASD, EASO. J Hepatol 2024;81:492-542',
    2024,
    '10.1016/j.jhep.2024.04.031',
  ),
  baveno7: recalled(
    'baveno-7',
    'Baveno VII',
    'de Franchis R et al. J Hepatol 2022;76:959-974',
    2022,
    '10.1016/j.jhep.2021.12.022',
  ),
  // Treatment criteria checked against a retrieved summary table (World J Virol 2025;14:103347, table 5).
  whoHbv2024: {
    ...recalled(
      'who-hbv-2024',
      'WHO 2024 hepatitis B',
      'WHO. Guidelines for the prevention, diagnosis, care and treatment for people with chronic hepatitis B infection, 2024',
      2024,
    ),
    url: 'https://www.who.int/publications/i/item/9789240090903',
  },
  easlHbv2017: recalled(
    'easl-hbv-2017',
    'EASL 2017 hepatitis B',
    'EASL. J Hepatol 2017;67:370-398',
    2017,
    '10.1016/j.jhep.2017.03.021',
  ),
  easlHcv2020: recalled(
    'easl-hcv-2020',
    'EASL 2020 hepatitis C',
    'EASL. J Hepatol 2020;73:1170-1218',
    2020,
    '10.1016/j.jhep.2020.08.018',
  ),
  easlAld2018: recalled(
    'easl-ald-2018',
    'EASL 2018 alcohol-related liver disease',
    'EASL. J Hepatol 2018;69:154-181',
    2018,
    '10.1016/j.jhep.2018.03.018',
  ),
  easlPbc2017: recalled(
    'easl-pbc-2017',
    'EASL 2017 PBC',
    'EASL. J Hepatol 2017;67:145-172',
    2017,
    '10.1016/j.jhep.2017.03.022',
  ),
  aasldPbc2018: recalled(
    'aasld-pbc-2018',
    'AASLD 2018 PBC',
    'Lindor KD et al. Hepatology 2019;69:394-419',
    2018,
    '10.1002/hep.30145',
  ),
  easlPsc2022: recalled(
    'easl-psc-2022',
    'EASL 2022 sclerosing cholangitis',
    'EASL. J Hepatol 2022;77:761-806',
    2022,
    '10.1016/j.jhep.2022.05.011',
  ),
  easlAih2015: recalled(
    'easl-aih-2015',
    'EASL 2015 autoimmune hepatitis',
    'EASL. J Hepatol 2015;63:971-1004',
    2015,
    '10.1016/j.jhep.2015.06.030',
  ),
  easlHcc2018: recalled(
    'easl-hcc-2018',
    'EASL 2018 hepatocellular carcinoma',
    'EASL. J Hepatol 2018;69:182-236',
    2018,
    '10.1016/j.jhep.2018.03.019',
  ),
  aasldHcc2023: recalled(
    'aasld-hcc-2023',
    'AASLD 2023 hepatocellular carcinoma',
    'Singal AG et al. Hepatology 2023;78:1922-1965',
    2023,
    '10.1097/HEP.0000000000000466',
  ),
  easlDecompensated2018: recalled(
    'easl-decompensated-2018',
    'EASL 2018 decompensated cirrhosis',
    'EASL. J Hepatol 2018;69:406-460',
    2018,
    '10.1016/j.jhep.2018.03.024',
  ),
  easlEncephalopathy2022: recalled(
    'easl-he-2022',
    'EASL 2022 hepatic encephalopathy',
    'EASL. J Hepatol 2022;77:807-824',
    2022,
    '10.1016/j.jhep.2022.06.001',
  ),
  aasldTransplant2013: recalled(
    'aasld-transplant-2013',
    'AASLD/AST 2013 evaluation for liver transplantation',
    'Martin P et al. Hepatology 2014;59:1144-1165',
    2013,
    '10.1002/hep.26972',
  ),
  optnMeld3: {
    ...recalled(
      'optn-policy-9',
      'OPTN policy 9 (MELD 3.0)',
      'OPTN. Policy 9: Allocation of livers, since July 2023',
      2023,
    ),
    url: 'https://optn.transplant.hrsa.gov/policies-bylaws/policies/',
  },
} as const satisfies Record<string, Source>;
