import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { afterEach, expect, test, vi } from 'vitest';
import { defaultSettings } from '../../../electron/contract/index.ts';
import { networkWords } from '../../../renderer/screens/settings/report.ts';
import SettingsScreen from '../../../renderer/screens/settings/SettingsScreen.svelte';
import { App } from '../../../renderer/state/app.svelte.ts';
import { FakeEngine } from '../../support/fakeEngine.ts';
import { aModel, fakeShell, somePhotos } from '../../support/fakeShell.ts';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

async function open(): Promise<FakeEngine> {
  const fake = new FakeEngine({ models: [aModel], photos: somePhotos(3) });
  const app = new App(fakeShell(fake));
  render(SettingsScreen, { app });
  await screen.findByText('ONNX Runtime 1.30.0');
  return fake;
}

test('a theme is saved as soon as it is chosen', async () => {
  const fake = await open();
  await fireEvent.click(screen.getByRole('radio', { name: 'Dark' }));
  await waitFor(() => expect(fake.askedFor('settings.set')).toEqual([{ ...defaultSettings, theme: 'dark' }]));
});

test('the size of thumbnails is saved when the slider is let go, not on its way', async () => {
  const fake = await open();
  const slider = screen.getByRole('slider', { name: 'Thumbnails' });
  await fireEvent.input(slider, { target: { value: '200' } });
  expect(screen.getByText('200 px')).toBeTruthy();
  expect(fake.askedFor('settings.set')).toEqual([]);
  await fireEvent.change(slider, { target: { value: '208' } });
  await waitFor(() => expect(fake.askedFor('settings.set')).toEqual([{ ...defaultSettings, thumbnailPx: 208 }]));
});

test('it says where the library and the models lie, and that nothing was sent', async () => {
  await open();
  expect(screen.getByText('/home/me/.local/share/fovea')).toBeTruthy();
  expect(screen.getByText('/home/me/.local/share/fovea/models')).toBeTruthy();
  expect(screen.getByText('Offline: nothing was sent.')).toBeTruthy();
});

test('what was downloaded is said in bytes', () => {
  expect(networkWords(4_956_208)).toBe('5.0 MB of models were downloaded in this session; nothing else was sent.');
});

test('the report names versions, model and devices, and no folder, photo or class', async () => {
  const writeText = vi.fn<(text: string) => Promise<void>>(() => Promise.resolve());
  vi.stubGlobal('navigator', { clipboard: { writeText } });
  await open();
  await fireEvent.click(screen.getByRole('button', { name: 'Copy report' }));
  await screen.findByText(/Copied. It names no photo and no class./);
  const text = writeText.mock.calls[0]?.[0] ?? '';
  expect(text).toContain('Fovea 0.1.0');
  expect(text).toContain('SqueezeNet 1.1');
  expect(text).toContain('cuda: CUDA; not usable');
  for (const secret of ['/home', 'DSCF', ...aModel.card.classNames]) expect(text).not.toContain(secret);
});

test('where the clipboard is refused, the report stands on the page', async () => {
  vi.stubGlobal('navigator', { clipboard: { writeText: () => Promise.reject(new Error('denied')) } });
  await open();
  await fireEvent.click(screen.getByRole('button', { name: 'Copy report' }));
  await screen.findByText(/Select it below instead/);
  expect(screen.getByText(/^Fovea 0.1.0/)).toBeTruthy();
});

test('the keys of every screen are listed', async () => {
  await open();
  for (const group of ['Everywhere', 'Grid', 'Large view', 'Models'])
    expect(screen.getByRole('heading', { level: 3, name: group })).toBeTruthy();
});
