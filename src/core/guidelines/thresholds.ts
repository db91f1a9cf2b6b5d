/**
 * Limits that guideline rules and the disease state use and no score's band carries. What a band says (FIB-4, APRI, ELF,
 * CSPH, response to UDCA …) is asked of the score, never repeated here.
 */

/** Baveno VII, VCTE kPa: 10 to 15 suggestive of cACLD, above 15 highly suggestive. The score of that name needs platelets too; the state does not. */
export const cacldVcteKpa = { suggestive: 10, highlySuggestive: 15 } as const;

/** VCTE kPa: below 8 advanced fibrosis unlikely (EASL 2021, EASL-EASD-EASO 2024), 8 to 12 grey, 12 and more high (AASLD NILDA 2024; steatotic disease). */
export const steatoticVcteKpa = { low: 8, high: 12 } as const;

/** WHO 2024 HBV, VCTE kPa: above 7.0 significant fibrosis (treat), above 12.5 cirrhosis. */
export const whoHbvVcteKpa = { significant: 7.0, cirrhosis: 12.5 } as const;
/** WHO 2024 HBV: treat with HBV DNA above 2000 IU/mL and ALT above its limit. */
export const whoHbvDnaIuPerMl = 2000;

/** WHO 2024 HBV: prophylaxis against transmission in pregnancy from this HBV DNA, IU/mL. */
export const whoHbvPregnancyDnaIuPerMl = 200_000;

/** Evaluation for transplantation: MELD 15 or more (AASLD 2013; EASL 2024). */
export const transplantReferralMeld = 15;

/** PBC diagnosis: AMA with ALP above 1.5 times its limit is the entry to UDCA rules (EASL 2017). */
export const pbcAlpTimesUln = 1.5;

/** HCC surveillance interval, in days with a grace of two weeks (EASL, AASLD: six months). */
export const hccSurveillanceDays = 183 + 14;
/** Baveno VI/VII: endoscopy within the last two years spares another one. */
export const endoscopyDays = 730;
/** Above this multiple of its own limit ALT raises stiffness and FIB-4 (EASL 2021). */
export const flareTimesUln = 5;
