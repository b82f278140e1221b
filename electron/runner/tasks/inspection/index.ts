export * from './describe.ts';
export * from './gradcheck/gradcheck.ts';
export * from './operators/devices.ts';
