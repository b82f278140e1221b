import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { expect, test } from 'vitest';
import { failure, TrainingSettings } from '../../../electron/contract/index.ts';
import { finished, mistakes, openPart, openResult, page } from './mountResult.ts';
import { expectAccessible, textOf } from './mountTraining.ts';

const gallery = (name = 'Most certain mistakes'): Promise<HTMLElement> => screen.findByRole('listbox', { name });
const chosen = (): HTMLElement => screen.getByRole('group', { name: 'The chosen photo' });

async function choose(index: number): Promise<HTMLElement> {
  const option = within(await gallery()).getAllByRole('option')[index]!;
  await fireEvent.focus(option);
  return option;
}

test('each photo says what it is, what is answered and how surely', async () => {
  await openResult();
  const [first] = within(await gallery()).getAllByRole('option');
  expect(textOf(first!)).toBe('daisy/4001.jpg is daisy says roses 99 %');
  expect(textOf(chosen())).toContain('says roses 99 % is daisy < 1 %');
  await expectAccessible();
});

test('arrows go from photo to photo', async () => {
  await openResult();
  const options = within(await gallery()).getAllByRole('option');
  options[0]!.focus();
  await fireEvent.keyDown(options[0]!, { key: 'ArrowRight' });
  expect(document.activeElement).toBe(options[1]);
  await waitFor(() => expect(textOf(chosen())).toContain('roses/4002.jpg'));
  await fireEvent.keyDown(options[1]!, { key: 'End' });
  expect(document.activeElement).toBe(options.at(-1));
});

test('A takes the answer as the class, in one undo step that Undo takes back', async () => {
  const { fake } = await openResult();
  const option = await choose(1);
  await fireEvent.keyDown(option, { key: 'a' });
  await waitFor(() => expect(textOf(chosen())).toContain('Was roses, is tulips now.'));
  expect(fake.askedFor('library.label')).toEqual([{ photos: [mistakes[1]!.photo], className: 'tulips' }]);
  expect(textOf(option)).toContain('corrected to tulips');
  await screen.findByRole('button', { name: 'Train again with 1 correction' });
  await fireEvent.click(within(chosen()).getByRole('button', { name: 'Undo' }));
  await waitFor(() => expect(screen.queryByRole('button', { name: /^Train again/ })).toBeNull());
  expect(fake.photos.every(({ label }) => label === null)).toBe(true);
});

test('a number gives the class of that number, the list gives any', async () => {
  const { fake } = await openResult();
  await fireEvent.keyDown(await choose(0), { key: '4' });
  await waitFor(() => expect(textOf(chosen())).toContain('Was daisy, is sunflowers now.'));
  await fireEvent.change(within(chosen()).getByRole('combobox', { name: 'Its class' }), {
    target: { value: 'tulips' },
  });
  await waitFor(() => expect(textOf(chosen())).toContain('Was daisy, is tulips now.'));
  await fireEvent.change(within(chosen()).getByRole('combobox', { name: 'Its class' }), { target: { value: 'daisy' } });
  await waitFor(() => expect(screen.queryByRole('button', { name: /^Train again/ })).toBeNull());
  expect(fake.askedFor('library.label')).toHaveLength(3);
});

test('a photo that is not in the library shows its path and says why it cannot be corrected', async () => {
  const { fake } = await openResult();
  const option = await choose(6);
  await waitFor(() => expect(textOf(chosen())).toContain('It is not in the library, so its class cannot be corrected'));
  expect(textOf(chosen())).toContain(mistakes[6]!.path);
  await fireEvent.keyDown(option, { key: '1' });
  expect(within(chosen()).queryByRole('combobox')).toBeNull();
  expect(fake.askedFor('library.label')).toEqual([]);
});

test('a label that cannot be written says so beside the photo', async () => {
  const { fake } = await openResult();
  const problem = failure('library/locked', { pid: 7 });
  fake.failing.set('library.label', problem);
  await fireEvent.keyDown(await choose(0), { key: 'a' });
  expect((await within(chosen()).findByRole('alert')).textContent).toContain(problem.message);
});

test('likely label errors are corrected in the same way', async () => {
  const { fake } = await openResult();
  await openPart('Likely label errors');
  const list = await gallery('Likely label errors');
  expect(within(list).getAllByRole('option')).toHaveLength(3);
  await fireEvent.click(within(chosen()).getByRole('button', { name: 'It is roses' }));
  await waitFor(() => expect(fake.askedFor('library.label')).toHaveLength(1));
  await expectAccessible();
});

test('Train again starts the same set, model and settings and shows the new run', async () => {
  const { fake } = await openResult();
  await fireEvent.keyDown(await choose(0), { key: 'a' });
  await fireEvent.keyDown(await choose(1), { key: 'a' });
  await fireEvent.click(await screen.findByRole('button', { name: 'Train again with 2 corrections' }));
  await screen.findByRole('heading', { level: 2, name: 'flowers, last 2 blocks, corrected' });
  expect(fake.askedFor('training.start')).toEqual([
    {
      ...{ dataset: finished.dataset, model: finished.baseModel, name: 'flowers, last 2 blocks, corrected' },
      settings: TrainingSettings.parse({ depth: finished.depth }),
    },
  ]);
});

test('without its set a run cannot learn again, and says so', async () => {
  await openResult(finished, { datasets: [] });
  await fireEvent.keyDown(await choose(0), { key: 'a' });
  const again = await screen.findByRole<HTMLButtonElement>('button', { name: 'Train again with 1 correction' });
  expect(again.disabled).toBe(true);
  expect(textOf(page())).toContain('Its set of examples is not there any more');
});
