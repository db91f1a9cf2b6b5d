import { encode } from 'fast-png';
import type { Picture } from '../../core/pictures/picture.ts';

/** The picture as PNG, 8 bits a channel, no alpha, no text: nothing of the patient but the pixels. */
export const encodePng = ({ width, height, rgb }: Picture): Uint8Array =>
  encode({ width, height, data: rgb, depth: 8, channels: 3 });
