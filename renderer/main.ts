import './engine/strictParsing.ts';
import { mount } from 'svelte';
import './styles/tokens.css';
import './styles/base.css';
import App from './App.svelte';
import { speak } from './words/index.ts';

const target = document.getElementById('app');
if (!target) throw new Error('index.html has no element "app"');
// The settings come from the engine; until then the language of the system is the likeliest.
await speak('system');
mount(App, { target, props: { shell: window.fovea } });
