/** Where a setting is: keys of blocks and positions in lists, outermost first. */
export type SettingPath = readonly (string | number)[];

/** The path as messages have it: `network.hub.addressSpace[0]`. */
export function printPath(path: SettingPath): string {
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('');
}

/** The path that a message has; the reverse of `printPath`. */
export function readPath(printed: string): SettingPath {
  return [...printed.matchAll(/\[(\d+)\]|[^.[\]]+/g)].map((match) => (match[1] === undefined ? match[0] : Number(match[1])));
}

/** The value at a path, or nothing where the path leads nowhere. */
export function valueAt(value: unknown, path: SettingPath): unknown {
  return path.reduce<unknown>((current, part) => (typeof current === 'object' && current !== null ? Reflect.get(current, part) : undefined), value);
}
