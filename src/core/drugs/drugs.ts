export const drugClasses = [
  'nsaid',
  'benzodiazepine',
  'z-drug',
  'opioid',
  'sedating-antihistamine',
  'vitamin-k-antagonist',
  'doac',
  'heparin',
  'antiplatelet',
  'statin',
  'metformin',
  'sulfonylurea',
  'acetaminophen',
  'aminoglycoside',
  'ace-inhibitor',
  'arb',
  'nsbb',
  'loop-diuretic',
  'aldosterone-antagonist',
  'thiazide',
  'ppi',
  'hbv-nucleoside',
  'hcv-protease-inhibitor',
  'hcv-direct-acting',
  'udca',
  'obeticholic-acid',
  'fibrate',
  'corticosteroid',
  'methotrexate',
  'azole',
  'antituberculous',
  'lactulose',
  'rifaximin',
  'glp-1-agonist',
  'resmetirom',
  'iodinated-contrast',
  'gadolinium-contrast',
  'immunosuppressant',
] as const;
export type DrugClass = (typeof drugClasses)[number];

/** One ingredient this service has something to say about. */
export interface Drug {
  /** INN, lower case, hyphenated: the ingredient id. */
  readonly id: string;
  /** Further names under which orders carry it, lower case. */
  readonly names: readonly string[];
  readonly atc: readonly string[];
  readonly rxnorm?: readonly string[];
  readonly classes: readonly DrugClass[];
}

const drug = (
  id: string,
  classes: readonly DrugClass[],
  atc: readonly string[],
  names: readonly string[] = [],
  rxnorm?: readonly string[],
): Drug => ({ id, names, atc, classes, ...(rxnorm ? { rxnorm } : {}) });

/**
 * The ingredients that the rules of this service speak about. Ids are INNs (paracetamol, not acetaminophen); other names,
 * salts and a few brands stand in `names`. ATC codes are of level 5; an RxNorm ingredient code (RxCUI, tty IN) stands only where
 * it is known for certain: a missing code costs a look at the name, a wrong code costs a wrong drug.
 */
export const drugs: readonly Drug[] = [
  // Non-steroidal anti-inflammatory drugs (M01A) and analgesic antipyretics
  drug('ibuprofen', ['nsaid'], ['M01AE01'], ['advil', 'brufen', 'motrin'], ['5640']),
  drug('naproxen', ['nsaid'], ['M01AE02'], ['aleve', 'naproxen sodium'], ['7258']),
  drug('ketoprofen', ['nsaid'], ['M01AE03']),
  drug('dexketoprofen', ['nsaid'], ['M01AE17']),
  drug('diclofenac', ['nsaid'], ['M01AB05'], ['voltaren', 'diclofenac sodium', 'diclofenac potassium'], ['3355']),
  drug('aceclofenac', ['nsaid'], ['M01AB16']),
  drug('indometacin', ['nsaid'], ['M01AB01'], ['indomethacin'], ['5781']),
  drug('ketorolac', ['nsaid'], ['M01AB15'], ['ketorolac tromethamine', 'toradol'], ['35827']),
  drug('etodolac', ['nsaid'], ['M01AB08']),
  drug('meloxicam', ['nsaid'], ['M01AC06'], ['mobic'], ['41493']),
  drug('piroxicam', ['nsaid'], ['M01AC01'], [], ['8356']),
  drug('celecoxib', ['nsaid'], ['M01AH01'], ['celebrex'], ['140587']),
  drug('etoricoxib', ['nsaid'], ['M01AH05'], ['arcoxia']),
  drug('nabumetone', ['nsaid'], ['M01AX01']),
  drug('metamizole', ['nsaid'], ['N02BB02'], ['dipyrone', 'metamizole sodium']),
  drug('paracetamol', ['acetaminophen'], ['N02BE01'], ['acetaminophen', 'tylenol', 'panadol'], ['161']),
  // Benzodiazepines and related (N05B, N05C)
  drug('diazepam', ['benzodiazepine'], ['N05BA01'], ['valium'], ['3322']),
  drug('chlordiazepoxide', ['benzodiazepine'], ['N05BA02'], ['librium']),
  drug('oxazepam', ['benzodiazepine'], ['N05BA04'], [], ['7781']),
  drug('lorazepam', ['benzodiazepine'], ['N05BA06'], ['ativan'], ['6470']),
  drug('bromazepam', ['benzodiazepine'], ['N05BA08']),
  drug('alprazolam', ['benzodiazepine'], ['N05BA12'], ['xanax'], ['596']),
  drug('clonazepam', ['benzodiazepine'], ['N03AE01'], ['klonopin', 'rivotril'], ['2598']),
  drug('temazepam', ['benzodiazepine'], ['N05CD07'], [], ['10355']),
  drug('midazolam', ['benzodiazepine'], ['N05CD08'], [], ['6960']),
  drug('zopiclone', ['z-drug'], ['N05CF01']),
  drug('zolpidem', ['z-drug'], ['N05CF02'], ['ambien', 'zolpidem tartrate'], ['39993']),
  drug('zaleplon', ['z-drug'], ['N05CF03'], [], ['74667']),
  drug('eszopiclone', ['z-drug'], ['N05CF04'], ['lunesta'], ['461016']),
  // Opioids (N02A)
  drug('morphine', ['opioid'], ['N02AA01'], ['morphine sulfate'], ['7052']),
  drug('hydromorphone', ['opioid'], ['N02AA03'], ['dilaudid'], ['3423']),
  drug('oxycodone', ['opioid'], ['N02AA05'], ['oxycontin'], ['7804']),
  drug('hydrocodone', ['opioid'], ['R05DA03'], [], ['5489']),
  drug('codeine', ['opioid'], ['R05DA04'], ['codeine phosphate'], ['2670']),
  drug('fentanyl', ['opioid'], ['N02AB03'], [], ['4337']),
  drug('tramadol', ['opioid'], ['N02AX02'], ['ultram'], ['10689']),
  drug('tapentadol', ['opioid'], ['N02AX06'], [], ['787390']),
  drug('buprenorphine', ['opioid'], ['N02AE01', 'N07BC01'], [], ['1819']),
  drug('methadone', ['opioid'], ['N07BC02'], [], ['6813']),
  // First-generation antihistamines
  drug('diphenhydramine', ['sedating-antihistamine'], ['R06AA02'], ['benadryl'], ['3498']),
  drug('doxylamine', ['sedating-antihistamine'], ['R06AA09']),
  drug('chlorphenamine', ['sedating-antihistamine'], ['R06AB04'], ['chlorpheniramine']),
  drug('promethazine', ['sedating-antihistamine'], ['R06AD02'], ['phenergan'], ['8745']),
  drug('hydroxyzine', ['sedating-antihistamine'], ['N05BB01'], ['atarax'], ['5553']),
  // Anticoagulants and antiplatelets (B01A)
  drug('warfarin', ['vitamin-k-antagonist'], ['B01AA03'], ['coumadin', 'warfarin sodium'], ['11289']),
  drug('phenprocoumon', ['vitamin-k-antagonist'], ['B01AA04'], ['marcumar']),
  drug('acenocoumarol', ['vitamin-k-antagonist'], ['B01AA07']),
  drug('fluindione', ['vitamin-k-antagonist'], ['B01AA12']),
  drug('rivaroxaban', ['doac'], ['B01AF01'], ['xarelto'], ['1114195']),
  drug('apixaban', ['doac'], ['B01AF02'], ['eliquis'], ['1364430']),
  drug('edoxaban', ['doac'], ['B01AF03'], ['lixiana', 'savaysa'], ['1599538']),
  drug('dabigatran', ['doac'], ['B01AE07'], ['dabigatran etexilate', 'pradaxa'], ['1037042']),
  drug('heparin', ['heparin'], ['B01AB01'], ['unfractionated heparin', 'heparin sodium'], ['5224']),
  drug('dalteparin', ['heparin'], ['B01AB04'], [], ['67109']),
  drug('enoxaparin', ['heparin'], ['B01AB05'], ['enoxaparin sodium', 'lovenox', 'clexane'], ['67108']),
  drug('tinzaparin', ['heparin'], ['B01AB10']),
  drug('clopidogrel', ['antiplatelet'], ['B01AC04'], ['plavix'], ['32968']),
  drug('aspirin', ['antiplatelet'], ['B01AC06', 'N02BA01'], ['acetylsalicylic acid', 'asa'], ['1191']),
  drug('prasugrel', ['antiplatelet'], ['B01AC22'], [], ['613391']),
  drug('ticagrelor', ['antiplatelet'], ['B01AC24'], ['brilinta', 'brilique'], ['1116632']),
  // Statins (C10AA) and fibrates (C10AB)
  drug('simvastatin', ['statin'], ['C10AA01'], ['zocor'], ['36567']),
  drug('lovastatin', ['statin'], ['C10AA02'], [], ['6472']),
  drug('pravastatin', ['statin'], ['C10AA03'], [], ['42463']),
  drug('fluvastatin', ['statin'], ['C10AA04'], [], ['41127']),
  drug('atorvastatin', ['statin'], ['C10AA05'], ['lipitor'], ['83367']),
  drug('rosuvastatin', ['statin'], ['C10AA07'], ['crestor'], ['301542']),
  drug('pitavastatin', ['statin'], ['C10AA08'], [], ['861634']),
  drug('gemfibrozil', ['fibrate'], ['C10AB04'], [], ['4719']),
  drug('fenofibrate', ['fibrate'], ['C10AB05'], [], ['8703']),
  drug('bezafibrate', ['fibrate'], ['C10AB02']),
  // Glucose-lowering
  drug('metformin', ['metformin'], ['A10BA02'], ['glucophage', 'metformin hydrochloride'], ['6809']),
  drug('glibenclamide', ['sulfonylurea'], ['A10BB01'], ['glyburide'], ['4815']),
  drug('tolbutamide', ['sulfonylurea'], ['A10BB03']),
  drug('glipizide', ['sulfonylurea'], ['A10BB07'], [], ['4821']),
  drug('gliclazide', ['sulfonylurea'], ['A10BB09']),
  drug('glimepiride', ['sulfonylurea'], ['A10BB12'], [], ['25789']),
  drug('exenatide', ['glp-1-agonist'], ['A10BJ01'], [], ['60548']),
  drug('liraglutide', ['glp-1-agonist'], ['A10BJ02'], ['victoza', 'saxenda'], ['475968']),
  drug('dulaglutide', ['glp-1-agonist'], ['A10BJ05'], ['trulicity'], ['1551291']),
  drug('semaglutide', ['glp-1-agonist'], ['A10BJ06'], ['ozempic', 'wegovy', 'rybelsus'], ['1991302']),
  drug('tirzepatide', ['glp-1-agonist'], ['A10BX16'], ['mounjaro', 'zepbound'], ['2601723']),
  // Aminoglycosides (J01G)
  drug('streptomycin', ['aminoglycoside'], ['J01GA01']),
  drug('tobramycin', ['aminoglycoside'], ['J01GB01'], [], ['10627']),
  drug('gentamicin', ['aminoglycoside'], ['J01GB03'], ['gentamicin sulfate']),
  drug('amikacin', ['aminoglycoside'], ['J01GB06'], [], ['641']),
  // Renin-angiotensin system (C09)
  drug('captopril', ['ace-inhibitor'], ['C09AA01'], [], ['1998']),
  drug('enalapril', ['ace-inhibitor'], ['C09AA02'], [], ['3827']),
  drug('lisinopril', ['ace-inhibitor'], ['C09AA03'], [], ['29046']),
  drug('perindopril', ['ace-inhibitor'], ['C09AA04']),
  drug('ramipril', ['ace-inhibitor'], ['C09AA05'], [], ['35296']),
  drug('quinapril', ['ace-inhibitor'], ['C09AA06']),
  drug('benazepril', ['ace-inhibitor'], ['C09AA07'], [], ['18867']),
  drug('losartan', ['arb'], ['C09CA01'], ['losartan potassium'], ['52175']),
  drug('valsartan', ['arb'], ['C09CA03'], [], ['69749']),
  drug('irbesartan', ['arb'], ['C09CA04'], [], ['83818']),
  drug('candesartan', ['arb'], ['C09CA06'], ['candesartan cilexetil'], ['214354']),
  drug('telmisartan', ['arb'], ['C09CA07'], [], ['73494']),
  drug('olmesartan', ['arb'], ['C09CA08'], ['olmesartan medoxomil'], ['321064']),
  // Non-selective beta blockers and diuretics
  drug('propranolol', ['nsbb'], ['C07AA05'], ['inderal'], ['8787']),
  drug('nadolol', ['nsbb'], ['C07AA12'], [], ['7226']),
  drug('carvedilol', ['nsbb'], ['C07AG02'], ['coreg'], ['20352']),
  drug('furosemide', ['loop-diuretic'], ['C03CA01'], ['lasix', 'frusemide'], ['4603']),
  drug('bumetanide', ['loop-diuretic'], ['C03CA02'], [], ['1808']),
  drug('torasemide', ['loop-diuretic'], ['C03CA04'], ['torsemide'], ['38413']),
  drug('canrenone', ['aldosterone-antagonist'], ['C03DA03']),
  drug('spironolactone', ['aldosterone-antagonist'], ['C03DA01'], ['aldactone'], ['9997']),
  drug('eplerenone', ['aldosterone-antagonist'], ['C03DA04'], [], ['298869']),
  drug('hydrochlorothiazide', ['thiazide'], ['C03AA03'], [], ['5487']),
  drug('chlortalidone', ['thiazide'], ['C03BA04'], ['chlorthalidone'], ['2409']),
  drug('indapamide', ['thiazide'], ['C03BA11']),
  // A chart that says only "diuretic": which one is not known, that one is taken is
  drug('unnamed-diuretic', ['loop-diuretic', 'aldosterone-antagonist', 'thiazide'], [], ['diuretic', 'diuretics']),
  // Proton pump inhibitors (A02BC)
  drug('omeprazole', ['ppi'], ['A02BC01'], [], ['7646']),
  drug('pantoprazole', ['ppi'], ['A02BC02'], [], ['40790']),
  drug('lansoprazole', ['ppi'], ['A02BC03'], [], ['17128']),
  drug('rabeprazole', ['ppi'], ['A02BC04'], [], ['114979']),
  drug('esomeprazole', ['ppi'], ['A02BC05'], [], ['283742']),
  // Hepatitis B nucleos(t)ide analogues (J05AF)
  drug('lamivudine', ['hbv-nucleoside'], ['J05AF05'], [], ['68244']),
  drug(
    'tenofovir-disoproxil',
    ['hbv-nucleoside'],
    ['J05AF07'],
    ['tenofovir disoproxil', 'tenofovir disoproxil fumarate', 'tdf', 'viread'],
  ),
  drug('adefovir-dipivoxil', ['hbv-nucleoside'], ['J05AF08'], ['adefovir dipivoxil', 'adefovir']),
  drug('entecavir', ['hbv-nucleoside'], ['J05AF10'], ['baraclude'], ['306266']),
  drug('telbivudine', ['hbv-nucleoside'], ['J05AF11']),
  drug('tenofovir-alafenamide', ['hbv-nucleoside'], ['J05AF13'], ['tenofovir alafenamide', 'taf', 'vemlidy']),
  // Hepatitis C direct-acting antivirals (J05AP): a fixed combination stands under the ingredient that decides the rule
  drug('sofosbuvir', ['hcv-direct-acting'], ['J05AP08'], ['sovaldi'], ['1484911']),
  drug(
    'ledipasvir',
    ['hcv-direct-acting'],
    ['J05AP51'],
    ['sofosbuvir and ledipasvir', 'ledipasvir/sofosbuvir', 'harvoni'],
  ),
  drug(
    'velpatasvir',
    ['hcv-direct-acting'],
    ['J05AP55'],
    ['sofosbuvir and velpatasvir', 'sofosbuvir/velpatasvir', 'epclusa'],
  ),
  drug('daclatasvir', ['hcv-direct-acting'], ['J05AP07']),
  drug(
    'glecaprevir',
    ['hcv-direct-acting', 'hcv-protease-inhibitor'],
    ['J05AP57'],
    ['glecaprevir and pibrentasvir', 'glecaprevir/pibrentasvir', 'mavyret', 'maviret'],
  ),
  drug(
    'grazoprevir',
    ['hcv-direct-acting', 'hcv-protease-inhibitor'],
    ['J05AP54'],
    ['elbasvir and grazoprevir', 'elbasvir/grazoprevir', 'zepatier'],
  ),
  drug(
    'voxilaprevir',
    ['hcv-direct-acting', 'hcv-protease-inhibitor'],
    ['J05AP56'],
    ['sofosbuvir/velpatasvir/voxilaprevir', 'vosevi'],
  ),
  drug(
    'paritaprevir',
    ['hcv-direct-acting', 'hcv-protease-inhibitor'],
    ['J05AP53'],
    ['ombitasvir/paritaprevir/ritonavir'],
  ),
  drug('simeprevir', ['hcv-direct-acting', 'hcv-protease-inhibitor'], ['J05AP05']),
  // Bile acids, MASH therapy
  drug('ursodeoxycholic-acid', ['udca'], ['A05AA02'], ['ursodeoxycholic acid', 'ursodiol', 'udca'], ['62427']),
  drug('obeticholic-acid', ['obeticholic-acid'], ['A05AA04'], ['obeticholic acid', 'ocaliva']),
  drug('resmetirom', ['resmetirom'], [], ['rezdiffra']),
  // Corticosteroids and immunosuppressants
  drug('dexamethasone', ['corticosteroid'], ['H02AB02'], [], ['3264']),
  drug('methylprednisolone', ['corticosteroid'], ['H02AB04'], [], ['6902']),
  drug('prednisolone', ['corticosteroid'], ['H02AB06'], [], ['8638']),
  drug('prednisone', ['corticosteroid'], ['H02AB07'], [], ['8640']),
  drug('hydrocortisone', ['corticosteroid'], ['H02AB09'], [], ['5492']),
  drug('budesonide', ['corticosteroid'], ['A07EA06'], [], ['19831']),
  drug('methotrexate', ['methotrexate'], ['L01BA01', 'L04AX03'], [], ['6851']),
  drug('mercaptopurine', ['immunosuppressant'], ['L01BB02'], ['6-mercaptopurine']),
  drug('azathioprine', ['immunosuppressant'], ['L04AX01'], [], ['1256']),
  drug(
    'mycophenolic-acid',
    ['immunosuppressant'],
    ['L04AA06'],
    ['mycophenolic acid', 'mycophenolate mofetil', 'mycophenolate'],
    ['68149'],
  ),
  drug('ciclosporin', ['immunosuppressant'], ['L04AD01'], ['cyclosporine'], ['3008']),
  drug('tacrolimus', ['immunosuppressant'], ['L04AD02'], [], ['42316']),
  drug('rituximab', ['immunosuppressant'], ['L01FA01', 'L01XC02'], [], ['121191']),
  // Azoles and antituberculous drugs
  drug('ketoconazole', ['azole'], ['J02AB02'], [], ['6135']),
  drug('fluconazole', ['azole'], ['J02AC01'], [], ['4450']),
  drug('itraconazole', ['azole'], ['J02AC02'], [], ['28031']),
  drug('voriconazole', ['azole'], ['J02AC03'], [], ['121243']),
  drug('posaconazole', ['azole'], ['J02AC04'], [], ['282446']),
  drug('rifampicin', ['antituberculous'], ['J04AB02'], ['rifampin'], ['9384']),
  drug('isoniazid', ['antituberculous'], ['J04AC01'], [], ['6038']),
  drug('pyrazinamide', ['antituberculous'], ['J04AK01'], [], ['8987']),
  drug('ethambutol', ['antituberculous'], ['J04AK02'], [], ['4110']),
  // Encephalopathy
  drug('lactulose', ['lactulose'], ['A06AD11'], [], ['6218']),
  drug('lactitol', ['lactulose'], ['A06AD12']),
  drug('rifaximin', ['rifaximin'], ['A07AA11'], ['xifaxan'], ['35619']),
  // Contrast media (V08A, V08C)
  drug('diatrizoic-acid', ['iodinated-contrast'], ['V08AA01'], ['diatrizoic acid', 'amidotrizoic acid', 'diatrizoate']),
  drug('iohexol', ['iodinated-contrast'], ['V08AB02'], ['omnipaque']),
  drug('iopamidol', ['iodinated-contrast'], ['V08AB04'], ['isovue']),
  drug('iopromide', ['iodinated-contrast'], ['V08AB05'], ['ultravist']),
  drug('ioversol', ['iodinated-contrast'], ['V08AB07'], ['optiray']),
  drug('iodixanol', ['iodinated-contrast'], ['V08AB09'], ['visipaque']),
  drug('iomeprol', ['iodinated-contrast'], ['V08AB10']),
  drug(
    'gadopentetic-acid',
    ['gadolinium-contrast'],
    ['V08CA01'],
    ['gadopentetic acid', 'gadopentetate dimeglumine', 'magnevist'],
  ),
  drug('gadoteric-acid', ['gadolinium-contrast'], ['V08CA02'], ['gadoteric acid', 'gadoterate meglumine', 'dotarem']),
  drug('gadodiamide', ['gadolinium-contrast'], ['V08CA03'], ['omniscan']),
  drug('gadoteridol', ['gadolinium-contrast'], ['V08CA04'], ['prohance']),
  drug(
    'gadobenic-acid',
    ['gadolinium-contrast'],
    ['V08CA08'],
    ['gadobenic acid', 'gadobenate dimeglumine', 'multihance'],
  ),
  drug('gadobutrol', ['gadolinium-contrast'], ['V08CA09'], ['gadavist', 'gadovist']),
  drug(
    'gadoxetic-acid',
    ['gadolinium-contrast'],
    ['V08CA10'],
    ['gadoxetic acid', 'gadoxetate disodium', 'primovist', 'eovist'],
  ),
];

const byId = new Map(drugs.map((one) => [one.id, one]));

/** The drug of this ingredient id, or undefined when the service knows nothing about it. */
export function drugOf(ingredient: string | undefined): Drug | undefined {
  return ingredient === undefined ? undefined : byId.get(ingredient);
}

/** True when the ingredient belongs to any of the classes. */
export function isOfClass(ingredient: string | undefined, classes: readonly DrugClass[]): boolean {
  return drugOf(ingredient)?.classes.some((one) => classes.includes(one)) ?? false;
}

/** Ids of all drugs of the classes, in the order of the table. */
export const ingredientsOfClass = (...classes: readonly DrugClass[]): readonly string[] =>
  drugs.filter((one) => one.classes.some((each) => classes.includes(each))).map(({ id }) => id);
