/** A class on a map. */
export interface LegendRow {
  /** Its number, as its mark goes by. */
  readonly id: number;
  readonly name: string;
  readonly count: number;
}
