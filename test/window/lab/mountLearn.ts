import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import axe from 'axe-core';
import { expect } from 'vitest';
import LearnPage from '../../../renderer/screens/lab/learn/LearnPage.svelte';
import { App } from '../../../renderer/state/app.svelte.ts';
import { FakeEngine } from '../../support/fakeEngine.ts';
import { aModel, fakeShell } from '../../support/fakeShell.ts';
import { giveSizes } from '../library/mountWindow.ts';

/** The pages of Learn, one of them open, over an engine in memory. */
export async function mountLearn(page: string) {
  giveSizes();
  const fake = new FakeEngine({ models: [aModel] });
  const app = new App(fakeShell(fake));
  render(LearnPage, { props: { app } });
  await fireEvent.click(screen.getByRole('tab', { name: page }));
  await waitFor(() => screen.getByRole('tabpanel', { name: page }));
  return { fake, app, panel: screen.getByRole('tabpanel', { name: page }) };
}

/** Drags or types a slider to a value. */
export async function slide(name: string, value: number): Promise<void> {
  await fireEvent.input(screen.getByRole('slider', { name }), { target: { value: String(value) } });
}

export async function type(name: string, text: string): Promise<void> {
  await fireEvent.input(screen.getByRole('spinbutton', { name }), { target: { value: text } });
}

/** What names and roles say; the rest of axe reads styles, a second a page, and is for the window in a browser. */
const nameRules = [
  ...['aria-allowed-attr', 'aria-required-attr', 'aria-valid-attr', 'aria-valid-attr-value', 'aria-roles'],
  ...['aria-input-field-name', 'button-name', 'label', 'select-name', 'svg-img-alt', 'duplicate-id-aria'],
  ...['aria-required-children', 'aria-required-parent', 'nested-interactive', 'th-has-data-cells'],
];

/** Everything on the page has a name that a screen reader can say, and a role that fits. */
export async function expectNamed(panel: HTMLElement): Promise<void> {
  const { violations } = await axe.run(panel, { runOnly: { type: 'rule', values: nameRules } });
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([]);
}
