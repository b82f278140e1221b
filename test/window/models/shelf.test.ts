import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { failure, type JobRecord } from '../../../electron/contract/index.ts';
import ModelsScreen from '../../../renderer/screens/models/ModelsScreen.svelte';
import { Models } from '../../../renderer/state/models.svelte.ts';
import { card, fakeShelf, guessed, hashOf, model, offer, styler, type FakeShelf } from './fakeShelf.ts';

const shell = { chooseFiles: () => Promise.resolve([]), photoUrl: () => 'photo://7/view' };

async function open(shelf: FakeShelf = fakeShelf()): Promise<Models> {
  const models = new Models(shelf.engine);
  await models.load();
  render(ModelsScreen, { models, shell });
  return models;
}

const cardOf = (name: string): HTMLElement => screen.getByRole('listitem', { name });

const download: JobRecord = {
  id: 3,
  kind: 'models.download',
  title: 'Download ResNet-50 v2',
  state: 'running',
  done: 40_000_000,
  total: offer.bytes,
  unit: 'bytes',
  perSecond: 2_000_000,
  secondsLeft: 31,
  failed: 0,
  message: '',
  problem: null,
};

afterEach(cleanup);

describe('the shelf', () => {
  test('a card tells task, classes, size, licence and what accuracy was measured on', async () => {
    await open();
    const text = cardOf('MobileNetV2 1.0').textContent.replaceAll('\u00a0', ' ');
    expect(text).toContain('Classification · 5 classes · 14.2 MB · Apache-2.0');
    expect(text).toContain('First guess right 71.9 %, among the first five 90.3 %');
    expect(text).toContain('on ImageNet validation, 50,000 photos');
    expect(text).toContain('In use');
  });

  test('models stand in groups by where they came from', async () => {
    await open();
    const headings = screen.getAllByRole('heading', { level: 2 }).map((heading) => heading.textContent);
    expect(headings).toEqual(['Ready on this machine', 'Mine', 'Downloaded', 'Offered']);
  });

  test('choosing a model moves the mark', async () => {
    const shelf = fakeShelf();
    await open(shelf);
    await fireEvent.click(screen.getByRole('button', { name: 'Use squeezenet1_1' }));
    await waitFor(() => expect(cardOf('squeezenet1_1').textContent).toContain('In use'));
    expect(cardOf('MobileNetV2 1.0').textContent).not.toContain('In use');
    expect(shelf.asked).toContainEqual(['models.choose', { model: guessed.hash }]);
  });

  test('a model that is no classifier says what it is for and cannot be chosen', async () => {
    await open();
    expect(cardOf('Mosaic').textContent).toContain('classification cannot use it');
    expect(screen.queryByRole('button', { name: 'Use Mosaic' })).toBeNull();
  });

  test('only what Fovea brought onto the shelf can be removed', async () => {
    await open();
    expect(screen.queryByRole('button', { name: 'Remove MobileNetV2 1.0' })).toBeNull();
    expect(screen.getByRole('button', { name: 'Remove squeezenet1_1' })).toBeTruthy();
  });

  test('a removed model leaves a line whose Undo brings it back', async () => {
    await open();
    await fireEvent.click(screen.getByRole('button', { name: 'Remove squeezenet1_1' }));
    await screen.findByText('“squeezenet1_1” is in the bin.');
    expect(screen.queryByRole('listitem', { name: 'squeezenet1_1' })).toBeNull();
    await fireEvent.click(screen.getByRole('button', { name: 'Undo remove' }));
    await screen.findByRole('listitem', { name: 'squeezenet1_1' });
    expect(screen.queryByText('“squeezenet1_1” is in the bin.')).toBeNull();
  });

  test('Control+Z on this screen brings a removed model back, and the library keeps its edits', async () => {
    const models = await open();
    await models.remove(guessed);
    const later = vi.fn();
    window.addEventListener('keydown', later);
    await fireEvent.keyDown(document.body, { key: 'z', ctrlKey: true });
    window.removeEventListener('keydown', later);
    await screen.findByRole('listitem', { name: 'squeezenet1_1' });
    expect(later).not.toHaveBeenCalled();
  });

  test('a refused gesture is explained on the card it concerns', async () => {
    const shelf = fakeShelf({
      'models.choose': () => {
        throw failure('model/unknown', { model: 'squeezenet1_1' });
      },
    });
    await open(shelf);
    await fireEvent.click(screen.getByRole('button', { name: 'Use squeezenet1_1' }));
    const alert = await within(cardOf('squeezenet1_1')).findByRole('alert');
    expect(alert.textContent).toContain('There is no model "squeezenet1_1".');
    expect(alert.textContent).toContain('See the names');
  });

  test('what the engine announces is read again', async () => {
    const shelf = fakeShelf();
    await open(shelf);
    shelf.models = [...shelf.models, { ...model, hash: hashOf('e'), card: { ...card, name: 'AlexNet' } }];
    shelf.announce('models.changed', {});
    await screen.findByRole('listitem', { name: 'AlexNet' });
  });

  test('a file that is no network is refused with its sentence', async () => {
    const shelf = fakeShelf({
      'models.add': () => {
        throw failure('model/not-onnx', { file: 'notes.onnx', reason: 'it is a text file' });
      },
    });
    const models = await open(shelf);
    await models.addFromGrant({ id: 'g1', name: 'notes.onnx', kind: 'model' });
    expect((await screen.findByRole('alert')).textContent).toContain('"notes.onnx" is not an ONNX network');
  });

  test('the page of a model tells its graph, and the name can be changed there', async () => {
    const shelf = fakeShelf();
    await open(shelf);
    await fireEvent.click(screen.getByRole('button', { name: 'MobileNetV2 1.0' }));
    await screen.findByText('3,487,816');
    expect(screen.getByText(model.hash)).toBeTruthy();
    const name = screen.getByRole('textbox', { name: 'Name on the shelf' });
    await fireEvent.change(name, { target: { value: 'My network' } });
    await screen.findByRole('heading', { level: 1, name: 'My network' });
  });

  test('its classes stand with what they are kinds of, where somebody has sorted them', async () => {
    const kinds = card.classNames.map((_, i) => (i === 1 ? 'animal › fish' : 'animal › shark'));
    const shelf = fakeShelf();
    shelf.models = [{ ...model, card: { ...card, classKinds: kinds } }];
    await open(shelf);
    await fireEvent.click(screen.getByRole('button', { name: 'MobileNetV2 1.0' }));
    const names = await screen.findAllByText(/^· animal › /);
    expect(names.map((name) => name.parentElement?.textContent.trim())).toContain('goldfish · animal › fish');
  });
});

describe('the catalogue', () => {
  test('an offer says that it needs the internet once and that its hash is checked', async () => {
    await open();
    expect(screen.getByText(/Needs the internet once; the file is checked against its published SHA-256/)).toBeTruthy();
    expect(cardOf('ResNet-50 v2').textContent).toContain('102.4 MB');
  });

  test('a download shows bytes and time left, and Stop stops its job', async () => {
    const shelf = fakeShelf();
    await open(shelf);
    await fireEvent.click(screen.getByRole('button', { name: 'Download ResNet-50 v2' }));
    shelf.announce('jobs.changed', download);
    await screen.findByText('40.0 of 102.4 MB, 31 s left');
    expect(screen.getByRole('progressbar', { name: 'Download of ResNet-50 v2' }).ariaValueNow).toBe('39');
    await fireEvent.click(screen.getByRole('button', { name: 'Stop the download of ResNet-50 v2' }));
    await waitFor(() => expect(shelf.asked).toContainEqual(['jobs.stop', { job: 3 }]));
  });

  test('a download that was under way before the window opened is found again', async () => {
    await open(fakeShelf({ 'jobs.list': () => [download] }));
    await screen.findByText('40.0 of 102.4 MB, 31 s left');
  });

  test('what an interrupted download left is resumed, not begun again', async () => {
    const shelf = fakeShelf();
    shelf.offers = [{ ...offer, partialBytes: 12_300_000 }];
    await open(shelf);
    expect(screen.getByText('12.3 of 102.4 MB are here')).toBeTruthy();
    expect(screen.queryByRole('button', { name: /^Download/ })).toBeNull();
    await fireEvent.click(screen.getByRole('button', { name: 'Resume ResNet-50 v2' }));
    await waitFor(() => expect(shelf.asked).toContainEqual(['models.download', { model: offer.hash }]));
  });

  test('a failed download says why and what to do, beside its offer', async () => {
    const shelf = fakeShelf();
    await open(shelf);
    const { code, message, remedy } = failure('download/wrong-bytes', { model: offer.name });
    shelf.announce('jobs.changed', { ...download, state: 'failed', problem: { code, message, remedy } });
    const alert = await within(cardOf('ResNet-50 v2')).findByRole('alert');
    expect(alert.textContent).toContain('its SHA-256 differs');
    expect(alert.textContent).toContain('Nothing of it was kept.');
  });

  test('offers are searched and sorted', async () => {
    const shelf = fakeShelf();
    const small = {
      ...offer,
      hash: hashOf('f'),
      name: 'SqueezeNet',
      bytes: 5_000_000,
      accuracy: null,
      summary: 'Small.',
    };
    shelf.offers = [offer, small];
    await open(shelf);
    const names = (): (string | null)[] =>
      within(screen.getByRole('list', { name: 'Classification' }))
        .getAllByRole('listitem')
        .map((row) => row.ariaLabel);
    expect(names()).toEqual(['ResNet-50 v2', 'SqueezeNet']);
    await fireEvent.click(screen.getByRole('radio', { name: 'Smallest' }));
    expect(names()).toEqual(['SqueezeNet', 'ResNet-50 v2']);
    await fireEvent.input(screen.getByRole('searchbox'), { target: { value: 'residual' } });
    expect(names()).toEqual(['ResNet-50 v2']);
    await fireEvent.input(screen.getByRole('searchbox'), { target: { value: 'nothing such' } });
    expect(screen.getByText(/Nothing in the catalogue matches/)).toBeTruthy();
  });

  test('what is installed is offered no more', async () => {
    const shelf = fakeShelf();
    shelf.models = [model, styler];
    shelf.offers = [{ ...offer, installed: true }];
    await open(shelf);
    expect(screen.getByText('Everything that the catalogue offers is on the shelf.')).toBeTruthy();
  });
});
