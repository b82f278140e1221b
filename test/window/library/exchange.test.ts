import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { expect, test } from 'vitest';
import { everything, failure } from '../../../electron/contract/index.ts';
import { FakeExchange } from '../../support/fakeExchange.ts';
import { cellOf, mountWindow } from './mountWindow.ts';

async function open(menu: string, choice: string, title: string): Promise<HTMLElement> {
  await fireEvent.click(screen.getByRole('button', { name: menu }));
  await fireEvent.click(screen.getByRole('button', { name: choice }));
  return screen.findByRole('dialog', { name: title });
}

const press = (dialog: HTMLElement, name: string | RegExp): Promise<boolean> =>
  fireEvent.click(within(dialog).getByRole('button', { name }));

test('labels: what a format cannot hold is told before anything is written', async () => {
  const { fake } = await mountWindow({ count: 7 });
  const dialog = await open('Export', 'Labels…', 'Export labels');
  await within(dialog).findByText('Left out: that a class lies below another.');
  await fireEvent.change(within(dialog).getByLabelText('Format'), { target: { value: 'coco' } });
  await within(dialog).findByText('The format holds all of it.');
  expect(within(dialog).getByLabelText('What people called wrong')).toHaveProperty('disabled', true);
  await fireEvent.click(within(dialog).getByLabelText('What the network suggests'));
  expect(fake.askedFor('labels.export')).toEqual([]);
  await press(dialog, 'Choose folder and write…');
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(fake.askedFor('labels.export')).toEqual([
    {
      ...{ filter: everything, format: 'coco', states: ['human', 'suggested'], photos: 'none', target: 'target-1' },
      ...{ forSpreadsheets: false, heldOut: 0, seed: 1 },
    },
  ]);
});

test('a format that is folders of photos takes them along, and a folder that is not empty is said beside it', async () => {
  const { fake } = await mountWindow({ count: 7 });
  const dialog = await open('Export', 'Labels…', 'Export labels');
  await fireEvent.change(within(dialog).getByLabelText('Format'), { target: { value: 'yolo' } });
  expect(within(dialog).queryByLabelText('Stay where they are')).toBeNull();
  within(dialog).getByRole('slider', { name: 'Held out for val' });
  fake.failing.set('labels.export', failure('export/not-empty', { path: '/out' }));
  await press(dialog, 'Choose folder and write…');
  await within(dialog).findByText(/"\/out" is not empty/);
  expect(fake.askedFor('labels.export')).toMatchObject([{ photos: 'copy', heldOut: 0.2 }]);
});

test('an import says what it would change, asks whose word counts, and then only is it queued', async () => {
  const exchange = new FakeExchange();
  exchange.preview = { ...exchange.preview, conflicts: 3, losses: ['Left out: a box.'] };
  const { fake } = await mountWindow({ count: 7, exchange });
  const dialog = await open('Add', 'Import labels…', 'Import labels');
  expect(within(dialog).getByRole('button', { name: 'Import labels' })).toHaveProperty('disabled', true);
  await press(dialog, 'Choose a folder…');
  await within(dialog).findByText(
    /9 of 12 photos are in the library \(2 by their bytes, 1 by its name\); can be added: 2/,
  );
  within(dialog).getByText(/5 photos without a label would get one; new classes: boat\./);
  within(dialog).getByText('Left out: a box.');
  within(dialog).getByText('gone.jpg');
  await fireEvent.click(within(dialog).getByLabelText('Both'));
  await fireEvent.click(within(dialog).getByLabelText('Add 2 photos to the library'));
  expect(fake.askedFor('labels.import')).toEqual([]);
  await press(dialog, 'Import labels');
  await waitFor(() =>
    expect(fake.askedFor('labels.import')).toEqual([{ grants: ['grant-1'], conflicts: 'both', addPhotos: false }]),
  );
});

test('what cannot be read is said beside the choice', async () => {
  const { fake } = await mountWindow({ count: 7 });
  fake.failing.set('project.preview', failure('exchange/no-project', { path: '/x' }));
  const dialog = await open('Add', 'Open project…', 'Open project');
  await press(dialog, 'Choose a folder…');
  await within(dialog).findByText('There is no Fovea project in "/x".');
  fake.failing.clear();
  await press(dialog, 'Choose a folder…');
  await within(dialog).findByText(/Found: a Fovea project\./);
  await press(dialog, 'Open it here');
  await waitFor(() => expect(fake.askedFor('project.open')).toMatchObject([{ conflicts: 'mine', addPhotos: true }]));
});

test('a project is saved with its photos and the network in use, unless one says otherwise', async () => {
  const { fake } = await mountWindow({ count: 7 });
  const dialog = await open('Export', 'Save project…', 'Save project');
  await fireEvent.click(within(dialog).getByLabelText('Stay where they are'));
  await fireEvent.click(within(dialog).getByLabelText(/^With the network/));
  await press(dialog, 'Choose an empty folder and save…');
  await waitFor(() =>
    expect(fake.askedFor('project.export')).toEqual([
      { filter: everything, photos: 'none', networks: [], target: 'target-1' },
    ]),
  );
});

test('a photo whose file is gone says so, and leads to where it is looked for', async () => {
  const exchange = new FakeExchange();
  exchange.missing = [3];
  const { fake } = await mountWindow({ count: 7, exchange });
  await fireEvent.pointerDown(cellOf(3));
  await fireEvent.click(cellOf(3));
  await fireEvent.click(await screen.findByRole('button', { name: 'Find it…' }));
  const dialog = await screen.findByRole('dialog', { name: 'Find moved photos' });
  await press(dialog, 'Choose a folder…');
  await within(dialog).findByText(/2 of 3 missing photos found/);
  within(dialog).getByText('/old/a.jpg → /new/a.jpg');
  await press(dialog, 'Find 2 photos again');
  await waitFor(() => expect(fake.askedFor('relink.run')).toEqual([{ grants: ['grant-1'], photos: [3] }]));
});

test('in a browser a folder is typed, as copies of files would be other files', async () => {
  const { fake } = await mountWindow({ count: 7, kind: 'browser' });
  const dialog = await open('Add', 'Find moved photos…', 'Find moved photos');
  expect(within(dialog).queryByRole('button', { name: 'Choose a folder…' })).toBeNull();
  const field = within(dialog).getByLabelText('The path of a folder on this computer');
  await fireEvent.input(field, { target: { value: '/nowhere' } });
  await press(dialog, 'Look there');
  await within(dialog).findByText(/There is nothing at "\/nowhere"/);
  await fireEvent.input(field, { target: { value: '/photos' } });
  await press(dialog, 'Look there');
  await within(dialog).findByText(/2 of 3 missing photos found/);
  expect(fake.askedFor('relink.preview')).toEqual([{ grants: ['grant-1'], photos: null }]);
});
