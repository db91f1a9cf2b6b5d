import type { Response } from 'express';
import type { Log } from '../ports/log.ts';
import { anonymous, type Caller } from './authenticate.ts';

// What earlier middleware found out about a call, kept on the response and read only here.

/** Who calls; `anonymous` where no guard stands before the route. */
export function callerOf(response: Response): Caller {
  return (response.locals.caller as Caller | undefined) ?? anonymous;
}
export function setCaller(response: Response, caller: Caller): void {
  response.locals.caller = caller;
}

/** Logger bound to the request. */
export function logOf(response: Response): Log {
  return response.locals.log as Log;
}
export function setLog(response: Response, log: Log): void {
  response.locals.log = log;
}
