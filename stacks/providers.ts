import { AzurermProvider } from '@cdktf/provider-azurerm/lib/provider';
import type { TerraformStack } from 'cdktf';
import { TerraformResource } from 'cdktf';
import type { IConstruct } from 'constructs';
import { AzapiProvider } from '../.gen/providers/azapi/provider';

/** The provider versions that the landscape is written and checked against; `facts/` describes the same ones. */
export const PROVIDER_VERSIONS = {
  azurerm: { source: 'hashicorp/azurerm', version: '4.79.0' },
  azapi: { source: 'azure/azapi', version: '2.12.0' },
} as const;

/** The oldest Terraform that every stack works with. */
export const TERRAFORM_VERSION = '>= 1.9.0';

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

/** What the azurerm provider of a stack is set up with. */
export interface AzurermOptions {
  readonly subscriptionId: string;
  readonly tenantId: string;
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
export function addAzapiProviderWhereUsed(stack: TerraformStack, options: Pick<AzurermOptions, 'subscriptionId' | 'tenantId'>): void {
  if (stack.node.tryFindChild('azapi') || !stack.node.findAll().some(isAzapiResource)) return;
  new AzapiProvider(stack, 'azapi', options);
}

function isAzapiResource(node: IConstruct): boolean {
  return TerraformResource.isTerraformResource(node) && node.terraformResourceType.startsWith('azapi_');
}
