/** The part of dcmjs that is used here; the package has no types of its own. */
declare module 'dcmjs' {
  interface Element {
    readonly vr: string;
    readonly Value?: readonly unknown[];
  }
  interface Dcmjs {
    readonly log: { setLevel(level: 'silent' | 'error'): void };
    readonly data: {
      readonly DicomMetaDictionary: { readonly nameMap: Readonly<Record<string, { tag: string; vr: string }>> };
      readonly DicomDict: new (
        meta: Record<string, Element>,
      ) => {
        dict: Record<string, Element>;
        write(options?: { readonly fragmentMultiframe?: boolean }): ArrayBuffer;
      };
      readonly DicomMessage: {
        readFile(buffer: ArrayBuffer): {
          readonly meta: Record<string, Element>;
          readonly dict: Record<string, Element>;
        };
      };
    };
  }
  const dcmjs: Dcmjs;
  export default dcmjs;
}
