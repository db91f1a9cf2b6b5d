/**
 * Where the scores come from. `checked` follows the project's evidence list: `verified` was read in the text or agrees
 * with published worked values; `recalled` is from firm memory of the literature; `verify` waits for a clinician's reading.
 */
import type { Source } from '../evidence.ts';

const source = (
  id: string,
  label: string,
  year: number,
  citation: string,
  checked: Source['checked'],
  doi?: string,
): Source => ({ id, label, citation, year, checked, ...(doi ? { doi } : {}) });

export const sterling2006 = source(
  'sterling-2006',
  'Sterling 2006',
  2006,
  'Sterling RK et al. Hepatology 2006;43:1317',
  'verified',
  '10.1002/hep.21178',
);
export const mcpherson2017 = source(
  'mcpherson-2017',
  'McPherson 2017',
  2017,
  'McPherson S et al. Am J Gastroenterol 2017;112:740',
  'verified',
);
export const wai2003 = source(
  'wai-2003',
  'Wai 2003',
  2003,
  'Wai CT et al. Hepatology 2003;38:518',
  'recalled',
  '10.1053/jhep.2003.50346',
);
export const whoHbv2024 = source(
  'who-hbv-2024',
  'WHO hepatitis B 2024',
  2024,
  'WHO Guidelines for the prevention, diagnosis, care and treatment for people with chronic hepatitis B infection, 2024',
  'verify',
);
export const angulo2007 = source(
  'angulo-2007',
  'Angulo 2007',
  2007,
  'Angulo P et al. Hepatology 2007;45:846',
  'verified',
  '10.1002/hep.21496',
);
export const newsome2020 = source(
  'newsome-2020',
  'Newsome 2020',
  2020,
  'Newsome PN et al. Lancet Gastroenterol Hepatol 2020;5:362',
  'verified',
  '10.1016/S2468-1253(19)30383-8',
);
export const sanyal2023 = source(
  'sanyal-2023',
  'Sanyal 2023',
  2023,
  'Sanyal AJ et al. J Hepatol 2023;78:247',
  'verified',
  '10.1016/j.jhep.2022.10.034',
);
export const jung2021 = source('jung-2021', 'Jung 2021', 2021, 'Jung J et al. Gut 2021;70:1946', 'recalled');
export const kim2022 = source('kim-2022', 'Kim 2022', 2022, 'Kim BK et al. J Hepatol 2022', 'recalled');
export const day2019 = source('day-2019', 'Day 2019', 2019, 'Day J et al. J Appl Lab Med 2019', 'verified');
export const lichtinghagen2013 = source(
  'lichtinghagen-2013',
  'Lichtinghagen 2013',
  2013,
  'Lichtinghagen R et al. J Hepatol 2013;59:236',
  'recalled',
);
export const lemoine2016 = source(
  'lemoine-2016',
  'Lemoine 2016',
  2016,
  'Lemoine M et al. Gut 2016;65:1369',
  'recalled',
);
export const johnson2015 = source(
  'johnson-2015',
  'Johnson 2015',
  2015,
  'Johnson PJ et al. J Clin Oncol 2015;33:550',
  'verified',
  '10.1200/JCO.2014.57.9151',
);
export const hiraoka2019 = source(
  'hiraoka-2019',
  'Hiraoka 2019',
  2019,
  'Hiraoka A et al. 2019 (modified ALBI grade, 2a and 2b)',
  'verified',
);
export const guha2019 = source(
  'guha-2019',
  'Guha 2019',
  2019,
  'Guha IN et al. Clin Gastroenterol Hepatol 2019;17:2330',
  'verify',
);
export const kamath2001 = source(
  'kamath-2001',
  'Kamath 2001',
  2001,
  'Kamath PS et al. Hepatology 2001;33:464',
  'recalled',
);
export const kim2008 = source('kim-2008', 'Kim 2008', 2008, 'Kim WR et al. N Engl J Med 2008;359:1018', 'recalled');
export const optn2016 = source('optn-2016', 'OPTN 2016', 2016, 'OPTN policy 9, MELD-Na (January 2016)', 'recalled');
export const kim2021 = source(
  'kim-2021',
  'Kim 2021',
  2021,
  'Kim WR et al. Gastroenterology 2021;161:1887',
  'verified',
  '10.1053/j.gastro.2021.08.050',
);
export const optn2023 = source('optn-2023', 'OPTN 2023', 2023, 'OPTN policy 9, MELD 3.0 (July 2023)', 'verified');
export const pugh1973 = source('pugh-1973', 'Pugh 1973', 1973, 'Pugh RNH et al. Br J Surg 1973;60:646', 'recalled');
export const papatheodoridis2016 = source(
  'papatheodoridis-2016',
  'Papatheodoridis 2016',
  2016,
  'Papatheodoridis G et al. J Hepatol 2016;64:800',
  'verified',
);
export const kimJh2018 = source('kim-jh-2018', 'Kim 2018', 2018, 'Kim JH et al. J Hepatol 2018;69:1066', 'verify');
export const fan2020 = source('fan-2020', 'Fan 2020', 2020, 'Fan R et al. J Hepatol 2020;73:1368', 'verified');
export const hsu2018 = source('hsu-2018', 'Hsu 2018', 2018, 'Hsu YC et al. J Hepatol 2018;69:278', 'verify');
export const yang2011 = source('yang-2011', 'Yang 2011', 2011, 'Yang HI et al. Lancet Oncol 2011;12:568', 'verified');
export const kadalayil2013 = source(
  'kadalayil-2013',
  'Kadalayil 2013',
  2013,
  'Kadalayil L et al. Ann Oncol 2013;24:2565',
  'recalled',
);
export const eddowes2019 = source(
  'eddowes-2019',
  'Eddowes 2019',
  2019,
  'Eddowes PJ et al. 2019 (VCTE cut-offs in MASLD)',
  'verify',
);
export const castera2005 = source(
  'castera-2005',
  'Castera 2005',
  2005,
  'Castera L et al. 2005 (VCTE cut-offs in hepatitis C)',
  'verify',
);
export const chon2012 = source(
  'chon-2012',
  'Chon 2012',
  2012,
  'Chon YE et al. 2012 (VCTE in hepatitis B, meta-analysis)',
  'verify',
);
export const nguyenKhac2018 = source(
  'nguyen-khac-2018',
  'Nguyen-Khac 2018',
  2018,
  'Nguyen-Khac E et al. 2018 (VCTE in alcohol-related disease)',
  'verify',
);
export const corpechot2012 = source(
  'corpechot-2012',
  'Corpechot 2012',
  2012,
  'Corpechot C et al. 2012 (VCTE in PBC)',
  'verify',
);
export const corpechot2014 = source(
  'corpechot-2014',
  'Corpechot 2014',
  2014,
  'Corpechot C et al. 2014 (VCTE in PSC)',
  'verify',
);
export const hartl2016 = source(
  'hartl-2016',
  'Hartl 2016',
  2016,
  'Hartl J et al. 2016 (VCTE in autoimmune hepatitis)',
  'verify',
);
export const herrmann2018 = source(
  'herrmann-2018',
  'Herrmann 2018',
  2018,
  'Herrmann E et al. 2018 (2D-SWE, SuperSonic)',
  'verify',
);
export const friedrichRust2012 = source(
  'friedrich-rust-2012',
  'Friedrich-Rust 2012',
  2012,
  'Friedrich-Rust M et al. 2012 (pSWE, VTQ)',
  'verify',
);
export const singh2015 = source(
  'singh-2015',
  'Singh 2015',
  2015,
  'Singh S et al. 2015 (MRE, all etiologies)',
  'verify',
);
export const singh2016 = source('singh-2016', 'Singh 2016', 2016, 'Singh S et al. 2016 (MRE in MASLD)', 'verify');
export const deFranchis2022 = source(
  'baveno-vii',
  'Baveno VII',
  2022,
  'de Franchis R et al. J Hepatol 2022;76:959',
  'recalled',
  '10.1016/j.jhep.2021.12.022',
);
export const dickson1989 = source(
  'dickson-1989',
  'Dickson 1989',
  1989,
  'Dickson ER et al. Hepatology 1989;10:1',
  'recalled',
);
export const lammers2015 = source(
  'lammers-2015',
  'Lammers 2015',
  2015,
  'Lammers WJ et al. Gastroenterology 2015;149:1804',
  'verified',
);
export const carbone2016 = source(
  'carbone-2016',
  'Carbone 2016',
  2016,
  'Carbone M et al. Hepatology 2016;63:930',
  'verified',
);
export const corpechot2008 = source(
  'corpechot-2008',
  'Corpechot 2008 (Paris I)',
  2008,
  'Corpechot C et al. 2008',
  'verify',
);
export const corpechot2011 = source(
  'corpechot-2011',
  'Corpechot 2011 (Paris II)',
  2011,
  'Corpechot C et al. 2011',
  'verify',
);
export const kumagi2010 = source('kumagi-2010', 'Kumagi 2010 (Toronto)', 2010, 'Kumagi T et al. 2010', 'verify');
export const kim2000 = source('kim-2000', 'Kim 2000', 2000, 'Kim WR et al. Mayo Clin Proc 2000;75:688', 'verified');
export const williams1988 = source(
  'williams-1988',
  'Williams 1988',
  1988,
  'Williams AL, Hoofnagle JH. 1988',
  'recalled',
);
export const harrison2008 = source(
  'harrison-2008',
  'Harrison 2008',
  2008,
  'Harrison SA et al. Gut 2008;57:1441',
  'recalled',
);
export const forns2002 = source('forns-2002', 'Forns 2002', 2002, 'Forns X et al. Hepatology 2002;36:986', 'verified');
export const cross2009 = source('cross-2009', 'Cross 2009', 2009, 'Cross TJS et al. J Viral Hepat 2009', 'recalled');
export const sripongpun2023 = source(
  'sripongpun-2023',
  'Sripongpun 2023',
  2023,
  'Sripongpun P et al. Hepatology 2023;77:256',
  'verify',
);
