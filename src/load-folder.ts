import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Failure } from './core/failure.ts';

export interface Member<T> {
  readonly id: string;
  readonly path: string;
  readonly value: T;
}

/**
 * Loads every member of a folder, sorted by id. A member is the default export of `<id>.ts` (or, with `entry`,
 * of `<id>/<entry>.ts`); compiled `.js` files are found the same way. A folder of members holds nothing else but README.md.
 * @throws Failure `invalid-catalogue` with the member's path and what is wrong.
 */
export async function loadFolder<T extends { readonly id: string }>(
  folder: string,
  options: { entry?: string } = {},
): Promise<Member<T>[]> {
  const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
  const entries = await readdir(folder, { withFileTypes: true });
  const names = options.entry
    ? entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
    : entries
        .filter((entry) => entry.isFile() && entry.name.endsWith(extension))
        .map((entry) => basename(entry.name, extension));
  const members = [];
  for (const name of names.sort()) {
    const path = options.entry
      ? join(folder, name, `${options.entry}${extension}`)
      : join(folder, `${name}${extension}`);
    members.push(await loadMember<T>(name, path));
  }
  return members;
}

async function loadMember<T extends { readonly id: string }>(name: string, path: string): Promise<Member<T>> {
  let module: { default?: T };
  try {
    module = await import(pathToFileURL(path).href);
  } catch (cause) {
    throw new Failure(
      'invalid-catalogue',
      `${name} could not be loaded: ${cause instanceof Error ? cause.message : 'unknown error'}`,
      { cause },
    );
  }
  const value = module.default;
  if (!value || typeof value !== 'object') throw new Failure('invalid-catalogue', `${name} has no default export.`);
  if (value.id !== name)
    throw new Failure('invalid-catalogue', `${name} calls itself "${value.id}"; its id must equal its name.`);
  return { id: name, path, value };
}
