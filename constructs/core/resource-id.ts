import { Token } from 'cdktf';
import type { IConstruct } from 'constructs';
import { fail } from './errors';

/** An Azure resource id, taken apart. */
export interface ResourceId {
  readonly subscriptionId: string;
  readonly resourceGroupName: string;
  /** The full type, for example `Microsoft.KeyVault/vaults` or `Microsoft.Network/virtualNetworks/subnets`. */
  readonly type: string;
  /** The names of the resource and its parents, outermost first. */
  readonly names: readonly string[];
  /** The name of the resource itself. */
  readonly name: string;
}

const PATTERN = /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)(?:\/providers\/([^/]+)((?:\/[^/]+\/[^/]+)+))?$/i;

/**
 * Takes an Azure resource id apart. Ids that are only known at apply can't be read: they are refused.
 *
 * @param where the construct that was given the id
 * @param type the type that the id must have, for example `Microsoft.KeyVault/vaults`; any type where it is left out
 * @throws ValidationError `ResourceIdUnknown`, `ResourceIdInvalid`, `ResourceIdWrongType`
 */
export function parseResourceId(where: IConstruct, prop: string, id: string, type?: string): ResourceId {
  const expected = type ? `an id of type ${type}` : 'an Azure resource id';
  if (Token.isUnresolved(id)) {
    fail(where, { code: 'ResourceIdUnknown', prop, rule: 'must be known at synth', expected: `${expected}, written out`, fix: 'pass the construct itself, or a literal id' });
  }
  const match = PATTERN.exec(id);
  if (!match) fail(where, { code: 'ResourceIdInvalid', prop, rule: 'is not an Azure resource id', got: id, expected, fix: 'copy the id from the portal or from `az resource show`' });
  const [, subscriptionId = '', resourceGroupName = '', namespace, rest] = match;
  const segments = rest?.split('/').filter((segment) => segment !== '') ?? [];
  const names = namespace ? segments.filter((_, index) => index % 2 === 1) : [resourceGroupName];
  const actual = namespace ? [namespace, ...segments.filter((_, index) => index % 2 === 0)].join('/') : 'Microsoft.Resources/resourceGroups';
  if (type && actual.toLowerCase() !== type.toLowerCase()) {
    fail(where, { code: 'ResourceIdWrongType', prop, rule: `is the id of a ${actual}`, got: id, expected, fix: `pass the id of a ${type}` });
  }
  return { subscriptionId, resourceGroupName, type: actual, names, name: names.at(-1) ?? '' };
}
