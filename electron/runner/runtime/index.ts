export * from './exportFiles.ts';
export * from './fallback.ts';
export * from './lastOpened.ts';
export * from './network.ts';
export * from './providers.ts';
export * from './session.ts';
export * from './sessions.ts';
export type * from './turn.ts';
export * from './stopping.ts';
