import { expect, test } from 'vitest';
import { changeXmp, nothingWritten, type Wanted } from '../../../electron/metadata/index.ts';
import { randomXmp } from '../../support/randomXmp.ts';
import { readRdf, textsOf, type Value } from '../../support/rdf.ts';

const dc = 'http://purl.org/dc/elements/1.1/#subject';
const lr = 'http://ns.adobe.com/lightroom/1.0/#hierarchicalSubject';
const tags = 'http://www.digikam.org/ns/1.0/#TagsList';
const microsoft = 'http://ns.microsoft.com/photo/1.0/#LastKeywordXMP';
const mwg = 'http://www.metadataworkinggroup.com/schemas/keywords/#';
const fovea = 'https://fovea.app/ns/1.0/#';
const rating = 'http://ns.adobe.com/xap/1.0/#Rating';

const wanted = (keywords: readonly (readonly string[])[], more: Partial<Wanted> = {}): Wanted => ({
  ...{ keywords, ancestors: false, rating: null, states: null, before: nothingWritten },
  ...more,
});

const besides = (said: Record<string, Value>, ...names: string[]) =>
  Object.fromEntries(Object.entries(said).filter(([name]) => !names.includes(name)));

const sidecar = (inside: string): Buffer =>
  Buffer.from(`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:lr="http://ns.adobe.com/lightroom/1.0/"
 xmlns:mwg-kw="http://www.metadataworkinggroup.com/schemas/keywords/" xmlns:digiKam="http://www.digikam.org/ns/1.0/"
 xmlns:MicrosoftPhoto="http://ns.microsoft.com/photo/1.0/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
 <rdf:Description rdf:about="" xmp:Rating="2">${inside}</rdf:Description></rdf:RDF></x:xmpmeta>`);

const bag = (name: string, items: readonly string[], kind = 'Bag'): string =>
  `<${name}><rdf:${kind}>${items.map((item) => `<rdf:li>${item}</rdf:li>`).join('')}</rdf:${kind}></${name}>`;

test('everything that another program wrote survives, in whatever form: a law of a hundred and fifty random sidecars', () => {
  for (let seed = 1; seed <= 150; seed += 1) {
    const flat = ['sea', 'ünï & co', 'Dog'].slice(0, seed % 4);
    const paths = ['places|Lofoten', 'places|sea'].slice(0, seed % 3);
    const packet = randomXmp(seed, { flat, paths });
    const before = readRdf(packet);
    const first = changeXmp(Buffer.from(packet), wanted([['animals', 'dog'], ['boat']]));
    const after = readRdf(first.packet.toString());
    expect(besides(after, dc, lr), packet).toEqual(besides(before, dc, lr));
    expect(textsOf(after, dc)).toEqual([...flat, ...(flat.includes('Dog') ? [] : ['dog']), 'boat']);
    expect(textsOf(after, lr)).toEqual([...paths, 'animals|dog']);
    expect(after[lr]).toMatchObject({ kind: 'Bag' });
    const back = readRdf(changeXmp(first.packet, wanted([], { before: first.written })).packet.toString());
    expect(besides(back, dc, lr), packet).toEqual(besides(before, dc, lr));
    expect([textsOf(back, dc), textsOf(back, lr)]).toEqual([flat, paths]);
  }
});

test('a photo without a sidecar gets one of its own, and none where there is nothing to say', () => {
  const { packet, added } = changeXmp(null, wanted([['places', 'Norway', 'Lofoten'], ['boat']]));
  const said = readRdf(packet.toString());
  expect(said[dc]).toMatchObject({ kind: 'Bag' });
  expect([textsOf(said, dc), textsOf(said, lr)]).toEqual([['Lofoten', 'boat'], ['places|Norway|Lofoten']]);
  expect(added).toEqual(['places|Norway|Lofoten', 'boat']);
  expect(Object.keys(said)).toEqual([dc, lr]);
  expect(changeXmp(null, wanted([])).changed).toBe(false);
});

test('what is there already is not written again, nor taken for our own', () => {
  const before = sidecar(bag('dc:subject', ['Boat', 'sea']));
  const once = changeXmp(before, wanted([['boat'], ['dog']]));
  expect([once.added, once.written.subject]).toEqual([['dog'], ['dog']]);
  const twice = changeXmp(once.packet, wanted([['boat'], ['dog']], { before: once.written }));
  expect([twice.changed, twice.written.subject]).toEqual([false, ['dog']]);
  const less = changeXmp(twice.packet, wanted([], { before: twice.written }));
  expect(less.removed).toEqual(['dog']);
  expect(textsOf(readRdf(less.packet.toString()), dc)).toEqual(['Boat', 'sea']);
});

test('the levels above a keyword stand in dc:subject only where that is the custom', () => {
  const path = [['animals', 'dog']];
  const flat = (ancestors: boolean) =>
    textsOf(readRdf(changeXmp(null, wanted(path, { ancestors })).packet.toString()), dc);
  expect([flat(false), flat(true)]).toEqual([['dog'], ['animals', 'dog']]);
});

test('lists of digiKam and Microsoft are kept in step where a file has them, and only there', () => {
  const inside = bag('digiKam:TagsList', ['places/sea'], 'Seq') + bag('MicrosoftPhoto:LastKeywordXMP', ['places/sea']);
  const first = changeXmp(sidecar(inside), wanted([['animals', 'dog'], ['boat']]));
  const said = readRdf(first.packet.toString());
  expect(said[tags]).toMatchObject({ kind: 'Seq' });
  expect(textsOf(said, tags)).toEqual(['places/sea', 'animals/dog', 'boat']);
  expect(textsOf(said, microsoft)).toEqual(['places/sea', 'animals/dog', 'boat']);
  const next = readRdf(changeXmp(first.packet, wanted([['boat']], { before: first.written })).packet.toString());
  expect(textsOf(next, tags)).toEqual(['places/sea', 'boat']);
  const without = readRdf(changeXmp(sidecar(''), wanted([['boat']])).packet.toString());
  expect([without[tags], without[microsoft], without[`${mwg}Keywords`]]).toEqual([undefined, undefined, undefined]);
});

test('the tree of the Metadata Working Group grows by what is missing and shrinks by what was ours', () => {
  const inside = `<mwg-kw:Keywords rdf:parseType="Resource"><mwg-kw:Hierarchy><rdf:Bag>
    <rdf:li><rdf:Description mwg-kw:Keyword="animals"><mwg-kw:Children><rdf:Bag><rdf:li rdf:parseType="Resource">
    <mwg-kw:Keyword>cat</mwg-kw:Keyword></rdf:li></rdf:Bag></mwg-kw:Children></rdf:Description></rdf:li>
    </rdf:Bag></mwg-kw:Hierarchy></mwg-kw:Keywords>`;
  const start = sidecar(inside);
  const first = changeXmp(start, wanted([['animals', 'dog', 'husky'], ['boat']]));
  expect(first.written.mwg).toEqual([['animals', 'dog'], ['animals', 'dog', 'husky'], ['boat']]);
  const told = JSON.stringify(readRdf(first.packet.toString())[`${mwg}Keywords`]);
  for (const name of ['cat', 'dog', 'husky', 'boat']) expect(told).toContain(`"text":"${name}"`);
  const back = changeXmp(first.packet, wanted([], { before: first.written }));
  expect(readRdf(back.packet.toString())).toEqual(readRdf(start.toString()));
});

test('stars are written in the form that stands there, and stay where nobody asked', () => {
  const starred = changeXmp(sidecar(''), wanted([], { rating: 5 }));
  expect(readRdf(starred.packet.toString())[rating]).toMatchObject({ text: '5' });
  expect(starred.rating).toBe(5);
  expect(changeXmp(sidecar(''), wanted([['boat']])).rating).toBeNull();
  expect(changeXmp(sidecar(''), wanted([], { rating: 2 })).changed).toBe(false);
});

test('where labels come from stands in the namespace of Fovea and nowhere else', () => {
  const states = [
    { path: ['animals', 'dog'], state: 'human', model: null, confidence: null },
    { path: ['cat'], state: 'suggested', model: 'ab'.repeat(32), confidence: 0.75 },
  ] as const;
  const first = changeXmp(null, wanted([['animals', 'dog']], { states }));
  const said = readRdf(first.packet.toString());
  expect(textsOf(said, dc)).toEqual(['dog']);
  const labels = said[`${fovea}Labels`] as unknown as { items: { fields: Record<string, { text: string }> }[] };
  expect(labels.items.map(({ fields }) => Object.values(fields).map(({ text }) => text))).toEqual([
    ['animals|dog', 'human'],
    ['cat', 'suggested', 'ab'.repeat(32), '0.7500'],
  ]);
  const later = changeXmp(first.packet, wanted([['animals', 'dog']], { before: first.written }));
  expect(Object.keys(readRdf(later.packet.toString()))).toEqual([dc, lr]);
});

test('a level with the sign that parts levels is written flat, and the report says so', () => {
  const { packet, losses } = changeXmp(null, wanted([['a|b', 'dog']]));
  const said = readRdf(packet.toString());
  expect([textsOf(said, dc), textsOf(said, lr)]).toEqual([['dog'], []]);
  expect(losses).toEqual(['“dog” is written without its levels, because one of them holds “|”.']);
});

test('what is no XMP is refused in words and not replaced', () => {
  const refused = (packet: Buffer) => {
    try {
      changeXmp(packet, wanted([['dog']]));
    } catch (thrown) {
      return (thrown as { code: string }).code;
    }
    return null;
  };
  const hostile =
    '<!DOCTYPE a [<!ENTITY b "c">]><x xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:RDF/></x>';
  const packets = ['', 'no xml', '<a>', '<a></b>', '<a/>', hostile].map((text) => Buffer.from(text));
  for (const packet of [...packets, Buffer.from([0xff, 0xfe, 0x3c, 0])])
    expect(refused(packet), packet.toString()).toBe('keywords/broken-xmp');
});
