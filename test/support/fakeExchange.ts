import { labelFormats } from '../../electron/runner/vision/index.ts';
import type {
  EngineContract,
  ExchangePreview,
  Handlers,
  JobId,
  PhotoFilter,
  PhotoId,
  RelinkPreview,
} from '../../electron/contract/index.ts';

// What would be written and read, as a test says it.

type Method = Extract<
  keyof EngineContract,
  'exchange.preview' | `labels.${'export' | 'import' | 'preview'}` | `project.${string}` | `relink.${string}`
>;

/** What the engine around it does. */
interface Around {
  readonly count: (filter: PhotoFilter) => number;
  readonly newJob: () => { job: JobId };
}

export class FakeExchange {
  preview: ExchangePreview = {
    ...{
      formats: ['a folder for each class'],
      photos: 12,
      matched: { path: 6, name: 1, hash: 2 },
      addable: 2,
      unmatched: 1,
    },
    ...{ conflicts: 0, labelled: 5, newClasses: ['boat'], losses: [], problems: [], missing: ['gone.jpg'] },
  };
  moved: RelinkPreview = {
    ...{ missing: 3, found: 2, taken: 0, lost: 1 },
    examples: [
      { from: '/old/a.jpg', to: '/new/a.jpg' },
      { from: '/old/b.jpg', to: null },
    ],
  };
  missing: readonly PhotoId[] = [];

  answers({ count, newJob }: Around): Pick<Handlers<EngineContract>, Method> {
    return {
      'exchange.preview': ({ filter, format }) => ({
        ...{ photos: count(filter), labelled: count(filter), files: 1, copies: 0 },
        losses: labelFormats[format].hierarchy ? [] : ['Left out: that a class lies below another.'],
      }),
      'labels.export': newJob,
      'labels.preview': () => this.preview,
      'labels.import': newJob,
      'project.export': newJob,
      'project.preview': () => ({ ...this.preview, formats: ['a Fovea project'] }),
      'project.open': newJob,
      'relink.missing': ({ photos }) => photos.filter((photo) => this.missing.includes(photo)),
      'relink.preview': () => this.moved,
      'relink.run': newJob,
    };
  }
}
