import type { LabRun, LabSettings, LabTarget } from '../../contract/index.ts';
import { safeName } from '../../runner/vision/index.ts';

/** Bytes of each part of a name: four of them, a number and an ending are what every system takes. */
const mostBytes = 50;

/**
 * What a picture's file is called, without its ending: what was done, about what, by which network, and which of several
 * pictures it is. "occlusion_goldfish_fovea-base", "maximize_tabby_SqueezeNet-1.1_sheet".
 *
 * @param classNames  of the network; empty where it is not here any more
 */
export function pictureName({ recipe, result }: LabRun, file: string, classNames: readonly string[]): string {
  const { settings, network } = recipe;
  const subject = settings.method === 'attack' ? changeOf(result) : subjectOf(settings, classNames);
  const parts = [actOf(settings), subject, network.name, whichOf(result, file)];
  return parts
    .filter((part) => part !== '')
    .map(fileWord)
    .join('_');
}

/** The word for what was done. */
function actOf(settings: LabSettings): string {
  if (settings.method === 'evidence') return settings.map;
  return settings.method === 'projection' ? settings.projection : settings.method;
}

/** Classes and layers that it is about; '' where there is none. */
function subjectOf(settings: LabSettings, classNames: readonly string[]): string {
  const className = (index: number): string => firstName(classNames[index] ?? `class ${index}`);
  const inWords = (target: LabTarget): string => {
    if (target.kind === 'unit') return `${target.layer} ${target.channel}`;
    return target.classIndex === null ? '' : className(target.classIndex);
  };
  if ('target' in settings) return inWords(settings.target);
  if ('targets' in settings) {
    const [first, ...others] = settings.targets.map(inWords);
    return others.length > 0 ? `${first ?? ''} and ${others.length} more` : (first ?? '');
  }
  if ('classIndex' in settings) return settings.classIndex === null ? '' : className(settings.classIndex);
  if ('channel' in settings) return `${settings.layer} ${settings.channel}`;
  return 'layer' in settings ? (settings.layer ?? '') : '';
}

/** From what to what an answer was changed: "goldfish as hen". */
function changeOf({ answers }: LabRun['result']): string {
  const classOf = (of: string): string => answers.find((answer) => answer.of === of)?.top[0]?.className ?? '';
  return ['original', 'result'].map((of) => firstName(classOf(of))).join(' as ');
}

/** "goldfish, Carassius auratus" in short. */
const firstName = (className: string): string => className.split(',')[0] ?? '';

/** Which of several pictures: '' for the result itself. */
function whichOf({ pictures, frames }: LabRun['result'], file: string): string {
  const picture = pictures.find((one) => one.file === file);
  if (!picture) return `frame ${frames.indexOf(file) + 1}`;
  const isOneOfMany = pictures.filter(({ role }) => role === picture.role).length > 1;
  return [picture.role === 'result' ? '' : picture.role, isOneOfMany ? picture.about : ''].join(' ').trim();
}

/** A part of a file's name that needs no quotes in a shell. */
function fileWord(part: string): string {
  const plain = safeName(part).replaceAll(/[\s_'"`$&;()[\]{}!#~,]+/g, '-');
  const letters = Array.from(new Intl.Segmenter().segment(plain), ({ segment }) => segment);
  while (Buffer.byteLength(letters.join('')) > mostBytes) letters.pop();
  return letters.join('').replace(/^-+|-+$/g, '') || '-';
}
