import { describe, expect, test } from 'vitest';
import { gradients, ops, type GradientTable } from '../../../../electron/compiler/index.ts';
import { Draw } from '../../../support/cases/draw.ts';
import { formulationsOf, gradientErrors, gradientLaw, shapeLaw } from '../../../support/cases/laws.ts';
import { cases, hasGradient } from '../../../support/cases/table.ts';

// Each kind of case is drawn several times. SEED=7 tries one seed only; DRAWS=100 tries more.
const seeds = process.env['SEED']
  ? [Number(process.env['SEED'])]
  : Array.from({ length: Number(process.env['DRAWS'] ?? 6) }, (_, i) => i + 1);

const judged = cases.filter(({ isDrawn }) => isDrawn !== true);

describe.each(judged)('$op, $what', (maker) => {
  test.each(seeds)('its shape is what the reference makes (seed %i)', (seed) => {
    shapeLaw(maker.draw(new Draw(seed)));
  });
});

describe.each(judged.filter(hasGradient))('$op, $what', (maker) => {
  test.each(seeds)('every gradient, in each formulation, is a central difference (seed %i)', (seed) => {
    const draw = new Draw(seed);
    const opCase = maker.draw(draw);
    gradientLaw(opCase, draw);
    for (const [formal, name] of formulationsOf(opCase, draw)) {
      gradientLaw(opCase, draw, { choose: (site) => (site.formal === formal ? name : undefined) });
    }
  });
});

test('every operator has a case, and every rule is tried', () => {
  const tried = new Set(cases.map(({ op }) => op));
  expect(Object.keys(ops).filter((op) => !tried.has(op))).toEqual([]);
  for (const [op, rules] of Object.entries(gradients)) {
    if (rules === 'none') continue;
    const formals = new Set(cases.filter((maker) => maker.op === op).flatMap((maker) => maker.draw(new Draw(1)).wrt));
    const untried = Object.keys(rules).filter((formal) => ![...formals].some((name) => name.startsWith(formal)));
    expect({ op, untried }).toEqual({ op, untried: [] });
  }
});

test('the checker notices a gradient that is wrong by a thousandth', () => {
  const draw = new Draw(1);
  const opCase = cases.find(({ op }) => op === 'Sigmoid')!.draw(draw);
  const wrong: GradientTable = {
    Sigmoid: {
      X: ({ dY, output, emit }) => emit.affine(emit.mul(dY, emit.mul(output('Y'), emit.oneMinus(output('Y')))), 1.001),
    },
  };
  expect(gradientErrors(opCase, draw, { rules: wrong })[0]!.error).toBeGreaterThan(1e-4);
});
