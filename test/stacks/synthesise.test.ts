import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StorageAccount as StorageAccountResource } from '@cdktf/provider-azurerm/lib/storage-account';
import type { App } from 'cdktf';
import { UserError } from '../../constructs/core/errors';
import { StorageAccount } from '../../constructs/storage/storage-account';
import type { NamedStack } from '../../stacks/name-clashes';
import { nameClashes } from '../../stacks/name-clashes';
import { synthesiseApp } from '../../stacks/synthesise';
import { testResourceGroup, testStack } from '../support/template';

/** The message of the error that the user gets. */
function refusalOf(define: (app: App) => void): string {
  const outdir = mkdtempSync(join(tmpdir(), 'landscape-test-'));
  try {
    synthesiseApp(outdir, define);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  } finally {
    rmSync(outdir, { recursive: true });
  }
  throw new Error('expected a UserError, and there was none');
}

describe('synthesiseApp', () => {
  test('fails with every finding against the provider facts', () => {
    expect(refusalOf((app) => {
      const resourceGroup = testResourceGroup(testStack(app));
      new StorageAccountResource(resourceGroup, 'Raw', { name: 'straw', resourceGroupName: resourceGroup.resourceName, location: 'westeurope', accountTier: 'Gold', accountReplicationType: 'LRS', minTlsVersion: 'TLS0' });
    })).toBe(`2 findings against the provider facts:
  - [ValueNotAllowed] 'account_tier' has a value that the provider refuses: got "Gold"; expected one of 'Premium', 'Standard'; use one of these (at test/ResourceGroup/Raw, azurerm_storage_account.ResourceGroup_Raw_5BA1C658)
  - [ValueNotAllowed] 'min_tls_version' has a value that the provider refuses: got "TLS0"; expected one of 'TLS1_0', 'TLS1_1', 'TLS1_2'; did you mean 'TLS1_0'? (at test/ResourceGroup/Raw, azurerm_storage_account.ResourceGroup_Raw_5BA1C658)`);
  });

  test('fails where two stacks make resources of one name', () => {
    expect(refusalOf((app) => {
      for (const id of ['first', 'second']) {
        const stack = testStack(app, id);
        new StorageAccount(stack, 'Storage', { resourceGroup: testResourceGroup(stack), name: 'stonlyone' });
      }
    })).toMatch(/\[NameTwice\] 'name' of second: azurerm_storage_account\.Storage_\w+ is that of first: azurerm_storage_account\.Storage_\w+: got "stonlyone"; expected a name of its own; rename one of the two, or give them different 'purpose's/);
  });

  test('tells names of different Azure types apart, which are one type to azapi', () => {
    const rule = (stack: string, type: string): NamedStack => ({ name: stack, json: { resource: { azapi_resource: { [stack]: { name: 'search', parent_id: 'workspace', type } } } } });
    const connection = rule('connection', 'Microsoft.MachineLearningServices/workspaces/connections@2025-09-01');
    expect(nameClashes([connection, rule('rule', 'Microsoft.MachineLearningServices/workspaces/outboundRules@2025-09-01')])).toEqual([]);
    expect(nameClashes([connection, rule('other', 'Microsoft.MachineLearningServices/workspaces/connections@2025-12-01')]).map(({ rule: text }) => text)).toEqual(['of other: azapi_resource.other is that of connection: azapi_resource.connection']);
  });
});
