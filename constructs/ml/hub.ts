import type { ITerraformDependable } from 'cdktf';
import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import { Resource } from '../../.gen/providers/azapi/resource';
import { UpdateResource } from '../../.gen/providers/azapi/update-resource';
import { CloudFeature, cloudFeatureProblem } from '../core/cloud-features';
import { Problems } from '../core/errors';
import { cloudOf } from '../core/landscape-context';
import { parseResourceId } from '../core/resource-id';
import { waitFor } from '../core/waitable';
import type { IManagedIdentity } from '../identity/managed-identity';
import type { IGrantable, RoleAssignment } from '../identity/role-assignment';
import { Principal } from '../identity/role-assignment';
import { grantCustomerManagedKey } from '../security/customer-managed-key';
import type { IKeyVault } from '../security/key-vault';
import { ipRulesAsRanges } from '../security/network-access';
import { AI_ADMINISTRATOR, AI_DEVELOPER } from './foundry-role';
import { IsolationMode } from './managed-network';
import type { ProjectOptions } from './project';
import { Project } from './project';
import { SystemAssignedIdentity } from './system-assigned-identity';
import type { WorkspaceAttributes } from './workspace';
import type { IWorkspace } from './workspace-base';
import { WorkspaceBase } from './workspace-base';
import { checkWorkspace } from './workspace-checks';
import type { WorkspaceOptions } from './workspace-options';
import { SystemDatastoresAuth } from './workspace-options';

const TYPE = 'Microsoft.MachineLearningServices/workspaces@2025-09-01';

/** What of a hub is decided when it is created: another value means another hub. */
const REPLACED_BY = ['kind', 'properties.storageAccount', 'properties.keyVault', 'properties.hbiWorkspace'];

/** A hub has no serverless computes of its own: its projects have. */
export interface HubProps extends Omit<WorkspaceOptions, 'serverlessCompute' | 'keyVault'> {
  /** Holds the secrets of the hub and its connections; another one means another hub. @default - required, unless `microsoftManagedKeyVaultEnabled` */
  readonly keyVault?: IKeyVault;
  /** Whether Microsoft keeps the secrets in a vault of its own, where you can't read or audit them; Azure has it in preview. @default false */
  readonly microsoftManagedKeyVaultEnabled?: boolean;
}

/** A hub of Azure AI Foundry, owned or existing. */
export interface IHub extends IWorkspace {
  /** Adds a project, which shares the network, the resources and the connections of the hub. */
  addProject(id: string, options?: ProjectOptions): Project;
  /** Lets the grantee build in the hub and its projects. */
  grantDevelop(grantee: IGrantable): RoleAssignment;
  /** Lets the grantee set up the hub, its projects and its connections. */
  grantAdminister(grantee: IGrantable): RoleAssignment;
}

abstract class HubBase extends WorkspaceBase implements IHub {
  addProject(id: string, options: ProjectOptions = {}): Project {
    return new Project(this, id, { ...options, hub: this });
  }

  grantDevelop(grantee: IGrantable): RoleAssignment {
    return this.grant(AI_DEVELOPER, grantee);
  }

  grantAdminister(grantee: IGrantable): RoleAssignment {
    return this.grant(AI_ADMINISTRATOR, grantee);
  }
}

/**
 * What projects of Azure AI Foundry share: network, storage, vault, registry and connections; as private as a workspace.
 *
 * It is written by azapi, since `azurerm_ai_foundry` can't say that the hub reaches its storage by identity, and Azure
 * then refuses a storage account without keys.
 *
 * @see https://learn.microsoft.com/azure/ai-foundry/concepts/ai-resources
 */
export class Hub extends HubBase {
  /** An existing hub. */
  static fromHubId(scope: Construct, id: string, hubId: string, attributes: WorkspaceAttributes): IHub {
    return new ImportedHub(scope, id, hubId, attributes);
  }

  readonly resourceId: string;
  readonly resourceName: string;
  readonly location: string;
  readonly isolationMode: IsolationMode;
  readonly publicNetworkAccessEnabled: boolean;
  readonly identity: IGrantable;
  readonly userAssignedIdentity: IManagedIdentity | undefined;
  /** The GUID that Azure Machine Learning knows the hub by. */
  readonly workspaceGuid: string;
  /** Where clients find the services of the hub. */
  readonly discoveryUrl: string;
  protected readonly resourceGroupName: string;
  protected readonly privateLinkName = 'hub';

  /** @throws ValidationError `HubKeyVaultCount`, and all that is wrong with the props in the words of a workspace */
  constructor(scope: Construct, id: string, props: HubProps) {
    super(scope, id);
    this.isolationMode = props.managedNetwork?.isolationMode ?? IsolationMode.ALLOW_ONLY_APPROVED_OUTBOUND;
    this.publicNetworkAccessEnabled = props.publicNetworkAccessEnabled ?? false;
    const problems = new Problems(this);
    checkWorkspace(problems, props, this.isolationMode, true);
    checkKeyVault(problems, props);
    const missing = cloudFeatureProblem(cloudOf(this), CloudFeature.HUBS, { prop: 'hub', got: id, expected: 'no hub', fix: 'use a Workspace' });
    if (missing) problems.add(missing);
    const name = this.nameOf(problems, 'hub', props.name, props.purpose);
    problems.throwIfAny();
    const resource = this.createResource(name, props);
    this.resourceId = resource.id;
    this.resourceName = resource.name;
    this.location = props.resourceGroup.location;
    this.userAssignedIdentity = props.identity;
    this.identity = props.identity ?? new SystemAssignedIdentity(this, 'SystemAssignedIdentity', resource.identity.get(0).principalId);
    this.workspaceGuid = Token.asString(resource.output.lookup('workspaceGuid'));
    this.discoveryUrl = Token.asString(resource.output.lookup('discoveryUrl'));
    this.resourceGroupName = props.resourceGroup.resourceName;
    if (props.ipRules && props.ipRules.length > 0) this.restrictAddresses(props.ipRules);
    this.addFeatures(props);
    props.outboundRules?.forEach((set) => this.addOutboundRules(set));
  }

  private createResource(name: string, props: HubProps): Resource {
    const key = props.customerManagedKey;
    const identities = [...new Set([props.identity, key?.identity].flatMap((identity) => (identity ? [identity.resourceId] : [])))];
    const systemAssigned = props.systemAssignedIdentityEnabled ?? props.identity === undefined;
    const types = [...(systemAssigned ? ['SystemAssigned'] : []), ...(identities.length > 0 ? ['UserAssigned'] : [])];
    const provisioned = props.managedNetwork?.provisionOnCreationEnabled ?? false;
    return new Resource(this, 'Resource', {
      type: TYPE,
      name,
      parentId: props.resourceGroup.resourceId,
      location: props.resourceGroup.location,
      identity: [{ type: types.join(', '), identityIds: identities.length > 0 ? identities : undefined }],
      // The one SKU that there is; the provider reads it when computes are made.
      body: { kind: 'Hub', sku: { name: 'Basic', tier: 'Basic' }, properties: this.properties(props) },
      responseExportValues: { workspaceGuid: 'properties.workspaceId', discoveryUrl: 'properties.discoveryUrl' },
      replaceTriggersRefs: REPLACED_BY,
      schemaValidationEnabled: true,
      dependsOn: this.requirements(props),
      // A managed network takes longer to make than the provider waits by default.
      timeouts: provisioned ? { create: '120m' } : undefined,
      lifecycle: this.protectedLifecycle(props.deletionProtectionEnabled),
    });
  }

  private properties(props: HubProps): Readonly<Record<string, unknown>> {
    const key = props.customerManagedKey;
    const managed = this.isolationMode !== IsolationMode.DISABLED;
    return withoutUndefined({
      friendlyName: props.friendlyName,
      description: props.description,
      storageAccount: props.storageAccount.resourceId,
      keyVault: props.keyVault?.resourceId,
      applicationInsights: props.applicationInsights.resourceId,
      containerRegistry: props.containerRegistry.resourceId,
      primaryUserAssignedIdentity: props.identity?.resourceId,
      publicNetworkAccess: this.publicNetworkAccessEnabled ? 'Enabled' : 'Disabled',
      managedNetwork: withoutUndefined({ isolationMode: this.isolationMode, firewallSku: props.managedNetwork?.firewallSku }),
      provisionNetworkNow: managed ? (props.managedNetwork?.provisionOnCreationEnabled ?? false) : undefined,
      systemDatastoresAuthMode: props.systemDatastoresAuth ?? SystemDatastoresAuth.IDENTITY,
      hbiWorkspace: props.highBusinessImpactEnabled ?? false,
      imageBuildCompute: props.imageBuildComputeName,
      encryption: key && {
        status: 'Enabled',
        identity: { userAssignedIdentity: key.identity.resourceId },
        keyVaultProperties: { keyVaultArmId: key.key.keyVault.resourceId, keyIdentifier: key.key.versionedKeyId },
      },
    });
  }

  /** What must exist before the hub, apart from what its attributes refer to. */
  private requirements(props: HubProps): ITerraformDependable[] | undefined {
    const own = waitFor(this, props.requiredRoleAssignments ?? []) ?? [];
    const ofKey = props.customerManagedKey ? grantCustomerManagedKey(this, props.customerManagedKey) : [];
    return own.length + ofKey.length > 0 ? [...own, ...ofKey] : undefined;
  }

  /** Azure's API has it only in preview. The next plan notices where an update of the hub drops it. */
  private restrictAddresses(ipRules: readonly string[]): void {
    new UpdateResource(this, 'IpRules', {
      type: 'Microsoft.MachineLearningServices/workspaces@2025-10-01-preview',
      resourceId: this.resourceId,
      body: { properties: { ipAllowlist: ipRulesAsRanges(ipRules) } },
      locks: [this.resourceId],
    });
  }
}

class ImportedHub extends HubBase {
  readonly resourceName: string;
  readonly location: string;
  readonly isolationMode: IsolationMode;
  readonly publicNetworkAccessEnabled: boolean;
  readonly identity: IGrantable | undefined;
  readonly userAssignedIdentity: IManagedIdentity | undefined;
  protected readonly resourceGroupName: string;
  protected readonly privateLinkName: string;

  constructor(scope: Construct, id: string, readonly resourceId: string, attributes: WorkspaceAttributes) {
    super(scope, id);
    const { name, resourceGroupName } = parseResourceId(this, 'hubId', resourceId, 'Microsoft.MachineLearningServices/workspaces');
    this.resourceName = name;
    this.resourceGroupName = resourceGroupName;
    this.privateLinkName = name;
    this.location = attributes.location;
    this.isolationMode = attributes.isolationMode;
    this.publicNetworkAccessEnabled = attributes.publicNetworkAccessEnabled ?? false;
    this.userAssignedIdentity = attributes.userAssignedIdentity;
    const own = attributes.principalId === undefined ? undefined : Principal.servicePrincipal(id, attributes.principalId);
    this.identity = attributes.userAssignedIdentity ?? own;
  }

  override get hasPrivateEndpoint(): boolean {
    return true;
  }
}

function checkKeyVault(problems: Problems, { keyVault, microsoftManagedKeyVaultEnabled = false }: HubProps): void {
  const got = { keyVault: keyVault?.node.path, microsoftManagedKeyVaultEnabled };
  problems.require((keyVault !== undefined) !== microsoftManagedKeyVaultEnabled, { code: 'HubKeyVaultCount', prop: 'keyVault', rule: "needs either a vault of yours or 'microsoftManagedKeyVaultEnabled'", got, expected: 'one of the two', fix: 'leave one out, or add one' });
}

function withoutUndefined(properties: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined));
}
