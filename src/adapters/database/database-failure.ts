import { Failure } from '../../core/failure.ts';

/** Classes of SQLSTATE that speak about the data or the statement, not about the server: retrying changes nothing. */
const ofTheStatement = ['21', '22', '23', '42'];

/** Whether the database itself answered that it will not take this statement with these values. */
export function isRefused(error: unknown): boolean {
  const state = sqlState(error);
  return state !== undefined && ofTheStatement.includes(state.slice(0, 2));
}

/** A deadlock or serialization conflict: the same statement may pass when it is run again. */
export function isConflict(error: unknown): boolean {
  const state = sqlState(error);
  return state === '40P01' || state === '40001';
}

/** What a database error means to the caller; a Failure stays what it is. */
export function databaseFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (isRefused(error))
    return new Failure('internal', 'The result store refused data or a query of this service.', { cause: error });
  return new Failure('store-unavailable', 'The result store does not answer; try again in a moment.', { cause: error });
}

/** Runs a database operation; its errors become Failures. */
export async function guarded<T>(operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    throw databaseFailure(error);
  }
}

function sqlState(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' && /^[0-9A-Z]{5}$/.test(error.code) ? error.code : undefined;
}
