import { readFileSync, statSync } from 'node:fs';
import { UserError } from '../../constructs/core/errors';

/** Larger files are no plan of anything that a person could review. */
const MOST_BYTES = 256 * 1024 * 1024;

/**
 * Reads a JSON file. What is wrong with it is an error that never quotes the file: there may be secrets in it.
 *
 * @param what how the file is called in messages
 */
export function readJsonFile(path: string, what: string): unknown {
  const text = readText(path, what);
  if (text.trim() === '') throw new UserError(`[InputEmpty] '${path}' is empty: expected ${what}; the command that wrote it has failed, look at its messages`);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    const cut = /^\s*[{[]/.test(text) && !/[}\]]\s*$/.test(text);
    throw new UserError(`[InputNotJson] '${path}' is ${cut ? 'cut off' : 'not JSON'}: expected ${what}; write it again`);
  }
}

/** Reads a text file, also one that PowerShell wrote. */
export function readText(path: string, what: string): string {
  const size = sizeOf(path);
  if (size === undefined) throw new UserError(`[InputMissing] '${path}' can't be read: expected ${what}; check the path`);
  if (size > MOST_BYTES) throw new UserError(`[InputTooLarge] '${path}' is too large: got ${size} bytes; expected at most ${MOST_BYTES}; review fewer stacks at a time`);
  const bytes = readFileSync(path);
  const text = bytes[0] === 0xff && bytes[1] === 0xfe ? bytes.subarray(2).toString('utf16le') : bytes.toString('utf8');
  return text.replace(/^\uFEFF/, '');
}

function sizeOf(path: string): number | undefined {
  try {
    const stats = statSync(path);
    return stats.isFile() || stats.isFIFO() ? stats.size : undefined;
  } catch {
    return undefined;
  }
}
