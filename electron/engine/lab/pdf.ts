import { deflateSync } from 'node:zlib';

// A PDF of one page with one picture on it.
//
// Source: ISO 32000-1:2008, sections 7.3 (objects), 7.5 (file structure), 8.9.5 (image dictionaries) and 14.3.3 (document
// information dictionary).

export interface PdfPage {
  /** [height, width, 3] RGB */
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** In points of 1/72 inch: the page, and the margin around the picture. */
  readonly pageWidth: number;
  readonly pageHeight: number;
  readonly margin: number;
  /** What the file says of itself. */
  readonly title: string;
  readonly keywords: string;
}

/** The file. The picture keeps its proportions and every pixel, in the middle of what the margins leave. */
export function pdfOf({ pixels, width, height, pageWidth, pageHeight, margin, title, keywords }: PdfPage): Buffer {
  const scale = Math.min((pageWidth - 2 * margin) / width, (pageHeight - 2 * margin) / height);
  const [shownWidth, shownHeight] = [scale * width, scale * height];
  const [x, y] = [(pageWidth - shownWidth) / 2, (pageHeight - shownHeight) / 2];
  const place = [shownWidth, 0, 0, shownHeight, x, y].map((number) => number.toFixed(3)).join(' ');
  const image = `/Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /DeviceRGB /BitsPerComponent 8`;
  return written([
    Buffer.from('<< /Type /Catalog /Pages 2 0 R >>'),
    Buffer.from('<< /Type /Pages /Kids [3 0 R] /Count 1 >>'),
    Buffer.from(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${pageWidth} ${pageHeight}] ` +
        '/Resources << /XObject << /Picture 4 0 R >> >> /Contents 5 0 R >>',
    ),
    stream(`${image} /Filter /FlateDecode`, deflateSync(pixels)),
    stream('', Buffer.from(`q ${place} cm /Picture Do Q`)),
    Buffer.from(`<< /Title ${text(title)} /Keywords ${text(keywords)} /Producer ${text('Fovea')} >>`),
  ]);
}

const stream = (dictionary: string, content: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from(`<< ${dictionary} /Length ${content.length} >>\nstream\n`),
    content,
    Buffer.from('\nendstream'),
  ]);

/** Text in UTF-16, as hexadecimal digits: nothing in it can end it. */
const text = (value: string): string => `<FEFF${Buffer.from(value, 'utf16le').swap16().toString('hex')}>`;

/** Objects 1 to n, the catalog first and the information last, with the table of where each begins. */
function written(objects: readonly Buffer[]): Buffer {
  // The second line tells programs that look only that this is no text.
  const parts = [Buffer.from('%PDF-1.7\n%\xE2\xE3\xCF\xD3\n', 'latin1')];
  let at = parts[0]?.length ?? 0;
  const begins = objects.map((object, index) => {
    const begin = at;
    const whole = Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), object, Buffer.from('\nendobj\n')]);
    parts.push(whole);
    at += whole.length;
    return begin;
  });
  const rows = begins.map((begin) => `${String(begin).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${rows}`;
  const end = `trailer\n<< /Size ${size} /Root 1 0 R /Info ${objects.length} 0 R >>\nstartxref\n${at}\n%%EOF\n`;
  return Buffer.concat([...parts, Buffer.from(table + end)]);
}
