import type { Problem } from '../core/errors';

/** The minor version of Kubernetes that has percentages of copied requests. Here, so that settings are checked without loading constructs. */
export const GATEWAY_API_MINOR = 34;

/** The minor version of a version of Kubernetes; nothing where it isn't said. */
export function minorOf(version: string | undefined): number | undefined {
  const minor = /^1\.(\d+)/.exec(version ?? '')?.[1];
  return minor === undefined ? undefined : Number(minor);
}

/** What is wrong with a version of Kubernetes that is too old for a feature; nothing where it isn't said. */
export function versionProblem(version: string | undefined, leastMinor: number): Omit<Problem, 'code' | 'prop'> | undefined {
  const minor = minorOf(version);
  if (minor === undefined || minor >= leastMinor) return undefined;
  return { rule: 'has a version of Kubernetes without what gateways need', got: version, expected: `1.${leastMinor} or later`, fix: 'upgrade the cluster' };
}
