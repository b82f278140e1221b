import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { afterEach, expect, test } from 'vitest';
import { failure, type ModelCard } from '../../../electron/contract/index.ts';
import ModelsScreen from '../../../renderer/screens/models/ModelsScreen.svelte';
import { Models } from '../../../renderer/state/models.svelte.ts';
import { fakeShelf, guessed, photo, type FakeShelf } from './fakeShelf.ts';

const shell = { chooseFiles: () => Promise.resolve([]), photoUrl: () => 'photo://7/view' };

afterEach(cleanup);

/** Opens the card of a network that was just dropped. */
async function drop(shelf: FakeShelf = fakeShelf()): Promise<Models> {
  shelf.models = shelf.models.filter(({ hash }) => hash !== guessed.hash);
  const models = new Models(shelf.engine);
  await models.load();
  render(ModelsScreen, { models, shell });
  await models.addFromGrant({ id: 'g1', name: 'squeezenet1_1.onnx', kind: 'model' });
  await screen.findByRole('heading', { name: 'Card of squeezenet1_1' });
  return models;
}

const numbers = (field: string): number[] =>
  ['red', 'green', 'blue'].map((color) =>
    Number(screen.getByRole<HTMLInputElement>('spinbutton', { name: `${field}, ${color}` }).value),
  );

const type = (name: string, value: string) =>
  fireEvent.input(screen.getByRole(/Width|Mean/.test(name) ? 'spinbutton' : 'textbox', { name }), {
    target: { value },
  });

const classNames = 'Class names, one per line, in the order of the output';

const triedCards = (shelf: FakeShelf): ModelCard[] =>
  shelf.asked
    .filter(([method]) => method === 'classification.try')
    .map(([, input]) => (input as { card: ModelCard }).card);

test('a dropped network opens its guessed card, tried on the newest photo', async () => {
  const shelf = fakeShelf();
  await drop(shelf);
  expect(screen.getByText(/Fovea guessed this from the graph/)).toBeTruthy();
  await screen.findByText('tiger shark');
  expect(screen.getByText('83 %')).toBeTruthy();
  expect(screen.getByRole('img', { name: `${photo.fileName} as the network sees it` })).toBeTruthy();
});

test('a preset writes mean and deviation, and Caffe turns the colors round', async () => {
  await drop();
  const presets = screen.getByRole('combobox', { name: 'Usual ways' });
  await fireEvent.change(presets, { target: { value: 'signed' } });
  expect([numbers('Mean'), numbers('Deviation')]).toEqual([
    [127.5, 127.5, 127.5],
    [127.5, 127.5, 127.5],
  ]);
  await fireEvent.change(presets, { target: { value: 'caffe' } });
  expect([numbers('Mean'), numbers('Deviation')]).toEqual([
    [123, 117, 104],
    [1, 1, 1],
  ]);
  expect(screen.getByRole<HTMLInputElement>('radio', { name: 'Blue first' }).checked).toBe(true);
});

test('numbers of one’s own are shown as such', async () => {
  await drop();
  await type('Mean, green', '100');
  expect(screen.getByRole<HTMLSelectElement>('combobox', { name: 'Usual ways' }).value).toBe('own');
});

test('a change is tried once, a moment after the last keystroke, under the unsaved card', async () => {
  const shelf = fakeShelf();
  await drop(shelf);
  await waitFor(() => expect(triedCards(shelf)).toHaveLength(1));
  await type('Mean, red', '1');
  await type('Mean, red', '12');
  await waitFor(() => expect(triedCards(shelf)).toHaveLength(2));
  expect(triedCards(shelf)[1]?.preprocessing.mean).toEqual([12, 116.28, 103.53]);
  expect(shelf.asked.some(([method]) => method === 'models.saveCard')).toBe(false);
});

test('the old answer stays, dimmed, while the new one is computed', async () => {
  await drop();
  await screen.findByText('tiger shark');
  await type('Mean, red', '1');
  const answer = screen.getByText('tiger shark').closest('[aria-busy]');
  expect(answer?.getAttribute('aria-busy')).toBe('true');
  await waitFor(() => expect(answer?.getAttribute('aria-busy')).toBe('false'));
});

test('a list of the wrong length is said, with both numbers, and cannot be saved', async () => {
  await drop();
  await type(classNames, 'cat\ndog');
  await screen.findByText(/There are 2 class names, but the output "output" has 5 classes/);
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Save' }).disabled).toBe(true);
  expect(screen.getByText('One thing is not right yet')).toBeTruthy();
});

test('class names are loaded from a text file', async () => {
  await drop();
  const file = new File(['0: a\n1: b\n2: c\n3: d\n4: e\n'], 'labels.txt', { type: 'text/plain' });
  await fireEvent.change(screen.getByLabelText('Load a text file…'), { target: { files: [file] } });
  await screen.findByText('5 classes named, 5 classes in the output');
});

test('a size that the graph does not take is said beside the size', async () => {
  await drop();
  await type('Width in pixels', '299');
  await screen.findByText(/the network takes 224 × 224 pixels. Set that size, or the other layout./);
  await screen.findByText('It is tried as soon as the card has no faults.');
});

test('a card that does not fit its network shows the sentence and the remedy', async () => {
  const problem = failure('model/bad-card', { model: 'squeezenet1_1', reason: 'the output has 4 classes' });
  await drop(
    fakeShelf({
      'classification.try': () => {
        throw problem;
      },
      'models.saveCard': () => {
        throw problem;
      },
    }),
  );
  await screen.findByText('The card of "squeezenet1_1" does not fit its network: the output has 4 classes');
  expect(screen.getByText('Correct the card on the Models page.')).toBeTruthy();
  await fireEvent.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(screen.getAllByRole('alert')).toHaveLength(2));
});

test('saving confirms the card and shows the page of the model', async () => {
  const shelf = fakeShelf();
  await drop(shelf);
  await type('Name', 'My sharks');
  await fireEvent.click(screen.getByRole('button', { name: 'Save' }));
  await screen.findByRole('heading', { level: 1, name: 'My sharks' });
  const saved = shelf.asked.find(([method]) => method === 'models.saveCard')?.[1] as { card: ModelCard };
  expect([saved.card.name, saved.card.confirmed]).toEqual(['My sharks', true]);
});

test('Cancel saves nothing and leaves the network on the shelf, marked as a guess', async () => {
  const shelf = fakeShelf();
  await drop(shelf);
  await type('Name', 'Something else');
  await fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
  const card = await screen.findByRole('listitem', { name: 'squeezenet1_1' });
  expect(card.textContent).toContain('Its card is still Fovea’s guess.');
  expect(shelf.asked.some(([method]) => method === 'models.saveCard')).toBe(false);
});

test('without photos the editor says how to see the card at work', async () => {
  await drop(fakeShelf({ 'library.list': () => ({ photos: [], total: 0 }) }));
  expect(screen.getByText(/With photos in the library, one of them is tried here/)).toBeTruthy();
});

test('every control of the editor is reached by Tab and has a name', async () => {
  await drop();
  await screen.findByText('tiger shark');
  const controls = [...document.querySelectorAll<HTMLInputElement>('button, input, select, textarea')];
  expect(controls.length).toBeGreaterThan(20);
  const named = (control: HTMLInputElement): boolean =>
    control.ariaLabel !== null || control.textContent.trim() !== '' || (control.labels?.length ?? 0) > 0;
  expect(controls.filter((control) => control.tabIndex < 0 || !named(control))).toEqual([]);
});
