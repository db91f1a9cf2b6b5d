import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { Command } from 'commander';
import { instantRange } from '../../fhir-resources/search/instants.ts';
import { searchableTypes } from '../../fhir-resources/search/parameters.ts';
import { Failure } from '../core/failure.ts';
import { storedSince } from '../http/bulk-export.ts';
import type { Criterion, ResultStore } from '../ports/results.ts';

export interface ExportDependencies {
  /** Opens the configured store; closed again when the export ends. */
  open(): Promise<{ readonly results: ResultStore; close(): Promise<void> }>;
  /** Types exported when none are named. */
  readonly types: readonly string[];
  readonly out: { write(text: string): unknown };
  readonly progress: { write(text: string): unknown; readonly isTTY?: boolean };
}

export interface ExportedFile {
  readonly type: string;
  readonly file: string;
  readonly count: number;
}

/** `fibrocast export --type Observation --since 2026-01-01 --out ndjson/` */
export function exportCommand(dependencies: ExportDependencies): Command {
  return new Command('export')
    .description('write stored results as FHIR bulk files, one NDJSON file per resource type')
    .option('--type <types>', 'resource types, separated by commas (default: all)')
    .option('--since <instant>', 'only what was stored or changed since this date or instant')
    .requiredOption('--out <folder>', 'folder for the files; made when it is not there')
    .option('--json', 'print the summary as JSON')
    .action(async (options: { type?: string; since?: string; out: string; json?: boolean }) => {
      const types = typesOf(options.type, dependencies.types);
      const criteria = sinceCriteria(options.since);
      const store = await dependencies.open();
      try {
        const files: ExportedFile[] = [];
        for (const type of types) {
          const file = await exportType(store.results, type, criteria, options.out, dependencies.progress);
          if (file) files.push(file);
        }
        const total = files.reduce((sum, file) => sum + file.count, 0);
        const lines = files.map((file) => `${file.type.padEnd(20)} ${String(file.count).padStart(9)}  ${file.file}\n`);
        dependencies.out.write(
          options.json
            ? `${JSON.stringify({ total, files })}\n`
            : `${lines.join('')}${total === 0 ? 'Nothing is stored that matches.' : `${total} resources written.`}\n`,
        );
      } finally {
        await store.close();
      }
    });
}

function typesOf(text: string | undefined, all: readonly string[]): readonly string[] {
  if (text === undefined) return all;
  const types = text
    .split(',')
    .map((type) => type.trim())
    .filter((type) => type !== '');
  const wrong = types.find((type) => !searchableTypes.includes(type));
  if (wrong !== undefined || types.length === 0)
    throw new Failure('invalid-parameter', `--type takes resource types such as ${all.slice(0, 2).join(',')}.`);
  return [...new Set(types)];
}

function sinceCriteria(text: string | undefined): readonly Criterion[] {
  if (text === undefined) return [];
  const range = instantRange(text);
  if (!range)
    throw new Failure('invalid-parameter', '--since takes a date such as 2026-01-31 or 2026-01-31T12:00:00Z.');
  return [storedSince(range.low)];
}

/** The file has its name only when it is complete and on the disk. A type without matches gets no file. */
async function exportType(
  store: ResultStore,
  resourceType: string,
  criteria: readonly Criterion[],
  folder: string,
  progress: ExportDependencies['progress'],
): Promise<ExportedFile | undefined> {
  await mkdir(folder, { recursive: true });
  const file = `${resourceType}.ndjson`;
  const partial = join(folder, `.${file}.${process.pid}.partial`);
  let count = 0;
  const stream = createWriteStream(partial, { flags: 'w', highWaterMark: 1 << 18 });
  try {
    for await (const document of store.stream({ resourceType, criteria, sort: [], total: 'none' })) {
      if (!stream.write(`${JSON.stringify(document)}\n`)) await once(stream, 'drain');
      count += 1;
      if (count % 1_000 === 0 && progress.isTTY) progress.write(`\r${resourceType}: ${count}`);
    }
    stream.end();
    await finished(stream);
    if (progress.isTTY && count >= 1_000) progress.write('\r\u001b[K');
    if (count === 0) return undefined;
    await flush(partial);
    await rename(partial, join(folder, file));
    return { type: resourceType, file, count };
  } finally {
    stream.destroy();
    await rm(partial, { force: true });
  }
}

async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
