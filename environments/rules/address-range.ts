/** An IPv4 range as numbers; both ends belong to it. */
export interface AddressRange {
  readonly text: string;
  readonly first: number;
  readonly last: number;
  readonly prefixLength: number;
}

/** Ranges that networks of our own may use. */
const PRIVATE = rangesOf(['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10']);

/** The number of an IPv4 address, or nothing for another text. */
export function addressNumber(text: string): number | undefined {
  const parts = text.split('.').map((part) => (/^\d{1,3}$/.test(part) ? Number(part) : NaN));
  if (parts.length !== 4 || !parts.every((part) => part <= 255)) return undefined;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}

/** The range that a CIDR text stands for, or nothing for another text. */
export function rangeOf(text: string): AddressRange | undefined {
  const [address = '', length = ''] = text.split('/');
  const number = addressNumber(address);
  if (number === undefined || !/^([12]?\d|3[0-2])$/.test(length)) return undefined;
  const prefixLength = Number(length);
  const size = 2 ** (32 - prefixLength);
  const first = number - (number % size);
  return { text, first, last: first + size - 1, prefixLength };
}

/** The ranges of those texts that are ranges. */
export function rangesOf(texts: readonly string[]): AddressRange[] {
  return texts.flatMap((text) => rangeOf(text) ?? []);
}

/** Whether two ranges have an address in common. */
export function overlaps(a: AddressRange, b: AddressRange): boolean {
  return a.first <= b.last && b.first <= a.last;
}

/** Whether the second range lies inside the first one. */
export function contains(outer: AddressRange, inner: AddressRange): boolean {
  return outer.first <= inner.first && inner.last <= outer.last;
}

/** Whether the range is never routed on the internet. */
export function isPrivate(range: AddressRange): boolean {
  return PRIVATE.some((outer) => contains(outer, range));
}

/** Whether the address of the text is the first one of its range, as Azure wants it. */
export function startsAtFirst(range: AddressRange): boolean {
  return addressNumber(range.text.split('/')[0] ?? '') === range.first;
}

/** The text of the range with the address that it starts at. */
export function canonical(range: AddressRange): string {
  const bytes = [24, 16, 8, 0].map((shift) => Math.floor(range.first / 2 ** shift) % 256);
  return `${bytes.join('.')}/${range.prefixLength}`;
}
