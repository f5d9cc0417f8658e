interface StackJson {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly moved?: readonly { readonly from: string; readonly to: string }[];
}

/** The addresses of the resources of a synthesised stack, sorted. */
export function addressesOf(text: string): string[] {
  const { resource = {} } = JSON.parse(text) as StackJson;
  return Object.entries(resource)
    .flatMap(([type, byName]) => Object.keys(byName).map((name) => `${type}.${name}`))
    .sort();
}

/** The pinned addresses that a stack no longer has, and that neither a `moved` entry nor a listed reason explains. */
export function lostAddresses(stack: string, pinned: readonly string[], text: string, allowed: string): string[] {
  const present = new Set(addressesOf(text));
  const { moved = [] } = JSON.parse(text) as StackJson;
  const explained = new Set(moved.filter(({ to }) => present.has(to)).map(({ from }) => from));
  for (const line of allowed.split('\n')) {
    const [name, address, ...reason] = line.split(' ');
    if (!line.startsWith('#') && name === stack && address !== undefined && reason.join('').length > 0) explained.add(address);
  }
  return pinned.filter((address) => !present.has(address) && !explained.has(address));
}
