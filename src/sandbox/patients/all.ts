import type { Scenario } from '../scenario.ts';
import { advancedPatients } from './advanced.ts';
import { autoimmunePatients } from './autoimmune.ts';
import { difficultPatients } from './difficult.ts';
import { imagedPatients } from './imaged.ts';
import { metabolicPatients } from './metabolic.ts';
import { viralPatients } from './viral.ts';

/** Every patient of the sandbox hospital as of `today` (FHIR date): the same day gives the same charts, byte for byte. */
export function sandboxScenarios(today: string): readonly Scenario[] {
  return [
    ...viralPatients,
    ...metabolicPatients,
    ...autoimmunePatients,
    ...advancedPatients,
    ...difficultPatients,
    ...imagedPatients,
  ].map((open) => open(today));
}
