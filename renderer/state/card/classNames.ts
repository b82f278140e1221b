/**
 * Class names from what people paste or keep in files: one per line, a JSON list, or a JSON object from index to
 * name. A number that counts the lines and a WordNet id (n01440764) in front of each name are dropped.
 *
 * @returns [classes] in output order; empty lines inside keep their place, those at the end do not
 */
export function classNamesIn(text: string): string[] {
  const json = fromJson(text.trim());
  if (json) return json;
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim());
  while (lines.length > 0 && lines.at(-1) === '') lines.pop();
  return withoutWordNetIds(withoutCounting(lines));
}

function fromJson(text: string): string[] | null {
  if (!text.startsWith('[') && !text.startsWith('{')) return null;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return null; // a name may begin with a bracket; then the lines are the names
  }
  if (Array.isArray(parsed)) return parsed.map(nameIn);
  const byIndex: string[] = [];
  for (const [index, value] of Object.entries(parsed as Record<string, unknown>)) {
    if (!/^\d{1,6}$/.test(index)) return null;
    byIndex[Number(index)] = nameIn(value);
  }
  return Array.from(byIndex, (name: string | undefined) => name ?? '');
}

/** ImageNet's JSON gives ["n01440764", "tench"]: the last word is the name. */
const nameIn = (value: unknown): string => {
  const last: unknown = Array.isArray(value) ? value.at(-1) : value;
  return typeof last === 'string' || typeof last === 'number' ? String(last).trim() : '';
};

const counted = /^(\d+)\s*[:,;\t ]\s*(\S.*)$/;

/** Drops numbers in front only if they count 0, 1, 2 … or 1, 2, 3 … without a gap: "7 spot ladybird" keeps its 7. */
function withoutCounting(lines: readonly string[]): string[] {
  const matches = lines.map((line) => counted.exec(line));
  const first = Number(matches[0]?.[1]);
  const counts =
    lines.length > 1 &&
    (first === 0 || first === 1) &&
    matches.every((match, i) => match !== null && Number(match[1]) === first + i);
  return counts ? matches.map((match) => match?.[2] ?? '') : [...lines];
}

function withoutWordNetIds(lines: readonly string[]): string[] {
  const id = /^n\d{8}\s+/;
  return lines.length > 0 && lines.every((line) => id.test(line))
    ? lines.map((line) => line.replace(id, ''))
    : [...lines];
}
