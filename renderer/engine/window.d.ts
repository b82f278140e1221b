import type { WindowShell } from '../../electron/contract/index.ts';

declare global {
  interface Window {
    /** Put there by the shell before the page starts. */
    readonly fovea: WindowShell;
  }
}
