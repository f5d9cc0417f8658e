import { AzurermProvider } from '@cdktf/provider-azurerm/lib/provider';
import type { TerraformStack } from 'cdktf';
import { TerraformResource } from 'cdktf';
import type { IConstruct } from 'constructs';
import type { AzureCloud } from '../constructs/core/cloud';
import { providerEnvironment } from '../constructs/core/cloud';
import { AzapiProvider } from '../.gen/providers/azapi/provider';
import { AzuredevopsProvider } from '../.gen/providers/azuredevops/provider';

/** The provider versions that the landscape is written and checked against; `facts/` describes the same ones. */
export const PROVIDER_VERSIONS = {
  azurerm: { source: 'hashicorp/azurerm', version: '4.79.0' },
  azapi: { source: 'azure/azapi', version: '2.12.0' },
  azuredevops: { source: 'microsoft/azuredevops', version: '1.16.0' },
} as const;

/** The oldest Terraform that every stack works with. */
export const TERRAFORM_VERSION = '>= 1.9.0';

/** The oldest Terraform for stacks with write-only attributes: secrets that are sent to Azure, and kept in no state. */
export const TERRAFORM_VERSION_WRITE_ONLY = '>= 1.11.0';

/** The resource providers of Azure that the landscape uses; registered in the subscription where they aren't yet. */
const RESOURCE_PROVIDERS: readonly string[] = [
  'Microsoft.Authorization',
  'Microsoft.CognitiveServices',
  'Microsoft.Compute',
  'Microsoft.Consumption',
  'Microsoft.ContainerRegistry',
  'Microsoft.ContainerService',
  'Microsoft.Insights',
  'Microsoft.KeyVault',
  'Microsoft.KubernetesConfiguration',
  'Microsoft.MachineLearningServices',
  'Microsoft.ManagedIdentity',
  'Microsoft.Network',
  'Microsoft.OperationalInsights',
  'Microsoft.PolicyInsights',
  'Microsoft.Search',
  'Microsoft.Storage',
];

/** Further ones, which are registered by stacks that have such types: of azurerm, or of azapi by its API type. */
const PROVIDERS_OF_TYPES: readonly (readonly [RegExp, string])[] = [
  [/^azurerm_eventgrid_/, 'Microsoft.EventGrid'],
  [/^Microsoft\.Logic\//, 'Microsoft.Logic'],
  [/^azurerm_monitor_workspace$/, 'Microsoft.Monitor'],
  [/^azurerm_monitor_alert_prometheus_rule_group$/, 'Microsoft.AlertsManagement'],
];

/** What the azurerm provider of a stack is set up with. */
export interface AzurermOptions {
  readonly subscriptionId: string;
  readonly tenantId: string;
  readonly cloud: AzureCloud;
  /**
   * Whether a destroyed Key Vault, Log Analytics workspace or ML workspace is purged, so that its name is free again.
   * Only for environments that come and go: what was purged can't be recovered.
   *
   * @default false
   */
  readonly purgeOnDestroy?: boolean;
}

/**
 * Sets up the azurerm provider: Entra instead of account keys everywhere, and no surprises at destroy.
 *
 * The bindings know azurerm 4.55; the version that is required is the pinned one, which accepts all that they can say.
 */
export function addAzurermProvider(stack: TerraformStack, options: AzurermOptions): void {
  const purge = options.purgeOnDestroy ?? false;
  new AzurermProvider(stack, 'azurerm', {
    subscriptionId: options.subscriptionId,
    tenantId: options.tenantId,
    environment: providerEnvironment(options.cloud),
    storageUseAzuread: true,
    resourceProviderRegistrations: 'none',
    resourceProvidersToRegister: [...RESOURCE_PROVIDERS],
    features: [
      {
        applicationInsights: [{ disableGeneratedRule: true }],
        keyVault: [{ purgeSoftDeleteOnDestroy: purge, purgeSoftDeletedKeysOnDestroy: purge, recoverSoftDeletedKeyVaults: true, recoverSoftDeletedKeys: true }],
        logAnalyticsWorkspace: [{ permanentlyDeleteOnDestroy: purge }],
        machineLearning: [{ purgeSoftDeletedWorkspaceOnDestroy: purge }],
        resourceGroup: [{ preventDeletionIfContainsResources: !purge }],
        storage: [{ dataPlaneAvailable: false }],
        // A change of a build agent pool must not end running builds.
        virtualMachineScaleSet: [{ rollInstancesWhenRequired: false }],
      },
    ],
  });
  const { version } = PROVIDER_VERSIONS.azurerm;
  stack.addOverride('terraform.required_providers.azurerm.version', version);
  stack.addOverride('terraform.required_version', TERRAFORM_VERSION);
}

/** Sets up the azapi provider in a stack that has resources of it, and doesn't have it yet. */
export function addAzapiProviderWhereUsed(stack: TerraformStack, { subscriptionId, tenantId, cloud }: Pick<AzurermOptions, 'subscriptionId' | 'tenantId' | 'cloud'>): void {
  if (stack.node.tryFindChild('azapi') || !stack.node.findAll().some(isAzapiResource)) return;
  new AzapiProvider(stack, 'azapi', { subscriptionId, tenantId, environment: providerEnvironment(cloud) });
}

/**
 * Sets up the azuredevops provider, which signs in with Entra: the token of a pipeline where there is one, else the Azure CLI. It is
 * never given a personal access token.
 */
export function addAzureDevOpsProvider(stack: TerraformStack, { organizationUrl, tenantId }: { readonly organizationUrl: string; readonly tenantId: string }): void {
  new AzuredevopsProvider(stack, 'azuredevops', { orgServiceUrl: organizationUrl, tenantId, useOidc: true, useCli: true });
}

/** Has the azurerm provider register what only some stacks need. */
export function registerProvidersWhereUsed(stack: TerraformStack): void {
  const provider = stack.node.tryFindChild('azurerm');
  if (!(provider instanceof AzurermProvider)) return;
  const types = stack.node.findAll().flatMap((node) => (TerraformResource.isTerraformResource(node) ? [isAzapiResource(node) && 'typeInput' in node ? String(node.typeInput) : node.terraformResourceType] : []));
  const further = PROVIDERS_OF_TYPES.filter(([pattern]) => types.some((type) => pattern.test(type))).map(([, name]) => name);
  provider.resourceProvidersToRegister = [...RESOURCE_PROVIDERS, ...further].sort();
}

/** Requires the Terraform that knows write-only attributes in a stack that has any: an older one would refuse the stack with a message that names no version. */
export function requireTerraformVersion(stack: TerraformStack): void {
  if (stack.node.findAll().some(hasWriteOnlyAttribute)) stack.addOverride('terraform.required_version', TERRAFORM_VERSION_WRITE_ONLY);
}

/** azapi's only one is `sensitive_body`; those of other providers end with `_wo`. */
function hasWriteOnlyAttribute(node: IConstruct): boolean {
  if (!TerraformResource.isTerraformResource(node)) return false;
  if (isAzapiResource(node)) return 'sensitiveBodyInput' in node && node.sensitiveBodyInput !== undefined;
  return Object.entries(node).some(([key, value]) => /^_.*Wo$/.test(key) && value !== undefined);
}

function isAzapiResource(node: IConstruct): boolean {
  return TerraformResource.isTerraformResource(node) && node.terraformResourceType.startsWith('azapi_');
}
