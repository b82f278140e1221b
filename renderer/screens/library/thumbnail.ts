import type { Photo, WindowShell } from '../../../electron/contract/index.ts';
import { percent } from '../../ui/index.ts';

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
}

/** The one class that a thumbnail shows: the human one before the suggested one. */
export function badgeOf({ label, best, rejected }: Photo): Badge | null {
  if (label !== null) return { text: label, look: 'solid' };
  if (rejected) return { text: best?.className ?? 'suggestion', look: 'struck' };
  return best === null ? null : { text: best.className, look: 'outlined' };
}

/** The photo in words, for those who hear it. */
export function nameOf(photo: Photo): string {
  const { fileName, label, best, rejected, problem } = photo;
  if (problem !== null) return `${fileName}, unreadable: ${problem.message}`;
  if (label !== null) return `${fileName}, labelled ${label}`;
  if (rejected) return `${fileName}, ${best?.className ?? 'suggestion'} rejected`;
  return best === null ? fileName : `${fileName}, suggested ${best.className} ${percent(best.probability)}`;
}
