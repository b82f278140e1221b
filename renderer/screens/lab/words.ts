import type { LabMethod, LabPicture, LabRun } from '../../../electron/contract/index.ts';
import type { LabTab } from '../../state/lab/methods.ts';
import { count } from '../../ui/index.ts';

export const tabs: readonly { readonly value: LabTab; readonly label: string }[] = [
  { value: 'network', label: 'Network' },
  { value: 'activations', label: 'Activations' },
  { value: 'patches', label: 'Top patches' },
  { value: 'evidence', label: 'Evidence' },
  { value: 'projection', label: 'Projection' },
  { value: 'maximize', label: 'Maximize' },
  { value: 'invert', label: 'Invert' },
  { value: 'style', label: 'Style' },
  { value: 'break', label: 'Break' },
  { value: 'learn', label: 'Learn' },
];

interface MethodWords {
  readonly name: string;
  /** What it shows, in one or two sentences. */
  readonly what: string;
}

export const methodWords: Readonly<Record<LabMethod, MethodWords>> = {
  activations: { name: 'Activations', what: 'What each channel of a layer answers to the photo, the strongest first.' },
  filters: {
    name: 'Filters',
    what: 'The weights of the first convolution: the colors and edges that each channel looks for.',
  },
  evidence: { name: 'Evidence', what: 'Where in the photo an answer comes from.' },
  projection: {
    name: 'Projection',
    what: 'The strongest activation of a channel, led back through the network to the pixels that caused it.',
  },
  maximize: { name: 'Maximize', what: 'A picture, made from nothing, that a class or a channel answers to most.' },
  inversion: {
    name: 'From features',
    what: 'A picture with the features of the photo: what a layer still knows of it.',
  },
  interpolation: { name: 'Between two photos', what: 'Pictures on the way between the features of two photos.' },
  style: { name: 'By any network', what: 'The content of one photo in the style of another.' },
  'fast-style': { name: 'By a network for one style', what: 'A network that knows one style, applied at once.' },
  attack: { name: 'Attack', what: 'The photo, changed so little that nobody sees it, and answered otherwise.' },
  fooling: { name: 'Fooling picture', what: 'A picture that nobody recognizes and the network is sure of.' },
  linear: {
    name: 'Linear lesson',
    what: 'Why small changes add up: a classifier of plain pixels, learned from labeled photos, and its weights added to one.',
  },
  robustness: { name: 'Robustness', what: 'How often the network is still right when each photo is attacked.' },
};

/** "Difference × 32". */
export function pictureWords({ role, about, strength }: LabPicture): string {
  const named = about === '' ? '' : `: ${about}`;
  switch (role) {
    case 'original':
      return `Original${named}`;
    case 'result':
      return `Result${named}`;
    case 'difference':
      return `Difference × ${count(strength ?? 1)}`;
    case 'target':
      return `Wanted${named}`;
    case 'projection':
      return `Projection${named}`;
    case 'sheet':
      return `Sheet${named}`;
  }
}

/** "Maximize, SqueezeNet 1.1, goldfish.jpg". */
export function runWords({ recipe }: LabRun): string {
  const { settings, network, photos } = recipe;
  const of = photos.length > 2 ? `${count(photos.length)} photos` : photos.map(({ name }) => name).join(' and ');
  return [methodWords[settings.method].name, network.name, ...(of === '' ? [] : [of])].join(', ');
}

/** From here on two maps are called alike; random ones stay well below. */
const alikeFrom = 0.5;

/** What the comparison with a network of random weights says. */
export function sanityWords(correlation: number): string {
  const figure = `rank correlation ${correlation.toFixed(2)}`;
  return Math.abs(correlation) >= alikeFrom
    ? `With random weights the map stays much the same (${figure}): this map hardly depends on what the network has learned.`
    : `With random weights another map comes out (${figure}): this map depends on what the network has learned.`;
}

/** "0.0123", "12.4", "1,204": as many figures as say something. */
export function measureWords(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (Number.isInteger(value) || Math.abs(value) >= 1000) return count(value);
  return Number(value.toPrecision(3)).toString();
}

/** Names that tell classes apart: where two share one, the number follows. */
export function classChoices(classNames: readonly string[]): readonly string[] {
  const uses = new Map<string, number>();
  for (const name of classNames) uses.set(name, (uses.get(name) ?? 0) + 1);
  return classNames.map((name, at) => ((uses.get(name) ?? 0) > 1 ? `${name} (${String(at)})` : name));
}
