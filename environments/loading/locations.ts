import type { SettingPath } from './setting-path';

/** Finds the line of a setting in the file that it was read from. */
export type LineOf = (path: SettingPath) => number | undefined;

/** What a file holds, before it was checked. */
export interface Source {
  readonly name: string;
  /** The file as messages have it. */
  readonly where: string;
  readonly value: unknown;
  /** @default - lines are not known */
  readonly lineOf?: LineOf;
}
