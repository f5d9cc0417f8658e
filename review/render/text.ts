import type { Json } from '../../facts/json';
import { canonical } from '../model/values';

/** Longer values are cut, and it is said how long they are. */
const LONGEST = 160;

/** Characters that change how a text is read without being seen: controls, directions, widths, tags. */
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb]|[\u{e0000}-\u{e01ef}]|[\ud800-\udfff]/gu;

/** A text in which everything can be seen. */
export function visible(text: string): string {
  return text.replace(HIDDEN, (char) => (char === '\n' ? '\\n' : char === '\t' ? ' ' : `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`));
}

/** A value as people read it, on one line and not too long. */
export function valueText(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  const text = visible(typeof value === 'string' ? value : canonical(value));
  return shorten(text, LONGEST);
}

/** A text that is cut in the end, with how much there is of it. */
export function shorten(text: string, longest: number): string {
  const chars = [...text];
  return chars.length <= longest ? text : `${chars.slice(0, longest - 1).join('')}… (${chars.length} characters)`;
}

/** A number with its noun. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
