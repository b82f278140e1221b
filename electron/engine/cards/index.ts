export { connectedCards } from './connected.ts';
export { CardTask, importCard } from './importCard.ts';
export { previewCard } from './preview.ts';
