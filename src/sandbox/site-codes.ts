import { sandboxCodes } from './patients/chart-builder.ts';

/** The sandbox hospital's own laboratory codes, in the form of `FIBROCAST_CODE_MAP`: what a site engineer would hand over. */
export const sandboxCodeMap = `system,code,concept\n${sandboxCodes},LEBER-BILI-D,directBilirubinUmolPerL\n`;
