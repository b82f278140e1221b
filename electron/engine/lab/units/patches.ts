import { statSync } from 'node:fs';
import {
  everything,
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
export function indexed(unitsDir: string, library: Pick<Library, 'ids' | 'filesOf'>, model: Sha256) {
  const table = tableOf(unitsDir, model);
  if (!table) return null;
  const seen = new Set(table.seen);
  const files = library.filesOf(library.ids(everything, 'added'));
  const unseen = new Set(files.map(({ hash }) => hash).filter((hash) => !seen.has(hash)));
  return { layers: table.layers, photos: table.seen.length, unseen: unseen.size };
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
    const { fileName, width, height } = library.detail(photo);
    if (width === null || height === null) return [];
    const place = best.place[slot] ?? 0;
    const position = { row: Math.floor(place / known.columns), column: place % known.columns };
    const box = boxOf(position, { field, card: model.card, width, height });
    return [{ photo, fileName, width, height, activation: best.value[slot] ?? 0, position, box }];
  });
}

interface Seen {
  readonly field: LabLayer['field'];
  readonly card: ModelCard;
  /** Pixels of the full-size photo. */
  readonly width: number;
  readonly height: number;
}

/** What a position sees of the network's picture, in pixels of the photo; all of it where that is not known. */
function boxOf(
  { row, column }: UnitPatch['position'],
  { field, card: { preprocessing }, width, height }: Seen,
): UnitPatch['box'] {
  const { seen } = fitOf(width, height, preprocessing);
  if (!field) return seen;
  const x = alongOf(field.startX + column * field.stepX, field.width, preprocessing.width);
  const y = alongOf(field.startY + row * field.stepY, field.height, preprocessing.height);
  const [scaleX, scaleY] = [(seen.x1 - seen.x0) / preprocessing.width, (seen.y1 - seen.y0) / preprocessing.height];
  return {
    ...{ x0: seen.x0 + scaleX * x.from, x1: seen.x0 + scaleX * x.to },
    ...{ y0: seen.y0 + scaleY * y.from, y1: seen.y0 + scaleY * y.to },
  };
}

/** What of a window lies on the picture, at least one pixel: it may lie in the padding as a whole. */
function alongOf(start: number, extent: number, length: number): { readonly from: number; readonly to: number } {
  const from = Math.min(length - 1, Math.max(0, start));
  return { from, to: Math.max(from + 1, Math.min(length, start + extent)) };
}
