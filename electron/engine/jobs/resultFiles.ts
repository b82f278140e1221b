import type { PhotoDetail } from '../../contract/index.ts';

/** What is written of a photo. */
export type Result = Omit<PhotoDetail, 'topFrom'>;

const columns = [
  'path',
  'width',
  'height',
  'label',
  'class',
  'probability',
  'rejected',
  'model',
  'taken',
  'camera',
  'error',
];

/** Results as RFC 4180 has it: commas, CRLF, quotes doubled. */
export function csvOf(results: readonly Result[], model: string | null): string {
  const rows = results.map((result) => {
    const { path, width, height, label, best, rejected, camera, problem } = result;
    return [
      ...[path, width, height, label, best?.className, best?.probability],
      ...[rejected, best ? model : null, timeOf(result), camera, problem?.message],
    ];
  });
  return [columns, ...rows].map((row) => `${row.map(field).join(',')}\r\n`).join('');
}

/** The same as one JSON array, with all suggestions kept. */
export function jsonOf(results: readonly Result[], model: string | null): string {
  const records = results.map((result) => {
    const { path, width, height, label, rejected, top, camera, problem } = result;
    return {
      ...{ path, width, height, label, rejected, model: top.length > 0 ? model : null },
      top: top.map(({ className, classIndex, probability }) => ({ class: className, index: classIndex, probability })),
      ...{ taken: timeOf(result), camera },
      error: problem && { code: problem.code, message: problem.message },
    };
  });
  return `${JSON.stringify(records, null, 2)}\n`;
}

const timeOf = ({ takenAtMs }: Result): string | null =>
  takenAtMs === null ? null : new Date(takenAtMs).toISOString();

const field = (value: string | number | boolean | null | undefined): string => {
  const text = String(value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};
