import type { PhotoOrder } from '../../../electron/contract/index.ts';

const orders: readonly { readonly value: PhotoOrder; readonly label: string }[] = [
  { value: 'added', label: 'As added' },
  { value: 'taken', label: 'By time taken' },
  { value: 'name', label: 'By name' },
  { value: 'rating', label: 'By stars' },
  { value: 'probability', label: 'By confidence' },
  { value: 'uncertainty', label: 'Least certain first' },
  { value: 'useful', label: 'Most useful first' },
  { value: 'burst', label: 'Bursts together' },
  { value: 'alike', label: 'Near-duplicates together' },
  { value: 'cluster', label: 'Clusters together' },
  { value: 'found', label: 'As found' },
];

/** @param searched  photos of a search are shown: only they are ranked by it */
export const ordersOf = (searched: boolean): typeof orders =>
  orders.filter(({ value }) => searched || value !== 'found');
