import { failure } from '../../electron/contract/index.ts';
import type { Grant, Model, Photo, PictureKind, WindowShell } from '../../electron/contract/index.ts';
import type { FakeEngine } from './fakeEngine.ts';
import { portPair } from './portPair.ts';

export interface FakeShell extends WindowShell {
  /** The engine process ends; the next `openPort` reaches it again. */
  breakConnection(): void;
  grants: readonly Grant[];
}

/** A shell whose dialogs choose at once and whose engine is the fake one. */
export function fakeShell(
  fake: FakeEngine,
  kind: 'desktop' | 'browser' = 'desktop',
  photoUrl = (photo: number, picture: PictureKind): string => `photo://${photo}/${picture}`,
): FakeShell {
  let close = (): void => undefined;
  const shell: FakeShell = {
    kind,
    grants: [{ id: 'grant-1', name: 'Lofoten', kind: 'photos' }],
    openPort: () => {
      const pair = portPair();
      close = pair.close;
      fake.serve(pair.answerer);
      return Promise.resolve(pair.asker);
    },
    breakConnection: () => close(),
    photoUrl: (photo, picture) => photoUrl(photo, picture),
    lookUrl: (look) => fake.segmentation.addressOf(look),
    labUrl: (run, file) => `/lab/${run}/${file}`,
    chooseFiles: () => Promise.resolve(shell.grants),
    chooseFolder: () => Promise.resolve(shell.grants),
    chooseList: () => Promise.resolve(shell.grants[0] ?? null),
    chooseAnnotations: () => Promise.resolve([{ id: 'boxes-1', name: 'boxes.xml', kind: 'photos' }]),
    chooseTarget: () => Promise.resolve({ id: 'target-1', name: 'Results', kind: 'folder' }),
    grantDropped: () => Promise.resolve(shell.grants),
    grantTyped: (path) =>
      path === '/nowhere' ? Promise.reject(failure('library/path-missing', { path })) : Promise.resolve(shell.grants),
  };
  return shell;
}

const words = ['mountain', 'sea', 'boat', 'forest', 'street', 'portrait', 'church', 'bird'];

/** A library of `count` photos whose every figure follows from its number. */
export const somePhotos = (count: number): Photo[] => Array.from({ length: count }, (_, i) => photoNumber(i + 1));

function photoNumber(id: number): Photo {
  const unreadable = id % 41 === 0;
  const className = words[(id * 7) % words.length] ?? 'sea';
  const probability = 0.3 + ((id * 37) % 70) / 100;
  const portrait = id % 3 === 0;
  return {
    id,
    fileName: `DSCF${String(1000 + id)}.jpg`,
    state: unreadable ? 'unreadable' : 'ready',
    width: unreadable ? null : portrait ? 2000 : 3000,
    height: unreadable ? null : portrait ? 3000 : 2000,
    label: !unreadable && id % 5 === 0 ? className : null,
    labels: !unreadable && id % 5 === 0 ? [className] : [],
    rating: null,
    flag: null,
    group: null,
    best: unreadable || id % 11 === 0 ? null : { classIndex: (id * 7) % words.length, className, probability },
    rejected: !unreadable && id % 13 === 0,
    problem: unreadable
      ? {
          code: 'photo/corrupt',
          message: 'The image is damaged: the file ends early.',
          remedy: 'Copy it again from the camera or a backup.',
        }
      : null,
    damaged: false,
  };
}

export const aModel: Model = {
  hash: 'a'.repeat(64),
  origin: 'ready',
  bytes: 4_956_208,
  card: {
    name: 'SqueezeNet 1.1',
    task: 'classification',
    preprocessing: {
      fit: 'crop',
      shortSide: 256,
      width: 224,
      height: 224,
      layout: 'NCHW',
      colorOrder: 'RGB',
      mean: [123.7, 116.3, 103.5],
      std: [58.4, 57.1, 57.4],
    },
    inputName: 'input',
    outputName: 'output',
    outputKind: 'logits',
    classNames: words,
    licence: 'BSD-3-Clause',
    source: null,
    accuracy: { on: 'ImageNet validation', top1: 0.5818, top5: 0.8062 },
    notes: null,
    confirmed: true,
  },
};
