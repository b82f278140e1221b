import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decode, foldShapes, print, upgrade, withDims, type Graph } from '../../../../electron/compiler/index.ts';
import { exportedView } from '../../../support/exported.ts';
import { sharedAbsent, sharedDir } from '../../../support/shared.ts';

test('a view as PyTorch exports it becomes one Reshape to known lengths', () => {
  expect(print(foldShapes(exportedView([2, 3, 4])))).toMatchInlineSnapshot(`
    "graph view · ir 10 · opset 21
    producer fovea
    input x float32[2, 3, 4]
    initializer wanted int64[2] = 2 -1
    relu = Relu(x)
    y = Reshape(relu, wanted)
    output y
    "
  `);
});

test('a second time changes nothing, and the graph that was given stays as it was', () => {
  const graph = exportedView([2, 3, 4]);
  const before = print(graph);
  const folded = foldShapes(graph);
  expect(print(foldShapes(folded))).toBe(print(folded));
  expect(print(graph)).toBe(before);
});

test('a node that makes an output stays, even where its numbers are known', () => {
  const graph = exportedView([2, 3, 4]);
  const folded = foldShapes({ ...graph, outputs: [...graph.outputs, { name: 'wanted', type: null }] });
  expect(folded.nodes.map(({ op }) => op).sort()).toEqual(['Concat', 'Relu', 'Reshape']);
  expect(folded.outputs.map(({ name }) => name)).toEqual(['y', 'wanted']);
});

test('an axis without a length is refused with its name', () => {
  expect(() => foldShapes(exportedView(['N', 3, 4]))).toThrow('does not say how long its axis N is');
});

describe.skipIf(sharedDir() === null)(`in files of others (${sharedDir() ? 'present' : sharedAbsent})`, () => {
  const read = (name: string): Graph => upgrade(decode(readFileSync(join(sharedDir()!, 'models', `${name}.onnx`))));

  test('DeepLab for any picture size loses its only Shape, and Expand reads numbers', () => {
    const graph = withDims(read('deeplabv3_mnv2_voc_os8_dynamic'), new Map(Object.entries({ N: 1, H: 65, W: 97 })));
    expect(changed(graph, foldShapes(graph))).toMatchInlineSnapshot(`
      [
        "- shape_209 = Shape(relu_203)",
        "+ initializer shape_209 int64[4] = 1 256 9 13",
      ]
    `);
  });

  test('FastestDet loses nothing that a run computes', () => {
    const graph = read('fastestdet_coco');
    expect(changed(graph, foldShapes(graph))).toMatchInlineSnapshot(`
      [
        "- initializer onnx::Resize_704 float32[0] = ",
      ]
    `);
  });
});

/** Lines that only one of two graphs has. */
function changed(before: Graph, after: Graph): string[] {
  const [old, now] = [print(before).split('\n'), print(after).split('\n')];
  const lacks = (lines: string[]) => (line: string) => !new Set(lines).has(line);
  return [...old.filter(lacks(now)).map((line) => `- ${line}`), ...now.filter(lacks(old)).map((line) => `+ ${line}`)];
}
