import { MachineLearningWorkspace } from '@cdktf/provider-azurerm/lib/machine-learning-workspace';
import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import { UpdateResource } from '../../.gen/providers/azapi/update-resource';
import { machineLearningRegionProblem } from '../core/cloud-features';
import type { Problems } from '../core/errors';
import { cloudOf } from '../core/landscape-context';
import type { IManagedIdentity } from '../identity/managed-identity';
import { waitFor } from '../core/waitable';
import type { IGrantable } from '../identity/role-assignment';
import { grantCustomerManagedKey } from '../security/customer-managed-key';
import { ipRulesAsRanges } from '../security/network-access';
import { IsolationMode } from './managed-network';
import { SystemAssignedIdentity } from './system-assigned-identity';
import { WorkspaceBase } from './workspace-base';
import { checkWorkspace } from './workspace-checks';
import type { WorkspaceOptions } from './workspace-options';
import { SystemDatastoresAuth } from './workspace-options';

/** What the kinds of workspaces differ in. */
export interface WorkspaceKind {
  readonly kind: 'Default' | 'FeatureStore';
  /** What generated names are made by. */
  readonly namedResource: 'workspace' | 'featureStore';
  /** What the workspace is called in the names of its endpoints. */
  readonly abbreviation: string;
  /** @default - none: it is no feature store */
  readonly featureStore?: { readonly computerSparkRuntimeVersion?: string; readonly offlineConnectionName?: string; readonly onlineConnectionName?: string };
}

/** Base of the kinds of workspaces that the landscape owns. */
export abstract class OwnedWorkspace extends WorkspaceBase {
  readonly resourceId: string;
  readonly resourceName: string;
  readonly location: string;
  readonly isolationMode: IsolationMode;
  readonly publicNetworkAccessEnabled: boolean;
  readonly identity: IGrantable;
  readonly userAssignedIdentity: IManagedIdentity | undefined;
  /** The GUID that Azure Machine Learning knows the workspace by. */
  readonly workspaceGuid: string;
  /** Where clients find the services of the workspace. */
  readonly discoveryUrl: string;
  protected readonly resourceGroupName: string;
  protected readonly privateLinkName: string;

  protected constructor(scope: Construct, id: string, props: WorkspaceOptions, kind: WorkspaceKind, problems: Problems) {
    super(scope, id);
    this.isolationMode = props.managedNetwork?.isolationMode ?? IsolationMode.ALLOW_ONLY_APPROVED_OUTBOUND;
    checkWorkspace(problems, props, this.isolationMode, kind.kind === 'Default');
    const misplaced = machineLearningRegionProblem(cloudOf(this), props.resourceGroup.location, 'resourceGroup');
    if (misplaced) problems.add(misplaced);
    const name = this.nameOf(problems, kind.namedResource, props.name, props.purpose);
    problems.throwIfAny();
    const resource = this.createResource(name, props, kind);
    this.resourceId = resource.id;
    this.resourceName = resource.name;
    this.location = props.resourceGroup.location;
    this.publicNetworkAccessEnabled = props.publicNetworkAccessEnabled ?? false;
    this.userAssignedIdentity = props.identity;
    this.identity = props.identity ?? new SystemAssignedIdentity(this, 'SystemAssignedIdentity', resource.identity.principalId);
    this.workspaceGuid = resource.workspaceId;
    this.discoveryUrl = resource.discoveryUrl;
    this.resourceGroupName = props.resourceGroup.resourceName;
    this.privateLinkName = kind.abbreviation;
    this.addWhatAzurermLacks(props);
    this.addFeatures(props);
    props.outboundRules?.forEach((set) => this.addOutboundRules(set));
  }

  private createResource(name: string, props: WorkspaceOptions, kind: WorkspaceKind): MachineLearningWorkspace {
    const managed = this.isolationMode !== IsolationMode.DISABLED;
    const provisionOnCreationEnabled = props.managedNetwork?.provisionOnCreationEnabled ?? false;
    const key = props.customerManagedKey;
    const identities = [...new Set([props.identity, key?.identity].flatMap((identity) => (identity ? [identity.resourceId] : [])))];
    const systemAssigned = props.systemAssignedIdentityEnabled ?? props.identity === undefined;
    // Azure doesn't return the flag, and rotates the key by itself: a change of either would replace the workspace.
    const ignoreChanges = [...(managed ? ['managed_network[0].provision_on_creation_enabled'] : []), ...(key ? ['encryption[0].key_id'] : [])];
    const resource = new MachineLearningWorkspace(this, 'Resource', {
      name,
      resourceGroupName: props.resourceGroup.resourceName,
      location: props.resourceGroup.location,
      kind: kind.kind,
      featureStore: kind.featureStore,
      friendlyName: props.friendlyName,
      description: props.description,
      storageAccountId: props.storageAccount.resourceId,
      keyVaultId: props.keyVault.resourceId,
      applicationInsightsId: props.applicationInsights.resourceId,
      containerRegistryId: props.containerRegistry.resourceId,
      identity: { type: identityType(systemAssigned, identities.length > 0), identityIds: identities.length > 0 ? identities : undefined },
      primaryUserAssignedIdentity: props.identity?.resourceId,
      publicNetworkAccessEnabled: props.publicNetworkAccessEnabled ?? false,
      managedNetwork: { isolationMode: this.isolationMode, provisionOnCreationEnabled: managed ? provisionOnCreationEnabled : undefined },
      serverlessCompute: props.serverlessCompute && { subnetId: props.serverlessCompute.subnet?.resourceId, publicIpEnabled: props.serverlessCompute.publicIpEnabled ?? false },
      highBusinessImpact: props.highBusinessImpactEnabled ?? false,
      imageBuildComputeName: props.imageBuildComputeName,
      v1LegacyModeEnabled: false,
      encryption: key && { keyVaultId: key.key.keyVault.resourceId, keyId: key.key.versionedKeyId, userAssignedIdentityId: key.identity.resourceId },
      dependsOn: this.requirements(props),
      // A managed network takes longer to make than the provider waits by default.
      timeouts: managed && provisionOnCreationEnabled ? { create: '120m' } : undefined,
      lifecycle: this.protectedLifecycle(props.deletionProtectionEnabled, ignoreChanges.length > 0 ? { ignoreChanges } : {}),
    });
    // The bindings are of azurerm 4.55, which didn't know the attribute.
    resource.addOverride('storage_account_access_type', props.systemDatastoresAuth ?? SystemDatastoresAuth.IDENTITY);
    return resource;
  }

  /** What must exist before the workspace, apart from what its attributes refer to. */
  private requirements(props: WorkspaceOptions): ITerraformDependable[] | undefined {
    const own = waitFor(this, props.requiredRoleAssignments ?? []) ?? [];
    const ofKey = props.customerManagedKey && grantCustomerManagedKey(this, props.customerManagedKey);
    const all = [...own, ...(ofKey ?? [])];
    return all.length > 0 ? all : undefined;
  }

  /**
   * Address ranges, which Azure's API has only in preview, and the firewall of the managed network. Where both are given, one update says
   * both: the other version of the API would drop the ranges. The next plan notices where an update of the workspace drops something.
   */
  private addWhatAzurermLacks({ ipRules = [], managedNetwork }: WorkspaceOptions): void {
    const firewallSku = managedNetwork?.firewallSku;
    const network = firewallSku === undefined ? {} : { managedNetwork: { firewallSku } };
    const update = (updateId: string, version: string, properties: object) =>
      new UpdateResource(this, updateId, { type: `Microsoft.MachineLearningServices/workspaces@${version}`, resourceId: this.resourceId, body: { properties }, locks: [this.resourceId] });
    const ofAddresses = ipRules.length > 0 ? update('IpRules', '2025-10-01-preview', { ipAllowlist: ipRulesAsRanges(ipRules), ...network }) : undefined;
    if (firewallSku !== undefined) this.networkChange = ofAddresses ?? update('ManagedNetworkFirewall', '2025-09-01', network);
  }
}

function identityType(systemAssigned: boolean, userAssigned: boolean): string {
  return [...(systemAssigned ? ['SystemAssigned'] : []), ...(userAssigned ? ['UserAssigned'] : [])].join(', ');
}
