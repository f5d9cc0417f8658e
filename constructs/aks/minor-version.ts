import type { Problem } from '../core/errors';

/** What is wrong with a version of Kubernetes that is too old for a feature; nothing where it isn't said. */
export function versionProblem(version: string | undefined, leastMinor: number): Omit<Problem, 'code' | 'prop'> | undefined {
  const minor = /^1\.(\d+)/.exec(version ?? '')?.[1];
  if (minor === undefined || Number(minor) >= leastMinor) return undefined;
  return { rule: 'has a version of Kubernetes without what gateways need', got: version, expected: `1.${leastMinor} or later`, fix: 'upgrade the cluster' };
}
