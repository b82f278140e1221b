import { extname } from 'node:path';

/** Camera formats. sharp would open some of them as TIFF and show a postage stamp. */
export const rawExtensions = new Set(
  'cr2 cr3 crw nef nrw arw srf sr2 dng orf rw2 raf pef srw 3fr erf kdc mrw raw rwl iiq x3f'.split(' '),
);

/** What an import takes from a folder; a file that was itself chosen is tried whatever it is called. */
const decodedExtensions = new Set(
  'jpg jpeg jpe jfif png tif tiff webp avif gif heic heif hif svg bmp jp2 jxl'.split(' '),
);

export const extensionOf = (path: string): string => extname(path).slice(1).toLowerCase();

export const isRaw = (path: string): boolean => rawExtensions.has(extensionOf(path));

export const looksLikePhoto = (path: string): boolean => decodedExtensions.has(extensionOf(path)) || isRaw(path);
