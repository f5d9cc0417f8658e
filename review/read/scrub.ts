import type { Json } from '../../facts/json';
import { isObject } from '../../facts/json';
import { mapTexts, SENSITIVE, textsIn } from '../model/values';
import type { Marks } from './mask';

/** Shorter texts are words that stand in many places. */
const SHORTEST = 6;

/** Ids of Azure are no secrets, though outputs that hold them may be marked. */
const NO_SECRET = /^\/|^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$|^(?:true|false|enabled|disabled)$/i;

/** Texts that are known to be secret, to be taken out wherever else they turn up. */
export class Secrets {
  private readonly texts = new Set<string>();

  /** Remembers what is marked in a value. */
  collect(value: Json | undefined, marks: Marks): void {
    if (marks === true) {
      for (const text of textsIn(value)) if (text.length >= SHORTEST && !NO_SECRET.test(text)) this.texts.add(text);
    } else if (Array.isArray(marks)) {
      // In sets, marks and values needn't be in the same order.
      if (Array.isArray(value)) for (const item of value) for (const mark of marks) this.collect(item, mark);
    } else if (isObject(marks) && isObject(value)) {
      for (const [key, mark] of Object.entries(marks)) this.collect(value[key], mark);
    }
  }

  /** A copy without any of them. */
  scrub<T extends Json>(value: T): Json {
    if (this.texts.size === 0) return value;
    const known = [...this.texts].sort((a, b) => b.length - a.length);
    return mapTexts(value, (text) => (this.texts.has(text) ? SENSITIVE : known.reduce((result, secret) => (result.includes(secret) ? result.replaceAll(secret, SENSITIVE) : result), text)));
  }
}
