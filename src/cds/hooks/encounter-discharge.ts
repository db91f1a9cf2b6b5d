import { readBaseContext } from '../context.ts';
import type { BaseContext, Hook } from '../hook.ts';

/** https://cds-hooks.hl7.org/hooks/encounter-discharge/ */
export default {
  id: 'encounter-discharge',
  version: '1.0',
  tokens: ['userId', 'patientId', 'encounterId'],
  parse: (context) => readBaseContext(context, { userId: 'required', encounterId: 'required' }),
} satisfies Hook<BaseContext>;
