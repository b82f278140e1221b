import { describe, expect, test } from 'vitest';
import { derived } from '../../../../electron/runner/vision/index.ts';
import { escapeXml, heldByXml, parseXml } from '../../../../electron/runner/vision/annotations/xml.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1e6);

const pieces = [
  'a',
  ' ',
  '\n',
  '\t',
  '\r',
  '&',
  '<',
  '>',
  '"',
  "'",
  ']]>',
  '<!--',
  '&amp;',
  'é',
  '日本',
  '🦊',
  'שלום',
  '%',
];

const drawText = (rng: () => number): string =>
  Array.from({ length: Math.floor(rng() * 12) }, () => pieces[Math.floor(rng() * pieces.length)]).join('');

test('what is escaped comes back as it was, as text and as an attribute', () => {
  const rng = derived(seed, 'xml');
  for (let round = 0; round < 300; round += 1) {
    const text = drawText(rng);
    const written = `<?xml version="1.0"?>\n<a b="${escapeXml(text)}">${escapeXml(text)}</a>`;
    const { attributes, text: read } = parseXml(written);
    expect([attributes.get('b'), read], `SEED=${seed}`).toEqual([text, text]);
  }
});

test('characters that XML cannot hold become a mark that says so', () => {
  for (const text of ['a\u0000b', '\u001F', '\uD800', '\uFFFE']) {
    expect(heldByXml(text)).toBe(false);
    expect(parseXml(`<a>${escapeXml(text)}</a>`).text).toContain('\uFFFD');
  }
  expect(heldByXml('🦊 שלום\t')).toBe(true);
});

test('elements, comments, CDATA, instructions and references are read as XML has them', () => {
  const source =
    '\uFEFF<?xml version="1.0"?><!-- <x> --><a x=\'1 "2"\' >s<b/>t<!-- & --><![CDATA[<c>&amp;]]>' +
    '<b y = "q&#x41;&#66;&apos;">&lt;é</b >\r\n</a>';
  const root = parseXml(source);
  expect(root.text).toBe('st<c>&amp;\n');
  expect(root.attributes).toEqual(new Map([['x', '1 "2"']]));
  expect(root.children).toEqual([
    { name: 'b', attributes: new Map(), children: [], text: '' },
    { name: 'b', attributes: new Map([['y', "qAB'"]]), children: [], text: '<é' },
  ]);
});

describe('refused with the line it is on is', () => {
  test.each([
    ['', 'not one element'],
    ['text', 'not one element'],
    ['<a/><b/>', 'not one element'],
    ['<a>\n<b>\n</a>', 'line 3 of the XML has </a> out of turn.'],
    ['<a>\n', '<a> is still open'],
    ['</a>', '</a> out of turn'],
    ['<a', 'the tag <a>'],
    ['<a b=1/>', 'the tag <a>'],
    ['<a b="1" b="2"/>', 'the attribute b twice'],
    ['<a b="<"/>', 'the tag <a>'],
    ['<a>&lol;</a>', 'the reference &lol;'],
    ['<a>& b</a>', 'the reference &'],
    ['<a>&#0;</a>', 'the reference &#0;'],
    ['<a>&#x110000;</a>', 'the reference &#x110000;'],
    ['<a>\u0001</a>', 'a character that XML does not allow'],
    ['<a><!-- </a>', '<!-- without -->'],
    ['<a>< b</a>', 'an unfinished tag'],
    ['<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', 'a document type'],
  ])('%j', (source, reason) => {
    expect(() => parseXml(source)).toThrow(reason);
  });
});

test('neither great depth nor a value of megabytes is too much', () => {
  const depth = 50_000;
  expect(parseXml('<a>'.repeat(depth) + '</a>'.repeat(depth)).children).toHaveLength(1);
  const long = '12, '.repeat(1_000_000);
  const root = parseXml(`<a b="${long}"><!--${long}--><![CDATA[${long}]]></a>`);
  expect([root.attributes.get('b')?.length, root.text.length]).toEqual([long.length, long.length]);
});
