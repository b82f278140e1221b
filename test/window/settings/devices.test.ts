import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { afterEach, expect, test } from 'vitest';
import { failure } from '../../../electron/contract/index.ts';
import DevicePanel from '../../../renderer/screens/devices/DevicePanel.svelte';
import { Devices } from '../../../renderer/state/devices.svelte.ts';
import { devices as choice, fakeShelf, type FakeShelf } from '../models/fakeShelf.ts';

afterEach(cleanup);

async function open(shelf: FakeShelf = fakeShelf()): Promise<void> {
  const devices = new Devices(shelf.engine);
  await devices.load();
  render(DevicePanel, { devices });
}

const radio = (name: RegExp): HTMLInputElement => screen.getByRole('radio', { name });

test('each device tells its speed, its difference from the CPU, and why not', async () => {
  await open();
  expect(radio(/^CPU, 2 cores/).closest('label')?.textContent).toContain('61 test pictures/s');
  const webgpu = radio(/^WebGPU/).closest('label')?.textContent;
  expect(webgpu).toContain('8.2 test pictures/s, 0.13 × the CPU, answers differ by at most 0.0003 %');
  expect(webgpu).toContain('It is slower than the CPU here');
  expect(radio(/^CUDA/).closest('label')?.textContent).toContain('No NVIDIA driver was found on this machine.');
});

test('a device that does not work cannot be chosen', async () => {
  await open();
  expect(radio(/^CUDA/).disabled).toBe(true);
});

test('choosing a device, and giving the choice back to Fovea', async () => {
  const shelf = fakeShelf();
  await open(shelf);
  expect(radio(/^Fovea chooses/).checked).toBe(true);
  await fireEvent.click(radio(/^WebGPU/));
  await waitFor(() => expect(shelf.asked).toContainEqual(['devices.choose', { device: 'webgpu' }]));
  await waitFor(() => expect(radio(/^WebGPU/).closest('label')?.textContent).toContain('in use'));
  await fireEvent.click(radio(/^Fovea chooses/));
  await waitFor(() => expect(shelf.asked).toContainEqual(['devices.choose', { device: null }]));
});

test('a refused choice is explained in the panel', async () => {
  await open(
    fakeShelf({
      'devices.choose': () => {
        throw failure('runner/no-device', { device: 'webgpu', reason: 'the driver is gone' });
      },
    }),
  );
  await fireEvent.click(radio(/^WebGPU/));
  expect((await screen.findByRole('alert')).textContent).toContain('Choose another device; the CPU always works.');
});

test('a new test shows its progress, keeps the old verdicts meanwhile, and can be stopped', async () => {
  let stopped = false;
  await open(
    fakeShelf({
      'devices.probe': (_input, scope) => {
        scope.progress({ done: 1, total: 4 });
        return new Promise((_resolve, reject) => {
          scope.onStop(() => {
            stopped = true;
            reject(failure('engine/stopped', {}));
          });
        });
      },
    }),
  );
  await fireEvent.click(screen.getByRole('button', { name: 'Test again' }));
  await waitFor(() => expect(screen.getByRole('progressbar', { name: 'Test of the devices' }).ariaValueNow).toBe('25'));
  expect(radio(/^WebGPU/)).toBeTruthy();
  await fireEvent.click(screen.getByRole('button', { name: 'Stop' }));
  await screen.findByRole('button', { name: 'Test again' });
  expect(stopped).toBe(true);
  expect(screen.queryByRole('alert')).toBeNull();
});

test('what the engine announces is shown', async () => {
  const shelf = fakeShelf();
  await open(shelf);
  shelf.announce('devices.changed', { ...choice, chosen: 'cpu' });
  await waitFor(() => expect(radio(/^CPU/).checked).toBe(true));
});
