export { diskFailure, exists, hashOf, writeWhole } from './files.ts';
export { locatePicture } from './located.ts';
export type { Located, WantedPicture } from './located.ts';
export { picturesIn } from './pictures.ts';
export type { Original, Pictures } from './pictures.ts';
export { readPhoto } from './readPhoto.ts';
export { makeScene, sceneClasses } from './scenes.ts';
export type { Scene, SceneOptions } from './scenes.ts';
export { writeScenes } from './writeScenes.ts';
