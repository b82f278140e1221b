import { seeded } from '../../electron/runner/vision/index.ts';

// Sidecars as no program writes them, in all the forms that XMP allows: for laws about what survives.

const namespaces = ['http://one.example/ns/', 'http://two.example/a b#', 'urn:three', 'https://fünf.example/'] as const;
const texts = ['plain', ' with  space ', 'ünï ☃ 📷', 'a & b < c > "d"', 'שלום', 'x|y/z', '', '100 %#'] as const;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/**
 * A sidecar that follows from a seed.
 *
 * @param keywords  what stands in dc:subject and lr:hierarchicalSubject, in a form that the seed decides too
 */
export function randomXmp(seed: number, keywords: { flat: readonly string[]; paths: readonly string[] }): string {
  const random = seeded(seed);
  const below = (end: number): number => Math.floor(random() * end);
  const pick = <T>(from: readonly T[]): T => from[below(from.length)]!;
  const text = (): string => escaped(pick(texts));
  const prefix = (): string => `n${below(namespaces.length)}`;
  const li = (inside: string, attributes = ''): string => `<rdf:li${attributes}>${inside}</rdf:li>`;
  const repeated = (most: number, one: () => string): string =>
    Array.from({ length: below(most + 1) }, one).join('\n ');

  const value = (depth: number): { inside: string; attributes: string } => {
    switch (depth > 2 ? 0 : below(7)) {
      case 1: {
        const kind = pick(['Bag', 'Seq']);
        return { inside: `<rdf:${kind}>${repeated(3, () => item(depth + 1))}</rdf:${kind}>`, attributes: '' };
      }
      case 2: {
        const alternatives = ['x-default', 'de-AT'].map((lang) => li(text(), ` xml:lang="${lang}"`)).join('');
        return { inside: `<rdf:Alt>${alternatives}</rdf:Alt>`, attributes: '' };
      }
      case 3:
        return { inside: fields(depth + 1), attributes: ' rdf:parseType="Resource"' };
      case 4:
        return { inside: `<rdf:Description>${fields(depth + 1)}</rdf:Description>`, attributes: '' };
      case 5:
        return {
          inside: `<rdf:value>${text()}</rdf:value>${property(depth + 1, 'q')}`,
          attributes: ' rdf:parseType="Resource"',
        };
      case 6:
        return { inside: '<![CDATA[<raw> & such]]>', attributes: ' xml:lang="en"' };
      default:
        return { inside: text(), attributes: '' };
    }
  };
  const item = (depth: number): string => {
    const { inside, attributes } = value(depth);
    return li(inside, attributes);
  };
  const property = (depth: number, name: string): string => {
    const { inside, attributes } = value(depth);
    const full = `${prefix()}:${name}`;
    return `<${full}${attributes}>${inside}</${full}>`;
  };
  const fields = (depth: number): string =>
    ['a', 'b'].map((name) => property(depth, `${name}${below(100)}`)).join('\n  ');

  const list = (name: string, items: readonly string[], kind: string): string => {
    if (items.length === 1 && below(3) === 0) return `<${name}>${escaped(items[0]!)}</${name}>`;
    return items.length === 0
      ? ''
      : `<${name}><rdf:${kind}>${items.map((one) => li(escaped(one))).join('\n')}</rdf:${kind}></${name}>`;
  };
  const declared = namespaces.map((ns, at) => `xmlns:n${at}="${ns}"`).join(' ');
  const known = [
    list('dc:subject', keywords.flat, 'Bag'),
    list('lr:hierarchicalSubject', keywords.paths, pick(['Bag', 'Seq'])),
    `<tiff:Orientation>${1 + below(8)}</tiff:Orientation>`,
  ];
  const unknown = Array.from({ length: 2 + below(8) }, (_, at) => property(0, `p${at}`));
  const all = [...known, ...unknown].filter((one) => one !== '').sort(() => random() - 0.5);
  const half = below(all.length);
  const describe = (parts: readonly string[], attributes: string): string =>
    `<rdf:Description rdf:about=""${attributes}>\n   ${parts.join('\n   ')}\n  </rdf:Description>`;
  return `${pick(['', '<?xml version="1.0" encoding="UTF-8"?>\n', '\uFEFF'])}<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <!-- of another program -->
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" ${declared}
   xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:lr="http://ns.adobe.com/lightroom/1.0/"
   xmlns:tiff="http://ns.adobe.com/tiff/1.0/">
  ${describe(all.slice(0, half), ` n0:short="${text()}" n1:short='${text().replaceAll("'", '&apos;')}'`)}
  ${describe(all.slice(half), ` n2:short="&#10;line"`)}
 </rdf:RDF>
</x:xmpmeta>`;
}
