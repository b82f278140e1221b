import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { expect, test } from 'vitest';
import { failure } from '../../../electron/contract/index.ts';
import { aModel } from '../../support/fakeShell.ts';
import { FakeSegmentation, skyAndSea } from '../../support/fakeSegmentation.ts';
import { legend, mountSegment, pixelModel, press } from './mountSegment.ts';

const choose = (label: string, value: string): Promise<boolean> =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });

test('the rail has Segment fourth, and the first photo is looked at by the network that is made for pixels', async () => {
  const fake = await mountSegment();
  const entry = screen.getByRole('button', { name: 'Segment', current: 'page' });
  expect(entry.getAttribute('aria-keyshortcuts')).toBe('Control+4');
  await legend();
  expect(fake.askedFor('segmentation.look')).toMatchObject([
    { photo: 1, model: pixelModel.hash, settings: { crf: false, longSide: null } },
  ]);
});

test('the legend has the classes with their areas, largest first', async () => {
  await mountSegment();
  const rows = within(await legend()).getAllByRole('button');
  expect(rows.map(({ textContent }) => textContent.trim().replace(/\s+/g, ' '))).toEqual([
    'sky 50 %',
    'sea 46 %',
    'background 4 %',
  ]);
});

test('where the CPU took the place of the device, that is said beside the classes', async () => {
  const segmentation = new FakeSegmentation();
  const fellBack = 'The device "cuda" failed (out of memory); the CPU goes on.';
  segmentation.sights.set(pixelModel.hash, { ...skyAndSea, fellBack });
  await mountSegment({ segmentation });
  await legend();
  within(screen.getByRole('complementary', { name: 'Inspector' })).getByText(fellBack);
});

test('a class is shown alone by a press, and Escape shows all again', async () => {
  await mountSegment();
  const sea = await within(await legend()).findByRole('button', { name: /^sea/ });
  await fireEvent.click(sea);
  expect(sea.getAttribute('aria-pressed')).toBe('true');
  await press('Escape');
  await waitFor(() => expect(sea.getAttribute('aria-pressed')).toBe('false'));
});

test('arrow keys walk the photos, and each is looked at', async () => {
  const fake = await mountSegment();
  await legend();
  await press('ArrowRight');
  await waitFor(() => expect(fake.askedFor('segmentation.look')).toHaveLength(2));
  expect(fake.askedFor('segmentation.look').at(-1)).toMatchObject({ photo: 2 });
  await screen.findByText(/DSCF1002\.jpg · 2 of 6/);
});

test('many changes in a row are one look, with the last of them', async () => {
  const fake = await mountSegment();
  await legend();
  await fireEvent.click(screen.getByLabelText('Look at the mirrored photo too'));
  await choose('Smallest region', '200');
  await choose('Long side of the photo as it sees it', '768');
  await waitFor(() => expect(fake.askedFor('segmentation.look')).toHaveLength(2));
  const settings = { flip: true, minRegionPx: 200, longSide: 768 };
  expect(fake.askedFor('segmentation.look').at(-1)).toMatchObject({ settings });
});

test('what was seen stays, dimmed, until the next look is there', async () => {
  const fake = await mountSegment();
  const before = await legend();
  fake.segmentation.held = true;
  await fireEvent.click(screen.getByLabelText('Look at the mirrored photo too'));
  await waitFor(() => expect(before.classList.contains('stale')).toBe(true));
  await waitFor(() => expect(fake.askedFor('segmentation.look')).toHaveLength(2));
  within(before).getByRole('button', { name: /^sky/ });
  fake.segmentation.letGo();
  await waitFor(() => expect(before.classList.contains('stale')).toBe(false));
});

test('on another photo the old areas are gone at once', async () => {
  const fake = await mountSegment();
  await legend();
  fake.segmentation.held = true;
  await press('ArrowRight');
  await waitFor(() => expect(screen.queryByRole('region', { name: 'Classes' })).toBeNull());
});

test('a slow look says how far it is, and can be stopped and taken up again', async () => {
  const segmentation = new FakeSegmentation();
  segmentation.held = true;
  const fake = await mountSegment({ segmentation });
  await waitFor(() => expect(fake.askedFor('segmentation.look')).toHaveLength(1));
  const stop = await screen.findByRole('button', { name: 'Stop' });
  segmentation.tell(1, 4);
  await screen.findByText(/^25 %, \d+ s left$/);
  await fireEvent.click(stop);
  await screen.findByText('Stopped.');
  segmentation.held = false;
  await fireEvent.click(screen.getByRole('button', { name: 'Look again' }));
  await legend();
});

test('a classifier is asked about patches, from place to place', async () => {
  const fake = await mountSegment();
  await legend();
  expect(screen.queryByLabelText(/^From place to place/)).toBeNull();
  await choose('Looks at the photo', aModel.hash);
  await screen.findByText('Looks at the patch around every place.');
  await choose('From place to place (finer takes longer)', '8');
  await waitFor(() =>
    expect(fake.askedFor('segmentation.look').at(-1)).toMatchObject({ model: aModel.hash, settings: { stepPx: 8 } }),
  );
});

test('where colors cannot be followed, it says why and how to', async () => {
  const segmentation = new FakeSegmentation();
  const { code, message, remedy } = failure('segmentation/no-addon', { reason: 'the addon was not built.' });
  segmentation.limit = { code, message, remedy };
  await mountSegment({ segmentation });
  await screen.findByText(/Borders cannot be drawn .* the addon was not built\./);
  expect(screen.getByLabelText('Follow the colors of the photo')).toHaveProperty('disabled', true);
});

test('two networks stand side by side or on either side of a line, and it says in how much they differ', async () => {
  const segmentation = new FakeSegmentation();
  // All sea: it differs where the other one sees sky, in half of the photo, and where that has background.
  segmentation.sights.set(aModel.hash, { ...skyAndSea, classOf: skyAndSea.classOf.map(() => 2) });
  await mountSegment({ segmentation });
  await legend();
  await choose('Compare with', aModel.hash);
  await screen.findByText('The two differ in 54 % of the pixels.');
  const line = screen.getByRole('slider', { name: 'Line between the two networks' });
  await fireEvent.keyDown(line, { key: 'ArrowRight' });
  await waitFor(() => expect(line.getAttribute('aria-valuenow')).toBe('52'));
  await press('s');
  await waitFor(() => expect(screen.queryByRole('slider', { name: /^Line/ })).toBeNull());
  expect(screen.getAllByRole('img', { name: /DSCF1001/ })).toHaveLength(2);
});

test('O takes the areas away, and [ and ] make them fainter and stronger', async () => {
  await mountSegment();
  await legend();
  const overlay = screen.getByRole('button', { name: 'Overlay' });
  await press('o');
  await waitFor(() => expect(overlay.getAttribute('aria-pressed')).toBe('false'));
  const opacity = screen.getByRole('slider', { name: 'Opacity' });
  await press(']');
  await waitFor(() => expect(opacity.getAttribute('aria-valuetext')).toBe('70 %'));
  for (let presses = 0; presses < 12; presses++) await press('[');
  await waitFor(() => expect(opacity.getAttribute('aria-valuetext')).toBe('10 %'));
});

test('? shows the keys of the screen', async () => {
  await mountSegment();
  await press('?');
  expect((await screen.findByRole('dialog', { name: 'Keys' })).textContent).toContain('Areas fainter, stronger');
});

test.each([
  ['photo/missing', failure('photo/missing', {}), 'Try again'],
  ['model/unsupported', failure('model/unsupported', { model: 'DeepLab', reason: 'it has no map.' }), 'Open Models'],
] as const)('%s is said over the photo, with a way out', async (_code, thrown, wayOut) => {
  const fake = await mountSegment({ count: 6 });
  await legend();
  fake.failing.set('segmentation.look', thrown);
  await press('ArrowRight');
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain(thrown.message);
  expect(alert.textContent).toContain(thrown.remedy);
  within(alert).getByRole('button', { name: wayOut });
});

test('an unreadable photo says why and is not looked at', async () => {
  const { code, message, remedy } = failure('photo/empty', {});
  const photo = { id: 1, fileName: 'DSCF1001.jpg', state: 'unreadable', width: null, height: null } as const;
  const said = { label: null, labels: [], rating: null, flag: null, group: null } as const;
  const fake = await mountSegment({
    photos: [{ ...photo, ...said, best: null, rejected: false, damaged: false, problem: { code, message, remedy } }],
  });
  expect((await screen.findByRole('alert')).textContent).toContain('The file is empty.');
  expect(fake.askedFor('segmentation.look')).toEqual([]);
});

test('without a network the screen leads to Models', async () => {
  await mountSegment({ models: [] });
  await fireEvent.click(await screen.findByRole('button', { name: 'Open Models' }));
  await screen.findByRole('button', { name: 'Models', current: 'page' });
});

test('without a photo the screen says where photos come from', async () => {
  const fake = await mountSegment({ count: 0 });
  await fireEvent.click(await screen.findByRole('button', { name: 'Choose photos…' }));
  await waitFor(() => expect(fake.askedFor('library.import')).toHaveLength(1));
});

test('leaving the screen stops the look', async () => {
  const segmentation = new FakeSegmentation();
  segmentation.held = true;
  const fake = await mountSegment({ segmentation });
  await waitFor(() => expect(fake.askedFor('segmentation.look')).toHaveLength(1));
  await press('1', { ctrlKey: true });
  await waitFor(() => expect(segmentation.stopped).toBe(1));
});
