import type { CardPreview, EngineContract, Handlers, WatchState } from '../../electron/contract/index.ts';

type FolderMethod = `watch.${'list' | 'add' | 'remove'}` | `card.${'list' | 'preview' | 'import'}`;

/** Watched folders and cards of the fake engine. */
export class FakeFolders {
  state: WatchState = { folders: [], missing: 0 };
  cards: { grant: string; name: string; path: string }[] = [];
  preview: CardPreview = { photos: 12, bytes: 120_000_000, here: 5, newBytes: 70_000_000, problems: [] };
  readonly imported: { source: string; target: string }[] = [];

  handlers(): Pick<Handlers<EngineContract>, FolderMethod> {
    return {
      'watch.list': () => this.state,
      'watch.add': ({ grant }) => {
        const folders = [...this.state.folders, { path: `/photos/${grant}`, photos: 3, how: 'watching' as const }];
        return (this.state = { ...this.state, folders });
      },
      'watch.remove': ({ path }) => {
        return (this.state = { ...this.state, folders: this.state.folders.filter((folder) => folder.path !== path) });
      },
      'card.list': () => this.cards,
      'card.preview': () => this.preview,
      'card.import': (asked) => {
        this.imported.push(asked);
        return { job: 9 };
      },
    };
  }
}
