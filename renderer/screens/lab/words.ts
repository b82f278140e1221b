import type { LabMethod, LabPicture, LabRun } from '../../../electron/contract/index.ts';
import type { LabTab } from '../../state/lab/methods.ts';
import { count } from '../../ui/index.ts';
import { engineWords, numberWords, phrase, t } from '../../words/index.ts';

const tabs: readonly { readonly value: LabTab; readonly label: string }[] = [
  { value: 'network', label: phrase('Network') },
  { value: 'activations', label: phrase('Activations') },
  { value: 'patches', label: phrase('Top patches') },
  { value: 'evidence', label: phrase('Evidence') },
  { value: 'projection', label: phrase('Projection') },
  { value: 'maximize', label: phrase('Maximize') },
  { value: 'invert', label: phrase('Invert') },
  { value: 'style', label: phrase('Style') },
  { value: 'break', label: phrase('Break') },
  { value: 'learn', label: phrase('Learn') },
];

/** The parts of the Lab, each with its name. */
export const namedTabs = (): typeof tabs => tabs.map(({ value, label }) => ({ value, label: t(label) }));

interface MethodWords {
  readonly name: string;
  /** What it shows, in one or two sentences. */
  readonly what: string;
}

const methods: Readonly<Record<LabMethod, MethodWords>> = {
  activations: {
    name: phrase('Activations'),
    what: phrase('What each channel of a layer answers to the photo, the strongest first.'),
  },
  filters: {
    name: phrase('Filters'),
    what: phrase('The weights of the first convolution: the colors and edges that each channel looks for.'),
  },
  evidence: { name: phrase('Evidence'), what: phrase('Where in the photo an answer comes from.') },
  projection: {
    name: phrase('Projection'),
    what: phrase('The strongest activation of a channel, led back through the network to the pixels that caused it.'),
  },
  maximize: {
    name: phrase('Maximize'),
    what: phrase('A picture, made from nothing, that a class or a channel answers to most.'),
  },
  inversion: {
    name: phrase('From features'),
    what: phrase('A picture with the features of the photo: what a layer still knows of it.'),
  },
  interpolation: {
    name: phrase('Between two photos'),
    what: phrase('Pictures on the way between the features of two photos.'),
  },
  style: { name: phrase('By any network'), what: phrase('The content of one photo in the style of another.') },
  'fast-style': {
    name: phrase('By a network for one style'),
    what: phrase('A network that knows one style, applied at once.'),
  },
  attack: {
    name: phrase('Attack'),
    what: phrase('The photo, changed so little that nobody sees it, and answered otherwise.'),
  },
  fooling: {
    name: phrase('Fooling picture'),
    what: phrase('A picture that nobody recognizes and the network is sure of.'),
  },
  linear: {
    name: phrase('Linear lesson'),
    what: phrase(
      'Why small changes add up: a classifier of plain pixels, learned from labeled photos, and its weights added to one.',
    ),
  },
  robustness: {
    name: phrase('Robustness'),
    what: phrase('How often the network is still right when each photo is attacked.'),
  },
};

export const methodName = (method: LabMethod): string => t(methods[method].name);

/** What a method shows. */
export const methodWhat = (method: LabMethod): string => t(methods[method].what);

const roles: Readonly<Record<LabPicture['role'], string>> = {
  original: phrase('Original'),
  result: phrase('Result'),
  difference: phrase('Difference'),
  target: phrase('Wanted'),
  projection: phrase('Projection'),
  sheet: phrase('Sheet'),
};

/** "Difference × 32", "Result: goldfish". */
export function pictureWords({ role, about, strength }: LabPicture): string {
  if (role === 'difference') return t('Difference × {strength}', { strength: strength ?? 1 });
  return about === '' ? t(roles[role]) : t('{role}: {about}', { role: t(roles[role]), about: engineWords(about) });
}

/** "Maximize, SqueezeNet 1.1, goldfish.jpg". */
export function runWords({ recipe: { settings, network, photos } }: LabRun): string {
  const [first, second] = photos.map(({ name }) => name);
  const of = photos.length > 2 ? t('{count} photos', { count: photos.length }) : pairWords(first, second);
  return [methodName(settings.method), network.name, ...(of === '' ? [] : [of])].join(', ');
}

const pairWords = (first = '', second?: string): string =>
  second === undefined ? first : t('{first} and {second}', { first, second });

/** From here on two maps are called alike; random ones stay well below. */
const alikeFrom = 0.5;

/** What the comparison with a network of random weights says. */
export function sanityWords(correlation: number): string {
  const figure = numberWords(correlation, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return Math.abs(correlation) >= alikeFrom
    ? t(
        'With random weights the map stays much the same (rank correlation {figure}): this map hardly depends on what the network has learned.',
        { figure },
      )
    : t(
        'With random weights another map comes out (rank correlation {figure}): this map depends on what the network has learned.',
        { figure },
      );
}

/** "0.0123", "12.4", "1,204": as many figures as say something. */
export function measureWords(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (Number.isInteger(value) || Math.abs(value) >= 1000) return count(value);
  const rounded = Number(value.toPrecision(3));
  return Math.abs(value) < 1e-6 ? String(rounded) : exactly(rounded);
}

/** A number as it was set, with all its digits: "0.25", "1024". */
export const exactly = (n: number): string => numberWords(n, { maximumFractionDigits: 20, useGrouping: false });

/** Measures go by their English names. */
export const measureName = (name: string): string => engineWords(name);

/** Names that tell classes apart: where two share one, the number follows. */
export function classChoices(classNames: readonly string[]): readonly string[] {
  const uses = new Map<string, number>();
  for (const name of classNames) uses.set(name, (uses.get(name) ?? 0) + 1);
  return classNames.map((name, at) => ((uses.get(name) ?? 0) > 1 ? `${name} (${String(at)})` : name));
}
