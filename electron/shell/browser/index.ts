export { serveBrowser, type BrowserShell } from './serve.ts';
