import { readFile } from 'node:fs/promises';
import { Failure } from '../core/failure.ts';

/** A JSON file that an option names. @throws Failure `invalid-input` that names the option, not what stands in the file */
export async function readJsonFile(option: string, path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new Failure('invalid-input', `The ${option} file does not exist or may not be opened.`, { cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Failure('invalid-input', `The ${option} file is not JSON.`, { cause });
  }
}
