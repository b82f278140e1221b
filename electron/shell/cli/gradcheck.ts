import type { CompiledInput, GradientRow } from '../../contract/index.ts';
import { jsonHelp, jsonOption, type Command, type Values } from './command.ts';
import { exit, type ExitCode } from './exit.ts';
import { fileHelp, inputsInWords, networkNamed, readSize, sizeHelp, sizeOptions, wholeNumber } from './networks.ts';
import { print, printJson, tell } from './output.ts';
import { progressLine } from './progressLine.ts';
import { withEngine, type Session } from './session.ts';
import { fitted } from './tables.ts';

/** fovea gradcheck: every gradient rule of a network against differences in 64 bits. */
export const gradcheck: Command = {
  name: 'gradcheck',
  synopsis: 'FILE [--size WxH] [--batch N] [--seed N] [--samples K] [--json]',
  summary: 'compare the gradients of a network with measured differences',
  help: [
    fileHelp,
    '--size WxH         pixels of a picture; else what the file says, or the smallest that works',
    ...sizeHelp.slice(1),
    '--seed N           draws the input and the directions (1)',
    '--samples K        random directions for each input of a node (2)',
    jsonHelp,
  ],
  options: {
    ...jsonOption,
    ...sizeOptions,
    seed: { type: 'string', default: '1' },
    samples: { type: 'string', default: '2' },
  },
  words: { min: 1, max: 1 },
  run: ([file = ''], values) => {
    const asked = readValues(values);
    return withEngine((session) => check(session, file, asked));
  },
};

const readValues = (values: Values) => ({
  size: readSize(values),
  seed: wholeNumber('--seed', values['seed'] ?? '', 0, 2 ** 32 - 1),
  samples: wholeNumber('--samples', values['samples'] ?? '', 1, 100),
  json: values['json'] === true,
});

async function check(session: Session, file: string, asked: ReturnType<typeof readValues>): Promise<ExitCode> {
  const { json, ...input } = asked;
  const network = await networkNamed(session, file);
  const rows: GradientRow[] = [];
  const line = progressLine('steps');
  const finish = (inputs: readonly CompiledInput[] | null): ExitCode => {
    line.clear();
    if (json) printJson({ summary: { ...summaryOf(rows), seed: input.seed, inputs, stopped: inputs === null } });
    else report(rows, inputs, input.seed).forEach(print);
    if (inputs === null) return exit.stopped;
    return rows.some(({ verdict }) => verdict === 'fail') ? exit.someFailed : exit.done;
  };
  try {
    const { inputs } = await session.engine.ask(
      'models.gradcheck',
      { network, ...input },
      {
        signal: session.stop,
        onProgress: (step) => {
          rows.push(...step.rows);
          if (json) step.rows.forEach(printJson);
          line.show(step.done, step.total, step.rows[0]?.node ?? '');
        },
      },
    );
    return finish(inputs);
  } catch (thrown) {
    line.clear();
    if (!session.stop.aborted) throw thrown;
    tell('Stopped.');
    return finish(null);
  }
}

const countOf = (rows: readonly GradientRow[], wanted: GradientRow['verdict']): number =>
  rows.filter(({ verdict }) => verdict === wanted).length;

/** The largest error in 64 bits and in 32 bits, with its row. */
const worstOf = (rows: readonly GradientRow[], error: 'error64' | 'error32'): GradientRow | null =>
  rows.reduce<GradientRow | null>((worst, row) => ((row[error] ?? -1) > (worst?.[error] ?? -1) ? row : worst), null);

const summaryOf = (rows: readonly GradientRow[]) => ({
  checked: rows.filter(({ error64 }) => error64 !== null).length,
  passed: countOf(rows, 'pass'),
  kinks: countOf(rows, 'kink'),
  failed: countOf(rows, 'fail'),
  withoutRule: countOf(rows, 'no rule'),
  unreached: countOf(rows, 'unreached'),
  worst64: worstOf(rows, 'error64')?.error64 ?? null,
  worst32: worstOf(rows, 'error32')?.error32 ?? null,
});

/** The table and what follows from it. What is flat has no row of its own: there is nothing to differentiate. */
export function report(rows: readonly GradientRow[], inputs: readonly CompiledInput[] | null, seed: number): string[] {
  const { checked, passed, kinks, failed, withoutRule, unreached } = summaryOf(rows);
  const shown = rows.filter(({ verdict, error64 }) => verdict !== 'flat' || error64 !== null);
  const others = [
    failed > 0 ? `${failed} FAILED` : '',
    kinks > 0 ? `${kinks} at a kink` : '',
    withoutRule > 0 ? `${withoutRule} without a rule` : '',
    unreached > 0 ? `${unreached} not reached` : '',
  ].filter((part) => part !== '');
  return [
    ...fitted(['node', 'operator', 'input', '64 bits', '32 bits', 'verdict'], shown.map(cells), {
      ...{ right: [3, 4], columns: 100, shorten: 0 },
    }),
    '',
    ...(inputs === null ? [] : [`Input ${inputsInWords(inputs)}, seed ${seed}`]),
    `${passed} of ${checked} gradients agree${others.length > 0 ? `; ${others.join(', ')}` : ''}.`,
    ...worstInWords(rows),
    ...rows.filter(({ verdict }) => verdict === 'fail').map(failure),
  ];
}

const cells = ({ node, op, input, formulation, error64, error32, verdict }: GradientRow): string[] => [
  node,
  op,
  formulation === '' ? input : `${input} (${formulation})`,
  error64?.toExponential(1) ?? '',
  error32?.toExponential(1) ?? '',
  verdict === 'fail' ? 'FAIL' : verdict,
];

const failure = ({ node, op, input, remark }: GradientRow): string =>
  `FAIL: ${op} at "${node}"${input === '' ? '' : `, input ${input}`}${remark === '' ? '' : `: ${remark}`}`;

function worstInWords(rows: readonly GradientRow[]): string[] {
  const words = (['error64', 'error32'] as const).flatMap((error) => {
    const row = worstOf(rows, error);
    const size = row?.[error] ?? null;
    return row && size !== null
      ? [`${size.toExponential(1)} in ${error === 'error64' ? 64 : 32} bits (${row.op} at "${row.node}", ${row.input})`]
      : [];
  });
  return words.length === 0 ? [] : [`Worst: ${words.join('; ')}.`];
}
