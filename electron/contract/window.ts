import type { Grant } from './shell.ts';
import type { PhotoId, PictureKind } from './records.ts';
import type { LabRunId } from './labMethods.ts';
import type { LookId } from './segmentation.ts';
import type { Port } from './wire.ts';

/**
 * What a shell puts into its window as `window.fovea`. Verbs only: no file system, no generic bridge.
 * Whatever takes files answers with grants, never with paths.
 */
export interface WindowShell {
  readonly kind: 'desktop' | 'browser';
  /** The port to the engine. A new one after the engine was started again: connect once more at each call. */
  openPort(): Promise<Port>;
  /** The address of a picture. `version` changes when the picture does, so that it may be cached for ever. */
  photoUrl(photo: PhotoId, kind: PictureKind, query?: Readonly<Record<string, string>>): string;
  /** The address of what `LookId` says about pixels; never another's for the same look. */
  lookUrl(look: LookId): string;
  /** The address of a picture that the lab made, or of a frame of what it is making. */
  labUrl(run: LabRunId, file: string): string;
  /** Lets the user choose photos, folders or .onnx files; empty when they thought better of it. */
  chooseFiles(): Promise<readonly Grant[]>;
  chooseFolder(): Promise<readonly Grant[]>;
  /** Lets the user choose a table of photos and their classes; null when they thought better of it. */
  chooseList(): Promise<Grant | null>;
  /** Lets the user choose files of boxes; empty when they thought better of it. */
  chooseAnnotations(): Promise<readonly Grant[]>;
  /** Lets the user choose where an export goes; null when they thought better of it. */
  chooseTarget(): Promise<Grant | null>;
  /**
   * What was dropped on the window. The desktop takes the files where they are; a browser hides where files lie, so
   * the browser shell receives copies into the library's own folder and reports how far it is.
   */
  grantDropped(dropped: DataTransferLike, onProgress: (done: number, total: number) => void): Promise<readonly Grant[]>;
  /** A folder or file typed by hand; only the browser shell offers it. */
  grantTyped(path: string): Promise<readonly Grant[]>;
  /** Shows the original in the file manager; absent where there is none. */
  reveal?(photo: PhotoId): Promise<void>;
  /** Calls back with files that the system opened with Fovea, those from before the call too; only the desktop has it. */
  onOpened?(listener: (grants: readonly Grant[]) => void): void;
}

/** The part of the DOM's DataTransfer that dropping needs; this folder knows no DOM. */
export interface DataTransferLike {
  readonly files: ArrayLike<object>;
  readonly items: ArrayLike<object>;
}
