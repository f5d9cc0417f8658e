import type { Json, JsonObject } from '../../facts/json';
import { isObject } from '../../facts/json';

/** What stands where a secret was. */
export const SENSITIVE = '(sensitive value)';

/** What stands where a secret was that differs from the one before. */
export const SENSITIVE_CHANGED = '(sensitive value, changed)';

/** What stands where a value is known after the apply only. */
export const UNKNOWN = '(known after apply)';

/** The same text for the same value, whatever the order of its keys. */
export function canonical(value: Json | undefined): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (isObject(value)) {
    const parts = Object.keys(value).sort().flatMap((key) => (value[key] === undefined ? [] : [`${JSON.stringify(key)}:${canonical(value[key])}`]));
    return `{${parts.join(',')}}`;
  }
  return JSON.stringify(value ?? null);
}

/** Whether two values are the same, whatever the order of their keys. */
export function same(a: Json | undefined, b: Json | undefined): boolean {
  return a === b || canonical(a) === canonical(b);
}

/** A copy with its keys in order. */
export function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key] ?? null)]));
}

/** Texts that are secrets wherever they stand. */
const SECRET_PATTERNS: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\b(?:AccountKey|SharedAccessKey|SharedAccessSignature|Password|Pwd|ClientSecret)\s*=\s*[^;\s"$]{8,}/i,
  /[?&]sig=[A-Za-z0-9%+/=]{20,}/,
  /\b(?:ghp|gho|ghs|ghu|github_pat)_[A-Za-z0-9_]{20,}/,
  /\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{5,}/,
  /\b(?:xox[abp]-|sk-)[A-Za-z0-9-]{20,}/,
  /\b[A-Za-z0-9_~.-]{3}8Q~[A-Za-z0-9_~.-]{31,34}\b/,
];

/** Names of attributes that hold secrets, where a schema doesn't say. */
const SECRET_NAMES = /(?:^|_|[a-z])(?:password|passwd|passphrase|client_?secret|secret_?(?:value|key)|access_?key|account_?key|shared_?key|api_?key|private_?key|connection_?string|(?:sas|oidc|access|auth|bearer|refresh)_?token)$/i;

/** Whether a text is a secret by its looks. */
export function looksSecret(text: string): boolean {
  return SECRET_PATTERNS.some((pattern) => pattern.test(text));
}

/** Whether an attribute of this name holds a secret. */
export function isSecretName(name: string): boolean {
  return SECRET_NAMES.test(name);
}

/** Whether a text has nothing of Terraform's in it. */
export function isLiteral(value: Json | undefined): value is string {
  return typeof value === 'string' && !value.includes('${') && !value.includes('%{');
}

/** A copy without what looks like a secret, by its text or by its name. */
export function withoutSecrets(value: Json, name = '', found?: (path: string) => void, path = name): Json {
  if (typeof value === 'string') {
    if (value === SENSITIVE || value === SENSITIVE_CHANGED || value === UNKNOWN || value === '') return value;
    if (!looksSecret(value) && !(isSecretName(name) && isLiteral(value) && !/^\/|^https?:\/\/[^@]*$/.test(value))) return value;
    found?.(path);
    return SENSITIVE;
  }
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, name, found, path));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([key, item]) => (item === undefined ? [] : [[key, withoutSecrets(item, key, found, path === '' ? key : `${path}.${key}`)]])));
}

/** All texts in a value. */
export function textsIn(value: Json | undefined): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return isObject(value) ? Object.values(value).flatMap((item) => textsIn(item)) : [];
}

/** A copy with every text rewritten. */
export function mapTexts(value: Json, change: (text: string) => string): Json {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change));
  return isObject(value) ? mapObject(value, (item) => mapTexts(item, change)) : value;
}

/** A copy of an object with every value changed. */
export function mapObject(value: JsonObject, change: (item: Json, key: string) => Json): JsonObject {
  return Object.fromEntries(Object.entries(value).flatMap(([key, item]) => (item === undefined ? [] : [[key, change(item, key)]])));
}
