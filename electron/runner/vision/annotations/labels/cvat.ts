import { childText, sideIn } from '../boxes/elements.ts';
import { cvatLabelsIn, cvatText } from '../boxes/cvat.ts';
import { countLosses } from '../losses.ts';
import { notReadable, numberIn } from '../reading.ts';
import { escapeXml, heldByXml, parseXml, type XmlElement } from '../xml.ts';
import { labelFormats, labelLosses } from './holds.ts';
import { allClasses, flatClass, type LabelledPhoto, type LabelSet, type ReadLabels } from './record.ts';
import type { WholeLabel, WrittenLabels } from './record.ts';

// CVAT XML 1.1 for images: a class of the whole photo is a <tag>, from `manual` or `auto` work; how sure a network is
// and which one are attributes that its label declares.
//
// Source: CVAT documentation, "XML annotation format", version 1.1

export function writeCvatLabels(set: LabelSet): WrittenLabels {
  const classNames = allClasses(set).map(({ name }) => name);
  const said = set.photos.map(({ labels }) => labels.filter(({ state }) => state !== 'rejected'));
  const attributes = (['score', 'model'] as const).filter((name) =>
    said.some((labels) => labels.some((label) => attributesOf(label).has(name))),
  );
  const { text, losses } = cvatText({
    annotations: set.photos.map(({ file, width, height, objects }) => ({ photo: { file, width, height }, objects })),
    ...{ classNames, attributes },
    tagsOf: (image) => (said[image] ?? []).flatMap(writeTag),
  });
  const unheld = set.photos.some(({ file }) => !heldByXml(file)) ? ['Left out: a character that XML cannot hold.'] : [];
  return {
    files: [{ path: 'annotations.xml', text }],
    places: set.photos.map(({ file }, photo) => ({ photo, path: `images/${file}` })),
    losses: [...new Set([...labelLosses(set, labelFormats.cvat), ...losses, ...unheld])],
  };
}

function writeTag(label: WholeLabel): string[] {
  const source = label.state === 'suggested' ? 'auto' : 'manual';
  return [
    `    <tag label="${escapeXml(label.className)}" source="${source}">`,
    ...[...attributesOf(label)].map(
      ([name, value]) => `      <attribute name="${name}">${escapeXml(value)}</attribute>`,
    ),
    '    </tag>',
  ];
}

function attributesOf({ confidence, model }: WholeLabel): Map<'score' | 'model', string> {
  const said = new Map<'score' | 'model', string>();
  if (confidence !== undefined) said.set('score', String(confidence));
  if (model !== undefined) said.set('model', model);
  return said;
}

/** Shapes are passed over, as they are not of the whole photo. @throws annotation/not-readable */
export function readCvatLabels(text: string): ReadLabels {
  const root = parseXml(text);
  if (root.name !== 'annotations') notReadable(`the outermost element is <${root.name}>, not <annotations>.`);
  const losses = countLosses();
  const photos = root.children.flatMap((element) => {
    if (element.name === 'image') return [readImage(element, losses.note)];
    if (element.name !== 'version' && element.name !== 'meta') losses.note(`<${element.name}>`);
    return [];
  });
  const listed = [...cvatLabelsIn(root)].map((label) => flatClass(childText(label, 'name') ?? ''));
  return { classes: allClasses({ classes: listed, photos }), photos, losses: losses.sentences() };
}

function readImage(element: XmlElement, note: (what: string) => void): LabelledPhoto {
  const file = element.attributes.get('name') ?? notReadable('an image has no name.');
  const side = (name: string): number => sideIn(element.attributes.get(name));
  const labels = element.children.flatMap((child): WholeLabel[] => {
    if (child.name === 'tag') return [readTag(child, note)];
    note(`<${child.name}>`);
    return [];
  });
  return { file: file.replaceAll('\\', '/'), width: side('width'), height: side('height'), labels, objects: [] };
}

function readTag(tag: XmlElement, note: (what: string) => void): WholeLabel {
  const className = tag.attributes.get('label') ?? notReadable('a tag has no label.');
  const attributes = new Map(tag.children.map((child) => [child.attributes.get('name') ?? '', child.text]));
  for (const name of attributes.keys()) if (name !== 'score' && name !== 'model') note(`attribute "${name}" of a tag`);
  if (tag.attributes.get('source') !== 'auto') return { className, state: 'human' };
  const [score, model] = [attributes.get('score')?.trim() ?? '', attributes.get('model') ?? ''];
  return {
    ...{ className, state: 'suggested' },
    ...(score !== '' && { confidence: numberIn(score, `score of "${className}"`) }),
    ...(model !== '' && { model }),
  };
}
