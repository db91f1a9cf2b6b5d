import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from '../core/failure.ts';

/**
 * Builds the EHR page into `dist/web/ehr` when it is missing or older than any of its sources.
 * Without the build tool (an installation without development packages) an existing build is used as it is.
 * @throws Failure `invalid-configuration` when there is neither a build nor the tool to make one
 */
export async function buildPages(root: string = repositoryRoot()): Promise<{ built: boolean; pagesDir: string }> {
  const sources = join(root, 'src', 'web');
  const pagesDir = join(root, 'dist', 'web', 'ehr');
  const page = join(pagesDir, 'index.html');
  const builtAt = existsSync(page) ? (await stat(page)).mtimeMs : undefined;
  if (builtAt !== undefined && (!existsSync(sources) || (await newestChange(sources)) <= builtAt)) {
    return { built: false, pagesDir };
  }
  let vite: typeof import('vite');
  try {
    vite = await import('vite');
  } catch (cause) {
    if (builtAt !== undefined) return { built: false, pagesDir };
    throw new Failure('invalid-configuration', 'The EHR page is not built and vite is not installed: run npm ci.', {
      cause,
    });
  }
  await vite.build({ configFile: join(sources, 'vite.config.ts'), logLevel: 'warn' });
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
