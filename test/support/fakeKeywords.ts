import { defaultKeywordOptions } from '../../electron/contract/index.ts';
import type {
  EditHistory,
  EngineContract,
  Handlers,
  JobId,
  KeywordFile,
  KeywordOptions,
  KeywordPreview,
  LabelsOfKeywords,
  OutputOf,
} from '../../electron/contract/index.ts';

// What keywords are there and what writing them would do, as a test says it.

type Method = Extract<keyof EngineContract, `keywords.${string}`>;

/** What the engine around it does. */
interface Around {
  readonly newJob: () => { job: JobId };
  readonly history: () => EditHistory;
}

export class FakeKeywords {
  options: KeywordOptions = defaultKeywordOptions;
  failed: KeywordFile[] = [];
  list: OutputOf<EngineContract['keywords.list']> = [
    { path: ['places'], photos: 4 },
    { path: ['places', 'Lofoten'], photos: 3 },
    { path: ['sea'], photos: 2 },
  ];
  preview: KeywordPreview = {
    totals: { photos: 7, create: 2, change: 1, nothing: 3, refuse: 1, added: 3, removed: 1 },
    ancestors: false,
    files: [
      fileOf('DSCF1003.RAF', 'refuse'),
      { ...fileOf('DSCF1000.JPG', 'create'), added: ['places|Lofoten'] },
      { ...fileOf('DSCF1001.JPG', 'create'), added: ['boat'], rating: 4 },
      { ...fileOf('DSCF1002.JPG', 'change'), added: ['ship'], removed: ['boat'] },
    ],
  };
  labels: LabelsOfKeywords = {
    ...{ photos: 4, kept: 1, several: 0 },
    classes: [
      { name: 'places', path: ['places'], photos: 1, isNew: true },
      { name: 'Lofoten', path: ['places', 'Lofoten'], photos: 3, isNew: true },
    ],
  };

  answers({ newJob, history }: Around): Pick<Handlers<EngineContract>, Method> {
    return {
      'keywords.list': () => this.list,
      'keywords.options': () => this.options,
      'keywords.failed': () => this.failed,
      'keywords.read': newJob,
      'keywords.preview': () => this.preview,
      'keywords.write': newJob,
      'keywords.previewLabels': () => this.labels,
      'keywords.makeLabels': () => ({ photos: this.labels.photos, history: history() }),
      'keywords.readFiles': () => ({ done: 0, failed: 0 }),
      'keywords.writeListed': () => this.preview.totals,
    };
  }
}

/** A file of the preview; one that is refused lies in a folder that may not be written. */
export function fileOf(name: string, does: KeywordFile['does']): KeywordFile {
  const folder = '/home/me/Pictures/Lofoten';
  const denied = { code: 'disk/denied', message: `"${folder}" may not be written.`, remedy: 'Choose another folder.' };
  return {
    ...{
      photo: Number(name.slice('DSCF'.length, -'.RAF'.length)) - 999,
      path: `${folder}/${name}`,
      file: `${folder}/${name}.xmp`,
      does,
      added: [],
      removed: [],
      rating: null,
    },
    ...{ losses: [], problem: does === 'refuse' ? denied : null },
  };
}
