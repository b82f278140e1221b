import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { expect, test } from 'vitest';
import { everything, failure } from '../../../electron/contract/index.ts';
import type { JobRecord } from '../../../electron/contract/index.ts';
import { FakeKeywords, fileOf } from '../../support/fakeKeywords.ts';
import { cellOf, mountWindow } from './mountWindow.ts';

async function open(menu: string, choice: string, title: string): Promise<HTMLElement> {
  await fireEvent.click(screen.getByRole('button', { name: menu }));
  await fireEvent.click(screen.getByRole('button', { name: choice }));
  return screen.findByRole('dialog', { name: title });
}

/** Presses a button as soon as it can be pressed. */
async function press(inside: HTMLElement, name: string | RegExp): Promise<void> {
  const button = await within(inside).findByRole('button', { name });
  await waitFor(() => expect(button).toHaveProperty('disabled', false));
  await fireEvent.click(button);
}

const written: JobRecord = {
  ...{ id: 31, kind: 'keywords.write', title: 'Write keywords of 7 photos', state: 'done', done: 7, total: 7 },
  ...{ unit: 'photos', perSecond: null, secondsLeft: null, failed: 0, message: '2 sidecars made', problem: null },
};

test('what would change in each file is seen before anything is written', async () => {
  const { fake } = await mountWindow({ count: 7 });
  const dialog = await open('Export', 'Keywords (XMP)…', 'Keywords');
  await within(dialog).findByText('7 photos: 2 new sidecars, 1 sidecar changed, 3 as they are, 1 cannot be written.');
  const rows = within(within(dialog).getByRole('region', { name: 'What changes' })).getAllByRole('listitem');
  expect(rows.map((row) => row.textContent.replace(/\s+/g, ' ').trim())).toEqual([
    'DSCF1003.RAF "/home/me/Pictures/Lofoten" may not be written. Choose another folder.',
    'DSCF1000.JPG new: DSCF1000.JPG.xmp places › Lofoten',
    'DSCF1001.JPG new: DSCF1001.JPG.xmp, 4 stars boat',
    'DSCF1002.JPG DSCF1002.JPG.xmp ship boat',
  ]);
  expect(fake.askedFor('keywords.write')).toEqual([]);
  await fireEvent.click(within(dialog).getByLabelText('Stars as well'));
  await waitFor(() => expect(fake.askedFor('keywords.preview')).toHaveLength(2));
  await press(dialog, 'Write 3 files');
  await waitFor(() => expect(fake.askedFor('keywords.write')).toHaveLength(1));
  expect(fake.askedFor('keywords.write')).toMatchObject([
    { what: { filter: everything }, options: { into: 'sidecars', ratings: true, suggestedFrom: null } },
  ]);
});

test('the photos themselves are written only where that is chosen, and the dialog says what it means', async () => {
  const { fake } = await mountWindow({ count: 7 });
  await fireEvent.click(cellOf(1));
  await fireEvent.click(cellOf(3), { ctrlKey: true });
  const dialog = await open('Export', 'Keywords (XMP)…', 'Keywords');
  expect(within(dialog).queryByText(/A copy of each is kept first/)).toBeNull();
  await fireEvent.click(within(dialog).getByLabelText('The photos themselves'));
  await within(dialog).findByText(/A copy of each is kept first/);
  await press(dialog, 'Write 3 files');
  await waitFor(() => expect(fake.askedFor('keywords.write')).toHaveLength(1));
  const photos = [fake.photos[0]!.id, fake.photos[2]!.id];
  expect(fake.askedFor('keywords.write')).toMatchObject([{ what: { photos }, options: { into: 'originals' } }]);
});

test('a file that was not written stands there in red with its reason until a second try', async () => {
  const keywords = new FakeKeywords();
  const { fake } = await mountWindow({ count: 7, keywords });
  const dialog = await open('Export', 'Keywords (XMP)…', 'Keywords');
  await within(dialog).findByText(/7 photos/);
  await press(dialog, 'Write 3 files');
  keywords.failed = [{ ...fileOf('DSCF1003.RAF', 'refuse'), photo: 4 }];
  fake.report({ ...written, failed: 1 });
  const section = await within(dialog).findByRole('region', { name: 'Not written' });
  within(section).getByText(/may not be written/);
  await within(dialog).findByText('2 sidecars made.');
  await press(section, 'Try 1 file again');
  await waitFor(() => expect(fake.askedFor('keywords.write')).toHaveLength(2));
  expect(fake.askedFor('keywords.write')[1]).toMatchObject({ what: { photos: [4] } });
});

test('a file that was not written hides its own preview, and not that of one whose name ends alike', async () => {
  const keywords = new FakeKeywords();
  keywords.preview = {
    ...keywords.preview,
    files: [fileOf('DSCF1001.JPG', 'change'), fileOf('DSCF1002.JPG', 'change')],
  };
  const { fake } = await mountWindow({ count: 7, keywords });
  const dialog = await open('Export', 'Keywords (XMP)…', 'Keywords');
  await press(dialog, 'Write 3 files');
  keywords.failed = [{ ...fileOf('DSCF1001.JPG', 'refuse'), file: '.JPG.xmp' }];
  fake.report({ ...written, failed: 1 });
  await within(dialog).findByRole('region', { name: 'Not written' });
  const changing = within(within(dialog).getByRole('region', { name: 'What changes' })).getAllByRole('listitem');
  expect(changing.map((row) => row.textContent)).toEqual([expect.stringContaining('DSCF1002')]);
});

test('what was read again is seen in the dialog that asked for it', async () => {
  const keywords = new FakeKeywords();
  const read: JobRecord = { ...written, id: 47, kind: 'keywords.read', title: 'Read keywords' };
  const { fake } = await mountWindow({ count: 7, keywords });
  const dialog = await open('Export', 'Keywords (XMP)…', 'Keywords');
  await within(dialog).findByText(/^7 photos/);
  await press(dialog, 'Read keywords again');
  keywords.preview = { ...keywords.preview, totals: { ...keywords.preview.totals, photos: 6 } };
  fake.report(read);
  await within(dialog).findByText(/^6 photos/);
  await fireEvent.click(within(dialog).getByText('Close'));
  const labels = await open('Add', 'Labels of keywords…', 'Make labels of keywords');
  const branches = () => within(within(labels).getByLabelText('Branch')).getAllByRole('option').length;
  await waitFor(() => expect(branches()).toBe(4));
  keywords.list = [...keywords.list, { path: ['boat'], photos: 1 }];
  fake.report({ ...read, id: 48 });
  await waitFor(() => expect(branches()).toBe(5));
});

test('labels are made of a branch that was looked at first', async () => {
  const { fake } = await mountWindow({ count: 7 });
  const dialog = await open('Add', 'Labels of keywords…', 'Make labels of keywords');
  await within(dialog).findByText('4 photos would be labelled; 1 keeps the label it has.');
  await fireEvent.change(within(dialog).getByLabelText('Branch'), { target: { value: 'places|Lofoten' } });
  await waitFor(() => expect(fake.askedFor('keywords.previewLabels')).toHaveLength(2));
  await press(dialog, 'Make labels');
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(fake.askedFor('keywords.makeLabels')).toEqual([{ branch: ['places', 'Lofoten'], filter: everything }]);
});

test('a library without keywords says how it comes to some, and what went wrong stands in the dialog', async () => {
  const keywords = new FakeKeywords();
  keywords.list = [];
  const { fake } = await mountWindow({ count: 7, keywords });
  const dialog = await open('Add', 'Labels of keywords…', 'Make labels of keywords');
  await within(dialog).findByText(/No photo has a keyword/);
  fake.failing.set('keywords.read', failure('library/grant-unknown', {}));
  await press(dialog, 'Read keywords again');
  await within(dialog).findByRole('alert');
});

test('a keyword in the inspector shows the photos that have it, and a chip leads back', async () => {
  const { fake } = await mountWindow({ count: 7 });
  await fireEvent.click(cellOf(1));
  await fireEvent.click(await screen.findByRole('button', { name: 'places › Lofoten' }));
  await waitFor(() =>
    expect(fake.askedFor('library.list').at(-1)).toMatchObject({ filter: { keyword: 'places|Lofoten' } }),
  );
  await fireEvent.click(screen.getByRole('button', { name: 'Show photos without “places › Lofoten” too' }));
  await waitFor(() => expect(fake.askedFor('library.list').at(-1)).toMatchObject({ filter: { keyword: null } }));
});
