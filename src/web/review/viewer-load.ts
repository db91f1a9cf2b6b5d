import { decompress } from 'nifti-reader-js';
import type { VolumeFinding } from '../../core/findings.ts';
import { sameGrid } from '../../core/volume/geometry.ts';
import type { SeriesRole } from '../../core/volume/series-rules.ts';
import { ApiRefusal, addressOf, launch } from '../design/api.ts';
import { namedPatient } from './api.ts';
import { readVolume, type ViewerVolume } from './viewer-volume.ts';
import { windowsFor } from './viewer-windows.ts';

type Of<K extends VolumeFinding['kind']> = Extract<VolumeFinding, { kind: K }>;

/** A series with what lies over it, all on one grid. */
export interface LoadedSeries {
  readonly about: Of<'series'>;
  readonly image: ViewerVolume;
  readonly regions: readonly { readonly about: Of<'region'>; readonly mask: ViewerVolume }[];
  readonly activations: readonly { readonly about: Of<'activation'>; readonly map: ViewerVolume }[];
  readonly windows: ReturnType<typeof windowsFor>;
}

/** Roles of which a study has volumes, in their order. */
export const rolesOf = (volumes: readonly VolumeFinding[] = []): readonly SeriesRole[] =>
  volumes.filter(({ kind }) => kind === 'series').map(({ series }) => series);

/** Bytes of all volumes of a series. */
const bytesOf = (volumes: readonly VolumeFinding[], role: SeriesRole): number =>
  volumes.filter(({ series }) => series === role).reduce((sum, { bytes }) => sum + bytes, 0);

/**
 * Fetches and unpacks the volumes of one series. Kept in memory only, as long as the viewer is open.
 * @param onShare 0 to 1 of the bytes
 * @throws ApiRefusal as `ask`; the reason of the signal when aborted
 */
export async function loadSeries(
  volumes: readonly VolumeFinding[],
  role: SeriesRole,
  signal: AbortSignal,
  onShare: (share: number) => void,
): Promise<LoadedSeries> {
  const wanted = volumes.filter(({ series }) => series === role);
  const all = Math.max(1, bytesOf(volumes, role));
  let come = 0;
  const loaded = await Promise.all(
    wanted.map(async (about) => {
      const file = await fetchFile(about.key, signal, (bytes) => {
        come += bytes;
        onShare(Math.min(1, come / all));
      });
      return { about, volume: readVolume(await unpacked(file)) };
    }),
  );
  const base = loaded.find(({ about }) => about.kind === 'series');
  if (base?.about.kind !== 'series') throw new ApiRefusal('unreachable');
  const over = loaded.filter(({ volume }) => sameGrid(volume.geometry, base.volume.geometry));
  const regions = over.flatMap(({ about, volume }) => (about.kind === 'region' ? [{ about, mask: volume }] : []));
  const liver = regions.find(({ about }) => about.label === 'liver')?.mask;
  return {
    about: base.about,
    image: base.volume,
    regions,
    windows: windowsFor(base.volume, base.about.modality, liver),
    activations: over.flatMap(({ about, volume }) => (about.kind === 'activation' ? [{ about, map: volume }] : [])),
  };
}

async function fetchFile(key: string, signal: AbortSignal, onBytes: (bytes: number) => void): Promise<Blob> {
  const path = `volumes/${key.split('/').map(encodeURIComponent).join('/')}`;
  const query = new URLSearchParams(namedPatient === undefined ? {} : { patient: namedPatient });
  let response: Response;
  try {
    response = await fetch(addressOf(path, query), {
      signal,
      credentials: 'same-origin',
      headers: launch === null ? {} : { 'X-Fibrocast-Launch': launch },
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiRefusal('unreachable');
  }
  if (!response.ok || !response.body)
    throw new ApiRefusal(response.status === 401 ? 'expired' : response.status === 403 ? 'denied' : 'unreachable');
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new Blob(parts);
    parts.push(value);
    onBytes(value.length);
  }
}

async function unpacked(file: Blob): Promise<ArrayBuffer> {
  if (typeof DecompressionStream === 'function')
    return new Response(file.stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer();
  return decompress(await file.arrayBuffer()) as ArrayBuffer;
}
