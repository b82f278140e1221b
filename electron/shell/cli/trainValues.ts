import { TrainingSettings, type TrainingWishes } from '../../contract/index.ts';
import type { Options, Values } from './command.ts';
import { UsageError } from './exit.ts';
import { wholeNumber } from './networks.ts';

// What `fovea train` understands about how to train.

export const trainOptions = {
  head: { type: 'string' },
  depth: { type: 'string' },
  epochs: { type: 'string' },
  patience: { type: 'string' },
  seed: { type: 'string' },
  test: { type: 'string' },
  views: { type: 'string' },
  lr: { type: 'string' },
  adversarial: { type: 'string' },
} as const satisfies Options;

export const trainHelp = [
  '--head H           svm or softmax (softmax)',
  '--depth D          what learns: head, block:K for the last K blocks as well, or all (head)',
  '--epochs N         for depths beyond the head (10)',
  '--patience N       ends after N epochs that were no better on the hold-out; 0 never ends early (5)',
  '--seed N           draws the split and all that is drawn in training (1)',
  '--test F           share of the photos to judge by, where the folders do not say; 0 to 0.5 (0.2)',
  '--views N          varied copies of each photo that pass what stays frozen once (4)',
  '--lr X             largest learning rate; else it is found by a short test',
  '--adversarial E    with --depth all: learns from pictures changed by E of 255 levels to mislead; 0 to 16 (0)',
];

/** @throws UsageError */
export function readSettings(values: Values): TrainingSettings {
  const given = <T>(option: keyof typeof trainOptions, read: (typed: string) => T): T | undefined => {
    const typed = values[option];
    return typeof typed === 'string' ? read(typed) : undefined;
  };
  const settings = TrainingSettings.parse({
    loss: given('head', headOf),
    depth: given('depth', depthOf),
    epochs: given('epochs', (typed) => wholeNumber('--epochs', typed, 1, 10_000)),
    patience: given('patience', (typed) => wholeNumber('--patience', typed, 0, 10_000) || null),
    seed: given('seed', (typed) => wholeNumber('--seed', typed, 0, 2 ** 32 - 1)),
    test: given('test', (typed) => number('--test', typed, 0, 0.5)),
    views: given('views', (typed) => wholeNumber('--views', typed, 0, 50)),
    learningRate: given('lr', positive),
    adversarial: given('adversarial', (typed) => number('--adversarial', typed, 0, 16)),
  });
  if (settings.adversarial > 0 && settings.depth.kind !== 'all')
    throw new UsageError('--adversarial is for pictures that enter what learns: it needs --depth all.');
  return settings;
}

function headOf(typed: string): 'svm' | 'softmax' {
  if (typed !== 'svm' && typed !== 'softmax') throw new UsageError('--head takes svm or softmax.');
  return typed;
}

function depthOf(typed: string): NonNullable<TrainingWishes['depth']> {
  if (typed === 'head' || typed === 'all') return { kind: typed };
  const blocks = /^block:(\d+)$/.exec(typed)?.[1];
  if (blocks === undefined) throw new UsageError('--depth takes head, block:K with a number of blocks, or all.');
  return { kind: 'blocks', blocks: wholeNumber('--depth block:', blocks, 1, 1000) };
}

function number(option: string, typed: string, from: number, to: number): number {
  const given = typed.trim() === '' ? NaN : Number(typed);
  if (given >= from && given <= to) return given;
  throw new UsageError(`${option} takes a number from ${from} to ${to}.`);
}

function positive(typed: string): number {
  const given = Number(typed);
  if (given > 0 && Number.isFinite(given)) return given;
  throw new UsageError('--lr takes a number above 0.');
}
