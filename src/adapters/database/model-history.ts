import { appendFile, mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import { Failure } from '../../core/failure.ts';
import type { ModelChange } from '../../core/models/registry.ts';
import type { ModelHistory } from '../../ports/models.ts';
import { guarded } from './database-failure.ts';
import type { Tables } from './tables.ts';

export function memoryModelHistory(): ModelHistory {
  const changes: ModelChange[] = [];
  return {
    read: async () => [...changes],
    append: async (change) => void changes.push(change),
  };
}

/** In the database: all processes that share it see a change at their next read. */
export function sqlModelHistory(db: Kysely<Tables>): ModelHistory {
  return {
    async read() {
      const rows = await guarded(() => db.selectFrom('model_change').select('change').orderBy('seq').execute());
      return rows.map(({ change }): ModelChange => JSON.parse(change));
    },
    async append(change) {
      await guarded(() =>
        db
          .insertInto('model_change')
          .values({ change: JSON.stringify(change) })
          .execute(),
      );
    },
  };
}

/**
 * A file of JSON lines beside the embedded store, which one process holds for itself: so that a model can be switched off from the command
 * line while the service runs. A change is one line, written at once; a line that was cut off by a crash is left out.
 */
export function fileModelHistory(dataDir: string): ModelHistory {
  const path = join(dataDir, 'model-changes.jsonl');
  const refused = (cause: unknown) =>
    new Failure('store-unavailable', 'The history of the models in the folder that DATA_DIR names cannot be used.', {
      cause,
    });
  let known: { readonly stamp: string; readonly changes: readonly ModelChange[] } = { stamp: '', changes: [] };
  return {
    async read() {
      try {
        const { size, mtimeMs } = await stat(path);
        const stamp = `${size} ${mtimeMs}`;
        if (stamp !== known.stamp) known = { stamp, changes: linesOf(await readFile(path, 'utf8')) };
        return known.changes;
      } catch (thrown) {
        if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return [];
        throw refused(thrown);
      }
    },
    async append(change) {
      try {
        await mkdir(dataDir, { recursive: true });
        // A line break before it ends a line that a crash may have cut off; empty lines are none.
        await appendFile(path, `\n${JSON.stringify(change)}\n`, { flush: true });
      } catch (thrown) {
        throw refused(thrown);
      }
    },
  };
}

function linesOf(text: string): readonly ModelChange[] {
  return text.split('\n').flatMap((line): ModelChange[] => {
    if (line === '') return [];
    try {
      return [JSON.parse(line)];
    } catch {
      return [];
    }
  });
}
