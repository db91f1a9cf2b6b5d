import { describe, expect, it } from 'vitest';
import { readDicomFile } from '../../../src/adapters/archive/dicom-file.ts';
import { Failure } from '../../../src/core/failure.ts';
import { gradientFrame, writeCt } from '../../support/dicom-series.ts';
import { uids, type WrittenDataSet, writeDicom } from '../../support/dicom-writer.ts';

describe('reading one instance', () => {
  it('reads texts, numbers and nested items in every uncompressed syntax, Part 10 and bare', () => {
    const dataSet: WrittenDataSet = {
      '00080005': ['CS', 'ISO_IR 192'],
      '00080060': ['CS', 'MR'],
      '0008103E': ['LO', 'Leber nativ, spät'],
      '00200032': ['DS', '-1.5\\2e1\\+3'],
      '00280010': ['US', 513],
      '00189087': ['FD', 800.5],
      '00280120': ['SS', [-2000]],
      '00280103': ['US', 1],
      '52009230': [
        'SQ',
        [
          { '00209113': ['SQ', [{ '00200032': ['DS', '1\\2\\3'] }]] },
          { '00209113': ['SQ', [{ '00200032': ['DS', '4\\5\\6'] }]] },
        ],
      ],
    };
    for (const syntax of [uids.implicit, uids.explicit, uids.bigEndian, uids.deflated])
      for (const bare of syntax === uids.implicit || syntax === uids.explicit ? [false, true] : [false]) {
        const { attributes } = readDicomFile(writeDicom(dataSet, syntax, bare));
        expect(attributes.text('x0008103e')).toBe('Leber nativ, spät');
        expect(attributes.numbers('x00200032')).toEqual([-1.5, 20, 3]);
        expect(attributes.number('x00280010')).toBe(513);
        expect(attributes.number('x00189087')).toBe(800.5);
        expect(attributes.number('x00280120')).toBe(-2000);
        expect(attributes.items('x52009230').map((item) => item.item('x00209113')?.numbers('x00200032'))).toEqual([
          [1, 2, 3],
          [4, 5, 6],
        ]);
        expect(attributes.text('x00100010')).toBeUndefined();
      }
  });

  it('answers nothing for a number that is none', () => {
    const { attributes } = readDicomFile(
      writeDicom({ '00080060': ['CS', 'CT'], '00281053': ['DS', 'one'], '00200032': ['DS', '1\\\\3'] }),
    );
    expect(attributes.number('x00281053')).toBeUndefined();
    expect(attributes.numbers('x00200032')).toEqual([]);
  });

  it('refuses what is no DICOM, with a reason and without quoting it', async () => {
    const whole = await writeCt();
    const cases: [Uint8Array, RegExp][] = [
      [Buffer.alloc(0), /too short/],
      [Buffer.from('Doe^Jane was here, and no DICOM at all'), /not DICOM/],
      [Buffer.alloc(5000), /not DICOM/],
      [writeDicom({ '00100010': ['PN', 'Doe^Jane'] }), /not a DICOM instance/],
      [whole.subarray(0, 140), /says no transfer syntax|damaged/],
    ];
    for (const [bytes, reason] of cases) {
      const thrown = (() => {
        try {
          readDicomFile(bytes);
        } catch (error) {
          return error;
        }
      })();
      expect(thrown).toBeInstanceOf(Failure);
      expect(thrown).toMatchObject({ kind: 'invalid-input', message: expect.stringMatching(reason) });
      expect(JSON.stringify(thrown) + String((thrown as Failure).cause ?? '')).not.toMatch(/Jane/);
    }
  });

  it('refuses a file cut anywhere in its pixels', async () => {
    for (const syntax of [uids.explicit, uids.implicit, uids.rle]) {
      const whole = await writeCt({ syntax, frame: gradientFrame(9, false, 16, 32, 32) });
      for (const part of [0.5, 0.8, 0.97]) {
        const cut = whole.subarray(0, Math.floor(whole.length * part));
        expect(() => readDicomFile(cut).frame(0), syntax).toThrow(Failure);
      }
    }
  });

  it('refuses a deflated bomb or rubbish instead of a deflated data set', () => {
    const file = writeDicom({ '00080060': ['CS', 'CT'] }, uids.deflated);
    file.fill(0xff, file.length - 8);
    expect(() => readDicomFile(file)).toThrow(/deflated/);
  });
});
