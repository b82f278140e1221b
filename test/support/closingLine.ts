import type { Reporter, TestModule } from 'vitest/node';

/** Ends a run with one plain line that any machine can read: "N passed, N failed, N skipped". */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string): number => tests.filter((test) => test.result().state === state).length;
    // A file that does not load and an error outside any test are failures too, though no test carries them.
    const broken = modules.filter((module) => !module.ok() && module.errors().length > 0).length;
    const failed = count('failed') + broken + unhandled.length;
    console.log(`${String(count('passed'))} passed, ${String(failed)} failed, ${String(count('skipped'))} skipped`);
  }
}
