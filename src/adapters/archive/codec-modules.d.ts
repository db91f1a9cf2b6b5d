/** The WebAssembly decoders ship no types; this is the part of them that we call. */
interface FrameInfo {
  readonly width: number;
  readonly height: number;
  readonly bitsPerSample: number;
  readonly componentCount: number;
  readonly isSigned?: boolean;
}
interface WasmDecoder {
  getEncodedBuffer(length: number): Uint8Array;
  getDecodedBuffer(): Uint8Array;
  decode(): void;
  getFrameInfo(): FrameInfo;
  /** 0 planes, 1 lines, 2 samples (JPEG-LS only). */
  getInterleaveMode?(): number;
  delete(): void;
}
interface WasmModule {
  readonly JpegLSDecoder: new () => WasmDecoder;
  readonly J2KDecoder: new () => WasmDecoder;
  readonly HTJ2KDecoder: new () => WasmDecoder;
  readonly JPEGDecoder: new () => WasmDecoder;
}
interface WasmOptions {
  readonly print: () => void;
  readonly printErr: () => void;
}
declare module '@cornerstonejs/codec-charls/decodewasmjs' {
  const open: (options: WasmOptions) => Promise<WasmModule>;
  export default open;
}
declare module '@cornerstonejs/codec-openjpeg/decodewasmjs' {
  const open: (options: WasmOptions) => Promise<WasmModule>;
  export default open;
}
declare module '@cornerstonejs/codec-openjph/wasmjs' {
  const open: (options: WasmOptions) => Promise<WasmModule>;
  export default open;
}
declare module '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs' {
  const open: (options: WasmOptions) => Promise<WasmModule>;
  export default open;
}
declare module 'jpeg-lossless-decoder-js' {
  export class Decoder {
    decode(buffer: ArrayBuffer, offset: number, length: number, numBytes?: number): Uint8Array | Uint16Array;
  }
}
