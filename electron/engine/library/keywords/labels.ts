import type { KeywordOptions } from '../../../contract/index.ts';
import type { LabelState, Path } from '../../../metadata/index.ts';
import type { Database } from '../database.ts';

/** What the library would say of a photo in a file. */
export interface PhotoToWrite {
  readonly photo: number;
  readonly path: string;
  readonly keywords: readonly Path[];
  readonly rating: number | null;
  /** null: they were not asked for. */
  readonly states: readonly LabelState[] | null;
}

interface Row {
  readonly photo: number;
  readonly path: string;
  readonly rating: number | null;
  /** Class numbers as JSON lists. */
  readonly labels: string;
  readonly rejected: string;
  readonly best: number | null;
  readonly probability: number | null;
}

const select = `
  SELECT p.id AS photo, p.path, p.rating,
    (SELECT json_group_array(n.class ORDER BY l.at_ms, l.class) FROM labels l JOIN class_names n ON n.id = l.class
     WHERE l.photo = p.id) AS labels,
    (SELECT json_group_array(n.class) FROM rejections r JOIN class_names n ON n.id = r.class
     WHERE r.photo = p.id AND r.network = ?) AS rejected,
    sn.class AS best, s.probability
  FROM json_each(?) asked JOIN photos p ON p.id = asked.value AND p.forgotten = 0
  LEFT JOIN suggestions s ON s.network = ? AND s.photo = p.id AND s.rank = 0
  LEFT JOIN class_names sn ON sn.id = s.class
  ORDER BY asked.key`;

/** What files of photos are to say; photos that are not in the library are left out. */
export function photosToWrite(
  database: Database,
  photos: readonly number[],
  network: number,
  options: KeywordOptions,
): PhotoToWrite[] {
  const pathOf = pathsOfClasses(database);
  const model = database.get<{ hash: string }>('SELECT hash FROM networks WHERE id = ?', network)?.hash ?? null;
  return database.all<Row>(select, network, JSON.stringify(photos), network).map((row) => {
    const said = statesOf(row, model).map(({ id, ...state }) => ({ ...state, path: pathOf(id) }));
    const isWritten = ({ state, confidence }: LabelState): boolean =>
      state === 'human' ||
      (state === 'suggested' && options.suggestedFrom !== null && (confidence ?? 0) >= options.suggestedFrom);
    return {
      ...{ photo: row.photo, path: row.path, rating: options.ratings ? row.rating : null },
      keywords: said.filter(isWritten).map(({ path }) => path),
      states: options.states ? said : null,
    };
  });
}

function statesOf(row: Row, model: string | null): (Omit<LabelState, 'path'> & { readonly id: number })[] {
  const labels = [...new Set(JSON.parse(row.labels) as number[])];
  const rejected = JSON.parse(row.rejected) as number[];
  const human = labels.map((id) => ({ id, state: 'human' as const, model: null, confidence: null }));
  const wrong = rejected.map((id) => ({ id, state: 'rejected' as const, model, confidence: null }));
  // A suggestion of a class that a person gave, or called wrong, says nothing more.
  const { best } = row;
  const open = best !== null && labels.length === 0 && !rejected.includes(best) ? [best] : [];
  return [
    ...human,
    ...open.map((id) => ({ id, state: 'suggested' as const, model, confidence: row.probability })),
    ...wrong,
  ];
}

/** The names of a class and of those above it, from the root; line breaks cannot stand in a keyword. */
function pathsOfClasses(database: Database): (id: number) => Path {
  const rows = database.all<{ id: number; name: string; parent: number | null }>(
    'SELECT id, coalesce(shown, name) AS name, parent FROM classes WHERE becomes IS NULL',
  );
  const classes = new Map(rows.map((row) => [row.id, row]));
  const canonical = new Map(
    database.all<{ id: number; class: number }>('SELECT id, class FROM class_names').map((row) => [row.id, row.class]),
  );
  const known = new Map<number, Path>();
  const pathOf = (id: number): Path => {
    const before = known.get(id);
    if (before) return before;
    const row = classes.get(canonical.get(id) ?? id);
    const above = row?.parent == null ? [] : pathOf(canonical.get(row.parent) ?? row.parent);
    const path = row ? [...above, row.name.replace(/\s+/g, ' ').trim()] : above;
    known.set(id, path);
    return path;
  };
  return pathOf;
}
