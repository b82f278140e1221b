import type { Photo, WindowShell } from '../../../electron/contract/index.ts';
import { counted, percent } from '../../ui/index.ts';

/** Address of the thumbnail; null while there is none. Its size stands for the version: a new picture has another. */
export function thumbnailUrl(shell: Pick<WindowShell, 'photoUrl'>, photo: Photo): string | null {
  if (photo.state === 'unreadable') return null;
  return shell.photoUrl(photo.id, 'thumbnail', { v: pictureVersion(photo) });
}

/** Changes when the picture does, so that its address may be cached for ever. */
export const pictureVersion = ({ width, height, damaged }: Photo): string =>
  `${width ?? 0}x${height ?? 0}${damaged ? 'd' : ''}`;

export interface Badge {
  readonly text: string;
  readonly look: 'outlined' | 'solid' | 'struck';
  /** Classes besides the one that is shown. */
  readonly more: number;
}

/** The one class that a thumbnail shows: the human one before the suggested one. */
export function badgeOf({ labels, best, rejected }: Photo): Badge | null {
  const [label] = labels;
  if (label !== undefined) return { text: label, look: 'solid', more: labels.length - 1 };
  if (rejected) return { text: best?.className ?? 'suggestion', look: 'struck', more: 0 };
  return best === null ? null : { text: best.className, look: 'outlined', more: 0 };
}

/** The photo in words, for those who hear it. */
export function nameOf(photo: Photo): string {
  const { fileName, problem, rating, flag, group } = photo;
  if (photo.state === 'missing') return `${fileName}, missing: its file is not where it was`;
  if (problem !== null) return `${fileName}, unreadable: ${problem.message}`;
  const parts = [
    fileName,
    classWords(photo),
    rating === null ? '' : counted(rating, 'star'),
    flag === null ? '' : { pick: 'picked', reject: 'flagged as rejected' }[flag],
    group === null ? '' : `${group.place + 1} of ${group.size} together`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function classWords({ labels, best, rejected }: Photo): string {
  if (labels.length > 0) return `labelled ${labels.join(', ')}`;
  if (rejected) return `${best?.className ?? 'suggestion'} rejected`;
  return best === null ? '' : `suggested ${best.className} ${percent(best.probability)}`;
}
