import type { TrainingSettings } from '../../../contract/index.ts';
import { labelListing, nothingListed } from './listing.ts';
import type { LabelsByPath } from './listing.ts';
import { preflight, surveyOf, unseen } from './preflight.ts';
import type { Preflight, Survey } from './preflight.ts';
import { isRead } from './sources.ts';
import type { Listing } from './sources.ts';
import type { DatasetRecord, DatasetStore } from './store.ts';
import { withLabels } from './usable.ts';

interface Read {
  readonly version: string;
  readonly listing: Listing;
  readonly survey: Survey;
}

/** A set as it would be learned, as far as it is known. */
export interface Checked extends Preflight {
  /** Its files were looked at; some may have come since. */
  readonly looked: boolean;
}

/** What is known of datasets, read once and worked out again only when a survey, a label or the settings change. */
export function datasetStates(store: DatasetStore) {
  const reads = new Map<string, Read>();
  const checks = new Map<string, { readonly key: string; readonly checked: Checked }>();
  /** Found by a first look that is still under way, and how many there have been. */
  const listings = new Map<string, { readonly listing: Listing; readonly version: string }>();
  let looks = 0;

  const read = (id: string): Read => {
    const version = store.surveyVersion(id);
    const known = reads.get(id);
    if (version !== null && known?.version === version) return known;
    const kept = version === null ? null : store.survey(id);
    if (!kept || version === null)
      return { version: 'none', listing: nothingListed, survey: unseen, ...listings.get(id) };
    const photos = kept.photos.map((photo, index) => ({ ...photo, index }));
    const fresh = { version, listing: kept.listing, survey: surveyOf(photos) };
    reads.set(id, fresh);
    return fresh;
  };

  return {
    /** A look has listed the files of a dataset. */
    listed(id: string, listing: Listing): void {
      looks += 1;
      listings.set(id, { listing, version: `look ${looks}` });
    },

    /**
     * The set as it would be learned.
     *
     * @param labels    classes by path, as the library has it
     * @param onlySeen  leaves out photos that nobody has looked at yet
     */
    check(
      { id, source }: DatasetRecord,
      labels: LabelsByPath,
      settings: Pick<TrainingSettings, 'seed' | 'test' | 'holdout'>,
      onlySeen: boolean,
    ): Checked {
      const { version, listing: found, survey } = read(id);
      const listing = source.kind === 'labels' ? labelListing(labels) : found;
      const own = source.kind === 'labels' ? labels : ownLabels(listing, labels);
      const { seed, test, holdout } = settings;
      const key = JSON.stringify([version, seed, test, holdout, onlySeen, ...own]);
      const known = checks.get(id);
      if (known?.key === key) return known.checked;
      const said = withLabels(listing, own);
      const photos = onlySeen ? said.photos.filter(({ path }) => survey.seen.has(path)) : said.photos;
      const fresh = preflight({ ...said, photos }, survey, settings, isRead(source));
      const checked = { ...fresh, looked: survey !== unseen };
      checks.set(id, { key, checked });
      return checked;
    },

    forget(id: string): void {
      for (const map of [reads, checks, listings]) map.delete(id);
    },
  };
}

/** The labels of a set's own photos. */
function ownLabels({ photos, unlabelled }: Listing, labels: LabelsByPath): LabelsByPath {
  if (labels.size === 0) return new Map();
  const own = new Set([...photos.map(({ path }) => path), ...unlabelled]);
  return new Map([...labels].filter(([path]) => own.has(path)));
}
