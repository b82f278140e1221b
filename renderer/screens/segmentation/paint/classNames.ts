/** Class names that were typed one per line or with commas between them, each once. */
export const classNamesIn = (text: string): readonly string[] => [
  ...new Set(
    text
      .split(/[\n,]/)
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  ),
];
