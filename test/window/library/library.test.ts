import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { expect, test } from 'vitest';
import { failure } from '../../../electron/contract/index.ts';
import { cellOf, mountWindow, selectedNames } from './mountWindow.ts';

const press = (key: string, held: { ctrlKey?: boolean; shiftKey?: boolean } = {}): Promise<boolean> =>
  fireEvent.keyDown(document.body, { key, ...held });

test('an empty library asks for photos and says what will look at them and where', async () => {
  const { fake } = await mountWindow();
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe(
    'Drop photos or folders. They stay where they are.',
  );
  await screen.findByText(/SqueezeNet 1.1 will look at them/);
  await screen.findByText(/Computes on CPU, 8 cores/);
  await fireEvent.click(screen.getByRole('button', { name: 'Choose folder…' }));
  await waitFor(() => expect(fake.askedFor('library.import')).toEqual([{ grants: ['grant-1'] }]));
});

test('without a model the empty library leads to the Models screen', async () => {
  await mountWindow({ models: [] });
  await fireEvent.click(await screen.findByRole('button', { name: 'Get one in Models' }));
  await waitFor(() => expect(screen.getByRole('button', { name: 'Models', current: 'page' })).toBeTruthy());
});

test('a path that leads nowhere is answered with a sentence and a way out', async () => {
  await mountWindow({ kind: 'browser' });
  await fireEvent.input(screen.getByLabelText(/path of a folder/), { target: { value: '/nowhere' } });
  await fireEvent.click(screen.getByRole('button', { name: 'Add' }));
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain('There is nothing at "/nowhere".');
  expect(alert.textContent).toContain('Check the spelling');
});

test('of twenty thousand photos only those in sight are in the page and on the wire', async () => {
  const { fake } = await mountWindow({ count: 20_000 });
  expect(screen.getByRole('grid').getAttribute('aria-rowcount')).toBe('4000');
  expect(screen.getAllByRole('gridcell').length).toBeLessThan(100);
  expect(fake.askedFor('library.list').length).toBeLessThan(5);
});

test('Shift-click selects a range, also over pages that were never loaded', async () => {
  const { fake } = await mountWindow({ count: 20_000 });
  await fireEvent.click(cellOf(3));
  await press('End', { shiftKey: true });
  await screen.findByRole('heading', { name: '19,998 photos selected' });
  expect(fake.askedFor('library.ids')).toEqual([expect.objectContaining({ from: 2, to: 19_999 })]);
});

test('Ctrl-click adds one photo and takes it away again', async () => {
  await mountWindow({ count: 30 });
  await fireEvent.click(cellOf(2));
  await fireEvent.click(cellOf(4), { ctrlKey: true });
  await waitFor(() => expect(selectedNames()).toHaveLength(2));
  await fireEvent.click(cellOf(2), { ctrlKey: true });
  await waitFor(() => expect(selectedNames()).toEqual([expect.stringContaining('DSCF1004')]));
});

test('Ctrl+A selects everything, Escape nothing', async () => {
  await mountWindow({ count: 500 });
  await press('a', { ctrlKey: true });
  await screen.findByRole('heading', { name: '500 photos selected' });
  await press('Escape');
  await screen.findByRole('heading', { name: 'Nothing selected' });
});

test('arrows move the cursor by cells and rows', async () => {
  await mountWindow({ count: 100 });
  await fireEvent.click(cellOf(1));
  await press('ArrowRight');
  await press('ArrowDown');
  await waitFor(() => expect(selectedNames()).toEqual([expect.stringContaining('DSCF1007')]));
});

test('a number key labels the selection, and undo says by name what it takes back', async () => {
  const { fake } = await mountWindow({ count: 30 });
  await fireEvent.click(cellOf(1));
  const [first] = await within(await screen.findByRole('region', { name: 'Label by number' })).findAllByRole('button');
  const className = first?.textContent.replace(/^1/, '').trim() ?? '';
  await press('1');
  await waitFor(() => expect(cellOf(1).getAttribute('aria-label')).toContain(`labelled ${className}`));
  await screen.findByRole('button', { name: `Undo label “${className}”` });
  await press('z', { ctrlKey: true });
  await waitFor(() => expect(cellOf(1).getAttribute('aria-label')).not.toContain('labelled'));
  await screen.findByText(`Undone: label “${className}”`);
  await press('y', { ctrlKey: true });
  await waitFor(() => expect(fake.photos[0]?.label).toBe(className));
});

test('L goes to the label field, and Enter gives what was typed', async () => {
  const { fake } = await mountWindow({ count: 30 });
  await fireEvent.click(cellOf(2));
  const field = await screen.findByRole('combobox', { name: 'Label' });
  await press('l');
  expect(document.activeElement).toBe(field);
  await fireEvent.input(field, { target: { value: 'lighthouse' } });
  await fireEvent.keyDown(field, { key: 'Enter' });
  await waitFor(() => expect(fake.askedFor('library.label')).toEqual([{ photos: [2], className: 'lighthouse' }]));
});

test('letters typed into a field are letters, not gestures', async () => {
  const { fake } = await mountWindow({ count: 30 });
  await fireEvent.click(cellOf(2));
  const field = await screen.findByRole('combobox', { name: 'Label' });
  for (const key of ['r', '1', 'Delete']) await fireEvent.keyDown(field, { key });
  expect(
    fake.asked.filter(({ method }) => ['library.reject', 'library.label', 'library.forget'].includes(method)),
  ).toEqual([]);
});

test('A accepts the suggestion and R rejects it', async () => {
  const { fake } = await mountWindow({ count: 30 });
  await fireEvent.click(cellOf(1));
  await waitFor(() => expect(selectedNames()).toHaveLength(1));
  await press('a');
  await waitFor(() =>
    expect(fake.askedFor('library.label')).toEqual([{ photos: [1], className: fake.photos[0]?.best?.className }]),
  );
  await fireEvent.click(cellOf(2));
  await waitFor(() => expect(selectedNames()[0]).toContain('DSCF1002'));
  await press('r');
  await waitFor(() => expect(fake.askedFor('library.reject')).toEqual([{ photos: [2] }]));
});

test('Delete forgets a photo and undo brings it back', async () => {
  await mountWindow({ count: 30 });
  await fireEvent.click(cellOf(2));
  await waitFor(() => expect(selectedNames()).toHaveLength(1));
  await press('Delete');
  await waitFor(() => expect(screen.queryByRole('gridcell', { name: /DSCF1002/ })).toBeNull());
  await press('z', { ctrlKey: true });
  await waitFor(() => expect(cellOf(2)).toBeTruthy());
});

test('a class of the filter column leaves its photos only, and everything can be shown again', async () => {
  const { fake } = await mountWindow({ count: 200 });
  const filters = screen.getByRole('complementary', { name: 'Filters' });
  await fireEvent.click(await within(filters).findByRole('treeitem', { name: /^bird/ }));
  await waitFor(() => {
    const names = screen.getAllByRole('gridcell').map((cell) => cell.getAttribute('aria-label'));
    expect(names.every((name) => name?.includes('bird'))).toBe(true);
  });
  expect(fake.askedFor('library.list').at(-1)).toMatchObject({ filter: { className: 'bird' } });
  await fireEvent.click(within(filters).getByRole('button', { name: 'Show everything' }));
  await screen.findByText('200 photos', { selector: '[role=status]' });
});

test('an unreadable photo says why', async () => {
  await mountWindow({ count: 60, photos: [{ ...unreadable }] });
  await fireEvent.click(cellOf(1));
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain('The file is empty.');
  expect(alert.textContent).toContain('Copy it again');
});

test('what the engine refuses is said beside the grid until it is dismissed', async () => {
  const { fake } = await mountWindow({ count: 30 });
  fake.failing.set('library.label', failure('disk/full', { path: '/library.db' }));
  await fireEvent.click(cellOf(1));
  await screen.findByRole('region', { name: 'Label by number' });
  await press('1');
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain('The disk is full');
  await fireEvent.click(within(alert).getByRole('button', { name: 'Dismiss' }));
  expect(screen.queryByRole('alert')).toBeNull();
});

test('when the engine was started again the window reads everything anew and says what happened meanwhile', async () => {
  const { fake, shell } = await mountWindow({ count: 30 });
  fake.photos = fake.photos.map((photo) => ({ ...photo, label: 'after', labels: ['after'] }));
  const openPort = shell.openPort.bind(shell);
  let open = (): void => undefined;
  shell.openPort = () => new Promise((resolve) => (open = () => void openPort().then(resolve)));
  shell.breakConnection();
  await screen.findByText(/The engine ended and is being started again. Nothing is lost./);
  open();
  await waitFor(() => expect(cellOf(1).getAttribute('aria-label')).toContain('labelled after'));
  expect(screen.queryByText(/being started again/)).toBeNull();
});

test('E shows the photo large, arrows step, G returns to the grid', async () => {
  await mountWindow({ count: 30 });
  await fireEvent.click(cellOf(2));
  await press('e');
  await screen.findByRole('navigation', { name: 'Film strip' });
  await press('ArrowRight');
  await screen.findByRole('heading', { level: 2, name: 'DSCF1003.jpg' });
  await press('g');
  await waitFor(() => expect(selectedNames()[0]).toContain('DSCF1003'));
});

test('N shows what the network sees, and another fit can be kept for the model', async () => {
  const { fake } = await mountWindow({ count: 30 });
  await fireEvent.click(cellOf(2));
  await press('Enter');
  await press('n');
  const panel = await screen.findByRole('region', { name: 'What the network sees' });
  await fireEvent.click(within(panel).getByRole('radio', { name: 'Squash' }));
  await fireEvent.click(await within(panel).findByRole('button', { name: 'Use for this model' }));
  await within(panel).findByText('This is how this model is used.');
  expect(fake.models[0]?.card.preprocessing.fit).toBe('squash');
});

test('? shows the keys of the screen', async () => {
  await mountWindow({ count: 30 });
  await press('?');
  const dialog = await screen.findByRole('dialog', { name: 'Keys' });
  expect(dialog.textContent).toContain('Quick look');
});

const unreadable = {
  id: 1,
  fileName: 'DSCF1001.jpg',
  state: 'unreadable',
  width: null,
  height: null,
  label: null,
  best: null,
  ...{ labels: [], rating: null, flag: null, group: null },
  rejected: false,
  damaged: false,
  problem: { code: 'photo/empty', message: 'The file is empty.', remedy: 'Copy it again from where it came.' },
} as const;

test('on a screen of fine pixels a photo is shown in as many, once nobody scrolls past', async () => {
  const usual = window.devicePixelRatio;
  Object.defineProperty(window, 'devicePixelRatio', { value: 2, configurable: true });
  try {
    await mountWindow({ count: 20 });
    const pictures = (): (string | null)[] =>
      [...cellOf(1).querySelectorAll('img')].map((img) => img.getAttribute('src'));
    expect(pictures()).toEqual([expect.stringContaining('/thumbnail')]);
    await waitFor(() =>
      expect(pictures()).toEqual([expect.stringContaining('/thumbnail'), expect.stringContaining('/large')]),
    );
  } finally {
    Object.defineProperty(window, 'devicePixelRatio', { value: usual, configurable: true });
  }
});
