/** The part of @lhncbc/ucum-lhc that the door uses; the package ships no types. */
declare module '@lhncbc/ucum-lhc' {
  interface ConversionAnswer {
    readonly status: 'succeeded' | 'failed' | 'error';
    readonly toVal: number | null;
    readonly msg: readonly string[];
  }
  interface UcumLhcUtils {
    convertUnitTo(
      from: string,
      value: number,
      to: string,
      options: { readonly suggest?: boolean; readonly molecularWeight?: number | null },
    ): ConversionAnswer;
    validateUnitString(unit: string): { readonly status: 'valid' | 'invalid' | 'error' };
  }
  const ucum: { readonly UcumLhcUtils: { getInstance(): UcumLhcUtils } };
  export default ucum;
}
