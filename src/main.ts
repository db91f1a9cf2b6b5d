#!/usr/bin/env node
import { CommanderError } from 'commander';
import { program } from './cli/program.ts';
import { Failure } from './core/failure.ts';

/** Exit codes: 0 done, 1 the work failed (with a sentence and the way out), 2 wrong usage. */
try {
  await program().parseAsync(process.argv);
} catch (error) {
  process.exitCode = report(error);
}

function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof Failure) {
    process.stderr.write(`fibrocast: ${error.message}\n`);
    return error.kind === 'invalid-parameter' ? 2 : 1;
  }
  process.stderr.write(
    `fibrocast: stopped by an error of its own (${error instanceof Error ? error.name : 'unknown'}). Set LOG_LEVEL=debug to see where.\n`,
  );
  if (process.env.LOG_LEVEL === 'debug' && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  return 1;
}
