import { markup } from './markup.ts';

/** How the page looks: light and dark as the reader's system is, and on paper. */
export const style = markup`
:root { color-scheme: light dark; --ink: #1d1d1f; --quiet: #5f6368; --paper: #fff; --line: #d8dadd; --fill: #2f6fdb; --soft: #dce7fb; --warn: #9a5b00; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8e8ea; --quiet: #a3a7ad; --paper: #17181a; --line: #3a3d41; --fill: #7aa7f5; --soft: #24344f; --warn: #e5a94b; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 60rem; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .25rem; }
h2 { font-size: 1.3rem; margin: 2.5rem 0 .5rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 .25rem; }
p { margin: .25rem 0 .75rem; }
header p, .quiet, figcaption { color: var(--quiet); }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .6rem; text-align: left; border-bottom: 1px solid var(--line); font-weight: normal; vertical-align: middle; }
thead th { color: var(--quiet); font-size: .85rem; }
td.number { text-align: right; white-space: nowrap; }
tr.chosen th, tr.chosen td { font-weight: 600; }
.wide { overflow-x: auto; }
.confusion td { print-color-adjust: exact; text-align: right; min-width: 2.4rem; }
.confusion th[scope=col] { writing-mode: vertical-rl; transform: rotate(180deg); max-height: 12rem; }
.finding { border-left: 4px solid var(--line); padding: .1rem 0 .1rem .8rem; margin: .75rem 0; }
.finding.warning { border-color: var(--warn); }
.photos { display: flex; flex-wrap: wrap; gap: .5rem; margin: .5rem 0; padding: 0; list-style: none; }
.photos img { display: block; height: 8rem; width: auto; max-width: 100%; }
svg text { fill: var(--ink); font: 13px system-ui, sans-serif; }
.bar { fill: var(--fill); } .reach { stroke: var(--ink); } .ground { fill: var(--soft); } .dot { fill: var(--fill); } .axis { stroke: var(--line); fill: none; }
svg { max-width: 100%; height: auto; }
figure { margin: .5rem 0; }
@media print {
  body { max-width: none; padding: 0; font-size: 11pt; }
  section, figure, tr, .finding { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  .photos img { height: 6rem; }
}
`;
