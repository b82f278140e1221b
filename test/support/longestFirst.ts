import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files of more than half a minute on two cores, the longest first. */
const longest = [
  ...['app/lessons', 'app/trainingMishaps', 'runner/gradientGoldens', 'app/cli', 'runner/windows', 'app/trainingCli'],
  ...['app/kill', 'app/trainingKills'],
  ...[
    'runner/webgpu',
    'app/window',
    'app/inspectionCli',
    'app/trainingWindow',
    'runner/webgpuTraining',
    'app/download',
  ],
  ...['app/segmentWindow', 'runner/trainingAgainstPytorch', 'runner/accuracy', 'runner/detectors'],
].map((name) => `/test/${name}.test.ts`);

const rank = ({ moduleId }: TestSpecification): number => {
  const at = longest.findIndex((ending) => moduleId.endsWith(ending));
  return at < 0 ? longest.length : at;
};
const group = ({ project }: TestSpecification): number => project.config.sequence.groupOrder;

/** Within a group the longest files begin, so that none of them ends alone while the other core waits. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.sort((a, b) => group(a) - group(b) || rank(a) - rank(b));
  }
}
