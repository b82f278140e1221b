export * from './define.ts';
export * from './errors.ts';
export * from './events.ts';
export * from './methods.ts';
export * from './records.ts';
export * from './runner.ts';
export * from './shell.ts';
export * from './wire.ts';
