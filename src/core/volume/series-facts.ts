/** What the series rules look at: DICOM tags in our words. Absent is unknown. No patient data. */
export interface SeriesFacts {
  readonly modality: string;
  /** Image Type (0008,0008), upper case. */
  readonly imageType: readonly string[];
  /**
   * Series description in lower case, for the rules' patterns; never shown. Where it is empty the protocol, then the study description:
   * those speak of all series of the study ("liver with and without contrast"), so they never stand beside it.
   */
  readonly described: string;
  /** Body Part Examined (0018,0015), upper case. */
  readonly bodyPart?: string | undefined;
  readonly slices: number;
  /** A picture or a run of pictures, not a stack of slices. */
  readonly planar: boolean;
  readonly sliceSpacingMm?: number | undefined;
  /** Distance from the first to the last slice. */
  readonly coverageMm?: number | undefined;
  /** HU for a CT whose values are Hounsfield units. */
  readonly unit?: string | undefined;
  /** Convolution Kernel (0018,1210), values joined by a slash. */
  readonly reconstructionKernel?: string | undefined;
  /** Contrast/Bolus Agent (0018,0010), lower case; undefined when none was given or none is said. */
  readonly contrastAgent?: string | undefined;
  /** Contrast/Bolus Agent Phase (0018,9344), for example PORTAL_VENOUS. */
  readonly contrastPhase?: string | undefined;
  /** From the start of the bolus (0018,1042) to the acquisition (0008,0032). */
  readonly secondsAfterContrast?: number | undefined;
  /** Acquisition Contrast (0008,9209): T1, T2, PROTON_DENSITY, DIFFUSION, ... */
  readonly acquisitionContrast?: string | undefined;
  /** Scanning Sequence (0018,0020): SE, IR, GR, EP, RM. */
  readonly scanningSequence: readonly string[];
  readonly echoTimeMs?: number | undefined;
  readonly repetitionTimeMs?: number | undefined;
  readonly diffusionBValue?: number | undefined;
  /** Ultrasound regions: a two-dimensional tissue region, a colour flow or spectral region, a calibrated one. */
  readonly ultrasound?:
    | { readonly tissue: boolean; readonly doppler: boolean; readonly calibrated: boolean }
    | undefined;
}
