import { gradientFrame, writeCt } from '../support/dicom-series.ts';
import { startDicomwebServer } from '../support/dicomweb-server.ts';

/** A program: an archive on loopback with one generated CT of `SLICES` slices of 512 × 512 pixels of 16 bits. */
const slices = Number(process.env.SLICES ?? 1500);
const numbered = (k: number) => String(100_000 + k);
const template = await writeCt({
  uid: `2.25.7.1.${numbered(0)}`,
  position: [-200, -200, 100_000],
  spacing: [0.8, 0.8],
  frame: {
    ...gradientFrame(0, false, 16, 512, 512),
    values: Array.from({ length: 512 * 512 }, (_, i) => (i * 7) % 2048),
  },
  more: { '0020000D': ['UI', '2.25.7'], '0020000E': ['UI', '2.25.7.1'], '0008103E': ['LO', 'Abdomen portal venous'] },
});
const places = ['.1.100000', '\\100000'].map((text) => template.indexOf(text, 0, 'latin1') + text.length - 6);
const server = await startDicomwebServer(
  Array.from({ length: slices }, (_, k) => ({
    studyUid: '2.25.7',
    seriesUid: '2.25.7.1',
    instanceUid: `2.25.7.1.${numbered(k)}`,
    file: () => {
      const file = Buffer.from(template);
      for (const place of places) file.write(numbered(k), place, 'latin1');
      return file;
    },
  })),
);
console.log(`listening ${server.baseUrl.replace('/dicom-web', '')}`);
process.on('SIGTERM', () => void server.stop().then(() => process.exit(0)));
