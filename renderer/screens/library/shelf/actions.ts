import type { Aim } from '../../../state/shelf/tree.ts';
import { t } from '../../../words/index.ts';

/** An entry of the menu of a class. */
export interface Action {
  readonly label: string;
  /** The key that does the same. */
  readonly keys?: string;
  readonly disabled?: boolean;
  readonly does: () => void;
}

/** Where a class can be moved; null: not there. */
export interface Ways {
  readonly up: Aim | null;
  readonly down: Aim | null;
  readonly inwards: Aim | null;
  readonly outwards: Aim | null;
}

interface Gestures {
  /** Photos that would get the class. */
  readonly selected: number;
  readonly label: () => void;
  readonly rename: () => void;
  readonly merge: () => void;
  readonly move: (aim: Aim) => void;
  readonly remove: () => void;
}

/** Everything that can be done with a class of the shelf. */
export function actionsOf(ways: Ways, gestures: Gestures): Action[] {
  const moving = (label: string, keys: string, aim: Aim | null): Action => ({
    ...{ label, keys, disabled: aim === null },
    does: () => aim && gestures.move(aim),
  });
  return [
    { label: t('Label the selection'), keys: 'Ctrl+Enter', disabled: gestures.selected === 0, does: gestures.label },
    { label: t('Rename'), keys: 'F2', does: gestures.rename },
    { label: t('Merge into…'), does: gestures.merge },
    moving(t('Move up'), 'Alt+ArrowUp', ways.up),
    moving(t('Move down'), 'Alt+ArrowDown', ways.down),
    moving(t('Put below the one above'), 'Alt+ArrowRight', ways.inwards),
    moving(t('Take out'), 'Alt+ArrowLeft', ways.outwards),
    { label: t('Remove…'), keys: 'Delete', does: gestures.remove },
  ];
}
