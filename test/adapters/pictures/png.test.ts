import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { encodePng } from '../../../src/adapters/pictures/png.ts';

describe('a picture as PNG', () => {
  it('reads back as it was, 8 bits, three channels, no text', () => {
    const rgb = Uint8Array.from({ length: 18 }, (_, n) => n * 14);
    const { width, height, data, depth, channels, text } = decode(encodePng({ width: 3, height: 2, rgb }));
    expect({ width, height, depth, channels, text }).toEqual({ width: 3, height: 2, depth: 8, channels: 3, text: {} });
    expect([...data]).toEqual([...rgb]);
  });
});
