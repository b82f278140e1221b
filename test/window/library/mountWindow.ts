import { cleanup, render, screen, waitFor } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach } from 'vitest';
import App from '../../../renderer/App.svelte';
import { FakeEngine } from '../../support/fakeEngine.ts';
import type { FakeEngineOptions } from '../../support/fakeEngine.ts';
import { aModel, fakeShell, somePhotos } from '../../support/fakeShell.ts';
import type { FakeShell } from '../../support/fakeShell.ts';

afterEach(cleanup);

interface Mounted {
  readonly fake: FakeEngine;
  readonly shell: FakeShell;
}

/** The stage of these tests: five columns of 160 px, four rows high. */
const stage = { clientWidth: 5 * 162 - 2, clientHeight: 4 * 162 };

/** The whole window over an engine in memory, once it shows what it has. */
export async function mountWindow(
  options: FakeEngineOptions & { readonly count?: number; readonly kind?: 'desktop' | 'browser' } = {},
): Promise<Mounted> {
  giveSizes();
  const fake = new FakeEngine({ photos: somePhotos(options.count ?? 0), models: [aModel], ...options });
  const shell = fakeShell(fake, options.kind);
  render(App, { props: { shell } });
  await waitFor(() => {
    if (fake.photos.length > 0) screen.getAllByRole('gridcell', { name: /DSCF/ });
    else screen.getByRole('heading', { level: 1 });
  });
  await tick();
  return { fake, shell };
}

/** jsdom lays nothing out: every element is as large as the stage, and nobody is told of other sizes. */
export function giveSizes(): void {
  for (const [name, px] of Object.entries(stage))
    Object.defineProperty(HTMLElement.prototype, name, { configurable: true, get: () => px });
  globalThis.ResizeObserver = SilentObserver;
  HTMLDialogElement.prototype.showModal = function showModal(this: HTMLDialogElement) {
    this.open = true;
  };
}

class SilentObserver implements ResizeObserver {
  readonly observe = (): void => undefined;
  readonly unobserve = (): void => undefined;
  readonly disconnect = (): void => undefined;
}

/** The cell of the photo with this number. */
export const cellOf = (number: number): HTMLElement =>
  screen.getByRole('gridcell', { name: new RegExp(`DSCF${String(1000 + number)}\\b`) });

export const selectedNames = (): string[] =>
  screen.getAllByRole('gridcell', { selected: true }).map((cell) => cell.getAttribute('aria-label') ?? '');
