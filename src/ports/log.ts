/** Structured log, bound to one request or job. Fields never hold patient data, tokens or foreign text. */
export interface Log {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
  child(fields: LogFields): Log;
}
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;
