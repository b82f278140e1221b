import type { EditHistory, EngineContract, Handlers } from '../../contract/index.ts';
import type { Engine } from '../engine.ts';
import { yourLabels } from '../finding/index.ts';
import type { Library } from '../library/index.ts';
import { restoreKeywordFiles } from './keywordHandlers.ts';

type LibraryMethod =
  | 'library.list'
  | 'library.ids'
  | 'library.facets'
  | 'library.photo'
  | 'library.label'
  | 'library.reject'
  | 'library.forget'
  | 'library.tag'
  | 'library.rate'
  | 'library.flag'
  | `classes.${'list' | 'add' | 'rename' | 'merge' | 'move' | 'remove' | 'labelling'}`
  | 'edits.history'
  | 'edits.undo'
  | 'edits.redo';

/** What is in the library, and what a person says about it. */
export function libraryHandlers(engine: Engine) {
  const open = async () => (await engine.session()).library;
  const edited = (history: EditHistory): EditHistory => engine.announcements.edited(history);

  const turned = async (turn: (library: Library) => EditHistory): Promise<EditHistory> => {
    const session = await engine.session();
    const history = edited(turn(session.library));
    restoreKeywordFiles(session);
    return history;
  };

  return {
    'library.list': async ({ filter, order, offset, limit }) => (await open()).list(filter, order, offset, limit),
    'library.ids': async ({ filter, order, from, to }) => (await open()).ids(filter, order, from, to),
    'library.facets': async ({ filter }) => (await open()).facets(filter),
    'library.photo': async ({ photo }) => {
      const library = await open();
      const detail = library.detail(photo);
      const from = library.finding.overlay() ? yourLabels : await engine.chosenName();
      return { ...detail, topFrom: detail.top.length > 0 ? from : null };
    },
    'library.label': async ({ photos, className }) => edited((await open()).label(photos, className)),
    'library.reject': async ({ photos }) => edited((await open()).reject(photos)),
    'library.forget': async ({ photos }) => edited((await open()).forget(photos)),
    'library.tag': async ({ photos, className, on }) => edited((await open()).tag(photos, className, on)),
    'library.rate': async ({ photos, rating }) => edited((await open()).rate(photos, rating)),
    'library.flag': async ({ photos, flag }) => edited((await open()).flag(photos, flag)),
    'classes.list': async () => {
      const { classes } = await open();
      return { labelling: classes.labelling(), classes: classes.shelf() };
    },
    'classes.add': async ({ name, parent }) => {
      const made = (await open()).classes.add(name, parent);
      return { ...made, history: edited(made.history) };
    },
    'classes.rename': async ({ class: id, name }) => edited((await open()).classes.rename(id, name)),
    'classes.merge': async ({ from, into }) => edited((await open()).classes.merge(from, into)),
    'classes.move': async ({ class: id, parent, before }) => edited((await open()).classes.move(id, parent, before)),
    'classes.remove': async ({ classes: ids }) => edited((await open()).classes.remove(ids)),
    'classes.labelling': async ({ labelling }) => edited((await open()).classes.setLabelling(labelling)),
    'edits.history': async () => (await open()).history(),
    'edits.undo': () => turned((library) => library.undo()),
    'edits.redo': () => turned((library) => library.redo()),
  } satisfies Pick<Handlers<EngineContract>, LibraryMethod>;
}
