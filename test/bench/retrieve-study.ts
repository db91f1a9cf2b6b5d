import { openDicomwebArchive } from '../../src/adapters/archive/dicomweb-archive.ts';
import { readDicomImage } from '../../src/adapters/archive/image-folder.ts';
import { silentLog } from '../support/silent-log.ts';

/** A program: retrieves the study of `large-archive.ts` into a folder, then reads it as a volume; tells times and peak memory as JSON. */
const [baseUrl = '', folder = ''] = process.argv.slice(2);
const archive = openDicomwebArchive({ baseUrl, deadlineMs: 60_000, log: silentLog });
const peakMb = () => Math.round(process.resourceUsage().maxRSS / 1e3);
const started = performance.now();
const done = await archive.retrieve({ studyUid: '2.25.7' }, folder, { signal: new AbortController().signal });
const retrieved = performance.now();
const afterRetrieval = peakMb();
const volume = await readDicomImage(folder);
console.log(
  JSON.stringify({
    instances: done.instances,
    'retrieval s': Math.round((retrieved - started) / 100) / 10,
    'MB/s': Math.round(done.bytes / 1e3 / (retrieved - started)),
    'peak resident MB after retrieval': afterRetrieval,
    'reading s': Math.round((performance.now() - retrieved) / 100) / 10,
    'volume MB': Math.round(volume.data.byteLength / 1e6),
    'peak resident MB after reading': peakMb(),
  }),
);
