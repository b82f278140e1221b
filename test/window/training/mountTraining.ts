import { fireEvent, screen } from '@testing-library/svelte';
import axe from 'axe-core';
import { expect, vi } from 'vitest';
import type { FakeEngineOptions } from '../../support/fakeEngine.ts';
import { FakeTraining, someDataset } from '../../support/fakeTraining.ts';
import type { FakeTrainingOptions } from '../../support/fakeTraining.ts';
import { mountWindow } from '../library/mountWindow.ts';

// axe reads every element through jsdom's styles, which takes seconds where cores are shared.
vi.setConfig({ testTimeout: 20_000 });

/** The whole window, at the Train screen. */
export async function mountTraining(
  options: FakeTrainingOptions = { datasets: [someDataset()] },
  engine: FakeEngineOptions & { readonly kind?: 'desktop' | 'browser' } = {},
) {
  const mounted = await mountWindow({ ...engine, training: new FakeTraining(options) });
  await fireEvent.keyDown(document.body, { key: '2', ctrlKey: true });
  await screen.findByRole('heading', { level: 1, name: 'Train' });
  return mounted;
}

/** What axe finds to say; contrast needs a layout and is judged in a browser. */
export async function expectAccessible(): Promise<void> {
  const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } });
  const found = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
  expect(found).toEqual([]);
}

/** Text as a person reads it: spaces that never break are spaces. */
export const textOf = (element: HTMLElement): string =>
  element.textContent.replaceAll('\u00a0', ' ').replace(/\s+/g, ' ').trim();
