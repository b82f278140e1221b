import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { expect, test } from 'vitest';
import { seeded } from '../../../electron/runner/vision/index.ts';
import { colorPlots } from '../../../renderer/screens/photographers/people/colorPlots.ts';
import { lookRows } from '../../../renderer/screens/photographers/people/look.ts';
import { fitted, placedNames, type PlacedName } from '../../../renderer/screens/photographers/people/placing.ts';
import { coverageSeries, markInUse } from '../../../renderer/screens/photographers/sure/coverage.ts';
import { groupedRows } from '../../../renderer/screens/photographers/sure/groups.ts';
import { aCollection, aPhotographerReport, FakePhotographers, someProfiles } from '../../support/fakePhotographers.ts';
import { expectAccessible, textOf } from '../training/mountTraining.ts';
import { mountPhotographers, openTab, press, pressButton } from './mountPhotographers.ts';

test('every line of the report stands under what it is, and nothing that was not measured', () => {
  const groups = groupedRows(aPhotographerReport.rows, null);
  expect(groups.map(({ rows }) => rows.length)).toEqual([2, 1, 4, 3]);
  expect(groups.flatMap(({ rows }) => rows)).toHaveLength(aPhotographerReport.rows.length);
  const bare = aPhotographerReport.rows.filter(({ kind }) => kind === 'combination');
  expect(groupedRows(bare, null).map(({ title }) => title)).toEqual(['Several places']);
});

test('the curve of strangers runs over the share that is answered, and says where answers are now', () => {
  const curve = aPhotographerReport.strangers?.curve ?? [];
  const [right, fooled] = coverageSeries(curve);
  const xs = right?.points.map(({ x }) => x) ?? [];
  expect(xs).toEqual(xs.toSorted((a, b) => a - b));
  expect(fooled?.points.at(-1)?.y).toBe(1);
  expect(markInUse(curve, -1.5)?.x).toBeCloseTo(0.73);
  expect(markInUse([], 0)).toBeNull();
});

test('how sure: findings with a remedy, the table, strangers, and cells that open their photos', async () => {
  const { fake } = await mountPhotographers();
  await openTab('How sure');
  const findings = screen.getByRole('list', { name: 'Before believing it' });
  expect(textOf(findings)).toMatch(/carry the same mark.*without the mark.*has 3 shoots only/);
  screen.getByText('71 %');
  await fireEvent.click(screen.getByRole('gridcell', { name: /^Keïta answered as Keïta/ }));
  await screen.findByText('8.jpg');
  const which = { kind: 'cell', truth: 1, answer: 1 };
  expect(fake.askedFor('photographers.answers')).toMatchObject([{ model: aCollection.model, which }]);
  await fireEvent.click(screen.getByRole('gridcell', { name: /^Keïta answered as Nadar/ }));
  await screen.findByText('No photo, in the mean over the repetitions.');
  await expectAccessible();
});

test('a name in the table opens who that is: typical photos, what sets apart, how photos are made', async () => {
  const { fake } = await mountPhotographers();
  await openTab('How sure');
  await pressButton('Nadar');
  await screen.findByRole('heading', { level: 2, name: 'Nadar' });
  const apart = await screen.findByRole('region', { name: 'What sets them apart' });
  expect(within(apart).getByRole('list', { name: 'More often' }).textContent).toContain('bow tie');
  expect(textOf(within(apart).getByRole('list', { name: 'Less often' }))).toBe('street sign 78 %');
  await pressButton('Penn');
  const made = screen.getByRole('region', { name: 'How photos are made' });
  expect(textOf(made)).toMatch(/Light ?67 of 100 ?the brightest/);
  expect(fake.askedFor('photographers.profiles')).toHaveLength(1);
});

test('photos of the library that look like theirs lead into the library', async () => {
  const { fake } = await mountPhotographers();
  await openTab('Photographers');
  await pressButton(/^Find photos that look like Lange/);
  const photos = await screen.findByRole('list', { name: /^Photos like Lange/ });
  expect(within(photos).getAllByRole('button')).toHaveLength(5);
  expect(fake.askedFor('photographers.alike')).toMatchObject([{ className: 'Lange', limit: 60 }]);
  await fireEvent.click(within(photos).getByRole('button', { name: /^Photo 3/ }));
  await waitFor(() => {
    const [cell] = screen.getAllByRole('gridcell', { selected: true });
    expect(cell?.getAttribute('aria-label')).toContain('DSCF1003');
  });
});

test('a stray is given its name, which Undo takes back, or is called right and hidden', async () => {
  const { fake } = await mountPhotographers();
  await openTab('Strays');
  await pressButton('Is by Keïta: Lange/1.jpg');
  await screen.findByText('Is by Keïta now.');
  expect(fake.askedFor('library.label')).toEqual([{ photos: [1], className: 'Keïta' }]);
  await press('z', { ctrlKey: true });
  await screen.findByRole('button', { name: 'Is by Keïta: Lange/1.jpg' });
  expect(screen.getByRole('button', { name: 'Is by Nadar: Penn/3.jpg' })).toHaveProperty('disabled', true);
  await pressButton(/^Is right: Keïta\/2\.jpg/);
  expect(screen.queryByText('Keïta/2.jpg')).toBeNull();
  const path = '/photos/Keïta/2.jpg';
  expect(fake.askedFor('photographers.confirm')).toMatchObject([{ paths: [path], isRight: true }]);
  await pressButton('Show again');
  await screen.findByText('Keïta/2.jpg');
  expect(fake.askedFor('photographers.confirm')).toMatchObject([{ isRight: true }, { paths: [path], isRight: false }]);
});

test('where nothing is astray it is said', async () => {
  const photographers = new FakePhotographers([aCollection]);
  photographers.strays = [];
  await mountPhotographers(photographers);
  await openTab('Strays');
  await screen.findByText(/No photo looks like somebody else’s/);
});

test('of each number the least and the most of all photographers are named', () => {
  const [first] = someProfiles;
  if (!first) throw new Error('there are profiles');
  const rows = lookRows(someProfiles, first);
  expect(rows.find(({ name }) => name === 'Light')).toMatchObject({ extreme: 'the darkest', at: 0 });
  expect(rows.find(({ name }) => name === 'Warmth')).toMatchObject({ extreme: 'the warmest', at: 1, words: '+4' });
  // Of one photographer alone nothing is the most.
  expect(lookRows([first], first).map(({ extreme, at }) => [extreme, at])).toEqual(rows.map(() => [null, 0.5]));
});

test('names on the map cover neither each other nor a mark, and the chosen one is always there', () => {
  const rng = seeded(5);
  const drawn = Array.from({ length: 24 }, () => ({ x: 0.3 + 0.2 * rng(), y: 0.4 + 0.4 * rng() }));
  const places = fitted(drawn, 340, 36);
  expect(Math.max(...places.map(({ y }) => y)) - Math.min(...places.map(({ y }) => y))).toBeCloseTo(340 - 72);
  const names = drawn.map((_, i) => `name ${String(i)}`);
  const placed = placedNames(places, names, 340, 7);
  expect(placed[7]).not.toBeNull();
  const boxes = placed.flatMap((name, index) =>
    name ? [{ index, ...boxOf(name, 6 * (names[index] ?? '').length) }] : [],
  );
  expect(boxes.length).toBeGreaterThan(8);
  for (const one of boxes.filter(({ index }) => index !== 7)) {
    for (const other of boxes.filter(({ index }) => index !== one.index)) expect(meet(one, other)).toBe(false);
    for (const [at, { x, y }] of places.entries())
      if (at !== one.index) expect(meet(one, { x0: x - 5, x1: x + 5, y0: y - 5, y1: y + 5 })).toBe(false);
  }
  expect(fitted([{ x: 0.2, y: 0.9 }], 340, 36)).toEqual([{ x: 170, y: 170 }]);
});

type Box = Readonly<Record<'x0' | 'y0' | 'x1' | 'y1', number>>;

function boxOf({ x, y, anchor }: PlacedName, width: number): Box {
  const x0 = { start: x, middle: x - width / 2, end: x - width }[anchor];
  return { x0, x1: x0 + width, y0: y - 10, y1: y + 2 };
}

const meet = (a: Box, b: Box): boolean => a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;

test('each third of the shares is a plot, and its highest bar fills it', () => {
  const plots = colorPlots([
    ...Array<number>(30).fill(1 / 30),
    ...Array<number>(29).fill(0),
    1,
    ...Array<number>(30).fill(0),
  ]);
  expect(plots.map(({ bars }) => bars.length)).toEqual([30, 30, 30]);
  expect(plots.map(({ bars }) => Math.max(...bars.map(({ height }) => height)))).toEqual([1, 1, 0]);
  expect(plots[1]?.bars.findIndex(({ height }) => height === 1)).toBe(29);
});
