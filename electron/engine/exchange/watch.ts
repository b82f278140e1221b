/** What a caller of long work knows of it meanwhile, and its way to stop it. */
export interface Watch {
  readonly signal: AbortSignal;
  readonly onProgress: (step: { done: number; total: number }) => void;
}
