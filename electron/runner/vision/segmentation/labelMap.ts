/**
 * The class of every pixel. Sixteen bits hold any number of classes; files of 8-bit masks say 255 where these say
 * `notJudged`.
 */
export interface LabelMap {
  readonly width: number;
  readonly height: number;
  /** [height, width] class indices, row by row; `notJudged` where nobody has said. */
  readonly classOf: Uint16Array;
}

/** The value of a pixel that belongs to no class because nobody judged it. */
export const notJudged = 65535;
