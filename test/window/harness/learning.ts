import type { JobRecord } from '../../../electron/contract/index.ts';
import type { FakeEngine } from '../../support/fakeEngine.ts';
import { fullResult, manyClasses, someMap, someMistakes } from '../../support/fakeResults.ts';
import { FakeTraining, someDataset, someEpochs, someLosses, someRun } from '../../support/fakeTraining.ts';

/** A set, a run that is going, one that waits, and some that have ended. */
export const someLearning = (): FakeTraining =>
  new FakeTraining({
    datasets: [someDataset()],
    epochs: someEpochs(8),
    answers: someMistakes(44, someRun(0)),
    suspects: someMistakes(9, someRun(0)),
    map: someMap(290, 5),
    runs: [
      someRun(0, { id: '20261124-090000-00aa', name: 'flowers, linear SVM', state: 'waiting', result: null }),
      someRun(0, {
        id: '20261124-083000-00bb',
        name: 'flowers, last 2 blocks, more photos',
        state: 'running',
        result: null,
      }),
      someRun(0, { result: fullResult() }),
      someRun(1),
      someRun(2),
      manyClasses(100),
      someRun(3, {
        state: 'failed',
        result: null,
        problem: {
          code: 'training/diverged',
          message: 'The loss became NaN at step 112.',
          remedy: 'Lower the learning rate (now 1); the best weights up to there were kept.',
        },
      }),
    ],
  });

const job: JobRecord = {
  id: 41,
  kind: 'training.run',
  title: 'Train flowers, last 2 blocks, more photos',
  state: 'running',
  done: 680,
  total: 830,
  unit: 'steps',
  perSecond: 1.8,
  secondsLeft: 96,
  failed: 0,
  message: '',
  problem: null,
};

/** Lets the running run be heard of, over and over. */
export function learn(fake: FakeEngine): void {
  fake.jobs = [...fake.jobs, job];
  const losses = someLosses(680);
  const wrong = ['roses', 'tulips', 'daisy', 'dandelion', 'sunflowers', 'tulips', 'roses', 'daisy'];
  const report = {
    run: '20261124-083000-00bb',
    phase: 'training' as const,
    done: 680,
    total: 830,
    examplesPerSecond: 58.3,
    secondsLeft: 96,
    message: '',
    epochs: [],
    wrongNow: wrong.map((truth, i) => ({
      path: `/home/me/Pictures/flowers/${truth}/${String(4000 + i)}.jpg`,
      photo: i + 20,
      truth,
      predicted: wrong[(i + 1) % wrong.length] ?? '',
    })),
  };
  // The window listens a moment after it was opened.
  setTimeout(() => fake.announce('training.progress', { ...report, losses }), 800);
  setInterval(() => fake.announce('training.progress', { ...report, losses: [] }), 1000);
}
