import type { NamedResource, NameRule } from '../../constructs/core/name-rules';
import { NAME_RULES } from '../../constructs/core/name-rules';
import { rule } from './rule';

/** The state of production is shared, and account and container have names that Azure takes. */
export const stateRule = rule(['stage', 'state'], ({ stage, state }, report) => {
  if (stage === 'production' && state.kind === 'local') {
    report({ code: 'ProductionStateLocal', prop: 'state.kind', rule: "can't be a file on one machine in production", got: 'local', expected: '"azurerm" or "hcp"', fix: "use the account of the stack 'shared-state': { kind: 'azurerm' }" });
  }
  if (state.kind !== 'azurerm') return;
  const check = (resource: NamedResource, what: string, prop: string, name: string | undefined): void => {
    const { minLength, maxLength, pattern, characters }: NameRule = NAME_RULES[resource];
    if (name === undefined || (name.length >= minLength && name.length <= maxLength && pattern.test(name))) return;
    report({ code: 'StateNameInvalid', prop, rule: `is not a name that Azure takes for a ${what}`, got: name, expected: `${minLength} to ${maxLength} characters: ${characters}`, fix: 'write the name as it is in Azure, or leave it out' });
  };
  check('storageAccount', 'storage account', 'state.storageAccountName', state.storageAccountName);
  check('storageContainer', 'container', 'state.containerName', state.containerName);
  if (state.containerName !== undefined && state.storageAccountName === undefined) {
    report({ code: 'StateAccountMissing', prop: 'state.storageAccountName', rule: 'is required with a container of your own', expected: 'the storage account that has the container', fix: "add it, or leave 'state.containerName' out" });
  }
});
