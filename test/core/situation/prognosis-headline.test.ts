import { describe, expect, it } from 'vitest';
import { guidelineRules } from '../../../src/core/guidelines/next-steps.ts';
import { pregnancyRules } from '../../../src/core/guidelines/pregnancy.ts';
import { briefly } from '../../../src/core/situation/prognosis-headline.ts';

describe('an action in a headline', () => {
  it.each([
    ['Take AST, ALT and platelets: FIB-4 is the first step', 'take AST, ALT and platelets'],
    ['Do liver ultrasound with AFP now, then every six months', 'do liver ultrasound with AFP now'],
    ['Treat with direct-acting antivirals; test HBsAg first', 'treat with direct-acting antivirals'],
    ['Stop diuretics and nephrotoxic drugs, give albumin', 'stop diuretics and nephrotoxic drugs'],
    ['Test HCV RNA', 'test HCV RNA'],
    ['MRI of the liver', 'MRI of the liver'],
  ])('%s: %s', (action, brief) => {
    expect(briefly(action)).toBe(brief);
  });

  it("is short for every rule and begins the rule's own action", () => {
    for (const { id, action } of [...guidelineRules, ...pregnancyRules]) {
      if (typeof action !== 'string') continue;
      expect(action.toLowerCase().startsWith(briefly(action).toLowerCase()), id).toBe(true);
      expect(briefly(action).length, id).toBeLessThanOrEqual(80);
    }
  });
});
