import pino, { type DestinationStream, type Logger } from 'pino';
import type { Log } from '../../ports/log.ts';

/** JSON lines on stdout (or `destination`). What may be in a field is the port's rule: primitives, no patient data, no token. */
export function pinoLog(options: { readonly level: string; readonly destination?: DestinationStream }): Log {
  const settings = {
    level: options.level,
    base: { app: 'fibrocast' },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return wrap(options.destination ? pino(settings, options.destination) : pino(settings));
}

function wrap(logger: Logger): Log {
  return {
    debug: (fields, message) => logger.debug(fields, message),
    info: (fields, message) => logger.info(fields, message),
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => logger.error(fields, message),
    child: (fields) => wrap(logger.child(fields)),
  };
}
