import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { expect, test } from 'vitest';
import { failure } from '../../../electron/contract/index.ts';
import { FakeBoxes } from '../../support/fakeBoxes.ts';
import { at, box, drag, drawn, mountDetect, nameClass, point, press, rows } from './mountDetect.ts';

function proposing(): FakeBoxes {
  const boxes = new FakeBoxes();
  boxes.proposals = [0, 0, 2900, 1900, 500, 500, 1500, 1500, 800, 800, 1200, 1200];
  return boxes;
}

const fields = (): Promise<HTMLElement> => screen.findByRole('region', { name: 'Proposals' });

test('while boxes are drawn, Tab offers the smallest proposal under the pointer, then larger ones, and a press takes it', async () => {
  const fake = await mountDetect({ boxes: proposing() });
  await nameClass('boat');
  await press('b');
  await point('move', at(1000, 1000));
  expect(fake.askedFor('proposals.of')).toEqual([]);
  await press('Tab');
  await screen.findByText(/takes this proposal/);
  expect(fake.askedFor('proposals.of')).toEqual([{ photo: 1, source: 'fast', most: 2000 }]);
  await drag(at(1000, 1000));
  await waitFor(() => expect(drawn(fake)).toMatchObject([{ box: box(800, 800, 1200, 1200) }]));
  await press('Escape');
  await point('move', at(1000, 1000));
  await press('Tab');
  await press('Tab');
  await press('Tab', { shiftKey: true });
  await press('Enter');
  await waitFor(() => expect(drawn(fake)).toHaveLength(2));
  expect(drawn(fake)[1]).toMatchObject({ box: box(500, 500, 1500, 1500) });
});

test('a drag draws where proposals are offered too', async () => {
  const fake = await mountDetect({ boxes: proposing() });
  await nameClass('boat');
  await press('b');
  await press('s');
  await point('move', at(1000, 1000));
  await screen.findByText(/takes this proposal/);
  await drag(at(1000, 1000), at(1100, 1150), at(1300, 1400));
  await waitFor(() => expect(drawn(fake)).toMatchObject([{ box: box(1000, 1000, 1300, 1400) }]));
});

test('how well the first proposals cover what was drawn is told in words, as far as the slider goes', async () => {
  const boxes = proposing();
  boxes.add(1, 'boat', box(820, 800, 1200, 1200));
  await mountDetect({ boxes });
  await waitFor(() => expect(rows()).toHaveLength(1));
  await press('p');
  const place = await fields();
  await within(place).findByText(/1 of 1 drawn thing would be found/);
  await fireEvent.input(within(place).getByRole('slider', { name: 'Drawn' }), { target: { value: '2' } });
  await within(place).findByText(/0 of 1 drawn thing would be found/);
  await press('p');
  await waitFor(() => expect(screen.queryByRole('region', { name: 'Proposals' })).toBeNull());
});

test('the merge tree tells how many regions there are and which two are merged next', async () => {
  await mountDetect({ boxes: proposing() });
  await press('p');
  const place = await fields();
  await fireEvent.click(within(place).getByRole('radio', { name: 'Merge tree' }));
  await within(place).findByText(/^4 regions\..*\(3\.50\)/s);
  const merges = within(place).getByRole('slider', { name: 'Merges' });
  await fireEvent.input(merges, { target: { value: '2' } });
  await within(place).findByText(/^2 regions\..*\(1\.00\)/s);
  await fireEvent.input(merges, { target: { value: '3' } });
  await within(place).findByText(/Everything is one region/);
  await fireEvent.change(within(place).getByRole('combobox', { name: 'Where regions come from' }), {
    target: { value: 'windows' },
  });
  await within(place).findByText(/Windows are not merged/);
});

test('without the addon the reason stands on the photo, and it can be tried again', async () => {
  const fake = await mountDetect({ boxes: proposing() });
  fake.failing.set('proposals.of', failure('detection/no-addon', { reason: 'it was not built.' }));
  await press('p');
  await screen.findByText(/it was not built/);
  fake.failing.clear();
  await fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  await within(await fields()).findByText('3 proposals in 12 ms.');
});
