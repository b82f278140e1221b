import type { SuggestionState } from '../../electron/contract/index.ts';
import type { ForkedEngine } from './engine.ts';

/** Waits until the suggestions are as asked: learning follows edits after a moment. */
export async function suggestionsWhen(
  { window }: Pick<ForkedEngine, 'window'>,
  isSo: (state: SuggestionState) => boolean,
  patienceMs = 30_000,
): Promise<SuggestionState> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const state = await window.ask('suggestions.state', undefined);
    if (isSo(state)) return state;
    if (Date.now() > deadline) throw new Error(`still: ${JSON.stringify(state)}`);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}
