// Which key does what: the table of frame/keys.ts with what a person changed.
export * from './bindings.svelte.ts';
export * from './chords.ts';
export * from './listen.ts';
export * from './table.ts';
