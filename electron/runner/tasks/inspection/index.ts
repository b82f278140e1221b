export * from './describe.ts';
export * from './gradcheck/gradcheck.ts';
