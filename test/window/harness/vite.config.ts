import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

// npx vite test/window/harness: the whole window over an engine that is all in memory, to be looked at.
export default defineConfig({
  plugins: [svelte({ configFile: '../../../svelte.config.js' })],
  server: { fs: { allow: ['../../..'] } },
});
