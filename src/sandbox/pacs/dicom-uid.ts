import { createHash } from 'node:crypto';

/** A UID under root 2.25 (PS3.5 B.2: an integer of 128 bits) from names: the same for the same names, in every process. */
export function uidOf(...names: readonly (string | number)[]): string {
  const digest = createHash('sha256')
    .update(JSON.stringify(['fibrocast sandbox', ...names]))
    .digest('hex');
  return `2.25.${BigInt(`0x${digest.slice(0, 32)}`)}`;
}
