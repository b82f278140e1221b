import type { LabMap, LabRun, WindowShell } from '../../../../electron/contract/index.ts';
import type { Question } from '../../../state/lab/question.ts';

interface Behind {
  readonly map: LabMap;
  /** null: the photo cannot be shown. */
  readonly src: string | null;
  readonly name: string;
}

/**
 * What a map is drawn over: the photo where it is known, else what the network saw of it, which the map then fills.
 *
 * @param question  what the result was made from; null: not known
 */
export function photoBehind(
  run: LabRun,
  question: Question | null,
  shell: Pick<WindowShell, 'photoUrl' | 'labUrl'>,
): (map: LabMap) => Behind {
  const name = run.recipe.photos[0]?.name ?? '';
  const original = run.result.pictures.find(({ role }) => role === 'original');
  const of = question?.photos[0]?.of;
  return (map) => {
    if (of && 'photo' in of) return { map, name, src: shell.photoUrl(of.photo, 'view') };
    if (!original) return { map, name, src: null };
    const { width, height } = original;
    const whole = { box: { x0: 0, y0: 0, x1: width, y1: height }, photoWidth: width, photoHeight: height };
    return { map: { ...map, ...whole }, name, src: shell.labUrl(run.id, original.file) };
  };
}
