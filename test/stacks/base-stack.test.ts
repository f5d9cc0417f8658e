import { EventgridSystemTopic } from '@cdktf/provider-azurerm/lib/eventgrid-system-topic';
import { KeyVaultSecret } from '@cdktf/provider-azurerm/lib/key-vault-secret';
import { ResourceGroup as ResourceGroupL1 } from '@cdktf/provider-azurerm/lib/resource-group';
import { Resource } from '../../.gen/providers/azapi/resource';
import { UpdateResource } from '../../.gen/providers/azapi/update-resource';
import { findLandscapeContext } from '../../constructs/core/landscape-context';
import { ResourceGroup } from '../../constructs/governance/resource-group';
import type { StackSettings } from '../../stacks/base-stack';
import { BaseStack } from '../../stacks/base-stack';
import { PROVIDER_VERSIONS } from '../../stacks/providers';
import type { Template } from '../support/template';
import { SUBSCRIPTION_ID, synthesiseApp, TENANT_ID } from '../support/template';

const ZERO = '00000000-0000-0000-0000-000000000000';
const SETTINGS: StackSettings = {
  group: 'dev',
  workload: 'mlops',
  location: 'westeurope',
  subscriptionId: SUBSCRIPTION_ID,
  tenantId: TENANT_ID,
  tags: { owner: 'ml-platform' },
  mandatoryTags: ['owner'],
  backend: { kind: 'local' },
  placeholders: [],
  deletionProtectionEnabled: false,
  purgeOnDestroy: false,
};

class TestStack extends BaseStack {}

function stack(settings: Partial<StackSettings> = {}, define: (stack: BaseStack) => void = () => undefined): Template {
  const template = synthesiseApp((app) => define(new TestStack(app, 'dev-test', { ...SETTINGS, ...settings })))['dev-test'];
  if (!template) throw new Error('the stack was not synthesised');
  return template;
}

const provider = (template: Template, name: string): unknown => (template.json['provider'] as Readonly<Record<string, unknown>>)[name];
const azapiUser = (into: BaseStack): UpdateResource => new UpdateResource(into, 'Update', { type: 'Microsoft.MachineLearningServices/workspaces@2025-12-01', resourceId: 'id', body: {} });

describe('the placeholder guard', () => {
  const guarded = stack({ subscriptionId: ZERO, placeholders: ['subscriptionId', 'budget.recipients[0]'] });

  test('is a variable that is invalid while a placeholder is left, and says which', () => {
    expect(guarded.json['variable']).toEqual({
      unresolved_placeholders: {
        type: 'list(string)',
        default: ['subscriptionId', 'budget.recipients[0]'],
        nullable: false,
        description: 'Inputs of the environment that still have the value of the template. Not to be set: edit the environment.',
        validation: [
          {
            condition: '${length(var.unresolved_placeholders) == 0}',
            error_message: `[PlaceholderLeft] Environment "dev" still has placeholders: subscriptionId, budget.recipients[0]. Set them in the environment's file, environments/dev (subscription and tenant also by AZURE_SUBSCRIPTION_ID and AZURE_TENANT_ID), then synthesise again.`,
          },
        ],
      },
    });
  });

  test('points to where the inputs are written, where that is another place', () => {
    const template = stack({ placeholders: ['location'], inputSource: { what: 'example', name: 'small', where: 'examples/small/main.ts' } });
    expect(template.json['variable']).toMatchObject({
      unresolved_placeholders: {
        description: 'Inputs of the example that still have the value of the template. Not to be set: edit the example.',
        validation: [
          { error_message: '[PlaceholderLeft] Example "small" still has placeholders: location. Set them in examples/small/main.ts (subscription and tenant also by AZURE_SUBSCRIPTION_ID and AZURE_TENANT_ID), then synthesise again.' },
        ],
      },
    });
  });

  test('gives the provider no subscription before the variable is valid', () => {
    expect(provider(guarded, 'azurerm')).toMatchObject([{ subscription_id: `\${length(var.unresolved_placeholders) == 0 ? "${ZERO}" : ""}` }]);
  });

  test('guards azapi as well', () => {
    const template = stack({ subscriptionId: ZERO, placeholders: ['subscriptionId'] }, azapiUser);
    expect(provider(template, 'azapi')).toEqual([{ subscription_id: `\${length(var.unresolved_placeholders) == 0 ? "${ZERO}" : ""}`, tenant_id: TENANT_ID }]);
  });

  test('is not there when no placeholder is left', () => {
    const template = stack();
    expect(template.json['variable']).toBe(undefined);
    expect(provider(template, 'azurerm')).toMatchObject([{ subscription_id: SUBSCRIPTION_ID }]);
  });
});

describe('the providers', () => {
  test('are azurerm only, at the pinned version, where nothing needs azapi', () => {
    const template = stack({}, (into) => new ResourceGroupL1(into, 'Group', { name: 'rg', location: 'westeurope' }));
    expect(template.json['terraform']).toEqual({
      backend: { local: { path: '../../../terraform.dev-test.tfstate' } },
      required_providers: { azurerm: { source: 'azurerm', version: PROVIDER_VERSIONS.azurerm.version } },
      required_version: '>= 1.9.0',
    });
    expect(Object.keys(template.json['provider'] ?? {})).toEqual(['azurerm']);
  });

  test('are azapi too, at the pinned version, where a resource needs it', () => {
    const template = stack({}, azapiUser);
    expect(template.json['terraform']).toMatchObject({ required_providers: { azapi: PROVIDER_VERSIONS.azapi, azurerm: { version: '4.79.0' } } });
    expect(provider(template, 'azapi')).toEqual([{ subscription_id: SUBSCRIPTION_ID, tenant_id: TENANT_ID }]);
  });

  test.each([
    ['a body that is kept in no state', (into: BaseStack) => new Resource(into, 'Resource', { type: 'Microsoft.Test/things@2026-01-01', name: 'thing', sensitiveBody: { key: '${var.key}' } }), '>= 1.11.0'],
    ['a body that is all in the state', azapiUser, '>= 1.9.0'],
    ['a secret that is kept in no state', (into: BaseStack) => new KeyVaultSecret(into, 'Secret', { name: 'secret', keyVaultId: 'vault', valueWo: '${var.secret}', valueWoVersion: 1 }), '>= 1.11.0'],
    ['a secret that is in the state', (into: BaseStack) => new KeyVaultSecret(into, 'Secret', { name: 'secret', keyVaultId: 'vault', value: '${var.secret}' }), '>= 1.9.0'],
  ])('need the Terraform that knows them, for %s', (_, define, version) => {
    expect(stack({}, define).json['terraform']).toMatchObject({ required_version: version });
  });

  test('are the ones that the facts describe', () => {
    expect(PROVIDER_VERSIONS).toEqual({ azurerm: { source: 'hashicorp/azurerm', version: '4.79.0' }, azapi: { source: 'azure/azapi', version: '2.12.0' }, azuredevops: { source: 'microsoft/azuredevops', version: '1.16.0' } });
  });

  test('sign in with Entra, and register a list of resource providers instead of the sixty of the default', () => {
    expect(provider(stack(), 'azurerm')).toMatchObject([
      { tenant_id: TENANT_ID, storage_use_azuread: true, resource_provider_registrations: 'none', resource_providers_to_register: expect.arrayContaining(['Microsoft.MachineLearningServices', 'Microsoft.Network']) },
    ]);
  });

  test('register what only some stacks need where it is needed', () => {
    const registered = (define?: (self: BaseStack) => void): unknown => provider(stack({}, define), 'azurerm');
    const having = (...names: readonly string[]): unknown => [expect.objectContaining({ resource_providers_to_register: expect.arrayContaining([...names]) })];
    const events = (self: BaseStack): void => void new EventgridSystemTopic(self, 'Events', { name: 'events', resourceGroupName: 'rg', location: 'westeurope', topicType: 'Microsoft.Storage.StorageAccounts' });
    const workflow = (self: BaseStack): void => void new Resource(self, 'Workflow', { type: 'Microsoft.Logic/workflows@2019-05-01', name: 'workflow' });
    expect(registered(events)).toEqual(having('Microsoft.EventGrid', 'Microsoft.Storage'));
    expect(registered(workflow)).toEqual(having('Microsoft.Logic', 'Microsoft.Storage'));
    expect(registered()).not.toEqual(having('Microsoft.EventGrid'));
    expect(registered()).not.toEqual(having('Microsoft.Logic'));
  });

  test.each([
    ['keeps', false],
    ['purges', true],
  ])('have destroy %s what Azure could recover', (_, purgeOnDestroy) => {
    expect(provider(stack({ purgeOnDestroy }), 'azurerm')).toMatchObject([
      {
        features: [
          {
            application_insights: [{ disable_generated_rule: true }],
            key_vault: [{ purge_soft_delete_on_destroy: purgeOnDestroy, purge_soft_deleted_keys_on_destroy: purgeOnDestroy, recover_soft_deleted_key_vaults: true, recover_soft_deleted_keys: true }],
            log_analytics_workspace: [{ permanently_delete_on_destroy: purgeOnDestroy }],
            machine_learning: [{ purge_soft_deleted_workspace_on_destroy: purgeOnDestroy }],
            resource_group: [{ prevent_deletion_if_contains_resources: !purgeOnDestroy }],
            storage: [{ data_plane_available: false }],
          },
        ],
      },
    ]);
  });
});

describe('the context of constructs', () => {
  test('has names by workload, group and location', () => {
    const template = stack({ group: 'test', workload: 'ml', location: 'northeurope' }, (into) => new ResourceGroup(into, 'Group', { location: 'northeurope', purpose: 'own' }));
    expect(template.resource('azurerm_resource_group')).toEqual({ name: 'rg-ml-test-ne-own', location: 'northeurope', tags: { owner: 'ml-platform' } });
  });

  test('makes names that are unique in the world depend on the subscription', () => {
    const nameIn = (subscriptionId: string): string => {
      const names: string[] = [];
      stack({ subscriptionId }, (into) => names.push(findLandscapeContext(into)?.naming.name('storageAccount') ?? ''));
      return names.join();
    };
    expect([nameIn(SUBSCRIPTION_ID), nameIn(SUBSCRIPTION_ID), nameIn(ZERO)]).toEqual([nameIn(SUBSCRIPTION_ID), nameIn(SUBSCRIPTION_ID), expect.not.stringMatching(nameIn(SUBSCRIPTION_ID))]);
    expect(nameIn(SUBSCRIPTION_ID)).toMatch(/^stmlopsdevwe[a-z0-9]{5}$/);
  });

  test('knows subscription, tenant and protection', () => {
    const template = stack({ deletionProtectionEnabled: true }, (into) => {
      const context = findLandscapeContext(into);
      new ResourceGroupL1(into, 'Ids', { name: context?.subscriptionId ?? '', location: context?.tenantId ?? '' });
      new ResourceGroup(into, 'Group', { location: 'westeurope' });
    });
    expect(Object.values(template.resources('azurerm_resource_group')).map(({ name, location, lifecycle }) => ({ name, location, lifecycle }))).toEqual([
      { name: 'rg-mlops-dev-we', location: 'westeurope', lifecycle: { prevent_destroy: true } },
      { name: SUBSCRIPTION_ID, location: TENANT_ID, lifecycle: undefined },
    ]);
  });
});
