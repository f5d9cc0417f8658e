import { Token } from 'cdktf';
import type { Problems } from '../core/errors';
import { nameProblem } from '../core/naming';
import { ContainerRegistrySku } from '../registry/container-registry';
import { checkCustomerManagedKey } from '../security/customer-managed-key';
import { checkNetworkAccess } from '../security/network-access';
import { IsolationMode } from './managed-network';
import type { WorkspaceOptions } from './workspace-options';
import { SystemDatastoresAuth } from './workspace-options';

/** How many addresses a workspace takes. */
const MAX_IP_RULES = 200;

/** What is checked; hubs may have no vault of yours. */
type CheckedOptions = Omit<WorkspaceOptions, 'keyVault'>;

/**
 * Records what is wrong with the props of a workspace, apart from its name.
 *
 * @param buildsImages whether jobs of the workspace need images built; feature stores run Spark only
 */
export function checkWorkspace(problems: Problems, options: CheckedOptions, isolationMode: IsolationMode, buildsImages: boolean): void {
  const managed = isolationMode !== IsolationMode.DISABLED;
  const isPrivate = !(options.publicNetworkAccessEnabled ?? false);
  checkNetworkAccess(problems, options, MAX_IP_RULES);
  checkResources(problems, options, managed, isPrivate);
  if (buildsImages) checkImageBuild(problems, options);
  checkServerless(problems, options, managed, isPrivate);
  problems.require(managed || options.managedNetwork?.provisionOnCreationEnabled === undefined, { code: 'ProvisionWithoutManagedNetwork', prop: 'managedNetwork.provisionOnCreationEnabled', rule: 'has no effect without a managed network', got: options.managedNetwork?.provisionOnCreationEnabled, expected: 'nothing', fix: "leave it out, or set 'managedNetwork.isolationMode'" });
  const firewallSku = options.managedNetwork?.firewallSku;
  problems.require(firewallSku === undefined || isolationMode === IsolationMode.ALLOW_ONLY_APPROVED_OUTBOUND, { code: 'FirewallSkuUnused', prop: 'managedNetwork.firewallSku', rule: `has no effect with ${isolationMode}, which has no firewall`, got: firewallSku, expected: `nothing, or ${IsolationMode.ALLOW_ONLY_APPROVED_OUTBOUND}`, fix: 'leave it out' });
  problems.require(options.identity !== undefined || options.systemAssignedIdentityEnabled !== false, { code: 'WorkspaceIdentityRequired', prop: 'systemAssignedIdentityEnabled', rule: 'leaves the workspace without an identity', got: false, expected: "true, or an 'identity'", fix: "pass an 'identity', or leave 'systemAssignedIdentityEnabled' out" });
  if (options.customerManagedKey) checkCustomerManagedKey(problems, options.customerManagedKey);
  for (const [prop, text, length] of [['friendlyName', options.friendlyName, 256], ['description', options.description, 2048]] as const) {
    problems.require(text === undefined || Token.isUnresolved(text) || (text.length > 0 && text.length <= length), { code: 'WorkspaceTextLength', prop, rule: 'is empty or too long', got: text && `${text.length} characters`, expected: `1 to ${length} characters`, fix: 'shorten it, or leave it out' });
  }
}

function checkResources(problems: Problems, options: CheckedOptions, managed: boolean, isPrivate: boolean): void {
  const { storageAccount, containerRegistry } = options;
  const auth = options.systemDatastoresAuth ?? SystemDatastoresAuth.IDENTITY;
  problems.require(!storageAccount.hierarchicalNamespaceEnabled, { code: 'WorkspaceStorageHierarchical', prop: 'storageAccount', rule: "can't have a hierarchical namespace", got: storageAccount.node.path, expected: 'a storage account without hierarchical namespace', fix: 'use another account, and reach this one by a DataLakeDatastore' });
  problems.require(auth === SystemDatastoresAuth.IDENTITY || storageAccount.sharedKeyEnabled, { code: 'SystemDatastoresKeyDisabled', prop: 'systemDatastoresAuth', rule: 'needs the account key, which the storage account has switched off', got: auth, expected: SystemDatastoresAuth.IDENTITY, fix: "leave 'systemDatastoresAuth' out" });
  const needsPremium = isPrivate || managed;
  problems.require(!needsPremium || containerRegistry.sku === ContainerRegistrySku.PREMIUM, { code: 'WorkspaceRegistrySku', prop: 'containerRegistry', rule: `has no private endpoints, which a ${isPrivate ? 'private workspace' : 'managed network'} needs`, got: containerRegistry.sku, expected: ContainerRegistrySku.PREMIUM, fix: "set the registry's 'sku' to Premium" });
}

function checkImageBuild(problems: Problems, options: CheckedOptions): void {
  problems.require(options.containerRegistry.publicNetworkAccessEnabled || options.imageBuildComputeName !== undefined, { code: 'ImageBuildComputeRequired', prop: 'imageBuildComputeName', rule: 'is required with a private registry', got: options.imageBuildComputeName, expected: 'the name of a CPU cluster of the workspace', fix: "set it to the name of a ComputeCluster, whose 'name' is set to the same text" });
  const problem = options.imageBuildComputeName === undefined ? undefined : nameProblem('computeCluster', options.imageBuildComputeName, 'imageBuildComputeName');
  if (problem) problems.add(problem);
}

function checkServerless(problems: Problems, options: CheckedOptions, managed: boolean, isPrivate: boolean): void {
  const serverless = options.serverlessCompute;
  if (!serverless) return;
  const { subnet } = serverless;
  const publicIpEnabled = serverless.publicIpEnabled ?? false;
  problems.require(!managed || subnet === undefined, { code: 'ServerlessSubnetWithManagedNetwork', prop: 'serverlessCompute.subnet', rule: "can't go with a managed network", got: subnet?.node.path, expected: 'a subnet, or a managed network', fix: "leave 'serverlessCompute' out, or set 'managedNetwork.isolationMode: IsolationMode.DISABLED'" });
  problems.require(!isPrivate || publicIpEnabled || subnet !== undefined, managed
    ? { code: 'ServerlessComputeUnused', prop: 'serverlessCompute', rule: 'says what a private workspace with a managed network does anyway', got: { publicIpEnabled }, expected: 'nothing', fix: "leave 'serverlessCompute' out" }
    : { code: 'ServerlessSubnetRequired', prop: 'serverlessCompute.subnet', rule: 'is required in a private workspace for computes without public addresses', got: subnet, expected: 'a subnet', fix: "pass a subnet, or set 'serverlessCompute.publicIpEnabled: true'" });
}
