// `npm run native:sanitize`: the addon's algorithms under AddressSanitizer, LeakSanitizer and UndefinedBehaviorSanitizer.
//
// Builds native/src/sanitize/driver.cc with them, without Node, whose own memory is not ours to judge, and runs it over
// 1,000 odd pictures: `npm run native:sanitize -- <pictures> <first seed>` for others. Fails with the first finding. Needs
// GCC or Clang with their sanitizers; CXX names another one than `c++`.

import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const sources = join(import.meta.dirname, 'src');
const target = join(import.meta.dirname, 'build/sanitize');
const [pictures = '1000', firstSeed = '1'] = process.argv.slice(2);

/** Everything that knows nothing of Node: what lies in folders. */
const files = readdirSync(sources, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) => readdirSync(join(sources, name)).map((file) => join(sources, name, file)))
  .filter((path) => path.endsWith('.cc'));

const flags = [
  ...['-std=c++17', '-O1', '-g', '-fno-omit-frame-pointer', '-ffp-contract=off', '-pthread', '-Wall', '-Wextra'],
  ...[
    '-fsanitize=address,undefined,float-cast-overflow',
    '-fno-sanitize-recover=all',
    '-D_GLIBCXX_ASSERTIONS',
    '-DFOVEA_SANITIZED',
  ],
];

/** What the processor can do, and what every processor can. */
const builds = { fastest: [], baseline: ['-DFOVEA_BASELINE_KERNELS'] };

// Apple's compiler has no LeakSanitizer.
const leaks = process.platform === 'linux' ? ':detect_leaks=1' : '';
const options = { ASAN_OPTIONS: `handle_abort=1${leaks}`, UBSAN_OPTIONS: 'print_stacktrace=1' };

/** @returns whether it ended well */
const runs = (program, programArguments, stdio = 'inherit') =>
  spawnSync(program, programArguments, { stdio, env: { ...process.env, ...options } }).status === 0;

/** @returns the sentence that says what went wrong, or null */
function failureOf(name, more) {
  const driver = join(target, name);
  const compiler = process.env.CXX ?? 'c++';
  if (!runs(compiler, [...flags, ...more, '-I', sources, ...files, '-o', driver]))
    return `${compiler} did not build it`;
  const planted = ['overrun', ...(leaks === '' ? [] : ['leak'])];
  const missed = planted.find((mistake) => runs(driver, [mistake], 'ignore'));
  if (missed !== undefined) return `the sanitizers do not notice an ${missed} that is there`;
  return runs(driver, [firstSeed, pictures]) ? null : 'there is a finding, above';
}

mkdirSync(target, { recursive: true });
for (const [name, more] of Object.entries(builds)) {
  const failure = failureOf(name, more);
  if (failure !== null) process.stdout.write(`Kernels: ${name}: ${failure}.\n`);
  if (failure !== null) process.exitCode = 1;
}
