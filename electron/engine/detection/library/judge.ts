import {
  fail,
  type DetectionReport,
  type DeviceId,
  type KnownModel,
  type PhotoId,
  type Sha256,
} from '../../../contract/index.ts';
import type { RunnerProcess } from '../../jobs/runnerProcess.ts';
import type { Library } from '../../library/index.ts';
import { judgeDetector } from '../judgeDetector.ts';
import { idsByPath, labelledFrom } from './photos.ts';

export interface JudgeNeeds {
  readonly library: Pick<Library, 'boxes'>;
  readonly runner: Pick<RunnerProcess, 'ask'>;
  readonly cacheDir: string;
  readonly known: (hash: string) => Promise<KnownModel>;
  readonly device: DeviceId;
}

/** Judges a detector by the drawn boxes of photos. @throws detection/no-boxes, model/*, detection/no-addon */
export async function judgeByLibrary(
  { library, runner, cacheDir, known, device }: JudgeNeeds,
  { ids, model: hash }: { readonly ids: readonly PhotoId[]; readonly model: Sha256 },
  watch: Parameters<typeof judgeDetector>[2],
): Promise<DetectionReport> {
  const model = await known(hash);
  const boxed = library.boxes.photos(ids);
  const photos = labelledFrom(boxed, model.card.classNames);
  if (!photos.some(({ boxes }) => boxes.length > 0)) fail('detection/no-boxes', {});
  return judgeDetector({ runner, model, cacheDir, device, seen: true }, { photos, idOf: idsByPath(boxed) }, watch);
}
