/**
 * Ingredients (INN, lower case, hyphenated: ids of the drug table) whose use changes how a chart is read.
 * The full drug table with names, ATC and RxNorm codes is the concern of core/drugs.ts.
 */
export const hbvAntivirals = [
  'entecavir',
  'tenofovir',
  'tenofovir-disoproxil',
  'tenofovir-alafenamide',
  'lamivudine',
  'adefovir',
  'adefovir-dipivoxil',
  'telbivudine',
] as const;
/** INN stems of direct-acting antivirals against HCV: NS5A, NS5B and protease inhibitors. */
export const hcvAntiviralStem = /(?:asvir|buvir|previr)(?:$|-)/;
export const udca = ['ursodeoxycholic-acid', 'ursodiol', 'udca'] as const;
export const nonSelectiveBetaBlockers = ['propranolol', 'nadolol', 'carvedilol'] as const;
/** INR under these is the treatment's, not the liver's. */
export const vitaminKAntagonists = ['warfarin', 'acenocoumarol', 'phenprocoumon', 'fluindione'] as const;
/** Lower blood sugar and are given for diabetes alone; metformin and GLP-1 agonists are not (obesity, PCOS). */
export const sulfonylureas = [
  'glimepiride',
  'gliclazide',
  'glipizide',
  'glibenclamide',
  'glyburide',
  'tolbutamide',
] as const;
export const otherGlucoseLowering = [
  'metformin',
  'semaglutide',
  'liraglutide',
  'dulaglutide',
  'exenatide',
  'tirzepatide',
] as const;
export const diuretics = [
  'spironolactone',
  'eplerenone',
  'canrenone',
  'furosemide',
  'torasemide',
  'torsemide',
  'bumetanide',
  'hydrochlorothiazide',
] as const;
export const encephalopathyDrugs = ['lactulose', 'lactitol', 'rifaximin'] as const;
export const immunosuppressants = [
  'prednisolone',
  'prednisone',
  'methylprednisolone',
  'budesonide',
  'azathioprine',
  'mercaptopurine',
  'mycophenolate',
  'mycophenolate-mofetil',
  'mycophenolic-acid',
  'tacrolimus',
  'ciclosporin',
] as const;
