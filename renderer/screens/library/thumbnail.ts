import type { Photo, WindowShell } from '../../../electron/contract/index.ts';
import { percent } from '../../ui/index.ts';
import { problemWords, t } from '../../words/index.ts';

/** Address of the thumbnail; null while there is none. Its size stands for the version: a new picture has another. */
export function thumbnailUrl(shell: Pick<WindowShell, 'photoUrl'>, photo: Photo): string | null {
  if (photo.state === 'unreadable') return null;
  return shell.photoUrl(photo.id, 'thumbnail', { v: pictureVersion(photo) });
}

/** Tiles are filled by the shorter side of a photo, two thirds of the longer one in most: beyond this 320 px are blurred. */
const sharpPx = 213;

/** Address of a thumbnail for tiles of so many device pixels; null where the usual one does. */
export function largeUrl(shell: Pick<WindowShell, 'photoUrl'>, photo: Photo, tilePx: number): string | null {
  if (tilePx <= sharpPx || photo.state === 'unreadable') return null;
  return shell.photoUrl(photo.id, 'large', { v: pictureVersion(photo) });
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
  if (rejected) return { text: best?.className ?? t('suggestion'), look: 'struck', more: 0 };
  return best === null ? null : { text: best.className, look: 'outlined', more: 0 };
}

/** Why a photo cannot be read; undefined: it can. */
export const troubleOf = ({ problem }: Photo): string | undefined =>
  problem === null ? undefined : problemWords(problem).message;

/** The photo in words, for those who hear it. */
export function nameOf(photo: Photo): string {
  const { fileName: file, problem, rating, flag, group } = photo;
  if (photo.state === 'missing') return t('{file}, missing: its file is not where it was', { file });
  if (problem !== null) return t('{file}, unreadable: {problem}', { file, problem: problemWords(problem).message });
  const parts = [
    file,
    classWords(photo),
    rating === null ? '' : t('{count} stars', { count: rating }),
    flag === null ? '' : { pick: t('picked'), reject: t('flagged as rejected') }[flag],
    group === null ? '' : t('{place} of {count} together', { place: group.place + 1, count: group.size }),
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function classWords({ labels, best, rejected }: Photo): string {
  if (labels.length > 0) return t('labelled {classes}', { classes: labels.join(', ') });
  const name = best?.className;
  if (rejected) return name === undefined ? t('suggestion rejected') : t('{name} rejected', { name });
  return best === null ? '' : t('suggested {name} {share}', { name: best.className, share: percent(best.probability) });
}
