import { fireEvent, screen } from '@testing-library/svelte';
import type { Model } from '../../../electron/contract/index.ts';
import type { FakeEngine, FakeEngineOptions } from '../../support/fakeEngine.ts';
import { aModel } from '../../support/fakeShell.ts';
import { mountWindow } from '../library/mountWindow.ts';

/** A network made for pixels, beside the classifier of every test. */
export const pixelModel: Model = {
  ...aModel,
  hash: 'd'.repeat(64),
  card: {
    ...aModel.card,
    name: 'DeepLab',
    task: 'segmentation',
    preprocessing: { ...aModel.card.preprocessing, width: 513, height: 513 },
    classNames: ['background', 'sky', 'sea'],
    accuracy: null,
  },
};

export const press = (key: string, held: { ctrlKey?: boolean } = {}): Promise<boolean> =>
  fireEvent.keyDown(document.body, { key, ...held });

/** The Segment screen over six photos, once it is shown. */
export async function mountSegment(options: FakeEngineOptions & { readonly count?: number } = {}): Promise<FakeEngine> {
  const { fake } = await mountWindow({ count: 6, models: [aModel, pixelModel], ...options });
  await press('4', { ctrlKey: true });
  await screen.findByRole('heading', { level: 1, name: 'Segment' });
  return fake;
}

export const legend = (): Promise<HTMLElement> => screen.findByRole('region', { name: 'Classes' });
