import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ModelCard, Offer, Sha256 } from '../../contract/index.ts';
import type { ClassLists } from './classNames.ts';

/** A card without its class names; `labels` names the list in models/labels that holds them. */
export const ShortCard = ModelCard.omit({ classNames: true, classKinds: true }).extend({
  labels: z.string().nullable(),
});
export type ShortCard = z.infer<typeof ShortCard>;

/** A network that can be downloaded, with the card to use it by. */
export const CatalogueEntry = Offer.omit({ installed: true, partialBytes: true }).extend({ card: ShortCard });
export type CatalogueEntry = z.infer<typeof CatalogueEntry>;

export const Catalogue = z.object({ models: z.array(CatalogueEntry).readonly() });

/** A network that travels with Fovea; `file` is relative to the manifest. */
export const BuiltInModel = z.object({ hash: Sha256, file: z.string(), card: ShortCard });
export type BuiltInModel = z.infer<typeof BuiltInModel>;

const Manifest = z.object({ models: z.array(BuiltInModel).readonly() });

/** What models/catalogue.json offers. A build without the file offers nothing. */
export const readCatalogue = (builtInDir: string | null): readonly CatalogueEntry[] =>
  read(builtInDir, 'catalogue.json', Catalogue)?.models ?? [];

/** What models/manifest.json lists. */
export const readManifest = (builtInDir: string | null): readonly BuiltInModel[] =>
  read(builtInDir, 'manifest.json', Manifest)?.models ?? [];

export async function fullCard({ labels, ...card }: ShortCard, lists: ClassLists): Promise<ModelCard> {
  if (labels === null) return { ...card, classNames: [] };
  const kinds = await lists.kinds(labels);
  return { ...card, classNames: await lists.named(labels), ...(kinds && { classKinds: kinds }) };
}

/** These files are our own: one of another shape is a defect of the build and stops it. */
function read<S extends z.ZodType>(folder: string | null, file: string, schema: S): z.infer<S> | null {
  if (folder === null) return null;
  let text: string;
  try {
    text = readFileSync(join(folder, file), 'utf8');
  } catch {
    return null;
  }
  return schema.parse(JSON.parse(text));
}
