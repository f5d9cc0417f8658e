import type { ITerraformDependable } from 'cdktf';
import { Fn, Token } from 'cdktf';
import type { Construct } from 'constructs';
import { Resource } from '../../.gen/providers/azapi/resource';
import type { AzureResourceOptions, IAzureResource } from '../core/azure-resource';
import { AzureResource } from '../core/azure-resource';
import { CloudFeature, cloudFeatureProblem } from '../core/cloud-features';
import { Problems } from '../core/errors';
import { cloudOf } from '../core/landscape-context';
import { parseResourceId } from '../core/resource-id';
import type { IWaitable } from '../core/waitable';
import { waitFor } from '../core/waitable';
import { BuiltInRole } from '../identity/built-in-role';
import type { IManagedIdentity } from '../identity/managed-identity';
import type { IGrantable, RoleAssignment } from '../identity/role-assignment';
import type { EndpointIdentityOptions } from './endpoint-identity';
import { checkEndpointIdentity, endpointIdentity, grantEndpointAccess } from './endpoint-identity';
import { checkServingName } from './serving-name';
import { SystemAssignedIdentity } from './system-assigned-identity';
import type { IWorkspace } from './workspace-base';

/** The type of an online endpoint, with the version of Azure's API. */
export const ONLINE_ENDPOINT_TYPE = 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints@2025-09-01';

/** Azure's limit of deployments in one endpoint. */
const MAX_DEPLOYMENTS = 20;

export interface ManagedOnlineEndpointProps extends AzureResourceOptions, EndpointIdentityOptions {
  readonly workspace: IWorkspace;
  /** Part of the address that is called, so unique in the region; 3 to 32 characters. */
  readonly name: string;
  /** @default - none */
  readonly description?: string;
  /** Whether callers reach it from the internet, instead of through the private endpoint of the workspace. @default false */
  readonly publicNetworkAccessEnabled?: boolean;
}

/** What an existing endpoint is known by, apart from its id. */
export interface OnlineEndpointAttributes {
  readonly workspace: IWorkspace;
  /** The address that is called. @default - unknown */
  readonly scoringUri?: string;
}

/** An online endpoint, owned or existing. */
export interface IOnlineEndpoint extends IAzureResource {
  readonly workspace: IWorkspace;
  /** The address that is called; unknown for existing endpoints that were not told. */
  readonly scoringUri: string | undefined;
  /** The names of the deployments that were defined so far. */
  readonly deploymentNames: readonly string[];
  /** Whether live requests can be copied to another deployment; not on Kubernetes. */
  readonly mirrorTrafficSupported: boolean;

  /**
   * Lets the grantee call the endpoint.
   *
   * @param role holds `onlineEndpoints/score/action`. Of the built-in roles, the one that is meant for it can also change this
   * endpoint; a custom role of yours with that action alone can be passed by `BuiltInRole.of`.
   */
  grantInvoke(grantee: IGrantable, role?: BuiltInRole): RoleAssignment;
  /** Records a problem where the endpoint has a deployment of that name, or too many; what deployments call, existing ones without themselves. */
  claimDeployment(problems: Problems, name: string, deployment?: IWaitable): void;
  /** The deployments that were defined so far, without existing ones: what traffic waits for. */
  readonly deployments: readonly IWaitable[];
  /** Records a problem where the endpoint has a rollout already; what rollouts call. */
  claimRollout(problems: Problems): void;
}

/** Base of online endpoints, owned and existing. */
export abstract class OnlineEndpointBase extends AzureResource implements IOnlineEndpoint {
  abstract readonly workspace: IWorkspace;
  abstract readonly scoringUri: string | undefined;
  readonly mirrorTrafficSupported: boolean = true;

  private readonly byName = new Map<string, IWaitable | undefined>();
  private hasRollout = false;

  get deploymentNames(): readonly string[] {
    return [...this.byName.keys()];
  }

  get deployments(): readonly IWaitable[] {
    return [...this.byName.values()].filter((deployment) => deployment !== undefined);
  }

  grantInvoke(grantee: IGrantable, role = BuiltInRole.ML_DATA_SCIENTIST): RoleAssignment {
    return this.grant(role, grantee);
  }

  claimDeployment(problems: Problems, name: string, deployment?: IWaitable): void {
    const taken = this.deploymentNames.some((other) => other.toLowerCase() === name.toLowerCase());
    problems.require(!taken, { code: 'DeploymentNameTwice', prop: 'name', rule: 'is the name of another deployment of the endpoint', got: name, expected: 'a name of its own for each deployment', fix: 'give one of the two another name' });
    problems.require(this.byName.size < MAX_DEPLOYMENTS, { code: 'DeploymentLimit', prop: 'name', rule: 'is one deployment too many for the endpoint', got: this.byName.size + 1, expected: `at most ${MAX_DEPLOYMENTS}`, fix: 'use another endpoint' });
    this.byName.set(name, deployment);
  }

  claimRollout(problems: Problems): void {
    problems.require(!this.hasRollout, { code: 'RolloutTwice', prop: 'endpoint', rule: 'has another rollout: the two would take each other\'s traffic', got: this.node.path, expected: 'one rollout for each endpoint', fix: 'leave one of the two out' });
    this.hasRollout = true;
  }
}

/** What is sent to Azure, as its API has it. */
interface OnlineEndpointBody {
  readonly authMode: 'AADToken';
  readonly description?: string;
  readonly publicNetworkAccess: 'Enabled' | 'Disabled';
  readonly traffic: Readonly<Record<string, never>>;
  readonly mirrorTraffic: Readonly<Record<string, never>>;
}

/**
 * One address for the deployments of a model: private, called with tokens of Entra, acting by an identity that you know
 * before it exists. It begins without traffic: an `EndpointRollout` sends it to deployments.
 *
 * @see https://learn.microsoft.com/azure/machine-learning/concept-endpoints-online
 */
export class ManagedOnlineEndpoint extends OnlineEndpointBase {
  /**
   * An existing endpoint.
   *
   * @throws ValidationError `EndpointWorkspaceOther`
   */
  static fromEndpointId(scope: Construct, id: string, endpointId: string, attributes: OnlineEndpointAttributes): IOnlineEndpoint {
    return new ImportedOnlineEndpoint(scope, id, endpointId, attributes);
  }

  readonly resourceId: string;
  readonly resourceName: string;
  readonly workspace: IWorkspace;
  readonly scoringUri: string;
  /** Who deployments act as. */
  readonly identity: IGrantable;
  /** The user-assigned identity, where it has one. */
  readonly userAssignedIdentity: IManagedIdentity | undefined;

  /** @throws ValidationError `ServingNameInvalid`, `CloudFeatureMissing`, and those of the identity */
  constructor(scope: Construct, id: string, props: ManagedOnlineEndpointProps) {
    super(scope, id);
    const { workspace } = props;
    const problems = new Problems(this);
    checkServingName(problems, 'endpoint', props.name);
    if (!props.publicNetworkAccessEnabled) {
      const problem = cloudFeatureProblem(cloudOf(this), CloudFeature.PRIVATE_ONLINE_ENDPOINTS, { prop: 'publicNetworkAccessEnabled', got: false, expected: 'true', fix: 'open the endpoint, which still asks for tokens of Entra, or use a batch endpoint' });
      if (problem) problems.add(problem);
    }
    checkEndpointIdentity(problems, props);
    problems.throwIfAny();
    this.workspace = workspace;
    this.userAssignedIdentity = endpointIdentity(this, props.name, props);
    const properties: OnlineEndpointBody = {
      authMode: 'AADToken',
      description: props.description,
      publicNetworkAccess: (props.publicNetworkAccessEnabled ?? false) ? 'Enabled' : 'Disabled',
      // Azure refuses traffic to deployments that don't exist yet; the keys are here for `ignoreBodyChanges`, which keeps only what the body names.
      traffic: {},
      mirrorTraffic: {},
    };
    const resource = new Resource(this, 'Resource', {
      type: ONLINE_ENDPOINT_TYPE,
      name: props.name,
      parentId: workspace.resourceId,
      location: workspace.location,
      identity: [this.userAssignedIdentity ? { type: 'UserAssigned', identityIds: [this.userAssignedIdentity.resourceId] } : { type: 'SystemAssigned' }],
      body: { properties },
      schemaValidationEnabled: true,
      // Without it, any update of the endpoint would take its traffic away: the provider sends back what Azure has.
      ignoreBodyChanges: ['properties.traffic', 'properties.mirrorTraffic'],
      // Azure can't change the identity of an endpoint.
      replaceTriggersExternalValues: { identity: this.userAssignedIdentity?.resourceId ?? 'SystemAssigned' },
      responseExportValues: { scoringUri: 'properties.scoringUri' },
      dependsOn: this.requirements(props),
    });
    this.resourceId = resource.id;
    this.resourceName = resource.name;
    this.scoringUri = Token.asString(Fn.lookupNested(resource.output, ['scoringUri']));
    this.identity = this.userAssignedIdentity ?? new SystemAssignedIdentity(this, 'SystemAssignedIdentity', resource.identity.get(0).principalId);
    this.addFeatures(props);
  }

  private requirements(props: ManagedOnlineEndpointProps): ITerraformDependable[] | undefined {
    return waitFor(this, [...grantEndpointAccess(this.userAssignedIdentity, props), ...(props.requiredRoleAssignments ?? [])]);
  }
}

class ImportedOnlineEndpoint extends OnlineEndpointBase {
  readonly resourceName: string;
  readonly workspace: IWorkspace;
  readonly scoringUri: string | undefined;

  constructor(scope: Construct, id: string, readonly resourceId: string, attributes: OnlineEndpointAttributes) {
    super(scope, id);
    const { workspace } = attributes;
    const { name } = parseResourceId(this, 'endpointId', resourceId, 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints');
    const problems = new Problems(this);
    problems.require(Token.isUnresolved(workspace.resourceId) || resourceId.toLowerCase().startsWith(`${workspace.resourceId.toLowerCase()}/`), { code: 'EndpointWorkspaceOther', prop: 'endpointId', rule: 'is an endpoint of another workspace', got: resourceId, expected: `an endpoint of ${workspace.node.path}`, fix: 'pass the workspace that the endpoint is in' });
    problems.throwIfAny();
    this.resourceName = name;
    this.workspace = workspace;
    this.scoringUri = attributes.scoringUri;
  }
}
