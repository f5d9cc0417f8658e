import { Token } from 'cdktf';
import type { Problems } from '../core/errors';

/** What the name is of, in words. */
export type ServingKind = 'endpoint' | 'deployment';

/**
 * Records what is wrong with the name of an endpoint or deployment. Its rule is stricter than that of Azure's API, which
 * lets names through that deployments then fail with.
 *
 * @see https://learn.microsoft.com/azure/machine-learning/how-to-manage-quotas#azure-machine-learning-online-endpoints-and-batch-endpoints
 */
export function checkServingName(problems: Problems, kind: ServingKind, name: string): void {
  const valid = Token.isUnresolved(name) || (name.length >= 3 && name.length <= 32 && /^[a-zA-Z](?!.*--)[a-zA-Z0-9-]*[a-zA-Z0-9]$/.test(name));
  problems.require(valid, { code: 'ServingNameInvalid', prop: 'name', rule: `is not the name of ${kind === 'endpoint' ? 'an endpoint' : 'a deployment'}`, got: name, expected: '3 to 32 characters: letters, digits and single hyphens, starting with a letter and ending with a letter or digit', fix: 'use only what is allowed' });
}

/** Whole seconds as Azure's API has them: `PT30S`. */
export function seconds(value: number): string {
  return `PT${value}S`;
}
