import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { z } from 'zod';
import { Failure } from '../../core/failure.ts';
import { goldenProblems, manifestProblems, referenceProblems } from '../../core/models/check-manifest.ts';
import { versionedId } from '../../core/models/columns.ts';
import type { ModelManifest } from '../../core/models/manifest.ts';
import type { ModelFolder, ModelFolders, RefusedModel } from '../../ports/models.ts';
import { goldenSchema, manifestSchema, referenceSchema } from './manifest-schema.ts';

/**
 * Reads and checks one model folder: shapes, what the fields say together, and the SHA-256 of every file.
 * @throws Failure `invalid-catalogue`: each problem a sentence with its field and what is expected.
 */
export async function readModelFolder(path: string): Promise<ModelFolder> {
  const folder = basename(path);
  const manifestText = await fileOf(path, 'manifest.json');
  if (manifestText === undefined) throw refusedFolder(folder, ['manifest.json is missing.']);
  const manifest = parsed(folder, 'manifest.json', manifestText, manifestSchema);
  const name = versionedId(manifest);
  const problems = manifestProblems(manifest);
  if (folder !== manifest.id && folder !== name)
    problems.push(`id: ${manifest.id} is expected to be the folder's name (or ${name} for a second version).`);

  const files = await checkedFiles(path, manifest, problems);
  const golden = files.golden === undefined ? undefined : parsed(folder, 'golden.json', files.golden, goldenSchema);
  const reference =
    files.reference === undefined ? undefined : parsed(folder, 'reference.json', files.reference, referenceSchema);
  problems.push(...referenceProblems(manifest, reference));
  if (golden !== undefined) problems.push(...goldenProblems(manifest, golden));
  if (problems.length > 0 || golden === undefined || files.card === undefined) throw refusedFolder(folder, problems);

  const validation = await fileOf(path, 'validation.json');
  return {
    manifest,
    golden,
    ...(reference === undefined ? {} : { reference }),
    card: files.card.toString('utf8'),
    ...(validation === undefined
      ? {}
      : { validation: { sha256: digestOf(validation), report: json(folder, 'validation.json', validation) } }),
    path,
  };
}

async function checkedFiles(path: string, { sha256 }: ModelManifest, problems: string[]) {
  const checked = async (file: keyof ModelManifest['sha256']) => {
    const bytes = await fileOf(path, file);
    const expected = sha256[file];
    if (expected === undefined) {
      if (bytes !== undefined) problems.push(`sha256: ${file} is in the folder and not in the list.`);
      return undefined;
    }
    if (bytes === undefined) {
      problems.push(`${file} is missing.`);
      return undefined;
    }
    if (digestOf(bytes) !== expected)
      problems.push(`${file} is not the file that the manifest describes: its SHA-256 differs.`);
    return bytes;
  };
  const [, golden, reference, card] = await Promise.all([
    checked('model.onnx'),
    checked('golden.json'),
    checked('reference.json'),
    checked('model-card.md'),
  ]);
  return { golden, reference, card };
}

/**
 * Every model of these folders of folders, sorted by id and version. What fails is refused with its sentence and the others load;
 * an id and version that stand twice are both refused. A folder that does not exist holds no model.
 */
export async function readModels(folders: readonly string[]): Promise<ModelFolders> {
  const read: ModelFolder[] = [];
  const refused: RefusedModel[] = [];
  for (const folder of folders) {
    for (const name of await modelFolderNames(folder)) {
      try {
        read.push(await readModelFolder(join(folder, name)));
      } catch (thrown) {
        if (!(thrown instanceof Failure)) throw thrown;
        refused.push({ model: name, reason: thrown.message });
      }
    }
  }
  const times = new Map<string, number>();
  for (const { manifest } of read) times.set(versionedId(manifest), (times.get(versionedId(manifest)) ?? 0) + 1);
  for (const [model, n] of times)
    if (n > 1) refused.push({ model, reason: `${model} stands in ${n} folders: give one of them another version.` });
  const models = read
    .filter(({ manifest }) => times.get(versionedId(manifest)) === 1)
    .sort((a, b) => (versionedId(a.manifest) < versionedId(b.manifest) ? -1 : 1));
  return { models, refused };
}

/** Folders that hold a manifest.json, sorted by name; others (training, …) are no models. */
export async function modelFolderNames(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((thrown: unknown) => {
    if (isAbsent(thrown)) return [];
    throw thrown;
  });
  const names: string[] = [];
  for (const entry of entries.filter((each) => each.isDirectory() && !each.name.startsWith('.'))) {
    const inside = await readdir(join(folder, entry.name));
    if (inside.includes('manifest.json') || inside.includes('model.onnx')) names.push(entry.name);
  }
  return names.sort();
}

const digestOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

async function fileOf(path: string, file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(join(path, file));
  } catch (thrown) {
    if (isAbsent(thrown)) return undefined;
    throw new Failure('invalid-catalogue', `Model ${basename(path)}: ${file} cannot be read.`, { cause: thrown });
  }
}

const isAbsent = (thrown: unknown) =>
  thrown instanceof Error && 'code' in thrown && (thrown.code === 'ENOENT' || thrown.code === 'ENOTDIR');

function json(folder: string, file: string, bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new Failure('invalid-catalogue', `Model ${folder}: ${file} is not JSON.`, { cause });
  }
}

function parsed<T>(folder: string, file: string, bytes: Buffer, schema: z.ZodType<T>): T {
  const result = schema.safeParse(json(folder, file, bytes));
  if (result.success) return result.data;
  throw refusedFolder(
    folder,
    result.error.issues.map((issue) => `${file} ${fieldOf(issue.path)}: ${expectationOf(issue)}.`),
  );
}

const fieldOf = (path: readonly PropertyKey[]) =>
  path.length === 0
    ? 'as a whole'
    : path
        .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
        .join('')
        .replace(/^\./, '');

function expectationOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return `the field ${issue.keys.join(', ')} is not known`;
  if (issue.code === 'invalid_type') return `${issue.expected} is expected`;
  if (issue.code === 'invalid_value') return `one of ${issue.values.slice(0, 12).map(String).join(', ')} is expected`;
  return issue.message.replace(/\.$/, '');
}

/** At most so many problems are told at once: a manifest of another form has hundreds. */
const mostTold = 8;

function refusedFolder(folder: string, problems: readonly string[]): Failure {
  const told = problems.slice(0, mostTold).join(' ');
  const rest = problems.length > mostTold ? ` And ${problems.length - mostTold} more.` : '';
  return new Failure('invalid-catalogue', `Model ${folder} is refused. ${told}${rest}`);
}
