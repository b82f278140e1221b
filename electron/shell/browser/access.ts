import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

// Who may speak with the browser shell. The address it prints carries a token that only this launch knows; the browser
// trades it for a cookie, and the address loses it. Every other page on the machine or in the world is refused:
// by Host (a foreign name that resolves to 127.0.0.1), by cookie, and by Origin wherever something can change.

/** One launch of the browser shell. */
export interface Launch {
  readonly port: number;
  readonly token: string;
}

/** An HTTP status and why, in words. */
export interface Refusal {
  readonly status: number;
  readonly why: string;
}

export const newToken = (): string => randomBytes(24).toString('base64url');

/** Only this spelling, so that a name that someone else controls never counts as ours. */
export const hostOf = ({ port }: Launch): string => `127.0.0.1:${port}`;
export const originOf = (launch: Launch): string => `http://${hostOf(launch)}`;

/** Cookies know no ports: the name keeps two launches apart. */
const cookieName = ({ port }: Launch): string => `fovea-${port}`;

export const cookieFor = (launch: Launch): string =>
  `${cookieName(launch)}=${launch.token}; HttpOnly; SameSite=Strict; Path=/`;

/** Why a request that carries `?token=` may not be let in; null when it may. */
export const tokenRefusal = (launch: Launch, given: string): Refusal | null =>
  sameText(given, launch.token) ? null : { status: 403, why: 'This address belongs to another launch of Fovea.' };

/** Why a request is not for this server at all; null when it is. */
export const hostRefusal = (launch: Launch, { headers }: IncomingMessage): Refusal | null =>
  headers.host === hostOf(launch) ? null : { status: 421, why: `Ask for ${originOf(launch)}.` };

/** Why a request that only reads is refused; null when it is not. */
export function readRefusal(launch: Launch, { headers }: IncomingMessage): Refusal | null {
  if (!sameText(cookieValue(headers.cookie, cookieName(launch)), launch.token)) {
    return { status: 403, why: 'Open Fovea with the address that it printed when it started.' };
  }
  // A page on another local port counts as the same site, so that the cookie alone would let it embed photos.
  const site = headers['sec-fetch-site'];
  const ours = site === undefined || site === 'same-origin' || site === 'none';
  return ours ? null : { status: 403, why: 'Another page may not load from Fovea.' };
}

/** Why a request that may change something is refused; null when it is not. */
export function writeRefusal(launch: Launch, request: IncomingMessage): Refusal | null {
  const refusal = readRefusal(launch, request);
  if (refusal) return refusal;
  const foreign = request.headers.origin !== originOf(launch);
  return foreign ? { status: 403, why: 'Only the window of Fovea may send to it.' } : null;
}

const cookieValue = (header: string | undefined, name: string): string =>
  header
    ?.split(';')
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1) ?? '';

/** Compares in a time that does not tell where two texts differ. */
function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
