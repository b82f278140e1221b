import { encode, type DenseStage } from '../../compiler/index.ts';
import type { DeviceId } from '../../contract/index.ts';
import { createSession, Tensor, type InferenceSession, type Turn } from '../runtime/index.ts';

/** What the last stage makes of a few maps that follow one another. */
export interface Answered {
  /** The number of the first among all maps. */
  readonly firstMap: number;
  readonly maps: number;
  readonly outputs: InferenceSession.OnnxValueMapType;
}

/** The stages of a dense network, ready to run. */
export interface StageSessions {
  /**
   * Takes a picture through all stages, depth first, so that no more than one part of each stage's results is kept.
   *
   * @param picture  float32 [1, C, height, width] of the first stage
   * @param onMaps   gets every map of the last stage once
   */
  run(picture: Float32Array, turn: Turn, onMaps: (answered: Answered) => void): Promise<void>;
  close(): Promise<void>;
}

/** @throws ONNX Runtime's own error */
export async function openStages(
  stages: readonly DenseStage[],
  device: DeviceId,
  threads?: number,
): Promise<StageSessions> {
  const sessions: InferenceSession[] = [];
  try {
    for (const { graph } of stages)
      // A stage runs hundreds of times: handing out its memory anew each time took as long as the arithmetic.
      sessions.push(
        await createSession(encode(graph), device, { keepsMemory: true, ...(threads !== undefined && { threads }) }),
      );
  } catch (thrown) {
    await closeAll(sessions);
    throw thrown;
  }
  const runFrom = async (at: number, maps: Float32Array, first: number, count: number, call: Call): Promise<void> => {
    const [stage, session] = [stages[at], sessions[at]];
    if (!stage || !session) throw new Error('There is no such stage.');
    const { batch, input, split } = stage;
    const length = input.channels * input.height * input.width;
    for (let map = 0; map < count; map += batch) {
      const part = maps.subarray(map * length, (map + batch) * length);
      const fed = new Tensor('float32', part, [batch, input.channels, input.height, input.width]);
      const outputs = await call.turn(() => session.run({ [session.inputNames[0] ?? '']: fed }));
      const answered = { firstMap: (first + map) * split ** 2, maps: batch * split ** 2, outputs };
      if (at === stages.length - 1) call.onMaps(answered);
      else await runFrom(at + 1, floatsOf(outputs, session), answered.firstMap, answered.maps, call);
    }
  };
  return {
    run: (picture, turn, onMaps) => runFrom(0, picture, 0, 1, { turn, onMaps }),
    close: () => closeAll(sessions),
  };
}

interface Call {
  readonly turn: Turn;
  readonly onMaps: (answered: Answered) => void;
}

function floatsOf(outputs: InferenceSession.OnnxValueMapType, { outputNames: [name = ''] }: InferenceSession) {
  const data = outputs[name]?.data;
  if (data instanceof Float32Array) return data;
  throw new Error(`The stage makes no float32 "${name}".`);
}

const closeAll = async (sessions: readonly InferenceSession[]): Promise<void> => {
  for (const session of sessions) await session.release();
};
