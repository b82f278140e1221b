import { z } from 'zod';
import { command, nothing } from './define.ts';
import { Grant } from './shell.ts';

/** Names what a browser sends file by file until it is complete. */
export const DropId = z.string().min(1);
export type DropId = z.infer<typeof DropId>;

/**
 * What a window in a browser may ask of its shell. A desktop window reaches its shell through the preload; a browser
 * hides where files lie, so that their bytes are sent over HTTP (PUT /drop/<id>) between the first two of these.
 */
export const browserShell = {
  /** Makes room for dropped files, in the library's own folder. */
  'drops.begin': command({ input: nothing, output: z.object({ drop: DropId }), errors: ['disk/full', 'disk/denied'] }),

  /** Everything of this drop has arrived. */
  'drops.finish': command({
    input: z.object({ drop: DropId }),
    output: z.array(Grant).readonly(),
    errors: ['library/path-missing'],
  }),

  /** The user typed the path of photos, a folder or an .onnx file on the shell's machine. */
  'grants.typed': command({
    input: z.object({ path: z.string().min(1) }),
    output: z.array(Grant).readonly(),
    errors: ['library/path-missing'],
  }),

  /** The user typed the folder into which an export goes. */
  'target.typed': command({
    input: z.object({ path: z.string().min(1) }),
    output: Grant,
    errors: ['library/path-missing'],
  }),
};

export type BrowserShellContract = typeof browserShell;
