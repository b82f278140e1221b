/** Runs one step when its turn has come: the device does one thing at a time, and an interactive request goes first. */
export type Turn = <T>(step: () => Promise<T>) => Promise<T>;
