import { fail, TrainingSettings, type Lesson, type TrainingWishes } from '../../../contract/index.ts';

// What can be tried out. Each lesson trains the same small network, from weights that were drawn, on the same scenes;
// its variants differ in what the lesson asks about and in nothing else.

/** All lessons, where a lesson does not say otherwise. */
const common: TrainingWishes = {
  depth: { kind: 'all' },
  layerStart: 'he',
  headStart: 'he',
  epochs: 25,
  batch: 16,
  optimizer: 'momentum',
  momentum: 0.9,
  learningRate: 0.01,
  schedule: 'constant',
  warmupEpochs: 0,
  weightDecay: 0,
  labelSmoothing: 0,
  clipNorm: 5,
  patience: null,
  refit: false,
  augmentation: { flip: false, crop: 0, color: 0 },
  keepRight: 1,
};

/** Half of the scenes to learn from, so that learning by heart is easy, and time to do it. */
const few: TrainingWishes = { holdout: 0.5, epochs: 50, optimizer: 'adam', learningRate: 0.003 };

type Variants = Readonly<Record<string, TrainingWishes>>;

const lesson = (id: string, title: string, question: string, look: string, variants: Variants): Lesson => ({
  ...{ id, title, question, look },
  variants: Object.entries(variants).map(([name, wishes]) => ({
    name,
    settings: TrainingSettings.parse({ ...common, ...wishes }),
  })),
});

export const lessons: readonly Lesson[] = [
  lesson(
    'activation',
    'Activations',
    'Why do networks use ReLU and its kin rather than the sigmoid?',
    'Compare how soon the training loss falls. A sigmoid’s slope is at most a quarter, and six of them one behind the other leave little of a gradient.',
    {
      Sigmoid: { activation: 'sigmoid', layerStart: 'xavier' },
      tanh: { activation: 'tanh', layerStart: 'xavier' },
      ReLU: { activation: 'relu' },
      'Leaky ReLU': { activation: 'leaky-relu' },
      ELU: { activation: 'elu' },
      Maxout: { activation: 'maxout' },
    },
  ),
  lesson(
    'first-weights',
    'First weights',
    'How large should weights be before anything is learned?',
    'Too small, and what reaches the last layer is nothing; too large, and it is everything at once. Watch the loss of the first epochs.',
    {
      'Too small': { layerStart: 'small' },
      Xavier: { layerStart: 'xavier' },
      He: { layerStart: 'he' },
      'Too large': { layerStart: 'large' },
    },
  ),
  lesson(
    'learning-rate',
    'Learning rate',
    'How far should a step go?',
    'Too low, and the curve is still falling when time is up; too high, and it jumps or stays at chance.',
    {
      'Too low': { learningRate: 0.0001 },
      Low: { learningRate: 0.001 },
      Right: { learningRate: 0.01 },
      'Too high': { learningRate: 0.3 },
    },
  ),
  lesson(
    'mini-batch',
    'Mini-batches',
    'How many photos should a step look at?',
    'With the same learning rate and epochs, small batches make many noisy steps, large ones few smooth ones.',
    { '4 photos': { batch: 4 }, '16 photos': { batch: 16 }, '64 photos': { batch: 64 }, '256 photos': { batch: 256 } },
  ),
  lesson(
    'augmentation',
    'Augmentation',
    'What do varied copies of few photos bring?',
    'Without them the training loss goes to nothing while the hold-out loss rises: the photos are known by heart.',
    {
      'As they are': { ...few },
      Mirrored: { ...few, augmentation: { flip: true, crop: 0, color: 0 } },
      'Mirrored, cropped, coloured': { ...few, augmentation: { flip: true, crop: 0.4, color: 0.4 } },
      'And turned': { ...few, augmentation: { flip: true, crop: 0.4, color: 0.4, geometry: 0.5 } },
    },
  ),
  lesson(
    'dropout',
    'Dropout',
    'Does leaving features out at random help a network that has few photos?',
    'Compare the gap between the training loss and the hold-out loss.',
    {
      None: { ...few },
      'A quarter': { ...few, dropout: 0.25 },
      Half: { ...few, dropout: 0.5 },
    },
  ),
  lesson(
    'penalties',
    'L1 and L2',
    'What does it bring to pull weights towards zero?',
    'A little of either narrows the gap between training and hold-out; too much, and nothing is learned.',
    {
      None: { ...few },
      'A little L2': { ...few, weightDecay: 0.003 },
      'Too much L2': { ...few, weightDecay: 0.1 },
      'A little L1': { ...few, l1: 0.0003 },
      'Too much L1': { ...few, l1: 0.01 },
    },
  ),
  lesson(
    'restarts',
    'Random restarts',
    'How much does chance decide?',
    'Every restart draws other weights and another order. The result says how far they lie apart, and which one the hold-out has chosen.',
    { 'One start': {}, 'Four starts': { restarts: 4 } },
  ),
];

/** @throws training/lesson-unknown */
export function lessonOf(id: string): Lesson {
  return lessons.find((known) => known.id === id) ?? fail('training/lesson-unknown', { lesson: id });
}
