import { createHash } from 'node:crypto';

/** Bytes of the hash that are read: a number below 2^48, which JavaScript holds exactly. */
const bytesRead = 6;

/**
 * The shard that a photo belongs to, by its path alone: whatever else lies there, and on whichever machine.
 *
 * @param path    below the folder that was named, with forward slashes
 * @param shards  how many there are, 1 or more
 * @returns       1 to `shards`; each is as likely, to within `shards` / 2^48
 */
export const shardOf = (path: string, shards: number): number =>
  1 + (createHash('sha256').update(path).digest().readUIntBE(0, bytesRead) % shards);
