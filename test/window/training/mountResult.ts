import { fireEvent, screen } from '@testing-library/svelte';
import type { TrainingRun } from '../../../electron/contract/index.ts';
import { fullResult, someMap, someMistakes } from '../../support/fakeResults.ts';
import { somePhotos } from '../../support/fakeShell.ts';
import { someDataset, someEpochs, someRun } from '../../support/fakeTraining.ts';
import type { FakeTrainingOptions } from '../../support/fakeTraining.ts';
import { mountTraining } from './mountTraining.ts';

export const finished = someRun(0, { result: fullResult() });

/** Fourteen mistakes; those of daisies and roses are the surest. */
export const mistakes = someMistakes(14, finished);

/** The page about a finished run, over a library in which nothing is labelled. */
export async function openResult(run: TrainingRun = finished, options: FakeTrainingOptions = {}) {
  const photos = somePhotos(60).map((photo) => ({ ...photo, label: null, labels: [] }));
  const mounted = await mountTraining(
    {
      ...{ datasets: [someDataset()], runs: [run, someRun(1), someRun(2)], epochs: someEpochs(8) },
      ...{ answers: mistakes, suspects: mistakes.slice(0, 3), map: someMap(40, 5), ...options },
    },
    { photos },
  );
  const start = run.name.replaceAll(/[^\w, ]/g, '.');
  await fireEvent.click(await screen.findByRole('button', { name: new RegExp(`^${start} `) }));
  await screen.findByRole('heading', { level: 2, name: run.name });
  return mounted;
}

export const page = (): HTMLElement => screen.getByRole('article');

export const openPart = (name: string): Promise<boolean> => fireEvent.click(screen.getByRole('tab', { name }));
