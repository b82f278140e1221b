import { phrase, t } from '../../../words/index.ts';

/** A bar of a histogram, in a drawing 240 wide; heights 0 to 1. */
interface Bar {
  readonly x: number;
  readonly width: number;
  readonly height: number;
  /** The color that it counts. */
  readonly ink: string;
}

export interface ColorPlot {
  /** What it counts, for people. */
  readonly name: string;
  readonly ends: readonly [string, string];
  readonly bars: readonly Bar[];
}

/** How far from grey the ends of the axes are drawn: as far as screens go. */
const reach = 100;
const width = 240;

const axes = [
  {
    name: phrase('Pixels by lightness'),
    ends: [phrase('dark'), phrase('light')],
    inkAt: (at: number) => `lab(${String(100 * at)}% 0 0)`,
  },
  {
    name: phrase('Pixels by green to red'),
    ends: [phrase('green'), phrase('red')],
    inkAt: (at: number) => `lab(60% ${String(signed(at))} 0)`,
  },
  {
    name: phrase('Pixels by blue to yellow'),
    ends: [phrase('blue'), phrase('yellow')],
    inkAt: (at: number) => `lab(60% 0 ${String(signed(at))})`,
  },
] as const;

const signed = (at: number): number => (2 * at - 1) * reach;

/** @param colors  three thirds of shares: of lightness, green to red, blue to yellow */
export function colorPlots(colors: readonly number[]): readonly ColorPlot[] {
  const bins = Math.floor(colors.length / 3);
  return axes.map(({ name, ends, inkAt }, axis) => {
    const shares = colors.slice(axis * bins, (axis + 1) * bins);
    // Nearly grey photos crowd into the middle: the root lets the rest be seen.
    const most = Math.sqrt(Math.max(1e-9, ...shares));
    const bars = shares.map((share, bin) => ({
      ...{ x: (bin * width) / bins, width: width / bins - 1, height: Math.sqrt(Math.max(0, share)) / most },
      ink: inkAt((bin + 0.5) / bins),
    }));
    return { name: t(name), ends: [t(ends[0]), t(ends[1])], bars };
  });
}
