import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { expect, test } from 'vitest';
import { someShelf } from '../../support/fakeLibrary.ts';
import { cellOf, mountWindow, selectedNames } from './mountWindow.ts';

const tree = (): HTMLElement => screen.getByRole('tree', { name: 'Classes' });
const row = (name: string): HTMLElement => within(tree()).getByRole('treeitem', { name: new RegExp(`^${name}\\b`) });
const rowNames = (): (string | undefined)[] =>
  within(tree())
    .getAllByRole('treeitem')
    .map((one) => one.dataset['class']);

async function mountShelf() {
  const mounted = await mountWindow({ count: 30, shelf: someShelf });
  await waitFor(() => expect(row('landscape')).toBeTruthy());
  return mounted;
}

test('classes stand as a tree: the shelf in its order, then what is only suggested', async () => {
  await mountShelf();
  expect(rowNames().slice(0, 5)).toEqual(['landscape', 'mountain', 'sea', 'bird', 'boat']);
  expect(row('mountain').getAttribute('aria-level')).toBe('2');
  expect(row('landscape').getAttribute('aria-keyshortcuts')).toBe('1');
  expect(rowNames().length).toBeGreaterThan(5);
});

test('arrows go from class to class and fold, and only one class is a stop for Tab', async () => {
  await mountShelf();
  row('landscape').focus();
  await fireEvent.keyDown(row('landscape'), { key: 'ArrowLeft' });
  expect(row('landscape').getAttribute('aria-expanded')).toBe('false');
  expect(rowNames()).not.toContain('mountain');
  await fireEvent.keyDown(row('landscape'), { key: 'ArrowRight' });
  await fireEvent.keyDown(row('landscape'), { key: 'ArrowRight' });
  expect(document.activeElement).toBe(row('mountain'));
  await fireEvent.keyDown(row('mountain'), { key: 'ArrowLeft' });
  expect(document.activeElement).toBe(row('landscape'));
  expect(
    within(tree())
      .getAllByRole('treeitem')
      .filter((one) => one.tabIndex === 0),
  ).toHaveLength(1);
});

test('Enter shows the photos of a class and of those below it, and all again', async () => {
  const { fake } = await mountShelf();
  await fireEvent.keyDown(row('landscape'), { key: 'Enter' });
  await waitFor(() => expect(row('landscape').getAttribute('aria-selected')).toBe('true'));
  await waitFor(() => {
    const names = screen.getAllByRole('gridcell').map((cell) => cell.getAttribute('aria-label') ?? '');
    expect(names.every((name) => /mountain|sea/.test(name))).toBe(true);
  });
  await fireEvent.keyDown(row('landscape'), { key: 'Enter' });
  await waitFor(() => expect(fake.askedFor('library.list').at(-1)).toMatchObject({ filter: { className: null } }));
});

test('a press with Ctrl labels the selection and does not filter', async () => {
  const { fake } = await mountShelf();
  await fireEvent.click(cellOf(2));
  await fireEvent.click(cellOf(4), { ctrlKey: true });
  await waitFor(() => expect(selectedNames()).toHaveLength(2));
  await fireEvent.click(row('boat'), { ctrlKey: true });
  await waitFor(() => expect(fake.askedFor('library.label')).toEqual([{ photos: [2, 4], className: 'boat' }]));
  expect(row('boat').getAttribute('aria-selected')).toBe('false');
});

/** What hangs on the pointer, as a browser says it. */
const hanging = () => {
  const types: string[] = [];
  return { types, setData: (type: string) => types.push(type), setDragImage: () => undefined };
};

test('selected photos that are dropped on a class get it; others cannot be dragged away', async () => {
  const { fake } = await mountShelf();
  await fireEvent.click(cellOf(1));
  await waitFor(() => expect(selectedNames()).toHaveLength(1));
  expect(cellOf(2).getAttribute('draggable')).toBe('false');
  const dataTransfer = hanging();
  await fireEvent.dragStart(cellOf(1), { dataTransfer });
  await fireEvent.dragOver(row('boat'), { dataTransfer });
  expect(row('boat').className).toContain('into');
  await fireEvent.drop(row('boat'), { dataTransfer });
  await waitFor(() => expect(fake.askedFor('library.label')).toEqual([{ photos: [1], className: 'boat' }]));
});

test('a rubber band is not taken for a drag of the photos that it has selected', async () => {
  await mountShelf();
  const grid = screen.getByRole('grid');
  grid.setPointerCapture = () => undefined;
  const mouse = { pointerType: 'mouse', button: 0, pointerId: 1 };
  await fireEvent.pointerDown(cellOf(1), { ...mouse, clientX: 20, clientY: 20 });
  await fireEvent.pointerMove(cellOf(1), { ...mouse, clientX: 60, clientY: 60 });
  await waitFor(() => expect(selectedNames()).toHaveLength(1));
  expect(await fireEvent.dragStart(cellOf(1), { dataTransfer: hanging() })).toBe(false);
  await fireEvent.pointerUp(grid, mouse);
  expect(await fireEvent.dragStart(cellOf(1), { dataTransfer: hanging() })).toBe(true);
});

test('a class that is dropped on another lies below it, and undo says so by name', async () => {
  const { fake } = await mountShelf();
  const dataTransfer = hanging();
  await fireEvent.dragStart(row('boat'), { dataTransfer });
  await fireEvent.dragOver(row('bird'), { dataTransfer });
  await fireEvent.drop(row('bird'), { dataTransfer });
  await waitFor(() => expect(row('boat').getAttribute('aria-level')).toBe('2'));
  expect(fake.askedFor('classes.move')).toEqual([{ class: 5, parent: 4, before: null }]);
  await fireEvent.click(await screen.findByRole('button', { name: 'Undo Move the class “boat”' }));
  await waitFor(() => expect(row('boat').getAttribute('aria-level')).toBe('1'));
});

test('a class cannot be dropped below itself', async () => {
  const { fake } = await mountShelf();
  const dataTransfer = hanging();
  await fireEvent.dragStart(row('landscape'), { dataTransfer });
  await fireEvent.dragOver(row('sea'), { dataTransfer });
  await fireEvent.drop(row('sea'), { dataTransfer });
  expect(fake.askedFor('classes.move')).toEqual([]);
});

test('Alt and arrows move a class up and down, below the one above it and out again', async () => {
  await mountShelf();
  await fireEvent.click(row('boat'));
  await fireEvent.keyDown(row('boat'), { key: 'ArrowUp', altKey: true });
  await waitFor(() => expect(rowNames().slice(3, 5)).toEqual(['boat', 'bird']));
  await fireEvent.keyDown(row('boat'), { key: 'ArrowDown', altKey: true });
  await waitFor(() => expect(rowNames().slice(3, 5)).toEqual(['bird', 'boat']));
  await fireEvent.keyDown(row('boat'), { key: 'ArrowRight', altKey: true });
  await waitFor(() => expect(row('boat').getAttribute('aria-level')).toBe('2'));
  await fireEvent.keyDown(row('boat'), { key: 'ArrowLeft', altKey: true });
  await waitFor(() => expect(row('boat').getAttribute('aria-level')).toBe('1'));
});
