import { createHash } from 'node:crypto';
import { v5 as uuidV5 } from 'uuid';

/** The namespace of every GUID that the landscape derives; changing it would replace every role assignment. */
const NAMESPACE = '6d5a7c1e-9c6f-5d0b-8f37-2f0f0f6f3c11';

/** Derives a GUID from text: the same text always gives the same GUID (RFC 9562, version 5). */
export function guidFrom(...parts: readonly string[]): string {
  return uuidV5(parts.join('\n'), NAMESPACE);
}

/** Derives a short lower-case alphanumeric suffix from text, for names that are unique across Azure. */
export function suffixFrom(seed: string, length: number): string {
  const digest = createHash('sha256').update(seed).digest();
  return BigInt(`0x${digest.toString('hex')}`).toString(36).padStart(length, '0').slice(-length);
}
