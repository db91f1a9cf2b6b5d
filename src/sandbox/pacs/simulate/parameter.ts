/** One number of the simulator, or a row of them, with what it means and where it comes from. */
export interface SimulatorParameter {
  readonly value: number | readonly number[] | Readonly<Record<string, number | readonly number[]>>;
  /** UCUM where there is one; `1` for a pure number. */
  readonly unit: string;
  readonly meaning: string;
  /** A source, or `assumption`: chosen to look plausible, measured nowhere. */
  readonly source: string;
}
