import { t } from '../../words/index.ts';

// What is dragged within the window: the selected photos, or a class of the shelf. Files from outside are another thing.

const kinds = { photos: 'application/x-fovea-photos', class: 'application/x-fovea-class' } as const;
type DragKind = keyof typeof kinds;

/** Whether something of this kind hangs on the pointer. */
export const carries = (event: DragEvent, kind: DragKind): boolean =>
  event.dataTransfer?.types.includes(kinds[kind]) === true;

/** Begins to drag the selected photos; which they are the library knows. */
export function dragPhotos(event: DragEvent, photos: number): void {
  begin(event, 'photos', t('{count} photos', { count: photos }));
}

/** Begins to drag a class. */
export function dragClass(event: DragEvent, name: string): void {
  begin(event, 'class', name);
}

function begin(event: DragEvent, kind: DragKind, words: string): void {
  const { dataTransfer } = event;
  if (!dataTransfer) return;
  dataTransfer.setData(kinds[kind], '');
  dataTransfer.effectAllowed = kind === 'photos' ? 'copy' : 'move';
  // The picture of what is dragged is taken at once; the element it was taken of can go.
  const picture = document.createElement('div');
  picture.className = 'dragged';
  picture.textContent = words;
  document.body.append(picture);
  dataTransfer.setDragImage(picture, -12, -8);
  setTimeout(() => picture.remove());
}

/** Says that it may be dropped here. */
export function allowDrop(event: DragEvent, kind: DragKind): void {
  event.preventDefault();
  if (event.dataTransfer) event.dataTransfer.dropEffect = kind === 'photos' ? 'copy' : 'move';
}
