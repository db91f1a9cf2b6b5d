import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Images that no attempt has touched for so long belong to no job any more. */
const forgottenMs = 2 * 24 * 3_600_000;

/**
 * One folder a job under `root`, named by a digest so that no identifier stands in the file system. Kept between the attempts of a
 * job, so that a retrieval goes on where it stopped. Two processes on one `root` never have the same folder at once: a job runs once.
 */
export function studyFolders(root: string) {
  const folderOf = (key: string) => join(root, createHash('sha256').update(key).digest('hex').slice(0, 32));
  return {
    async open(key: string): Promise<string> {
      await mkdir(root, { recursive: true });
      await discardForgotten(root);
      const folder = folderOf(key);
      await mkdir(folder, { recursive: true });
      return folder;
    },
    discard: (key: string) => rm(folderOf(key), { recursive: true, force: true }),
  };
}

async function discardForgotten(root: string): Promise<void> {
  for (const name of await readdir(root)) {
    const folder = join(root, name);
    const touched = (await stat(folder).catch(() => undefined))?.mtimeMs;
    if (touched !== undefined && Date.now() - touched > forgottenMs) await rm(folder, { recursive: true, force: true });
  }
}
