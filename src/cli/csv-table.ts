import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { parse } from 'csv-parse';
import { stringify } from 'csv-stringify';
import { Failure } from '../core/failure.ts';

/** Where notices and progress go, so that an answer can be piped. */
export interface Notices {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

const csvForm = { bom: true, skip_empty_lines: true, relax_column_count: false } as const;

/** Reads the file as it is drawn upon, header first; a file that cannot be opened fails the drawing. */
export async function* csvRows(path: string): AsyncGenerator<string[]> {
  const rows = parse(csvForm);
  const reading = pipeline(createReadStream(path), rows);
  // Awaited below; without a handler of its own a failing file would end the process before that.
  reading.catch(() => {});
  for await (const cells of rows) yield cells as string[];
  await reading;
}

/** Writes the lines; the file appears under its name only when complete. @throws Failure when the source or the disk fails */
export async function writeCsv(path: string, lines: () => AsyncGenerator<string[]>): Promise<void> {
  const part = `${path}.part`;
  try {
    await pipeline(lines, stringify(), createWriteStream(part));
    await rename(part, path);
  } catch (cause) {
    await rm(part, { force: true });
    throw asFileFailure(cause);
  }
}

/** @throws Failure `invalid-input` when a column stands twice: nobody could say which one counts. */
export function refuseRepeated(header: readonly string[]): void {
  const twice = header.find((name, index) => header.indexOf(name) !== index);
  if (twice !== undefined)
    throw new Failure('invalid-input', `The column "${twice.slice(0, 40)}" stands twice in the header.`);
}

/** Failures of reading and writing tables, in words. */
export function asFileFailure(cause: unknown): Failure {
  if (cause instanceof Failure) return cause;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (code.startsWith('CSV_')) {
    const line = cause instanceof Error && 'lines' in cause ? ` (line ${String(cause.lines)})` : '';
    return new Failure(
      'invalid-input',
      `The --in file is not a well-formed CSV table${line}: every row needs as many cells as the header.`,
      { cause },
    );
  }
  const sentence =
    {
      ENOENT: 'A file or folder of --in or --out does not exist.',
      EACCES: 'A file of --in or --out may not be opened.',
      EISDIR: '--in and --out must be files, not folders.',
    }[code] ?? 'The answer could not be written: the disk or the file failed.';
  return new Failure('invalid-input', sentence, { cause });
}

/** On a terminal one line that counts up; otherwise a plain line every ten thousand rows. */
export function rowProgress(notices: Notices) {
  const step = notices.isTTY ? 100 : 10_000;
  return {
    at(rows: number) {
      if (rows % step === 0) notices.write(notices.isTTY ? `\r${rows} rows` : `${rows} rows\n`);
    },
    end(rows: number) {
      if (notices.isTTY && rows >= step) notices.write(`\r${rows} rows\n`);
    },
  };
}
