import type { ServerResponse } from 'node:http';
import { problemOf } from '../../contract/index.ts';

/** No inline script, no inline style, nothing from elsewhere; blob: and data: only for pictures. */
const windowPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** A photo that is opened by itself may be an SVG with a script in it. */
export const picturePolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/** What every reply says, whatever it carries. */
export function setCommonHeaders(reply: ServerResponse): void {
  reply.setHeader('Content-Security-Policy', windowPolicy);
  reply.setHeader('X-Content-Type-Options', 'nosniff');
  reply.setHeader('Referrer-Policy', 'no-referrer');
  reply.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
  reply.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
  reply.setHeader('Cache-Control', 'no-store');
}

export function sendText(reply: ServerResponse, status: number, text: string): void {
  reply.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
}

/** The HTTP status that says roughly what an error's code says exactly. */
const statusOf: Readonly<Record<string, number>> = {
  'library/photo-unknown': 404,
  'photo/missing': 404,
  'segmentation/look-gone': 404,
  'lab/run-gone': 404,
  'photo/denied': 403,
  'photo/corrupt': 415,
  'photo/not-an-image': 415,
  'engine/gone': 503,
  'disk/full': 507,
  'disk/denied': 507,
};

/** Any thrown thing as a reply that the window can show. */
export function sendProblem(reply: ServerResponse, thrown: unknown): void {
  if (reply.headersSent) return void reply.destroy();
  const problem = problemOf(thrown);
  reply
    .writeHead(statusOf[problem.code] ?? 500, { 'Content-Type': 'application/json' })
    .end(JSON.stringify({ problem }));
}
