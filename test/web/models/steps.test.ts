import { describe, expect, it } from 'vitest';
import { modelSteps } from '../../../src/core/models/model-overview.ts';
import { promotionProblem } from '../../../src/core/models/registry.ts';
import { stepsOf } from '../../../src/web/models/steps.ts';

describe('the steps that are offered', () => {
  it('are those that the registry would take from a validated model, and the switch', () => {
    for (const state of ['registered', 'silent', 'live', 'retired'] as const) {
      const standing = { model: 'm@1.0.0', state, off: false, validation: 'f' };
      const offered: readonly string[] = stepsOf(standing);
      const granted = (['silent', 'live', 'retired'] as const).filter(
        (to) => promotionProblem(standing, to, { goldenPassed: true }) === undefined,
      );
      expect(offered.filter((step) => step !== 'off' && step !== 'on').sort()).toEqual([...granted].sort());
      expect(offered.includes('off')).toBe(state === 'live' || state === 'silent');
      expect(stepsOf({ state, off: true }).at(-1)).toBe('on');
      for (const step of offered) expect(modelSteps).toContain(step);
    }
  });
});
