export { makeScene, sceneClasses, writeScenes } from '../../electron/engine/images/index.ts';
export type { Scene, SceneOptions } from '../../electron/engine/images/index.ts';
