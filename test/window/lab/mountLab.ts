import { fireEvent, screen } from '@testing-library/svelte';
import type { FakeEngineOptions } from '../../support/fakeEngine.ts';
import { mountWindow } from '../library/mountWindow.ts';

export const press = (key: string, held: Partial<Pick<KeyboardEvent, 'ctrlKey'>> = {}): Promise<boolean> =>
  fireEvent.keyDown(document.body, { key, ...held });

/** The whole window over six photos, at the Lab. */
export async function mountLab(options: FakeEngineOptions = {}) {
  // jsdom draws nothing.
  HTMLCanvasElement.prototype.getContext = () => null;
  const mounted = await mountWindow({ count: 6, ...options });
  await press('6', { ctrlKey: true });
  await screen.findByRole('heading', { level: 1, name: 'Lab' });
  return mounted;
}

export async function openTab(name: string): Promise<void> {
  await fireEvent.click(await screen.findByRole('tab', { name }));
}

export async function pressButton(name: string | RegExp): Promise<void> {
  await fireEvent.click(await screen.findByRole('button', { name }));
}

export async function choose(label: string, value: string): Promise<void> {
  await fireEvent.change(await screen.findByLabelText(label), { target: { value } });
}
