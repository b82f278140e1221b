import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, expect, test, vi } from 'vitest';
import CardDialog from '../../../renderer/screens/library/card/CardDialog.svelte';
import WatchedFolders from '../../../renderer/screens/settings/folders/WatchedFolders.svelte';
import { App } from '../../../renderer/state/app.svelte.ts';
import { FakeEngine } from '../../support/fakeEngine.ts';
import { fakeShell } from '../../support/fakeShell.ts';

afterEach(cleanup);

// jsdom shows no dialogs.
HTMLDialogElement.prototype.showModal = function showModal(this: HTMLDialogElement) {
  this.open = true;
};

async function open(kind: 'desktop' | 'browser' = 'desktop'): Promise<{ app: App; fake: FakeEngine }> {
  const fake = new FakeEngine();
  const app = new App(fakeShell(fake, kind));
  await vi.waitFor(() => expect(app.connection).toBe('open'));
  return { app, fake };
}

test('the only card is counted at once; a target opens the way, and the job is queued', async () => {
  const { app, fake } = await open();
  fake.folders.cards = [{ grant: 'card-1', name: 'EOS_DIGITAL', path: '/media/EOS_DIGITAL' }];
  await app.card.begin();
  render(CardDialog, { card: app.card });
  expect((await screen.findByRole('status')).textContent).toContain(
    '12 photos, 5 of them here already; 70 MB to copy.',
  );
  const run = screen.getByRole('button', { name: 'Import 7 photos' });
  expect(run).toHaveProperty('disabled', true);
  await fireEvent.click(screen.getByRole('button', { name: 'Choose where they go…' }));
  expect(await screen.findByText('Results')).toBeTruthy();
  await fireEvent.click(run);
  await vi.waitFor(() => expect(fake.folders.imported).toEqual([{ source: 'card-1', target: 'target-1' }]));
  await vi.waitFor(() => expect(app.card.open).toBe(false));
});

test('without a card the dialog says what to do, and looks again', async () => {
  const { app, fake } = await open();
  await app.card.begin();
  render(CardDialog, { card: app.card });
  expect(await screen.findByText(/No camera or card is connected/)).toBeTruthy();
  fake.folders.cards = [{ grant: 'card-1', name: 'LUMIX', path: '/media/LUMIX' }];
  await fireEvent.click(screen.getByRole('button', { name: 'Look again' }));
  expect(await screen.findByRole('radio', { name: 'LUMIX' })).toHaveProperty('checked', true);
});

test('folders are watched and no longer watched, and missing photos have a way to be found', async () => {
  const { app, fake } = await open();
  fake.folders.state = { folders: [{ path: '/photos/a', photos: 1, how: 'polling' }], missing: 2 };
  await app.folders.load();
  const onfind = vi.fn();
  render(WatchedFolders, { folders: app.folders, shell: app.shell, onfind });
  expect(screen.getByText(/Looked at every ten seconds/)).toBeTruthy();
  await fireEvent.click(screen.getByRole('button', { name: 'Watch a folder…' }));
  expect(await screen.findByText('/photos/grant-1')).toBeTruthy();
  await fireEvent.click(screen.getByRole('button', { name: 'Watch “/photos/a” no longer' }));
  await vi.waitFor(() => expect(screen.queryByText('/photos/a')).toBeNull());
  expect(screen.getByText('2 photos are missing: their files are not where they were.')).toBeTruthy();
  await fireEvent.click(screen.getByRole('button', { name: 'Find them…' }));
  expect(onfind).toHaveBeenCalledOnce();
});

test('in a browser a folder to watch is typed', async () => {
  const { app } = await open('browser');
  await app.folders.load();
  render(WatchedFolders, { folders: app.folders, shell: app.shell, onfind: () => undefined });
  const field = screen.getByRole('textbox', { name: 'Path of a folder on this computer' });
  await fireEvent.input(field, { target: { value: '/nowhere' } });
  await fireEvent.click(screen.getByRole('button', { name: 'Watch' }));
  expect((await screen.findByRole('alert')).textContent).toContain('There is nothing at "/nowhere".');
  await fireEvent.input(field, { target: { value: '/photos' } });
  await fireEvent.click(screen.getByRole('button', { name: 'Watch' }));
  expect(await screen.findByText('/photos/grant-1')).toBeTruthy();
});
