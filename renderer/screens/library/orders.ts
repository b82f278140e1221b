import type { PhotoOrder } from '../../../electron/contract/index.ts';
import { phrase, t } from '../../words/index.ts';

interface Order {
  readonly value: PhotoOrder;
  readonly label: string;
}

const orders = [
  { value: 'added', label: phrase('As added') },
  { value: 'taken', label: phrase('By time taken') },
  { value: 'name', label: phrase('By name') },
  { value: 'rating', label: phrase('By stars') },
  { value: 'probability', label: phrase('By confidence') },
  { value: 'uncertainty', label: phrase('Least certain first') },
  { value: 'useful', label: phrase('Most useful first') },
  { value: 'burst', label: phrase('Bursts together') },
  { value: 'alike', label: phrase('Near-duplicates together') },
  { value: 'cluster', label: phrase('Clusters together') },
  { value: 'found', label: phrase('As found') },
] as const satisfies readonly Order[];

/** @param searched  photos of a search are shown: only they are ranked by it */
export const ordersOf = (searched: boolean): Order[] =>
  orders.filter(({ value }) => searched || value !== 'found').map(({ value, label }) => ({ value, label: t(label) }));
