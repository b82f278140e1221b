import { fail } from '../../../contract/index.ts';

// What a file says, made sure of: every sentence ends in what was expected and where.

/** A record of a JSON file, its fields not looked at yet. */
export type Fields = Readonly<Record<string, unknown>>;

/** @throws annotation/not-readable */
export const notReadable = (reason: string): never => fail('annotation/not-readable', { reason });

/** @throws annotation/not-readable when it is not JSON */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (thrown) {
    return notReadable(`this is not JSON (${thrown instanceof Error ? thrown.message : String(thrown)}).`);
  }
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const fieldsOf = (value: unknown, what: string): Fields =>
  isFields(value) ? value : notReadable(`${what} is no record.`);

/** An absent record has no fields. */
export const optionalFields = (value: unknown): Fields => (isFields(value) ? value : {});

/** @param value  absent is as good as empty */
export function listOf(value: unknown, what: string): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : notReadable(`${what} is no list.`);
}

export const textOf = (value: unknown, what: string): string =>
  typeof value === 'string' ? value : notReadable(`${what} is no text.`);

export const numberOf = (value: unknown, what: string): number =>
  typeof value === 'number' && Number.isFinite(value) ? value : notReadable(`${what} is no number.`);

/** A number that stands as text. */
export function numberIn(text: string | undefined, what: string): number {
  const trimmed = text?.trim() ?? '';
  const value = Number(trimmed);
  return trimmed !== '' && Number.isFinite(value) ? value : notReadable(`${what} is no number.`);
}

export const optionalNumber = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

export const optionalText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Whether a value says nothing. */
export const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === '' ||
  (typeof value === 'object' && Object.keys(value).length === 0);

/** Pixels of one side; 0 where nothing is said. */
export const sideOf = (value: unknown): number => (typeof value === 'number' && value > 0 ? value : 0);
