import { expect, test } from 'vitest';
import { defaultSettings, Settings } from '../../../electron/contract/index.ts';

test('settings that were saved before there were languages and keys of one’s own are read as they were', () => {
  expect(Settings.parse({ theme: 'dark', thumbnailPx: 200 })).toEqual({
    ...defaultSettings,
    theme: 'dark',
    thumbnailPx: 200,
  });
});

test('a language that Fovea does not speak is no setting', () => {
  expect(Settings.safeParse({ ...defaultSettings, language: 'tlh' }).success).toBe(false);
});
