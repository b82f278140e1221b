import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { afterEach, expect, test } from 'vitest';
import { failure } from '../../../electron/contract/index.ts';
import type { JobRecord } from '../../../electron/contract/index.ts';
import { catalogues } from '../../../renderer/words/catalogues.ts';
import { mountWindow } from '../library/mountWindow.ts';

afterEach(() => delete catalogues.ja);

const finished: JobRecord = {
  ...{ id: 7, kind: 'library.import', title: 'Import 3 paths', state: 'done', unit: 'photos' },
  ...{ done: 3, total: 3, failed: 0, perSecond: null, secondsLeft: null, message: '3 photos read', problem: null },
};

async function openSettings(options: Parameters<typeof mountWindow>[0] = {}) {
  const mounted = await mountWindow(options);
  await fireEvent.click(screen.getByRole('button', { name: 'Settings' }));
  await screen.findByText('ONNX Runtime 1.30.0');
  return mounted;
}

const choose = (label: string, value: string): Promise<void> =>
  fireEvent.change(screen.getByRole('combobox', { name: label }), { target: { value } }) as unknown as Promise<void>;

test('choosing a language changes the whole frame at once, and the system’s brings English back', async () => {
  const { fake } = await openSettings({ jobs: [finished] });
  await choose('Language', 'de');
  await screen.findByRole('heading', { level: 1, name: 'Einstellungen' });
  expect(document.documentElement.lang).toBe('de');
  expect(within(screen.getByRole('navigation')).getByRole('button', { name: 'Bibliothek' })).toBeTruthy();
  expect(screen.getByText('3 Pfade importieren')).toBeTruthy();
  expect(screen.getByText('3 Fotos gelesen')).toBeTruthy();
  expect(fake.askedFor('settings.set')).toMatchObject([{ language: 'de' }]);
  await choose('Sprache', 'system');
  await screen.findByRole('heading', { level: 1, name: 'Settings' });
});

test('a problem stands there in the language of the window', async () => {
  const { fake } = await openSettings();
  await choose('Language', 'fr');
  await screen.findByRole('heading', { level: 1, name: 'Réglages' });
  fake.failing.set('settings.set', failure('disk/full', { path: '/photos' }));
  await fireEvent.click(screen.getByRole('radio', { name: 'Sombre' }));
  await waitFor(() => expect(document.body.textContent).toContain('Le disque est plein'));
  expect(document.body.textContent).toContain('/photos');
});

/** Takes away what stands between brackets, the innermost first. */
function outside(text: string): string {
  const rest = text.replace(/⟦[^⟦⟧]*⟧/gs, '');
  return rest === text ? text.trim() : outside(rest);
}

/** Texts with letters that no sentence of the catalogue made; names of things stay as they are. */
function unspoken(known: readonly string[]): string[] {
  const found: string[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const texts =
      node instanceof Element
        ? ['aria-label', 'title', 'placeholder', 'alt', 'aria-valuetext'].map((name) => node.getAttribute(name) ?? '')
        : node.parentElement?.closest('kbd, style, script, option')
          ? []
          : [node.textContent ?? ''];
    // Every sentence is between brackets: what is left outside of them was not asked for.
    found.push(...texts.map(outside));
  }
  const named = (text: string): string => known.reduce((rest, name) => rest.replaceAll(name, ''), text);
  return found.filter((text) => /\p{L}{2}/u.test(named(text)));
}

test.each(['Settings', 'Models'])(
  'in a language of brackets, %s and the frame have no text outside of them',
  async (name) => {
    const { fake } = await openSettings({ jobs: [{ ...finished, message: '', title: '⟦job⟧' }] });
    const brackets = (_: object, sentence: string): string => `⟦${sentence}⟧`;
    Object.assign(catalogues, { ja: new Proxy({}, { get: (target, sentence: string) => brackets(target, sentence) }) });
    await choose('Language', 'ja');
    await fireEvent.click(within(screen.getByRole('navigation')).getByText(`⟦${name}⟧`));
    await screen.findByRole('heading', { level: 1, name: `⟦${name}⟧` });
    const { card } = fake.models[0]!;
    const reasons = ['No NVIDIA graphics card was found.', '8 cores'];
    const names = [card.name, card.licence ?? '', card.accuracy?.on ?? '', '/home/me/.local/share/fovea/models'];
    const machine = [
      '/home/me/.local/share/fovea',
      'ONNX Runtime',
      'Fovea',
      'CPU',
      'CUDA',
      'Ctrl',
      '日本語',
      'px',
      ...reasons,
    ];
    expect(unspoken([...names, ...machine])).toEqual([]);
  },
);
