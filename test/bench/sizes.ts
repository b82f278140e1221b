import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

// `npm run sizes`: the longest source files, and what the working tree changes against HEAD.

const git = (...words: string[]): string => execFileSync('git', words, { encoding: 'utf8' });
const isSource = (file: string): boolean => /\.(ts|svelte|css|cc|h)$/.test(file);

const files = git('ls-files', '-co', '--exclude-standard').split('\n').filter(isSource);
const lengths = files
  .map((file) => ({ file, lines: readFileSync(file, 'utf8').split('\n').length - 1 }))
  .sort((a, b) => b.lines - a.lines);
const at = (fraction: number): number => lengths[Math.floor((lengths.length - 1) * (1 - fraction))]?.lines ?? 0;

console.log(`${files.length} files, median ${at(0.5)} lines, 90th percentile ${at(0.9)}, longest ${at(1)}`);
for (const { file, lines } of lengths.slice(0, 12)) console.log(`${String(lines).padStart(6)}  ${file}`);

const changed = git('diff', '--numstat', 'HEAD')
  .split('\n')
  .filter((line) => isSource(line));
if (changed.length > 0) console.log(`\nagainst HEAD (added, removed):\n${changed.join('\n')}`);
