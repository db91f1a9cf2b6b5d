import { relative } from 'node:path';
import { Command } from 'commander';
import { loadCatalogue } from '../catalogue.ts';

/** `fibrocast catalogue`: every member the service found, with its path. */
export function catalogueCommand(): Command {
  return new Command('catalogue')
    .description('print every service, hook, score, radiomics family and store that was found')
    .option('--json', 'as JSON')
    .action(async (options: { json?: boolean }) => {
      const catalogue = await loadCatalogue();
      const rows = Object.entries(catalogue).flatMap(([kind, members]) =>
        members.map((member: { id: string; path: string }) => ({
          kind,
          id: member.id,
          path: relative(process.cwd(), member.path),
        })),
      );
      if (options.json) return void process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
      for (const row of rows) process.stdout.write(`${row.kind.padEnd(10)} ${row.id.padEnd(28)} ${row.path}\n`);
    });
}
