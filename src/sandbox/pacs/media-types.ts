import { explicitLittleEndian } from './part10.ts';
import { DicomwebRefusal } from './refusal.ts';

/** One media range of an Accept header. */
interface MediaRange {
  /** Lower case: `multipart/related`. */
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** `a; b="c, d", e` to its ranges, commas within quotes left alone. */
export function mediaRangesOf(header: string): readonly MediaRange[] {
  return (header.match(/(?:"[^"]*"|[^,"])+/g) ?? []).flatMap((part) => {
    const [type = '', ...rest] = part.match(/(?:"[^"]*"|[^;"])+/g) ?? [];
    const parameters = rest.flatMap((each): [string, string][] => {
      const at = each.indexOf('=');
      return at < 0
        ? []
        : [
            [
              each.slice(0, at).trim().toLowerCase(),
              each
                .slice(at + 1)
                .trim()
                .replace(/^"|"$/g, ''),
            ],
          ];
    });
    return type.trim() === '' ? [] : [{ type: type.trim().toLowerCase(), parameters: new Map(parameters) }];
  });
}

/** What may be sent in answer to a retrieval. */
export interface Wanted {
  /** In parts, or alone. */
  readonly multipart: boolean;
  /** A transfer syntax by UID, or `*`. Explicit little endian is what the standard takes where none is named. */
  readonly syntax: string;
}

/**
 * What an Accept header asks for, of parts of one media type.
 * @throws DicomwebRefusal 406
 */
export function wantedOf(accept: string | undefined, partType: string): readonly [Wanted, ...Wanted[]] {
  const found = mediaRangesOf(accept ?? '*/*').flatMap(({ type, parameters }): Wanted[] => {
    const syntax = parameters.get('transfer-syntax') ?? explicitLittleEndian;
    const inner = parameters.get('type')?.toLowerCase() ?? partType;
    if (type === '*/*' || type === 'multipart/*') return [{ multipart: true, syntax }];
    if (type === 'multipart/related') return inner === partType || inner === '*/*' ? [{ multipart: true, syntax }] : [];
    return type === partType ? [{ multipart: false, syntax }] : [];
  });
  const [first, ...rest] = found;
  if (first === undefined) throw new DicomwebRefusal(406, `This archive sends ${partType} in multipart/related.`);
  return [first, ...rest];
}

/** @throws DicomwebRefusal 406 when JSON is not accepted */
export function wantJson(accept: string | undefined): void {
  const ok = ['*/*', 'application/*', 'application/json', 'application/dicom+json'];
  if (!mediaRangesOf(accept ?? '*/*').some(({ type }) => ok.includes(type)))
    throw new DicomwebRefusal(406, 'This archive answers searches in application/dicom+json.');
}
