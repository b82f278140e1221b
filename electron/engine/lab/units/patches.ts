import { statSync } from 'node:fs';
import {
  fail,
  mostPatches,
  UnitTable,
  type LabLayer,
  type ModelCard,
  type Sha256,
  type UnitPatch,
} from '../../../contract/index.ts';
import { fitOf } from '../../../runner/vision/index.ts';
import { readJson } from '../../jsonFile.ts';
import type { Library } from '../../library/index.ts';
import { tableFile } from './file.ts';

/** The last table that was read: a person goes through the channels of one network. */
let last: { readonly file: string; readonly modifiedMs: number; readonly table: UnitTable } | null = null;

function tableOf(unitsDir: string, model: Sha256): UnitTable | null {
  const file = tableFile(unitsDir, model);
  const modifiedMs = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  if (modifiedMs === undefined) return null;
  if (last?.file === file && last.modifiedMs === modifiedMs) return last.table;
  const table = readJson(file, UnitTable);
  if (table) last = { file, modifiedMs, table };
  return table;
}

/** What is known of a network's units; null: nothing yet. */
export function indexed(unitsDir: string, model: Sha256) {
  const table = tableOf(unitsDir, model);
  return table && { layers: table.layers, photos: table.seen.length };
}

export interface PatchesWith {
  readonly unitsDir: string;
  readonly library: Pick<Library, 'idsOf' | 'detail'>;
  readonly model: { readonly hash: Sha256; readonly card: ModelCard };
  /** Of the network, for what a position sees. */
  readonly layers: readonly LabLayer[];
}

/**
 * The patches of the library that excite a unit most, the strongest first.
 *
 * @throws lab/not-indexed  nobody has looked for that layer
 * @throws lab/no-layer     it has no such channel
 */
export function patchesOf(
  { unitsDir, library, model, layers }: PatchesWith,
  layer: string,
  channel: number,
): UnitPatch[] {
  const table = tableOf(unitsDir, model.hash);
  const at = table?.layers.findIndex(({ name }) => name === layer) ?? -1;
  const [known, best] = [table?.layers[at], table?.best[at]];
  if (!table || !known || !best) return fail('lab/not-indexed', { layer });
  if (channel >= known.channels) return fail('lab/no-layer', { model: model.card.name, layer: `${layer}, ${channel}` });
  const field = layers.find(({ name }) => name === layer)?.field ?? null;
  const slots = Array.from({ length: mostPatches }, (_, rank) => channel * mostPatches + rank);
  const found = slots.flatMap((slot) => {
    const hash = table.seen[best.photo[slot] ?? -1];
    return hash === undefined ? [] : [{ slot, hash }];
  });
  const ids = library.idsOf(found.map(({ hash }) => hash));
  return found.flatMap(({ slot, hash }): UnitPatch[] => {
    const photo = ids.get(hash);
    if (photo === undefined) return [];
    const { width, height } = library.detail(photo);
    if (width === null || height === null) return [];
    const place = best.place[slot] ?? 0;
    const position = { row: Math.floor(place / known.columns), column: place % known.columns };
    const box = boxOf(position, { field, card: model.card, width, height });
    return [{ photo, activation: best.value[slot] ?? 0, position, box }];
  });
}

interface Seen {
  readonly field: LabLayer['field'];
  readonly card: ModelCard;
  /** Pixels of the full-size photo. */
  readonly width: number;
  readonly height: number;
}

/** What a position sees, in pixels of the photo; all that the network saw where that is not known. */
function boxOf(
  { row, column }: UnitPatch['position'],
  { field, card: { preprocessing }, width, height }: Seen,
): UnitPatch['box'] {
  const { seen } = fitOf(width, height, preprocessing);
  if (!field) return seen;
  const [scaleX, scaleY] = [(seen.x1 - seen.x0) / preprocessing.width, (seen.y1 - seen.y0) / preprocessing.height];
  const [x, y] = [(column + 0.5) * field.stepX, (row + 0.5) * field.stepY];
  const isEverywhere = field.stepX === 0 || field.stepY === 0;
  if (isEverywhere) return seen;
  return {
    ...{ x0: seen.x0 + scaleX * (x - field.width / 2), x1: seen.x0 + scaleX * (x + field.width / 2) },
    ...{ y0: seen.y0 + scaleY * (y - field.height / 2), y1: seen.y0 + scaleY * (y + field.height / 2) },
  };
}
