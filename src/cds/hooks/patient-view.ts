import { readBaseContext } from '../context.ts';
import type { BaseContext, Hook } from '../hook.ts';

/** https://cds-hooks.hl7.org/hooks/patient-view/ */
export default {
  id: 'patient-view',
  version: '1.0',
  tokens: ['userId', 'patientId', 'encounterId'],
  parse: (context) => readBaseContext(context, { userId: 'required' }),
} satisfies Hook<BaseContext>;
