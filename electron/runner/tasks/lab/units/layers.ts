import { blocksOf, featuresOf, type Graph } from '../../../../compiler/index.ts';
import { fail, type IndexedLayer, type LabLayer, type ModelCard } from '../../../../contract/index.ts';
import { layersOf } from '../../../evidence/index.ts';

/** Layers of an index where nobody says which. */
const mostLayers = 12;

/**
 * The layers whose units are looked for: those that are wished, else the ends of the network's blocks, spread from the
 * picture to the features.
 *
 * @param graph  bound to one picture
 * @throws lab/no-layer, model/unsupported
 */
export function indexedLayers(graph: Graph, card: ModelCard, wished: readonly string[] | null): IndexedLayer[] {
  const known = new Map(layersOf(graph, card).map((layer) => [layer.name, layer] as const));
  const names = wished ?? usual(graph, card, known);
  return names.map((name) => {
    const { channels, rows, columns } = known.get(name) ?? fail('lab/no-layer', { model: card.name, layer: name });
    return { name, channels, rows, columns };
  });
}

function usual(graph: Graph, card: ModelCard, known: ReadonlyMap<string, LabLayer>): readonly string[] {
  const features = featuresOf(graph, card.outputName);
  const ends = blocksOf(graph, features).map(({ from }) => from);
  const maps = [...ends.toReversed(), features].filter((name) => known.has(name));
  const there = maps.length > 0 ? maps : [...known.keys()];
  if (there.length <= mostLayers) return there;
  const step = (there.length - 1) / (mostLayers - 1);
  return Array.from({ length: mostLayers }, (_, i) => there[Math.round(i * step)] ?? '');
}
