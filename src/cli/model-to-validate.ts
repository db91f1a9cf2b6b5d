import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../core/failure.ts';
import type { ModelManifest } from '../core/models/manifest.ts';
import { repositoryRoot } from '../sandbox/build-pages.ts';
import type { ModelToValidate } from './validate.ts';

/** Reads what a bundled model says of itself, without its graph: enough to judge predictions made elsewhere. */
export async function describedModel(id: string): Promise<ModelToValidate | undefined> {
  if (!/^[a-z0-9][a-z0-9-]*(@[0-9.]+)?$/.test(id))
    throw new Failure('invalid-parameter', '--model is not the id of a model.');
  let text: string;
  try {
    text = await readFile(join(repositoryRoot(), 'models', id, 'manifest.json'), 'utf8');
  } catch {
    return undefined;
  }
  try {
    return { manifest: JSON.parse(text) as ModelManifest };
  } catch (cause) {
    throw new Failure('model-unavailable', 'The manifest of this model is not JSON.', { cause });
  }
}
