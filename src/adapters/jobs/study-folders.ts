import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Images that no attempt has touched for so long belong to no job any more. */
const forgottenMs = 2 * 24 * 3_600_000;

/**
 * One folder a study under `root`, named by a digest so that no identifier stands in the file system. Kept between the attempts of a
 * job, so that a retrieval goes on where it stopped. Two processes on one `root` never have the same study at once: its job runs once.
 */
export function studyFolders(root: string) {
  const folderOf = (studyUid: string) => join(root, createHash('sha256').update(studyUid).digest('hex').slice(0, 32));
  return {
    async open(studyUid: string): Promise<string> {
      await mkdir(root, { recursive: true });
      await discardForgotten(root);
      const folder = folderOf(studyUid);
      await mkdir(folder, { recursive: true });
      return folder;
    },
    discard: (studyUid: string) => rm(folderOf(studyUid), { recursive: true, force: true }),
  };
}

async function discardForgotten(root: string): Promise<void> {
  for (const name of await readdir(root)) {
    const folder = join(root, name);
    const touched = (await stat(folder).catch(() => undefined))?.mtimeMs;
    if (touched !== undefined && Date.now() - touched > forgottenMs) await rm(folder, { recursive: true, force: true });
  }
}
