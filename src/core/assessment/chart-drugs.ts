import { ingredientsOfClass } from '../drugs/drugs.ts';

/** Ingredients (ids of the drug table) whose use changes how a chart is read: the classes of core/drugs.ts, or a part of one. */
export const hbvAntivirals = ingredientsOfClass('hbv-nucleoside');
export const hcvAntivirals = ingredientsOfClass('hcv-direct-acting');
export const udca = ingredientsOfClass('udca');
export const nonSelectiveBetaBlockers = ingredientsOfClass('nsbb');
/** INR under these is the treatment's, not the liver's. */
export const vitaminKAntagonists = ingredientsOfClass('vitamin-k-antagonist');
/** Lower blood sugar and are given for diabetes alone; metformin and GLP-1 agonists are not (obesity, PCOS). */
export const sulfonylureas = ingredientsOfClass('sulfonylurea');
export const otherGlucoseLowering = ingredientsOfClass('metformin', 'glp-1-agonist');
export const diuretics = ingredientsOfClass('loop-diuretic', 'aldosterone-antagonist', 'thiazide');
export const encephalopathyDrugs = ingredientsOfClass('lactulose', 'rifaximin');
/** What treats autoimmune hepatitis: not every corticosteroid, and not the antibodies of the class. */
const otherUse: ReadonlySet<string> = new Set(['dexamethasone', 'hydrocortisone', 'rituximab']);
export const immunosuppressants = ingredientsOfClass('corticosteroid', 'immunosuppressant').filter(
  (id) => !otherUse.has(id),
);
