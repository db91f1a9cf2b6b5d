import type { ReviewData, ReviewOpinion } from '../../core/review/review.ts';
import { addressOf, appBase, ask, tell } from '../design/api.ts';

/** Only in a launch for all patients of a user. */
export const namedPatient: string | undefined = new URLSearchParams(location.search).get('patient') ?? undefined;
const query = new URLSearchParams(namedPatient === undefined ? {} : { patient: namedPatient });

export const pictureUrl = (key: string): string => addressOf(`pictures/${encodeURIComponent(key)}`, query, true);
export const readReview = (): Promise<ReviewData> => ask(addressOf('review', query));
/** Analyses of the patient's studies that wait or run, and how many studies are analysed. */
export const readPending = (): Promise<Pick<ReviewData, 'pending'> & { readonly analysed: number }> =>
  ask(addressOf('pending', query));
/** Ends the session of this launch. */
export const signOut = (): Promise<void> => tell(`${appBase}/logout`, {});
/** @returns the opinion as it was stored, where the service says so */
export const sendOpinion = (
  opinion: Pick<ReviewOpinion, 'verdict' | 'text' | 'assessmentId'>,
): Promise<Partial<ReviewOpinion> | undefined> => tell(addressOf('opinions', query), opinion);
