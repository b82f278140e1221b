// What the window says, in the language of the person before it.
export * from './engineWords.ts';
export * from './errors.ts';
export * from './format.ts';
export * from './language.svelte.ts';
export * from './speak.ts';
export * from './translate.ts';
