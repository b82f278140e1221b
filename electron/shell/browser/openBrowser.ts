import { spawn } from 'node:child_process';

/** Opens an address in the user's browser, where there is a screen and somebody sits at it. */
export function openBrowser(url: string): void {
  const screen = process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
  if (!screen || !process.stdout.isTTY) return;
  const [program, ...options] = opener();
  const child = spawn(program, [...options, url], { stdio: 'ignore', detached: true });
  child.once('error', () => undefined); // the address is on the screen
  child.unref();
}

function opener(): readonly [string, ...string[]] {
  if (process.platform === 'darwin') return ['open'];
  return process.platform === 'win32' ? ['explorer.exe'] : ['xdg-open'];
}
