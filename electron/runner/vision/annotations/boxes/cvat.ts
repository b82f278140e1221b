import { escapeXml, heldByXml, parseXml, type XmlElement } from '../xml.ts';
import { childText, isYes, sideIn } from './elements.ts';
import { countLosses, type Losses } from '../losses.ts';
import { notReadable, numberIn } from '../reading.ts';
import {
  allClassNames,
  given,
  marksMade,
  type AnnotatedObject,
  type BoxAnnotation,
  type ReadBoxes,
  type WrittenBoxes,
} from './record.ts';

// CVAT XML 1.1 for images, one file for a whole set: edges in pixels counted from 0, parts of pixels allowed. Only
// `occluded` is of the format; the other fields of an object are attributes that its label declares.
//
// Source: CVAT documentation, "XML annotation format", version 1.1

const checkboxes = ['difficult', 'truncated', 'crowd'] as const;
const texts = ['pose', 'score'] as const;
const attributeNames: readonly string[] = [...checkboxes, ...texts];

/** @throws annotation/not-readable */
export function readCvatBoxes(text: string): ReadBoxes {
  const root = parseXml(text);
  if (root.name !== 'annotations') notReadable(`the outermost element is <${root.name}>, not <annotations>.`);
  const losses = countLosses();
  const annotations: BoxAnnotation[] = [];
  for (const element of root.children) {
    if (element.name === 'image') annotations.push(readImage(element, losses));
    else if (element.name !== 'version' && element.name !== 'meta') losses.note(`<${element.name}>`);
  }
  const listed = [...cvatLabelsIn(root)].map((label) => childText(label, 'name') ?? '');
  return { annotations, classNames: allClassNames(listed, annotations), losses: losses.sentences() };
}

/** A task's labels stand under its task, a project's under its project. */
export function* cvatLabelsIn(element: XmlElement): Generator<XmlElement> {
  if (element.name === 'labels') yield* element.children.filter(({ name }) => name === 'label');
  else for (const child of element.children) if (child.name !== 'image') yield* cvatLabelsIn(child);
}

function readImage(element: XmlElement, losses: Losses): BoxAnnotation {
  const side = (name: string): number => sideIn(element.attributes.get(name));
  const file = element.attributes.get('name') ?? notReadable('an image has no name.');
  const objects = element.children.flatMap((shape) => {
    if (shape.name === 'box') return [readBox(shape, losses)];
    losses.note(`<${shape.name}>`);
    return [];
  });
  return { photo: { file, width: side('width'), height: side('height') }, objects };
}

function readBox(shape: XmlElement, losses: Losses): AnnotatedObject {
  const className = shape.attributes.get('label') ?? notReadable('a box has no label.');
  const edge = (name: string): number => numberIn(shape.attributes.get(name), `${name} of "${className}"`);
  const attributes = new Map(shape.children.map((child) => [child.attributes.get('name') ?? '', child.text]));
  for (const name of attributes.keys()) if (!attributeNames.includes(name)) losses.note(`attribute "${name}" of a box`);
  for (const name of ['rotation', 'group_id', 'z_order'])
    if (Number(shape.attributes.get(name) ?? 0) !== 0) losses.note(`"${name}" of a box`);
  const score = attributes.get('score')?.trim() ?? '';
  return {
    className,
    box: { x0: edge('xtl'), y0: edge('ytl'), x1: edge('xbr'), y1: edge('ybr') },
    ...marksMade((mark) => isYes(mark === 'occluded' ? shape.attributes.get(mark) : attributes.get(mark))),
    ...given('pose', attributes.get('pose') === '' ? undefined : attributes.get('pose')),
    ...given('score', score === '' ? undefined : numberIn(score, `score of "${className}"`)),
  };
}

/** @param classNames  the order of the labels; classes of objects that are not listed come after */
export function writeCvatBoxes(
  annotations: readonly BoxAnnotation[],
  classNames: readonly string[] = [],
): WrittenBoxes {
  return cvatText({ annotations, classNames, attributes: [], tagsOf: () => [] });
}

export interface CvatSet {
  readonly annotations: readonly BoxAnnotation[];
  /** The order of the labels; classes of objects that are not listed come after. */
  readonly classNames: readonly string[];
  /** Names of attributes that tags have. */
  readonly attributes: readonly string[];
  /** Lines for the whole photo at a position. */
  readonly tagsOf: (position: number) => readonly string[];
}

/** A file with boxes and tags. */
export function cvatText({ annotations, classNames, attributes, tagsOf }: CvatSet): WrittenBoxes {
  const losses = countLosses();
  const names = allClassNames(classNames, annotations);
  for (const name of names) if (!heldByXml(name)) losses.note('a character that XML cannot hold');
  const used = attributeNames.filter((name) =>
    annotations.some(({ objects }) => objects.some((object) => attributesOf(object).has(name))),
  );
  const all = [...new Set([...used, ...attributes])];
  const lines = [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<annotations>',
    '  <version>1.1</version>',
    '  <meta><task><labels>',
    ...names.map((name) => `    <label><name>${escapeXml(name)}</name>${declared(all)}</label>`),
    '  </labels></task></meta>',
    ...annotations.flatMap((annotation, position) => writeImage(annotation, position, tagsOf(position))),
    '</annotations>',
  ];
  return { text: `${lines.join('\n')}\n`, losses: losses.sentences() };
}

function declared(names: readonly string[]): string {
  const attributes = names.map((name) => {
    const checkbox = checkboxes.some((one) => one === name);
    const [kind, unsaid] = checkbox ? ['checkbox', 'false'] : ['text', ''];
    return (
      `<attribute><name>${name}</name><mutable>False</mutable><input_type>${kind}</input_type>` +
      `<default_value>${unsaid}</default_value><values>${unsaid}</values></attribute>`
    );
  });
  return attributes.length === 0 ? '' : `<attributes>${attributes.join('')}</attributes>`;
}

function writeImage({ photo, objects }: BoxAnnotation, id: number, tags: readonly string[]): string[] {
  const { file, width, height } = photo;
  return [
    `  <image id="${id}" name="${escapeXml(file)}" width="${width}" height="${height}">`,
    ...tags,
    ...objects.flatMap((object) => [
      `    <box label="${escapeXml(object.className)}" source="manual" occluded="${Number(object.occluded === true)}"` +
        ` xtl="${object.box.x0}" ytl="${object.box.y0}" xbr="${object.box.x1}" ybr="${object.box.y1}" z_order="0">`,
      ...[...attributesOf(object)].map(([name, value]) => `      <attribute name="${name}">${value}</attribute>`),
      '    </box>',
    ]),
    '  </image>',
  ];
}

/** What an object says beyond the format's own fields, by name, ready to be written. */
function attributesOf(object: AnnotatedObject): Map<string, string> {
  const made = checkboxes.filter((mark) => object[mark]).map((mark): [string, string] => [mark, 'true']);
  const said = texts.flatMap((name): [string, string][] =>
    object[name] === undefined ? [] : [[name, escapeXml(String(object[name]))]],
  );
  return new Map([...made, ...said]);
}
