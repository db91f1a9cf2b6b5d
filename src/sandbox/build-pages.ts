import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from '../core/failure.ts';

/** Each a folder of `src/web` with an `index.html`, and of `dist/web`. */
async function pagesOf(sources: string, built: string): Promise<readonly string[]> {
  const root = existsSync(sources) ? sources : built;
  if (!existsSync(root)) return [];
  const folders = await readdir(root, { withFileTypes: true });
  return folders
    .filter((one) => one.isDirectory() && existsSync(join(root, one.name, 'index.html')))
    .map(({ name }) => name)
    .sort();
}

/**
 * Builds the pages into `dist/web` when one is missing or older than any of their sources, or of core, whose functions they use.
 * Without the build tool (an installation without development packages) an existing build is used as it is.
 * @returns whether anything was built, and the folder of the EHR page
 * @throws Failure `invalid-configuration` when there is neither a build nor the tool to make one
 */
export async function buildPages(root: string = repositoryRoot()): Promise<{ built: boolean; pagesDir: string }> {
  const sources = join(root, 'src', 'web');
  const built = join(root, 'dist', 'web');
  const pagesDir = join(built, 'ehr');
  const pages = await pagesOf(sources, built);
  const builtAt = await Promise.all(
    pages.map(async (page) => {
      const index = join(built, page, 'index.html');
      return existsSync(index) ? (await stat(index)).mtimeMs : undefined;
    }),
  );
  // Pages take functions of core with them.
  const watched = existsSync(sources) ? [sources, join(root, 'src', 'core')] : [];
  const changed = Math.max(0, ...(await Promise.all(watched.filter(existsSync).map(newestChange))));
  const old = pages.filter((_, index) => (builtAt[index] ?? -1) < changed);
  if (pages.length === 0)
    throw new Failure(
      'invalid-configuration',
      'The pages are not built and their sources are not here: run npm run build.',
    );
  if (old.length === 0) return { built: false, pagesDir };
  let vite: typeof import('vite');
  try {
    vite = await import('vite');
  } catch (cause) {
    if (builtAt.every((at) => at !== undefined)) return { built: false, pagesDir };
    throw new Failure('invalid-configuration', 'The pages are not built and vite is not installed: run npm ci.', {
      cause,
    });
  }
  for (const mode of old) await vite.build({ configFile: join(sources, 'vite.config.ts'), mode, logLevel: 'warn' });
  return { built: true, pagesDir };
}

/** The folder with package.json, from wherever this file runs (src or dist). */
export function repositoryRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Failure('invalid-configuration', 'The folder with package.json was not found.');
    folder = parent;
  }
  return folder;
}

async function newestChange(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const times = await Promise.all(
    files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).mtimeMs),
  );
  return Math.max(0, ...times);
}
