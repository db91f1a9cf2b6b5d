import { Failure } from '../../core/failure.ts';
import type { AppCall } from './app-access.ts';

/**
 * Who may change models and jobs: users that the operator named (`FIBROCAST_ADMINS`), signed in at the EHR. A bare reference means the user
 * of any allowed EHR, an absolute one that of its server.
 */
export function administrators(admins: readonly string[]) {
  const is = ({ session }: Pick<AppCall, 'session'>): boolean => {
    const { user, grant } = session;
    return user !== undefined && (admins.includes(user) || admins.includes(`${grant.fhirServer}/${user}`));
  };
  return {
    is,
    /** @returns the user. @throws Failure `forbidden` */
    require(call: Pick<AppCall, 'session'>): string {
      if (!is(call) || call.session.user === undefined)
        throw new Failure('forbidden', 'Only administrators of this service may do this (FIBROCAST_ADMINS).');
      return call.session.user;
    },
  };
}
export type Administrators = ReturnType<typeof administrators>;
