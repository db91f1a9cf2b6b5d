import type { ReviewData, ReviewOpinion } from '../../core/review/review.ts';
import { addressOf, ask, tell } from '../design/api.ts';

/** Only in a launch for all patients of a user. */
export const namedPatient: string | undefined = new URLSearchParams(location.search).get('patient') ?? undefined;
const query = new URLSearchParams(namedPatient === undefined ? {} : { patient: namedPatient });

export const pictureUrl = (key: string): string => addressOf(`pictures/${encodeURIComponent(key)}`, query, true);
export const readReview = (): Promise<ReviewData> => ask(addressOf('review', query));
/** @returns the opinion as it was stored, where the service says so */
export const sendOpinion = (
  opinion: Pick<ReviewOpinion, 'verdict' | 'text' | 'assessmentId'>,
): Promise<Partial<ReviewOpinion> | undefined> => tell(addressOf('opinions', query), opinion);
