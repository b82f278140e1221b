/** Whether a photo is the first and the last of its group in the grid. */
export interface GroupEnds {
  readonly first: boolean;
  readonly last: boolean;
}
