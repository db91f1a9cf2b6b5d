/**
 * What the service says in English sentences, in German. The sentences are a closed set: rules, refusals, warnings and bands in src/core.
 * Gaps: `{n}` a number, `{date}` a day, `{word}` a term or a list of terms (below), `{rest}` a sentence of this table.
 * An order counts only where two lines fit the same sentence: the first wins.
 */
export const sentencesDe: readonly (readonly [english: string, german: string])[] = [
  // Why the patient stands where they stand (core/assessment/disease-state.ts)
  ['hepatocellular carcinoma is recorded; {rest}', 'ein hepatozelluläres Karzinom ist dokumentiert; {rest}'],
  ['{rest}, but diagnoses could not be read', '{rest}, aber die Diagnosen waren nicht lesbar'],
  [
    'liver transplantation is recorded: rules for native livers do not apply',
    'eine Lebertransplantation ist dokumentiert: Regeln für die eigene Leber gelten nicht',
  ],
  ['{word} recorded after liver transplantation', '{word} nach Lebertransplantation dokumentiert'],
  ['{word} on record', '{word} dokumentiert'],
  ['{word} recorded, without a decompensation', '{word} dokumentiert, ohne Dekompensation'],
  ['advanced fibrosis is recorded as a diagnosis', 'fortgeschrittene Fibrose ist als Diagnose dokumentiert'],
  [
    '{word} {n} kPa ({date}) during an ALT flare, which raises stiffness: repeat when ALT has fallen',
    '{word} {n} kPa ({date}) während eines ALT-Schubs, der die Steifigkeit erhöht: wiederholen, wenn die ALT gefallen ist',
  ],
  [
    '{word} {n} kPa ({date}): clinically significant portal hypertension by Baveno VII',
    '{word} {n} kPa ({date}): klinisch signifikante portale Hypertension nach Baveno VII',
  ],
  [
    '{word} {n} kPa ({date}) is high and FIB-4 is low: the tests disagree',
    '{word} {n} kPa ({date}) ist hoch und FIB-4 niedrig: die Tests widersprechen einander',
  ],
  [
    '{word} {n} kPa ({date}) is low and FIB-4 is high: the tests disagree',
    '{word} {n} kPa ({date}) ist niedrig und FIB-4 hoch: die Tests widersprechen einander',
  ],
  [
    '{word} {n} kPa ({date}): highly suggestive of compensated advanced chronic liver disease',
    '{word} {n} kPa ({date}): spricht stark für eine kompensierte fortgeschrittene chronische Lebererkrankung',
  ],
  [
    '{word} {n} kPa ({date}): advanced fibrosis likely, compensated advanced disease to be confirmed',
    '{word} {n} kPa ({date}): fortgeschrittene Fibrose wahrscheinlich, kompensierte fortgeschrittene Erkrankung zu bestätigen',
  ],
  [
    '{word} {n} kPa ({date}): suggestive of advanced disease, to be confirmed',
    '{word} {n} kPa ({date}): spricht für eine fortgeschrittene Erkrankung, zu bestätigen',
  ],
  [
    '{word} {n} kPa ({date}): between ruling out and ruling in',
    '{word} {n} kPa ({date}): zwischen Ausschluss und Nachweis',
  ],
  [
    '{word} {n} kPa ({date}): advanced fibrosis unlikely',
    '{word} {n} kPa ({date}): fortgeschrittene Fibrose unwahrscheinlich',
  ],
  [
    '{word} {n} kPa ({date}), {word2} by its cut-offs, during an ALT flare: repeat when ALT has fallen',
    '{word} {n} kPa ({date}), {word2} nach den eigenen Grenzwerten, während eines ALT-Schubs: wiederholen, wenn die ALT gefallen ist',
  ],
  [
    '{word} {n} kPa ({date}), {word2} by its cut-offs, but FIB-4 is low: the tests disagree',
    '{word} {n} kPa ({date}), {word2} nach den eigenen Grenzwerten, aber FIB-4 ist niedrig: die Tests widersprechen einander',
  ],
  [
    '{word} {n} kPa ({date}), {word2} by its cut-offs, but FIB-4 is high: the tests disagree',
    '{word} {n} kPa ({date}), {word2} nach den eigenen Grenzwerten, aber FIB-4 ist hoch: die Tests widersprechen einander',
  ],
  ['{word} {n} kPa ({date}), {word2} by its cut-offs', '{word} {n} kPa ({date}), {word2} nach den eigenen Grenzwerten'],
  [
    '{word} {n} kPa ({date}) is not reliable and no score could be computed',
    '{word} {n} kPa ({date}) ist nicht verlässlich, und kein Score war berechenbar',
  ],
  [
    '{word} {n} kPa ({date}) has no cut-offs for this cause and no score could be computed',
    '{word} {n} kPa ({date}) hat keine Grenzwerte für diese Ursache, und kein Score war berechenbar',
  ],
  [
    '{word} {n} kPa ({date}) is too old to rely on and no score could be computed',
    '{word} {n} kPa ({date}) ist zu alt, um sich darauf zu verlassen, und kein Score war berechenbar',
  ],
  [
    'blood tests are high during an ALT flare, which raises them: repeat when ALT has fallen',
    'Blutwerte sind hoch während eines ALT-Schubs, der sie erhöht: wiederholen, wenn die ALT gefallen ist',
  ],
  [
    'APRI is in the cirrhosis range of WHO 2024: confirm by elastography',
    'APRI liegt im Zirrhosebereich der WHO 2024: durch Elastographie bestätigen',
  ],
  [
    'APRI suggests significant fibrosis (WHO 2024): confirm by elastography',
    'APRI spricht für signifikante Fibrose (WHO 2024): durch Elastographie bestätigen',
  ],
  [
    'APRI is below the WHO 2024 cut-off for significant fibrosis',
    'APRI liegt unter dem Grenzwert der WHO 2024 für signifikante Fibrose',
  ],
  ['{word} is high: confirm by elastography', '{word} ist hoch: durch Elastographie bestätigen'],
  ['{word} is between its cut-offs', '{word} liegt zwischen seinen Grenzwerten'],
  ['ELF is in its lower range and FIB-4 is not high', 'ELF liegt in seinem unteren Bereich, und FIB-4 ist nicht hoch'],
  [
    'FIB-4 is low, which after cure of hepatitis C does not exclude earlier advanced fibrosis',
    'FIB-4 ist niedrig, was nach Heilung der Hepatitis C eine frühere fortgeschrittene Fibrose nicht ausschließt',
  ],
  [
    'FIB-4 alone does not rule out fibrosis in hepatitis B',
    'FIB-4 allein schließt bei Hepatitis B eine Fibrose nicht aus',
  ],
  [
    'FIB-4 is low, which does not rule out advanced fibrosis in {word}',
    'FIB-4 ist niedrig, was bei {word} eine fortgeschrittene Fibrose nicht ausschließt',
  ],
  ['FIB-4 is low: advanced fibrosis unlikely', 'FIB-4 ist niedrig: fortgeschrittene Fibrose unwahrscheinlich'],
  [
    'FIB-4 is unreliable under 35 years and nothing else is known',
    'FIB-4 ist unter 35 Jahren nicht verlässlich, und sonst ist nichts bekannt',
  ],
  ['neither a fibrosis score nor a stiffness could be had', 'weder ein Fibrosescore noch eine Steifigkeit lag vor'],
  ['under 18 years: rules for adults are not applied', 'unter 18 Jahren: Regeln für Erwachsene gelten nicht'],
  ['age is not known: rules for adults are not applied', 'Alter unbekannt: Regeln für Erwachsene gelten nicht'],
  [
    'pregnancy changes platelets, albumin, ALP and stiffness: the usual rules are not applied',
    'eine Schwangerschaft verändert Thrombozyten, Albumin, AP und Steifigkeit: die üblichen Regeln gelten nicht',
  ],

  // Steps (core/guidelines/fibrosis-pathway.ts)
  [
    'Find the cause of the ALT flare, then repeat stiffness and FIB-4 when ALT has fallen',
    'Ursache des ALT-Schubs finden, dann Steifigkeit und FIB-4 wiederholen, wenn die ALT gefallen ist',
  ],
  ['ALT above five times its limit raises both', 'ALT über dem Fünffachen der Obergrenze erhöht beide'],
  [
    'Repeat VCTE fasting, with quality criteria; if the tests still disagree, MRE or liver biopsy',
    'VCTE nüchtern und mit Qualitätskriterien wiederholen; bleibt der Widerspruch, MRE oder Leberbiopsie',
  ],
  ['stiffness and FIB-4 disagree', 'Steifigkeit und FIB-4 widersprechen einander'],
  [
    'Verify the recorded diagnosis: biopsy report, imaging, endoscopy, earlier stiffness',
    'Dokumentierte Diagnose prüfen: Biopsiebefund, Bildgebung, Endoskopie, frühere Steifigkeit',
  ],
  [
    'advanced liver disease is recorded and VCTE is below 8 kPa',
    'eine fortgeschrittene Lebererkrankung ist dokumentiert, und die VCTE liegt unter 8 kPa',
  ],
  [
    'Repeat VCTE: three hours fasting, ten valid shots, the right probe',
    'VCTE wiederholen: drei Stunden nüchtern, zehn gültige Messungen, die richtige Sonde',
  ],
  ['the last VCTE does not meet its quality criteria', 'die letzte VCTE erfüllt ihre Qualitätskriterien nicht'],
  ['the last stiffness is too old to rely on', 'die letzte Steifigkeit ist zu alt, um sich darauf zu verlassen'],
  [
    'Refer to hepatology: advanced fibrosis likely',
    'An die Hepatologie überweisen: fortgeschrittene Fibrose wahrscheinlich',
  ],
  ['VCTE of {n} kPa or more', 'VCTE ab {n} kPa'],
  [
    'Refer to hepatology for a second test: ELF, MRE or biopsy',
    'Für einen zweiten Test an die Hepatologie überweisen: ELF, MRE oder Biopsie',
  ],
  [
    'VCTE between {n} and {n2} kPa neither rules out nor rules in advanced fibrosis',
    'VCTE zwischen {n} und {n2} kPa schließt eine fortgeschrittene Fibrose weder aus noch weist sie sie nach',
  ],
  [
    'Refer to hepatology: ELF is in its highest range',
    'An die Hepatologie überweisen: ELF liegt in seinem höchsten Bereich',
  ],
  [
    'ELF in the range of advanced fibrosis and progression',
    'ELF im Bereich fortgeschrittener Fibrose und des Fortschreitens',
  ],
  [
    'Refer to hepatology and measure liver stiffness by VCTE',
    'An die Hepatologie überweisen und die Lebersteifigkeit mit VCTE messen',
  ],
  ['FIB-4 is above its upper cut-off', 'FIB-4 liegt über seinem oberen Grenzwert'],
  [
    'Measure liver stiffness by VCTE, or ELF where VCTE is not at hand',
    'Lebersteifigkeit mit VCTE messen, oder ELF, wo keine VCTE verfügbar ist',
  ],
  [
    'Measure liver stiffness by VCTE: FIB-4 does not rule out under 35 years',
    'Lebersteifigkeit mit VCTE messen: FIB-4 schließt unter 35 Jahren nichts aus',
  ],
  ['FIB-4 is unreliable under 35 years', 'FIB-4 ist unter 35 Jahren nicht verlässlich'],
  [
    'Treat cardiometabolic risk and repeat FIB-4 in one to three years',
    'Kardiometabolisches Risiko behandeln und FIB-4 in ein bis drei Jahren wiederholen',
  ],
  ['VCTE below {n} kPa: advanced fibrosis unlikely', 'VCTE unter {n} kPa: fortgeschrittene Fibrose unwahrscheinlich'],
  ['Repeat FIB-4 in one to two years', 'FIB-4 in ein bis zwei Jahren wiederholen'],
  ['Repeat FIB-4 in two to three years', 'FIB-4 in zwei bis drei Jahren wiederholen'],
  [
    'FIB-4 below its lower cut-off: advanced fibrosis unlikely',
    'FIB-4 unter seinem unteren Grenzwert: fortgeschrittene Fibrose unwahrscheinlich',
  ],
  [
    'Measure liver stiffness by VCTE to stage fibrosis',
    'Lebersteifigkeit mit VCTE messen, um das Stadium zu bestimmen',
  ],
  [
    'FIB-4 is not low and no current stiffness is on the chart',
    'FIB-4 ist nicht niedrig, und keine aktuelle Steifigkeit steht in der Akte',
  ],
  [
    'in autoimmune hepatitis after six months of treatment: inflammation raises stiffness',
    'bei Autoimmunhepatitis erst nach sechs Monaten Behandlung: Entzündung erhöht die Steifigkeit',
  ],
  [
    'Refer to hepatology: stiffness speaks for advanced fibrosis in this disease',
    'An die Hepatologie überweisen: die Steifigkeit spricht bei dieser Erkrankung für fortgeschrittene Fibrose',
  ],
  [
    'stiffness in the range of F3 or F4 by the cut-offs of this disease',
    'Steifigkeit im Bereich von F3 oder F4 nach den Grenzwerten dieser Erkrankung',
  ],
  ['chronic liver disease without a current stiffness', 'chronische Lebererkrankung ohne aktuelle Steifigkeit'],
  [
    'Refer to hepatology: compensated advanced disease to be confirmed',
    'An die Hepatologie überweisen: kompensierte fortgeschrittene Erkrankung zu bestätigen',
  ],
  ['Repeat liver stiffness in six to twelve months', 'Lebersteifigkeit in sechs bis zwölf Monaten wiederholen'],
  ['stiffness between ruling out and ruling in', 'Steifigkeit zwischen Ausschluss und Nachweis'],
  [
    'Take AST, ALT and platelets: FIB-4 is the first step',
    'AST, ALT und Thrombozyten bestimmen: FIB-4 ist der erste Schritt',
  ],
  ['FIB-4 cannot be computed from the chart', 'FIB-4 ist aus der Akte nicht berechenbar'],
  ['Look for the cause: {word}', 'Ursache suchen: {word}'],
  ['signs of fibrosis and no cause on the chart', 'Zeichen einer Fibrose und keine Ursache in der Akte'],
  [
    'the rule was built for steatotic liver disease; the cause here is not known',
    'die Regel gilt für die steatotische Lebererkrankung; hier ist die Ursache unbekannt',
  ],
  ['the cut-offs were built for steatotic liver disease', 'die Grenzwerte gelten für die steatotische Lebererkrankung'],
  [
    'measurements could not be read: check whether stiffness is known',
    'Messwerte waren nicht lesbar: prüfen, ob eine Steifigkeit bekannt ist',
  ],

  // Steps (core/guidelines/cirrhosis.ts)
  [
    'Discuss stage and treatment in the multidisciplinary liver tumour board',
    'Stadium und Behandlung im interdisziplinären Lebertumorboard besprechen',
  ],
  [
    'hepatocellular carcinoma is recorded and no treatment of it is on the chart',
    'ein hepatozelluläres Karzinom ist dokumentiert, seine Behandlung nicht',
  ],
  [
    'Stop diuretics and nephrotoxic drugs, give albumin, assess for terlipressin',
    'Diuretika und nephrotoxische Mittel absetzen, Albumin geben, Terlipressin prüfen',
  ],
  [
    'hepatorenal syndrome was first recorded within the last 30 days',
    'ein hepatorenales Syndrom wurde in den letzten 30 Tagen erstmals dokumentiert',
  ],
  ['Tap the ascites: cell count, culture, albumin gradient', 'Aszites punktieren: Zellzahl, Kultur, Albumingradient'],
  [
    'ascites was first recorded within the last 30 days and no paracentesis is on the chart',
    'Aszites wurde in den letzten 30 Tagen erstmals dokumentiert, eine Parazentese nicht',
  ],
  [
    'heart failure is recorded: the gradient with ascitic protein tells the cause',
    'eine Herzinsuffizienz ist dokumentiert: Gradient und Eiweiß im Aszites zeigen die Ursache',
  ],
  ['Refer for liver transplant evaluation', 'Zur Evaluation für eine Lebertransplantation vorstellen'],
  ['decompensated, {word} {n}', 'dekompensiert, {word} {n}'],
  [
    'Refer for liver transplant evaluation, or record why not',
    'Zur Evaluation für eine Lebertransplantation vorstellen oder dokumentieren, warum nicht',
  ],
  ['a first decompensation is recorded', 'eine erste Dekompensation ist dokumentiert'],
  ['cirrhosis with {word} {n}', 'Zirrhose mit {word} {n}'],
  [
    'Prevent rebleeding: non-selective beta blocker with band ligation, or TIPS',
    'Nachblutung verhindern: nicht selektiver Betablocker mit Ligatur, oder TIPS',
  ],
  [
    'variceal bleeding is recorded and no non-selective beta blocker is on the medication list',
    'eine Varizenblutung ist dokumentiert, und die Medikamentenliste nennt keinen nicht selektiven Betablocker',
  ],
  [
    'Give lactulose as secondary prophylaxis, rifaximin in addition after a second episode',
    'Lactulose als Sekundärprophylaxe geben, nach einer zweiten Episode zusätzlich Rifaximin',
  ],
  [
    'hepatic encephalopathy is recorded and neither is on the medication list',
    'eine hepatische Enzephalopathie ist dokumentiert, und keines von beiden steht auf der Medikamentenliste',
  ],
  ['Review secondary antibiotic prophylaxis', 'Antibiotische Sekundärprophylaxe prüfen'],
  ['spontaneous bacterial peritonitis is recorded', 'eine spontane bakterielle Peritonitis ist dokumentiert'],
  [
    'Follow up the treated hepatocellular carcinoma by multiphase CT or MRI with AFP',
    'Behandeltes hepatozelluläres Karzinom mit mehrphasiger CT oder MRT und AFP nachsorgen',
  ],
  [
    'hepatocellular carcinoma was treated and no CT or MRI of the last six months is on the chart',
    'ein hepatozelluläres Karzinom wurde behandelt, und keine CT oder MRT der letzten sechs Monate steht in der Akte',
  ],
  ['Do liver ultrasound with AFP now, then every six months', 'Jetzt Lebersonographie mit AFP, dann alle sechs Monate'],
  [
    '{rest}; no liver imaging in the last six months is on the chart',
    '{rest}; keine Leberbildgebung der letzten sechs Monate steht in der Akte',
  ],
  ['decompensated liver disease', 'dekompensierte Lebererkrankung'],
  ['cirrhosis or portal hypertension is recorded', 'Zirrhose oder portale Hypertension ist dokumentiert'],
  [
    'stiffness in the range of compensated advanced chronic liver disease',
    'Steifigkeit im Bereich einer kompensierten fortgeschrittenen chronischen Lebererkrankung',
  ],
  [
    'advanced fibrosis before the cure of hepatitis C: the risk does not go to zero',
    'fortgeschrittene Fibrose vor der Heilung der Hepatitis C: das Risiko geht nicht auf null',
  ],
  ['hepatitis B with an intermediate or high PAGE-B', 'Hepatitis B mit mittlerem oder hohem PAGE-B'],
  [
    'Child-Pugh C: surveillance only where transplantation is an option',
    'Child-Pugh C: Überwachung nur, wo eine Transplantation in Frage kommt',
  ],
  [
    'examinations could not be read: check whether this was done already',
    'Untersuchungen waren nicht lesbar: prüfen, ob dies schon geschehen ist',
  ],
  ['Screen for varices by endoscopy', 'Endoskopisch nach Varizen suchen'],
  [
    'decompensated, and neither an endoscopy of the last two years nor a beta blocker is on the chart',
    'dekompensiert, und weder eine Endoskopie der letzten zwei Jahre noch ein Betablocker steht in der Akte',
  ],
  [
    'Start carvedilol to prevent decompensation, or screen for varices by endoscopy',
    'Carvedilol zur Verhinderung einer Dekompensation beginnen, oder endoskopisch nach Varizen suchen',
  ],
  [
    'clinically significant portal hypertension by Baveno VII, no beta blocker and no endoscopy of the last two years',
    'klinisch signifikante portale Hypertension nach Baveno VII, kein Betablocker und keine Endoskopie der letzten zwei Jahre',
  ],
  [
    'no beta blocker with asthma, heart block or systolic pressure below 90 mmHg',
    'kein Betablocker bei Asthma, AV-Block oder systolischem Druck unter 90 mmHg',
  ],
  ['Consider carvedilol to prevent decompensation', 'Carvedilol zur Verhinderung einer Dekompensation erwägen'],
  ['varices are recorded, without a decompensation', 'Varizen sind dokumentiert, ohne Dekompensation'],
  [
    'clinically significant portal hypertension by Baveno VII, without a decompensation',
    'klinisch signifikante portale Hypertension nach Baveno VII, ohne Dekompensation',
  ],
  [
    'Screen for varices by endoscopy, unless a non-selective beta blocker is started',
    'Endoskopisch nach Varizen suchen, falls kein nicht selektiver Betablocker begonnen wird',
  ],
  [
    'stiffness and platelets do not allow endoscopy to be spared',
    'Steifigkeit und Thrombozyten erlauben nicht, auf die Endoskopie zu verzichten',
  ],
  [
    'Measure liver stiffness by VCTE with platelets, or screen for varices by endoscopy',
    'Lebersteifigkeit mit VCTE und Thrombozyten messen, oder endoskopisch nach Varizen suchen',
  ],
  [
    'compensated advanced disease whose risk of varices is not known',
    'kompensierte fortgeschrittene Erkrankung mit unbekanntem Varizenrisiko',
  ],
  [
    'No screening endoscopy now: repeat stiffness and platelets every year',
    'Jetzt keine Screening-Endoskopie: Steifigkeit und Thrombozyten jährlich wiederholen',
  ],
  [
    'stiffness below 20 kPa with platelets above 150: high-risk varices unlikely',
    'Steifigkeit unter 20 kPa mit Thrombozyten über 150: Hochrisikovarizen unwahrscheinlich',
  ],
  ['the rule is not validated in cholestatic disease', 'die Regel ist bei cholestatischer Erkrankung nicht validiert'],
  ['Continue liver ultrasound with AFP every six months', 'Lebersonographie mit AFP alle sechs Monate fortsetzen'],

  // Steps (core/guidelines/cause.ts, pregnancy.ts)
  [
    'Start entecavir or tenofovir now, whatever the HBV DNA',
    'Jetzt Entecavir oder Tenofovir beginnen, unabhängig von der HBV-DNA',
  ],
  [
    'hepatitis B with decompensated cirrhosis and no antiviral on the medication list',
    'Hepatitis B mit dekompensierter Zirrhose, und kein antivirales Mittel auf der Medikamentenliste',
  ],
  [
    'Assess for antiviral treatment (tenofovir or entecavir)',
    'Antivirale Behandlung prüfen (Tenofovir oder Entecavir)',
  ],
  [
    '{rest}: criterion of WHO 2024, no antiviral on the medication list',
    '{rest}: Kriterium der WHO 2024, kein antivirales Mittel auf der Medikamentenliste',
  ],
  ['hepatitis B with cirrhosis', 'Hepatitis B mit Zirrhose'],
  ['VCTE above {n} kPa', 'VCTE über {n} kPa'],
  ['APRI above {n}', 'APRI über {n}'],
  ['HBV DNA above 2000 IU/mL with ALT above its limit', 'HBV-DNA über 2000 IU/mL mit ALT über der Obergrenze'],
  ['hepatitis B with {word}', 'Hepatitis B mit {word}'],
  [
    'WHO asks for both on two occasions six months apart',
    'die WHO verlangt beides zweimal im Abstand von sechs Monaten',
  ],
  [
    'Treat with direct-acting antivirals; test HBsAg and check interactions first',
    'Mit direkt wirkenden antiviralen Mitteln behandeln; vorher HBsAg bestimmen und Wechselwirkungen prüfen',
  ],
  ['HCV RNA is positive', 'HCV-RNA ist positiv'],
  [
    'decompensated: no protease inhibitor, treat in a transplant centre',
    'dekompensiert: kein Proteasehemmer, Behandlung in einem Transplantationszentrum',
  ],
  ['Test HCV RNA', 'HCV-RNA bestimmen'],
  [
    'hepatitis C or its antibody is recorded and no HCV RNA is on the chart',
    'Hepatitis C oder ihr Antikörper ist dokumentiert, und keine HCV-RNA steht in der Akte',
  ],
  [
    'Confirm cure by HCV RNA twelve weeks after the end of treatment',
    'Heilung durch HCV-RNA zwölf Wochen nach Ende der Behandlung bestätigen',
  ],
  ['HCV RNA is negative and cure is not shown yet', 'HCV-RNA ist negativ, und die Heilung ist noch nicht gezeigt'],
  ['Start ursodeoxycholic acid 13 to 15 mg/kg a day', 'Ursodesoxycholsäure beginnen, 13 bis 15 mg/kg am Tag'],
  ['PBC without ursodeoxycholic acid on the medication list', 'PBC ohne Ursodesoxycholsäure auf der Medikamentenliste'],
  ['Discuss second-line treatment with a PBC centre', 'Zweitlinienbehandlung mit einem PBC-Zentrum besprechen'],
  ['incomplete response to ursodeoxycholic acid', 'unvollständiges Ansprechen auf Ursodesoxycholsäure'],
  [
    'decompensated: obeticholic acid and fibrates are not for this patient, refer for transplantation',
    'dekompensiert: keine Obeticholsäure und keine Fibrate, zur Transplantation vorstellen',
  ],
  ['Confirm or exclude PBC', 'PBC bestätigen oder ausschließen'],
  [
    'AMA is positive and ALP above 1.5 times its limit',
    'AMA ist positiv und die AP über dem 1,5-Fachen der Obergrenze',
  ],
  [
    'Assess for immunosuppressive treatment, or record why not',
    'Immunsuppressive Behandlung prüfen oder dokumentieren, warum nicht',
  ],
  [
    'autoimmune hepatitis without immunosuppression on the medication list',
    'Autoimmunhepatitis ohne Immunsuppression auf der Medikamentenliste',
  ],
  [
    'Offer treatment of alcohol use and document drinking',
    'Behandlung des Alkoholkonsums anbieten und den Konsum dokumentieren',
  ],
  ['alcohol use disorder is recorded', 'eine Alkoholkonsumstörung ist dokumentiert'],
  ['alcohol drives this liver disease', 'Alkohol treibt diese Lebererkrankung an'],
  [
    'Do the yearly MRI with MRCP; colonoscopy every year where bowel disease is present',
    'Jährliche MRT mit MRCP; jährliche Koloskopie, wo eine Darmerkrankung besteht',
  ],
  ['PSC: no MRI of the last year is on the chart', 'PSC: keine MRT des letzten Jahres steht in der Akte'],
  ['Test anti-HDV once', 'Einmal Anti-HDV bestimmen'],
  ['hepatitis B and no anti-HDV on the chart', 'Hepatitis B und kein Anti-HDV in der Akte'],
  [
    'Follow HBV DNA, ALT and kidney function at least once a year under treatment',
    'HBV-DNA, ALT und Nierenfunktion unter Behandlung mindestens einmal im Jahr kontrollieren',
  ],
  [
    'Follow ALT, HBV DNA and fibrosis tests every six to twelve months',
    'ALT, HBV-DNA und Fibrosetests alle sechs bis zwölf Monate kontrollieren',
  ],
  ['hepatitis B under an antiviral', 'Hepatitis B unter antiviraler Behandlung'],
  ['hepatitis B without a treatment criterion on the chart', 'Hepatitis B ohne Behandlungskriterium in der Akte'],
  [
    'Give tenofovir disoproxil from the second trimester until birth, and plan the birth dose of the vaccine',
    'Tenofovirdisoproxil vom zweiten Trimenon bis zur Geburt geben und die Impfung bei der Geburt planen',
  ],
  [
    'hepatitis B in pregnancy with HBV DNA of 200 000 IU/mL or more',
    'Hepatitis B in der Schwangerschaft mit HBV-DNA ab 200 000 IU/mL',
  ],
  [
    'Measure HBV DNA and HBeAg to decide on prophylaxis against transmission',
    'HBV-DNA und HBeAg bestimmen, um über die Prophylaxe der Übertragung zu entscheiden',
  ],
  [
    'hepatitis B in pregnancy and no HBV DNA of the last year on the chart',
    'Hepatitis B in der Schwangerschaft und keine HBV-DNA des letzten Jahres in der Akte',
  ],

  // Warnings (core/assessment/warnings.ts)
  [
    'liver stiffness and FIB-4 disagree: no stage is stated',
    'Lebersteifigkeit und FIB-4 widersprechen einander: kein Stadium wird genannt',
  ],
  [
    '{word} is recorded, but VCTE is {n} kPa and FIB-4 is low: confirm the diagnosis',
    '{word} dokumentiert, aber die VCTE beträgt {n} kPa und FIB-4 ist niedrig: Diagnose bestätigen',
  ],
  [
    '{word} is recorded, but VCTE is {n} kPa: confirm the diagnosis',
    '{word} dokumentiert, aber die VCTE beträgt {n} kPa: Diagnose bestätigen',
  ],
  [
    '{word} is recorded, but VCTE is {n} kPa and FIB-4 is low: stiffness falls under treatment, the diagnosis stands',
    '{word} dokumentiert, aber die VCTE beträgt {n} kPa und FIB-4 ist niedrig: Steifigkeit fällt unter Behandlung, die Diagnose bleibt',
  ],
  [
    '{word} is recorded, but VCTE is {n} kPa: stiffness falls under treatment, the diagnosis stands',
    '{word} dokumentiert, aber die VCTE beträgt {n} kPa: Steifigkeit fällt unter Behandlung, die Diagnose bleibt',
  ],
  [
    'a decompensation is recorded without a liver disease, and heart failure is recorded: confirm the cause',
    'eine Dekompensation ist ohne Lebererkrankung dokumentiert, und eine Herzinsuffizienz ist dokumentiert: Ursache bestätigen',
  ],
  [
    'a decompensation is recorded without a liver disease: confirm the cause',
    'eine Dekompensation ist ohne Lebererkrankung dokumentiert: Ursache bestätigen',
  ],
  [
    'varices or portal hypertension are recorded without a liver disease: confirm the cause',
    'Varizen oder portale Hypertension sind ohne Lebererkrankung dokumentiert: Ursache bestätigen',
  ],
  [
    'cirrhosis is recorded as resolved: it is kept as a history',
    'die Zirrhose ist als behoben dokumentiert: sie bleibt als Vorgeschichte',
  ],
  [
    'platelets do not reflect portal pressure after splenectomy',
    'Thrombozyten zeigen nach Splenektomie den Pfortaderdruck nicht',
  ],
  [
    'platelets are low from immune thrombocytopenia, not from the liver',
    'Thrombozyten sind durch Immunthrombozytopenie niedrig, nicht durch die Leber',
  ],
  [
    'INR is that of a vitamin K antagonist: scores with INR are refused',
    'die INR ist die eines Vitamin-K-Antagonisten: Scores mit INR werden nicht berechnet',
  ],
  [
    'INR is that of a vitamin K antagonist, not of the liver',
    'die INR ist die eines Vitamin-K-Antagonisten, nicht der Leber',
  ],
  [
    'ALT is above five times its limit: stiffness and fibrosis scores read too high',
    'ALT über dem Fünffachen der Obergrenze: Steifigkeit und Fibrosescores zeigen zu hohe Werte',
  ],
  [
    'the patient is recorded as deceased: no steps are advised',
    'die Person ist als verstorben dokumentiert: keine Schritte werden empfohlen',
  ],
  [
    'provisional diagnoses are on the chart and are not counted',
    'Verdachtsdiagnosen stehen in der Akte und zählen nicht',
  ],
  ['laboratory results could not be read', 'Laborwerte waren nicht lesbar'],
  [
    'measurements could not be read: stiffness may be known',
    'Messwerte waren nicht lesbar: eine Steifigkeit kann bekannt sein',
  ],
  [
    'diagnoses could not be read: an earlier event cannot be excluded',
    'Diagnosen waren nicht lesbar: ein früheres Ereignis ist nicht ausgeschlossen',
  ],
  [
    'VCTE of {date} does not meet its quality criteria and is not used in scores',
    'die VCTE vom {date} erfüllt ihre Qualitätskriterien nicht und geht in keinen Score ein',
  ],
  [
    'stiffness of {date} has no method (VCTE, SWE or MRE) and is not used in scores',
    'die Steifigkeit vom {date} nennt keine Methode (VCTE, SWE oder MRE) und geht in keinen Score ein',
  ],
  ['quality of the VCTE (shots, IQR) is not recorded', 'die Qualität der VCTE (Messungen, IQR) ist nicht dokumentiert'],
  ['liver stiffness without a date is not used', 'Lebersteifigkeit ohne Datum wird nicht verwendet'],
  [
    'stiffness is by {word}: VCTE rules do not apply to it',
    'Steifigkeit mit {word} gemessen: VCTE-Regeln gelten dafür nicht',
  ],
  ['without a date and not used: {word}', 'ohne Datum und nicht verwendet: {word}'],
  ['{rest} ({n} times)', '{rest} ({n}-mal)'],
  ['{word} result not used: it has no unit', '{word}: Ergebnis nicht verwendet, ohne Einheit'],
  ['{word} result not used: its unit is not understood', '{word}: Ergebnis nicht verwendet, Einheit nicht verstanden'],
  ['{word} result not used: its value is not plausible', '{word}: Ergebnis nicht verwendet, Wert nicht plausibel'],
  ['{word} result not used: its value is not a number', '{word}: Ergebnis nicht verwendet, Wert ist keine Zahl'],
  ['{word} result not used: it has no date', '{word}: Ergebnis nicht verwendet, ohne Datum'],
  ['{word} result not used: it is dated in the future', '{word}: Ergebnis nicht verwendet, Datum in der Zukunft'],
  [
    'Child-Pugh is at least {n} points ({word}): {word2} not documented',
    'Child-Pugh beträgt mindestens {n} Punkte ({word}): {word2} nicht dokumentiert',
  ],

  // Why a score or a model says nothing (core/scoring/evaluate-score.ts, core/assessment/score-preconditions.ts, core/prognosis)
  [
    'built for {word}; the cause of liver disease is not established',
    'entwickelt für {word}; die Ursache der Lebererkrankung steht nicht fest',
  ],
  ['built for {word}; this patient has {word2}', 'entwickelt für {word}; hier liegt vor: {word2}'],
  [
    'built for compensated disease; a decompensation is recorded',
    'entwickelt für kompensierte Erkrankung; eine Dekompensation ist dokumentiert',
  ],
  [
    'predicts a first hepatocellular carcinoma; one is recorded',
    'sagt ein erstes hepatozelluläres Karzinom voraus; eines ist dokumentiert',
  ],
  [
    'built for a year of UDCA; medications are not known',
    'entwickelt für ein Jahr UDCA; die Medikamente sind nicht bekannt',
  ],
  [
    'built for PBC after one year of UDCA; UDCA is not on the medication list',
    'entwickelt für PBC nach einem Jahr UDCA; UDCA steht nicht auf der Medikamentenliste',
  ],
  [
    'built for a year of UDCA; its start is not recorded',
    'entwickelt für ein Jahr UDCA; der Beginn ist nicht dokumentiert',
  ],
  [
    'built for PBC after one year of UDCA; it was started less than a year ago',
    'entwickelt für PBC nach einem Jahr UDCA; der Beginn liegt weniger als ein Jahr zurück',
  ],
  [
    'built for HBV under antiviral treatment; medications are not known',
    'entwickelt für HBV unter antiviraler Behandlung; die Medikamente sind nicht bekannt',
  ],
  [
    'built for HBV under antiviral treatment, which is not on the medication list',
    'entwickelt für HBV unter antiviraler Behandlung, die nicht auf der Medikamentenliste steht',
  ],
  [
    'built for untreated HBV; medications are not known',
    'entwickelt für unbehandelte HBV; die Medikamente sind nicht bekannt',
  ],
  [
    'built for untreated HBV; an antiviral is taken',
    'entwickelt für unbehandelte HBV; ein antivirales Mittel wird genommen',
  ],
  ['built for HBV without cirrhosis', 'entwickelt für HBV ohne Zirrhose'],
  ['built for PBC before UDCA; the UDCA scores apply', 'entwickelt für PBC vor UDCA; es gelten die Scores unter UDCA'],
  [
    'built for PBC before UDCA; medications are not known',
    'entwickelt für PBC vor UDCA; die Medikamente sind nicht bekannt',
  ],
  [
    'built for compensated cirrhosis, which is not recorded',
    'entwickelt für kompensierte Zirrhose, die nicht dokumentiert ist',
  ],
  ['built for cirrhosis, which is not recorded', 'entwickelt für Zirrhose, die nicht dokumentiert ist'],
  ['built for hepatocellular carcinoma before TACE', 'entwickelt für hepatozelluläres Karzinom vor TACE'],
  [
    'cut-offs were built before cure of hepatitis C: after it stiffness falls faster than fibrosis',
    'Grenzwerte aus der Zeit vor der Heilung der Hepatitis C: danach fällt die Steifigkeit schneller als die Fibrose',
  ],
  [
    'built for chronic liver disease of a known cause; none is recorded',
    'entwickelt für chronische Lebererkrankung bekannter Ursache; keine ist dokumentiert',
  ],
  [
    'built for the native liver; a transplantation is recorded',
    'entwickelt für die eigene Leber; eine Transplantation ist dokumentiert',
  ],
  ['built for ages {n} to {n2}', 'entwickelt für {n} bis {n2} Jahre'],
  ['age under 18: built for adults', 'unter 18 Jahren: entwickelt für Erwachsene'],
  ['age under 12: PELD applies', 'unter 12 Jahren: es gilt PELD'],
  ['{word} missing', 'es fehlt: {word}'],
  ['{word} of {date} is older than {n} days', '{word} vom {date} ist älter als {n} Tage'],
  [
    '{word} of {date} is more than {n} days from {word2} of {date2}',
    '{word} vom {date} liegt mehr als {n} Tage von {word2} vom {date2} entfernt',
  ],
  ['{word} is given only as a bound ({word2})', '{word} ist nur als Grenze angegeben ({word2})'],
  ['{word} has a date that cannot be read', '{word} hat ein unlesbares Datum'],
  ['{word} is dated in the future ({date})', '{word} ist in die Zukunft datiert ({date})'],
  ['{word} is not a number', '{word} ist keine Zahl'],
  ['the formula gives no number for these values', 'die Formel ergibt für diese Werte keine Zahl'],
  ['{rest}: not used', '{rest}: nicht verwendet'],
  ['built for {word}', 'entwickelt für {word}'],
  ['age is not known', 'Alter unbekannt'],
  ['{word} is missing', '{word} fehlt'],
  ['{word} is older than {n} days', '{word} ist älter als {n} Tage'],
  ['{rest} and was not used', '{rest} und wurde nicht verwendet'],
  ['{word} is known only as a bound', '{word} ist nur als Grenze bekannt'],
  ['{word} of {n} is outside of {n2} to {n3}', '{word} von {n} liegt außerhalb von {n2} bis {n3}'],
  ['age {n} is outside of {n2} to {n3} years', 'Alter {n} liegt außerhalb von {n2} bis {n3} Jahren'],
  [
    '{word} lies outside of what the model has seen and was taken at its limit',
    '{word} liegt außerhalb dessen, was das Modell kennt, und wurde auf dessen Grenze gesetzt',
  ],
  ['{word} was converted from {word2}', '{word} wurde aus {word2} umgerechnet'],
  [
    'an event is on record: no first event is predicted',
    'ein Ereignis ist dokumentiert: kein erstes Ereignis wird vorausgesagt',
  ],
  [
    'the patient looks unlike those the model was trained on',
    'die Werte gleichen denen nicht, an denen das Modell gelernt hat',
  ],
  ['the model was built for {word}, not for {word2}', 'das Modell wurde für {word} entwickelt, nicht für {word2}'],
  ['not valid {word}', 'nicht gültig: {word}'],
  ['not dated', 'ohne Datum'],
  ['{n} months old', '{n} Monate alt'],
  ['IQR/median {n} %', 'IQR/Median {n} %'],
  ['ALT flare', 'ALT-Schub'],
  ['not computed', 'nicht berechnet'],
  ['says nothing about the stage', 'sagt nichts über das Stadium'],
  ['method not recorded', 'Methode nicht dokumentiert'],
  ['outside of the range of the method', 'außerhalb des Messbereichs der Methode'],
  ['tables do not hold after cure of hepatitis C', 'Tabellen gelten nicht nach Heilung der Hepatitis C'],
  ['{word} is used instead', 'stattdessen wird {word} verwendet'],
  [
    'Blood score by stage from other causes of liver disease',
    'Blutscore nach Stadium stammt von anderen Ursachen der Lebererkrankung',
  ],

  // Cautions of scores (core/assessment/score-preconditions.ts, core/scores)
  [
    'ALT above five times its limit: acute inflammation raises this value',
    'ALT über dem Fünffachen der Obergrenze: akute Entzündung erhöht diesen Wert',
  ],
  [
    'heart failure is recorded: congestion raises stiffness',
    'eine Herzinsuffizienz ist dokumentiert: Stauung erhöht die Steifigkeit',
  ],
  [
    'chronic kidney disease is recorded: creatinine is not from the liver alone',
    'eine chronische Nierenerkrankung ist dokumentiert: das Kreatinin kommt nicht von der Leber allein',
  ],
  [
    'ascites and encephalopathy are graded from diagnoses, at their lowest grade: the points are a minimum',
    'Aszites und Enzephalopathie sind aus Diagnosen mit ihrem niedrigsten Grad bewertet: die Punkte sind ein Minimum',
  ],
  [
    '0 % means that no cancer was observed in this class of the study, not that there is no risk',
    '0 % heißt, dass in dieser Klasse der Studie kein Karzinom auftrat, nicht, dass kein Risiko besteht',
  ],
  [
    '15 or more: transplant evaluation is usually indicated',
    'ab 15: eine Evaluation zur Transplantation ist meist angezeigt',
  ],
  [
    'AST or ALT above 200 U/L: acute inflammation inflates FIB-4',
    'AST oder ALT über 200 U/L: akute Entzündung erhöht FIB-4',
  ],
  [
    'BMI missing: the CSPH rules for MASH hold without obesity only',
    'BMI fehlt: die CSPH-Regeln für MASH gelten nur ohne Adipositas',
  ],
  ['above 1: suggests advanced disease or alcohol', 'über 1: spricht für fortgeschrittene Erkrankung oder Alkohol'],
  [
    'after hepatitis C cure portal hypertension is ruled out below 12 kPa only',
    'nach Heilung der Hepatitis C ist portale Hypertension nur unter 12 kPa ausgeschlossen',
  ],
  [
    'age 12 to 17: the sex constant of 1.33 is given to all',
    '12 bis 17 Jahre: die Geschlechtskonstante 1,33 erhalten alle',
  ],
  ['age 65 or over: lower cut-off {n} used', 'ab 65 Jahren: unterer Grenzwert {n} verwendet'],
  ['age outside 30 to 65: REACH-B does not apply', 'außerhalb von 30 bis 65 Jahren: REACH-B gilt nicht'],
  [
    'age under 35: FIB-4 is unreliable, a low value does not rule out advanced fibrosis',
    'unter 35 Jahren: FIB-4 ist nicht verlässlich, ein niedriger Wert schließt fortgeschrittene Fibrose nicht aus',
  ],
  ['age under 35: {word} is unreliable', 'unter 35 Jahren: {word} ist nicht verlässlich'],
  ['alcohol raises GGT and so this ratio', 'Alkohol erhöht die GGT und damit dieses Verhältnis'],
  [
    'cholestatic disease: bilirubin bands 4 and 10 mg/dL used',
    'cholestatische Erkrankung: Bilirubingrenzen 4 und 10 mg/dL verwendet',
  ],
  [
    'cholestatic disease: the Baveno VII rules are not validated',
    'cholestatische Erkrankung: die Baveno-VII-Regeln sind nicht validiert',
  ],
  ['cirrhosis: REACH-B was built without it', 'Zirrhose: REACH-B wurde ohne sie entwickelt'],
  ['coefficients await a reading of the paper', 'die Koeffizienten sind noch an der Veröffentlichung zu prüfen'],
  [
    'computed from its three markers: coefficients depend on the analyser',
    'aus den drei Markern berechnet: die Koeffizienten hängen vom Analysegerät ab',
  ],
  [
    'congestion, cholestasis, a meal or an ALT flare raise stiffness; cut-offs belong to method and device',
    'Stauung, Cholestase, eine Mahlzeit oder ein ALT-Schub erhöhen die Steifigkeit; Grenzwerte gehören zu Methode und Gerät',
  ],
  [
    'depends on the device: 100 Hz spleen and 50 Hz liver probes differ; validated in viral hepatitis',
    'hängt vom Gerät ab: die 100-Hz-Sonde der Milz und die 50-Hz-Sonde der Leber unterscheiden sich; validiert bei Virushepatitis',
  ],
  [
    'describes untreated PBC: survival on UDCA is better',
    'beschreibt unbehandelte PBC: das Überleben unter UDCA ist besser',
  ],
  [
    'dialysis not documented: creatinine taken as measured',
    'Dialyse nicht dokumentiert: Kreatinin wie gemessen verwendet',
  ],
  [
    'for patients on antiviral treatment: not for untreated hepatitis B',
    'unter antiviraler Behandlung: nicht für unbehandelte Hepatitis B',
  ],
  ['for patients on entecavir or tenofovir', 'unter Entecavir oder Tenofovir'],
  [
    'for untreated hepatitis B without cirrhosis; HBV DNA in copies/mL (5.6 per IU assumed where IU was reported)',
    'für unbehandelte Hepatitis B ohne Zirrhose; HBV-DNA in Kopien/mL (5,6 je IU angenommen, wo IU berichtet wurde)',
  ],
  [
    'holds for the same device and probe, fasting; a single high reading tends to fall by itself',
    'gilt für dasselbe Gerät und dieselbe Sonde, nüchtern; ein einzelner hoher Wert fällt oft von selbst',
  ],
  ['meant for values after 12 months of UDCA', 'gedacht für Werte nach 12 Monaten UDCA'],
  [
    'not documented, and not taken as absent for good: {word}',
    'nicht dokumentiert und nicht als dauerhaft fehlend gewertet: {word}',
  ],
  ['obese MASH: the ANTICIPATE-NASH model applies', 'MASH mit Adipositas: es gilt das ANTICIPATE-NASH-Modell'],
  [
    'response at one year of UDCA, with the age at its start',
    'Ansprechen nach einem Jahr UDCA, mit dem Alter bei Beginn',
  ],
  [
    'the cut-off set {word} was built for another etiology',
    'die Grenzwerte {word} wurden für eine andere Ursache entwickelt',
  ],
  [
    'total protein and albumin do not leave a plausible globulin',
    'Gesamteiweiß und Albumin lassen kein plausibles Globulin übrig',
  ],
  ['years count from the values at 12 months of UDCA', 'die Jahre zählen ab den Werten nach 12 Monaten UDCA'],
  ['MRE and FIB-4 disagree', 'MRE und FIB-4 widersprechen einander'],

  // Bands (core/scores)
  ['{rest}, unreliable under 35 years', '{rest}, unter 35 Jahren nicht verlässlich'],
  ['ALBI grade 1: liver function preserved', 'ALBI-Grad 1: Leberfunktion erhalten'],
  ['ALBI grade 2a: liver function mildly reduced', 'ALBI-Grad 2a: Leberfunktion leicht vermindert'],
  ['ALBI grade 2b: liver function reduced', 'ALBI-Grad 2b: Leberfunktion vermindert'],
  ['ALBI grade 3: liver function severely reduced', 'ALBI-Grad 3: Leberfunktion stark vermindert'],
  ['Child-Pugh A: compensated', 'Child-Pugh A: kompensiert'],
  ['Child-Pugh B: significant functional compromise', 'Child-Pugh B: deutlich eingeschränkte Funktion'],
  ['Child-Pugh C: decompensated', 'Child-Pugh C: dekompensiert'],
  ['HAP {word}: median survival {n} months after TACE', 'HAP {word}: medianes Überleben {n} Monate nach TACE'],
  ['advanced fibrosis likely', 'fortgeschrittene Fibrose wahrscheinlich'],
  ['advanced fibrosis not excluded', 'fortgeschrittene Fibrose nicht ausgeschlossen'],
  ['advanced fibrosis unlikely', 'fortgeschrittene Fibrose unwahrscheinlich'],
  ['at-risk MASH likely', 'Risiko-MASH wahrscheinlich'],
  ['at-risk MASH unlikely', 'Risiko-MASH unwahrscheinlich'],
  ['below the range of cirrhosis', 'unter dem Zirrhosebereich'],
  [
    'below the range where transplantation was discussed',
    'unter dem Bereich, in dem eine Transplantation besprochen wurde',
  ],
  ['cirrhosis likely', 'Zirrhose wahrscheinlich'],
  ['cirrhosis likely (above 2.0)', 'Zirrhose wahrscheinlich (über 2,0)'],
  ['cirrhosis unlikely', 'Zirrhose unwahrscheinlich'],
  ['clinically significant decrease of stiffness', 'klinisch bedeutsamer Abfall der Steifigkeit'],
  [
    'clinically significant portal hypertension in at least 60 %',
    'klinisch signifikante portale Hypertension bei mindestens 60 %',
  ],
  [
    'clinically significant portal hypertension not decided',
    'klinisch signifikante portale Hypertension nicht entschieden',
  ],
  ['clinically significant portal hypertension ruled out', 'klinisch signifikante portale Hypertension ausgeschlossen'],
  ['clinically significant portal hypertension', 'klinisch signifikante portale Hypertension'],
  ['compensated advanced chronic liver disease', 'kompensierte fortgeschrittene chronische Lebererkrankung'],
  ['decompensated advanced chronic liver disease', 'dekompensierte fortgeschrittene chronische Lebererkrankung'],
  ['high risk of decompensation', 'hohes Risiko einer Dekompensation'],
  ['high risk of hepatocellular carcinoma', 'hohes Risiko eines hepatozellulären Karzinoms'],
  ['high risk', 'hohes Risiko'],
  ['high-risk varices not excluded', 'Hochrisikovarizen nicht ausgeschlossen'],
  ['high-risk varices unlikely', 'Hochrisikovarizen unwahrscheinlich'],
  ['higher risk of progression', 'höheres Risiko des Fortschreitens'],
  [
    'highly suggestive of compensated advanced chronic liver disease',
    'spricht stark für eine kompensierte fortgeschrittene chronische Lebererkrankung',
  ],
  ['in the range of cirrhosis', 'im Zirrhosebereich'],
  ['in the range of significant fibrosis', 'im Bereich signifikanter Fibrose'],
  ['in the range where transplantation was discussed', 'im Bereich, in dem eine Transplantation besprochen wurde'],
  ['indeterminate for advanced fibrosis', 'unbestimmt für fortgeschrittene Fibrose'],
  ['indeterminate for at-risk MASH', 'unbestimmt für Risiko-MASH'],
  ['indeterminate for cirrhosis', 'unbestimmt für Zirrhose'],
  ['indeterminate for significant fibrosis', 'unbestimmt für signifikante Fibrose'],
  ['insufficient response to UDCA', 'unzureichendes Ansprechen auf UDCA'],
  ['intermediate for significant fibrosis', 'mittel für signifikante Fibrose'],
  ['intermediate risk of hepatocellular carcinoma', 'mittleres Risiko eines hepatozellulären Karzinoms'],
  ['intermediate risk of progression', 'mittleres Risiko des Fortschreitens'],
  ['intermediate risk', 'mittleres Risiko'],
  [
    'low platelets without stiffness: look for another cause',
    'niedrige Thrombozyten ohne Steifigkeit: andere Ursache suchen',
  ],
  ['low risk of decompensation', 'niedriges Risiko einer Dekompensation'],
  ['low risk of hepatocellular carcinoma', 'niedriges Risiko eines hepatozellulären Karzinoms'],
  ['low risk', 'niedriges Risiko'],
  ['lower risk of progression', 'niedrigeres Risiko des Fortschreitens'],
  ['medium risk of hepatocellular carcinoma', 'mittleres Risiko eines hepatozellulären Karzinoms'],
  [
    'no advanced chronic liver disease by stiffness',
    'nach der Steifigkeit keine fortgeschrittene chronische Lebererkrankung',
  ],
  ['no clinically significant decrease of stiffness', 'kein klinisch bedeutsamer Abfall der Steifigkeit'],
  ['no compensated advanced chronic liver disease', 'keine kompensierte fortgeschrittene chronische Lebererkrankung'],
  ['response to UDCA by all three rules', 'Ansprechen auf UDCA nach allen drei Regeln'],
  ['response to UDCA by {n} of three rules', 'Ansprechen auf UDCA nach {n} von drei Regeln'],
  ['response to UDCA', 'Ansprechen auf UDCA'],
  ['screening endoscopy can be spared', 'auf die Screening-Endoskopie kann verzichtet werden'],
  [
    'screening endoscopy unless on a non-selective beta-blocker',
    'Screening-Endoskopie, falls kein nicht selektiver Betablocker genommen wird',
  ],
  ['significant fibrosis likely', 'signifikante Fibrose wahrscheinlich'],
  ['significant fibrosis possible', 'signifikante Fibrose möglich'],
  ['significant fibrosis unlikely', 'signifikante Fibrose unwahrscheinlich'],
  [
    'stiffness below the range of significant fibrosis by {word}',
    'Steifigkeit unter dem Bereich signifikanter Fibrose nach {word}',
  ],
  [
    'stiffness in the range of advanced fibrosis (F3) by {word}',
    'Steifigkeit im Bereich fortgeschrittener Fibrose (F3) nach {word}',
  ],
  ['stiffness in the range of cirrhosis (F4) by {word}', 'Steifigkeit im Bereich der Zirrhose (F4) nach {word}'],
  [
    'stiffness in the range of significant fibrosis (F2) by {word}',
    'Steifigkeit im Bereich signifikanter Fibrose (F2) nach {word}',
  ],
  [
    'suggestive of compensated advanced chronic liver disease',
    'spricht für eine kompensierte fortgeschrittene chronische Lebererkrankung',
  ],

  // Lines and marks of the course (core/review/course.ts)
  ['rule out, under 65 years', 'Ausschluss unter 65 Jahren'],
  ['rule out, from 65 years', 'Ausschluss ab 65 Jahren'],
  ['rule in', 'Nachweis'],
  ['grade 1 up to here', 'Grad 1 bis hier'],
  ['grade 3 above', 'Grad 3 darüber'],
  ['evaluate for transplantation', 'zur Transplantation evaluieren'],
  ['low', 'niedrig'],
  ['advanced fibrosis unlikely below', 'darunter fortgeschrittene Fibrose unwahrscheinlich'],
  ['advanced fibrosis likely from', 'ab hier fortgeschrittene Fibrose wahrscheinlich'],
  ['cACLD highly suggestive above', 'darüber spricht es stark für cACLD'],
  ['CSPH likely from', 'ab hier CSPH wahrscheinlich'],

  // Surveillance (core/surveillance/surveillance-rules.ts)
  ['HCC surveillance, liver ultrasound', 'HCC-Überwachung, Lebersonographie'],
  ['HCC surveillance, AFP', 'HCC-Überwachung, AFP'],
  ['Varices screening, endoscopy', 'Varizensuche, Endoskopie'],
  ['Liver stiffness again', 'Lebersteifigkeit erneut'],
  ['FIB-4 again (AST, ALT, platelets)', 'FIB-4 erneut (AST, ALT, Thrombozyten)'],
  ['Hepatitis A vaccine', 'Impfung gegen Hepatitis A'],
  ['Hepatitis B vaccine', 'Impfung gegen Hepatitis B'],
  ['Pneumococcal vaccine', 'Impfung gegen Pneumokokken'],
  ['Influenza vaccine', 'Impfung gegen Influenza'],

  // Studies that wait for their analysis. Last: it fits much.
  ['{word} of {date}', '{word} vom {date}'],
];

/** Single terms, for the gaps `{word}` and for lists of what is missing. What is not here reads the same in German. */
export const termsDe: Readonly<Record<string, string>> = {
  ascites: 'Aszites',
  'variceal bleeding': 'Varizenblutung',
  'hepatic encephalopathy': 'hepatische Enzephalopathie',
  'hepatorenal syndrome': 'hepatorenales Syndrom',
  'spontaneous bacterial peritonitis': 'spontane bakterielle Peritonitis',
  decompensation: 'Dekompensation',
  cirrhosis: 'Zirrhose',
  varices: 'Varizen',
  'portal hypertension': 'portale Hypertension',
  'advanced fibrosis': 'fortgeschrittene Fibrose',
  encephalopathy: 'Enzephalopathie',
  'elastography of unknown method': 'Elastographie unbekannter Methode',
  'hepatitis b': 'Hepatitis B',
  'hepatitis c': 'Hepatitis C',
  'hepatitis d': 'Hepatitis D',
  hiv: 'HIV',
  diabetes: 'Diabetes',
  'steatotic liver disease': 'steatotischer Lebererkrankung',
  'alcohol-related liver disease': 'alkoholbedingte Lebererkrankung',
  'autoimmune hepatitis': 'Autoimmunhepatitis',
  'another chronic liver disease': 'eine andere chronische Lebererkrankung',
  'this disease': 'dieser Erkrankung',
  'unknown cause': 'unbekannte Ursache',
  alcohol: 'Alkohol',
  steatosis: 'Steatose',
  ferritin: 'Ferritin',
  age: 'Alter',
  sex: 'Geschlecht',
  'date of birth': 'Geburtsdatum',
  medications: 'Medikamente',
  diagnoses: 'Diagnosen',
  conditions: 'Diagnosen',
  labs: 'Laborwerte',
  measurements: 'Messwerte',
  exams: 'Untersuchungen',
  'imaging studies': 'Bildgebung',
  'liver stiffness': 'Lebersteifigkeit',
  'cause of liver disease': 'Ursache der Lebererkrankung',
  platelets: 'Thrombozyten',
  albumin: 'Albumin',
  alp: 'AP',
  'alp / upper limit': 'AP / Obergrenze',
  'ast / upper limit': 'AST / Obergrenze',
  'ast upper limit of normal': 'AST-Obergrenze',
  bilirubin: 'Bilirubin',
  'total bilirubin': 'Bilirubin gesamt',
  'direct bilirubin': 'Bilirubin direkt',
  creatinine: 'Kreatinin',
  sodium: 'Natrium',
  globulin: 'Globulin',
  'total protein': 'Gesamteiweiß',
  'body height': 'Körpergröße',
  'body weight': 'Körpergewicht',
  'waist circumference': 'Taillenumfang',
  'fasting glucose': 'Nüchternglukose',
  'hdl cholesterol': 'HDL-Cholesterin',
  'total cholesterol': 'Cholesterin gesamt',
  'hbv dna': 'HBV-DNA',
  'hcv rna': 'HCV-RNA',
  'hyaluronic acid': 'Hyaluronsäure',
  'elf score': 'ELF-Score',
  'prothrombin time': 'Prothrombinzeit',
  'largest liver tumour': 'größter Lebertumor',
  'spleen stiffness': 'Milzsteifigkeit',
  'liver stiffness by vcte': 'Lebersteifigkeit mit VCTE',
  'liver stiffness by mre': 'Lebersteifigkeit mit MRE',
  'liver stiffness by pswe': 'Lebersteifigkeit mit pSWE',
  'liver stiffness by 2d-swe': 'Lebersteifigkeit mit 2D-SWE',
  'earlier liver stiffness (same method)': 'frühere Lebersteifigkeit (gleiche Methode)',
  'later liver stiffness (same method)': 'spätere Lebersteifigkeit (gleiche Methode)',
  'stiffness cut-off set': 'Grenzwerte der Steifigkeit',
  'diabetes or impaired fasting glucose': 'Diabetes oder gestörte Nüchternglukose',
  'variceal bleeding ever': 'Varizenblutung jemals',
  edema: 'Ödeme',
  'cholestatic disease': 'cholestatische Erkrankung',
  'fibrosis labs': 'Blutwerte',
  stiffness: 'Steifigkeit',
  'the nafld fibrosis score': 'der NAFLD-Fibrosescore',
  'in pregnancy': 'in der Schwangerschaft',
  'after decompensation': 'nach Dekompensation',
  'after hepatocellular carcinoma': 'nach hepatozellulärem Karzinom',
  'after liver transplantation': 'nach Lebertransplantation',
  'with ascites': 'mit Aszites',
  'with hepatocellular carcinoma': 'mit hepatozellulärem Karzinom',
  a: 'ein',
  // The same in both languages: known, so not marked as English.
  afp: 'AFP',
  alt: 'ALT',
  ast: 'AST',
  bmi: 'BMI',
  cap: 'CAP',
  ggt: 'GGT',
  hba1c: 'HbA1c',
  inr: 'INR',
  'mri-pdff': 'MRI-PDFF',
  piiinp: 'PIIINP',
  'timp-1': 'TIMP-1',
};
