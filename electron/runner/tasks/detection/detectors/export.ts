import { encode, readMetadata, withMetadata, type Graph } from '../../../../compiler/index.ts';
import {
  cardKey,
  detectorKey,
  detectorUseKey,
  type DetectorExportKind,
  type InputOf,
  type ModelCard,
  type OutputOf,
  type ProgressOf,
  type RunnerContract,
  type Scope,
} from '../../../../contract/index.ts';
import { labelsText, readGraph, writeFiles, type ExportedFile } from '../../../runtime/index.ts';
import { proposalSide } from '../proposals/index.ts';
import { useScript } from './exportScript.ts';
import { readDetector, type Detector } from './file.ts';
import { leastScore, mostDetections, mostOverlap, probabilityOf } from './find.ts';
import { photoDetectorGraph } from './photoGraph.ts';

type Method = RunnerContract['detectors.export'];

/**
 * Writes a detector as others can use it:
 *
 *   detector.onnx   with-proposals: as it is on the shelf; photo-alone: with windows and suppression inside
 *   detector.json   how a photo is laid into it, its classes and settings; in the metadata of the network too
 *   labels.txt      one class name per line, in the order of the classes
 *   use.py          a program that finds things in a photo
 *
 * @throws model/not-onnx, model/unsupported, detection/exact-alone, disk/full, disk/denied
 */
export async function exportDetector(
  { model, kind, folder }: InputOf<Method>,
  scope: Pick<Scope<ProgressOf<Method>>, 'stop' | 'progress'>,
): Promise<OutputOf<Method>> {
  const { card } = model;
  const detector = await readDetector(model);
  const shelved = await readGraph(model.path);
  const graph = kind === 'photo-alone' ? photoDetectorGraph(named(detector, card), detector.head) : shelved;
  const use = useOf(detector, card, kind, graph);
  const metadata = {
    [cardKey]: JSON.stringify({ ...card, outputName: kind === 'photo-alone' ? use.outputs[1] : card.outputName }),
    [detectorKey]: readMetadata(shelved, detectorKey) ?? '',
    [detectorUseKey]: JSON.stringify(use),
  };
  const files: readonly ExportedFile[] = [
    { name: 'detector.onnx', bytes: () => encode(withMetadata(graph, metadata)) },
    { name: 'detector.json', bytes: () => `${JSON.stringify(use, null, 2)}\n` },
    { name: 'labels.txt', bytes: () => labelsText(detector.classNames) },
    { name: 'use.py', bytes: () => useScript(kind, detector.network.form) },
  ];
  return writeFiles(folder, files, scope);
}

/** A detector may have got another name on the shelf. */
const named = ({ network }: Detector, { name }: ModelCard): Detector['network'] => ({ ...network, name });

/** What a program must know to use the network, as `use.py` reads it. */
function useOf(
  { network, head, classNames, settings }: Detector,
  card: ModelCard,
  kind: DetectorExportKind,
  graph: Graph,
) {
  const { form, size, batch } = network;
  return {
    ...{ name: card.name, kind, form, classNames },
    inputs: graph.inputs.map(({ name }) => name),
    outputs: graph.outputs.map(({ name }) => name),
    /** The color order, mean and standard deviation of pixels; the rest is of the network that it was learned on. */
    preprocessing: card.preprocessing,
    /** The photo is reduced to so many pixels along its longer side at first. */
    longestSide: proposalSide,
    /** Then it fills the upper left corner of a square of so many pixels; null: it does not, regions are warped. */
    square: form === 'shared' ? size.width : null,
    /** Regions in one run; null: any number. */
    regions: form === 'shared' ? null : batch,
    /** [K] a region that is less probable is none. */
    leastProbabilities: head.curves.map((curve) => probabilityOf(leastScore, curve)),
    /** Of two boxes of a class that overlap (IoU) by more, the surer stays. */
    mostOverlap,
    mostDetections,
    settings,
    ...{ licence: card.licence, source: card.source },
  };
}
