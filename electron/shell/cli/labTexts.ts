import type { LabMethod, LabSettings } from '../../contract/index.ts';

// What the help says about the lab: a line for each method and for each setting. Which method has which setting, and what
// it may be, stands in the contract.

type FieldOf<S> = S extends LabSettings ? Exclude<keyof S, 'method'> : never;
/** Settings that are no options: classes and units have words of their own, and folders say what photos are of. */
export const notOptions = ['method', 'target', 'targets', 'classIndex', 'truths', 'classNames'] as const;
type OptionField = Exclude<FieldOf<LabSettings>, (typeof notOptions)[number]>;

export interface MethodText {
  /** What follows its name. */
  readonly words: string;
  readonly min: number;
  readonly max: number;
  readonly summary: string;
}

const photo = { words: 'PHOTO', min: 1, max: 1 };

export const methodTexts: Readonly<Record<LabMethod, MethodText>> = {
  evidence: { ...photo, summary: 'show where in a photo an answer comes from' },
  projection: {
    ...{ words: 'PHOTO…', min: 1, max: Infinity },
    summary: 'project what excites a channel back to the pixels; of several photos, those it answers to most',
  },
  activations: { ...photo, summary: 'show what the channels of a layer make of a photo' },
  maximize: { words: '[PHOTO]', min: 0, max: 1, summary: 'draw what a class or a channel looks for' },
  inversion: { ...photo, summary: 'draw a photo again from what a layer knows of it' },
  interpolation: {
    words: 'PHOTO PHOTO',
    min: 2,
    max: 2,
    summary: 'draw what lies between two photos, as a layer sees it',
  },
  style: { words: 'PHOTO STYLE', min: 2, max: 2, summary: 'draw a photo in the style of another' },
  'fast-style': { ...photo, summary: 'apply a network that was made for one style' },
  attack: { ...photo, summary: 'change a photo unseen until it is answered otherwise' },
  fooling: { words: '', min: 0, max: 0, summary: 'draw what nobody recognizes and a network is sure of' },
  linear: { words: 'FOLDER…', min: 1, max: Infinity, summary: 'fool a linear classifier of the pixels of photos' },
  robustness: { words: 'PATH…', min: 1, max: Infinity, summary: 'measure how often attacked photos are still right' },
  filters: { words: '', min: 0, max: 0, summary: 'show the weights of the first convolution as pictures' },
};

/** Other names that methods go by. */
export const aliases: Readonly<Record<string, { readonly method: LabMethod; readonly preset: object }>> = {
  occlusion: { method: 'evidence', preset: { map: 'occlusion' } },
  deconv: { method: 'projection', preset: { projection: 'deconvnet' } },
  top: { method: 'projection', preset: {} },
  maximise: { method: 'maximize', preset: {} },
};

export const optionTexts: Readonly<Record<OptionField, string>> = {
  map: 'how the map is made',
  layer: 'one of "fovea lab layers"; else Fovea chooses',
  grid: 'places of the grey square along each side',
  squareInCells: 'side of the square, in such places',
  fill: 'what the square is filled with',
  samples: 'noisy copies, or steps on the way',
  noise: 'deviation of the noise, of the range of the picture',
  check: 'draws deletion and insertion curves beside those of random maps',
  randomize: 'compares with the same network with drawn weights',
  projection: 'how it goes back through Relu',
  channel: 'which channel of the layer, from 0',
  most: 'the strongest channels that are drawn',
  size: 'pixels of a side, or of the longer one; none: of the network, or of the photo',
  steps: 'steps of the gradient',
  rate: 'how large a step is',
  parametrization: 'what the gradient changes: pixels, or frequencies',
  decorrelated: 'takes colors as they come',
  jitter: 'pixels that the picture is shifted by before a step',
  octaves: 'sizes from coarse to fine',
  totalVariation: 'weight of differences between neighbors',
  decay: 'weight of the squared norm',
  blur: 'deviation of a blur every few steps, in pixels',
  procedure: 'plain steps from grey, or with all that helps',
  fromPhoto: 'begins with the photo',
  pictures: 'pictures on the way, both ends included',
  contentLayer: 'the layer that keeps what is where',
  styleLayers: 'layers that keep the style, with commas between',
  contentWeight: 'weight of what is where',
  styleWeight: 'weight of the style',
  from: 'what the picture begins as',
  kind: 'how the photo is attacked',
  epsilon: 'largest change of a color value, of 255',
  undo: 'leaves out what JPEG, blur, cropping and scaling undo',
  confidence: 'the probability that is enough',
  alphas: 'how much of the weights is added',
  epsilons: 'largest changes of a color value, of 255',
  seed: 'draws what is random',
};
