/** One file to be sent, and its path within what was dropped. */
export interface Sent {
  readonly path: string;
  readonly file: File;
}

/** In a folder lie other files too; only these are worth sending. What is dropped by itself is sent whatever it is. */
const worthSending =
  /\.(jpe?g|jfif|png|apng|tiff?|webp|avif|gif|svg|hei[cf]|onnx|dng|cr[23w]|nef|nrw|arw|sr[2fw]|raf|orf|rw[2l]|pef|x3f|3fr|iiq|erf|kdc|mrw|mos)$/i;

/**
 * The files of a drop, folders walked to their ends. Starts before it returns: the browser empties a DataTransfer as
 * soon as the drop event is over.
 */
export function filesOfDrop(items: Iterable<DataTransferItem>, files: Iterable<File>): Promise<Sent[]> {
  const entries = [...items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  if (entries.length === 0) return Promise.resolve(filesChosen(files));
  return Promise.all(entries.map((entry) => walk(entry, true))).then((lists) => lists.flat());
}

/** The files of an <input type="file">; those of a chosen folder carry their path. */
export const filesChosen = (files: Iterable<File>): Sent[] =>
  [...files]
    .map((file) => ({ path: file.webkitRelativePath || file.name, file }))
    .filter(({ path, file }) => file.webkitRelativePath === '' || worthSending.test(path));

async function walk(entry: FileSystemEntry, dropped: boolean): Promise<Sent[]> {
  if (isFile(entry)) {
    if (!dropped && !worthSending.test(entry.name)) return [];
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    return [{ path: entry.fullPath.replace(/^\//, ''), file }];
  }
  if (!isFolder(entry)) return [];
  const found: Sent[] = [];
  // One after the other: thousands of open directories at once make a browser refuse.
  for (const child of await childrenOf(entry)) found.push(...(await walk(child, false)));
  return found;
}

/** A directory reader answers at most a hundred entries at a time, and none at the end. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const children: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return children;
    children.push(...some);
  }
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
