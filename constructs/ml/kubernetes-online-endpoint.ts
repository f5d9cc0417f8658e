import { dependable, Fn, Token } from 'cdktf';
import type { Construct } from 'constructs';
import { Resource } from '../../.gen/providers/azapi/resource';
import type { AzureResourceOptions } from '../core/azure-resource';
import { Problems } from '../core/errors';
import { parseResourceId } from '../core/resource-id';
import { waitFor } from '../core/waitable';
import type { IManagedIdentity } from '../identity/managed-identity';
import type { IGrantable } from '../identity/role-assignment';
import type { EndpointIdentityOptions } from './endpoint-identity';
import { checkEndpointIdentity, endpointIdentity, grantEndpointAccess } from './endpoint-identity';
import type { IKubernetesCompute } from './kubernetes-compute';
import type { IOnlineEndpoint } from './online-endpoint';
import { ONLINE_ENDPOINT_TYPE, OnlineEndpointBase } from './online-endpoint';
import { checkServingName } from './serving-name';
import { SystemAssignedIdentity } from './system-assigned-identity';
import type { IWorkspace } from './workspace-base';

/** What callers of a Kubernetes endpoint show. Tokens of Entra are for managed endpoints only. */
export enum KubernetesEndpointAuth {
  /** A token of Azure Machine Learning, which callers fetch by their role, and which expires. */
  ML_TOKEN = 'AMLToken',
  /** A key that never expires, the same for all. */
  KEY = 'Key',
}

export interface KubernetesOnlineEndpointProps extends AzureResourceOptions, EndpointIdentityOptions {
  /** Where its deployments run. */
  readonly compute: IKubernetesCompute;
  /** Part of the address that is called; 3 to 32 characters. */
  readonly name: string;
  /** @default - none */
  readonly description?: string;
  /** @default KubernetesEndpointAuth.ML_TOKEN */
  readonly auth?: KubernetesEndpointAuth;
}

/** What an existing Kubernetes endpoint is known by, apart from its id. */
export interface KubernetesOnlineEndpointAttributes {
  readonly compute: IKubernetesCompute;
  /** The address that is called. @default - unknown */
  readonly scoringUri?: string;
}

/** An online endpoint on a Kubernetes cluster, owned or existing. */
export interface IKubernetesOnlineEndpoint extends IOnlineEndpoint {
  /** Where its deployments run. */
  readonly compute: IKubernetesCompute;
}

abstract class KubernetesOnlineEndpointBase extends OnlineEndpointBase implements IKubernetesOnlineEndpoint {
  abstract readonly compute: IKubernetesCompute;
  override readonly mirrorTrafficSupported: boolean = false;

  get workspace(): IWorkspace {
    return this.compute.workspace;
  }
}

/** What is sent to Azure, as its API has it. */
interface KubernetesOnlineEndpointBody {
  readonly authMode: KubernetesEndpointAuth;
  readonly compute: string;
  readonly description?: string;
  readonly traffic: Readonly<Record<string, never>>;
  readonly mirrorTraffic: Readonly<Record<string, never>>;
}

/**
 * One address for the deployments of a model on your own cluster, behind the router of the cluster's extension. It begins
 * without traffic: an `EndpointRollout` sends it to deployments.
 *
 * @see https://learn.microsoft.com/azure/machine-learning/concept-endpoints-online
 */
export class KubernetesOnlineEndpoint extends KubernetesOnlineEndpointBase {
  /** An existing endpoint. */
  static fromEndpointId(scope: Construct, id: string, endpointId: string, attributes: KubernetesOnlineEndpointAttributes): IKubernetesOnlineEndpoint {
    return new ImportedKubernetesOnlineEndpoint(scope, id, endpointId, attributes);
  }

  readonly resourceId: string;
  readonly resourceName: string;
  readonly compute: IKubernetesCompute;
  readonly scoringUri: string;
  /** Who deployments act as. */
  readonly identity: IGrantable;
  /** The user-assigned identity, where it has one. */
  readonly userAssignedIdentity: IManagedIdentity | undefined;

  /** @throws ValidationError `EndpointComputeWithoutInference`, `ServingNameInvalid`, and those of the identity */
  constructor(scope: Construct, id: string, props: KubernetesOnlineEndpointProps) {
    super(scope, id);
    const { compute } = props;
    const problems = new Problems(this);
    checkServingName(problems, 'endpoint', props.name);
    checkEndpointIdentity(problems, props);
    problems.require(compute.inferenceEnabled, { code: 'EndpointComputeWithoutInference', prop: 'compute', rule: 'is a cluster that answers no requests', got: compute.node.path, expected: "a compute whose extension has 'inference'", fix: "add 'inference' to the extension, or use a ManagedOnlineEndpoint" });
    problems.throwIfAny();
    this.compute = compute;
    this.userAssignedIdentity = endpointIdentity(this, props.name, props);
    const properties: KubernetesOnlineEndpointBody = {
      authMode: props.auth ?? KubernetesEndpointAuth.ML_TOKEN,
      compute: compute.resourceId,
      description: props.description,
      // Azure refuses traffic to deployments that don't exist yet; the keys are here for `ignoreBodyChanges`, which keeps only what the body names.
      traffic: {},
      mirrorTraffic: {},
    };
    const resource = new Resource(this, 'Resource', {
      type: ONLINE_ENDPOINT_TYPE,
      name: props.name,
      parentId: compute.workspace.resourceId,
      location: compute.workspace.location,
      identity: [this.userAssignedIdentity ? { type: 'UserAssigned', identityIds: [this.userAssignedIdentity.resourceId] } : { type: 'SystemAssigned' }],
      body: { properties },
      schemaValidationEnabled: true,
      // Without it, any update of the endpoint would take its traffic away: the provider sends back what Azure has.
      ignoreBodyChanges: ['properties.traffic', 'properties.mirrorTraffic'],
      replaceTriggersRefs: ['properties.compute', 'properties.authMode'],
      // Azure can't change the identity of an endpoint.
      replaceTriggersExternalValues: { identity: this.userAssignedIdentity?.resourceId ?? 'SystemAssigned' },
      responseExportValues: { scoringUri: 'properties.scoringUri' },
    });
    resource.dependsOn = waitFor(this, [...grantEndpointAccess(this.userAssignedIdentity, props), ...(props.requiredRoleAssignments ?? [])])?.map(dependable);
    this.resourceId = resource.id;
    this.resourceName = resource.name;
    this.scoringUri = Token.asString(Fn.lookupNested(resource.output, ['scoringUri']));
    this.identity = this.userAssignedIdentity ?? new SystemAssignedIdentity(this, 'SystemAssignedIdentity', resource.identity.get(0).principalId);
    this.addFeatures(props);
  }
}

class ImportedKubernetesOnlineEndpoint extends KubernetesOnlineEndpointBase {
  readonly resourceName: string;
  readonly compute: IKubernetesCompute;
  readonly scoringUri: string | undefined;

  constructor(scope: Construct, id: string, readonly resourceId: string, { compute, scoringUri }: KubernetesOnlineEndpointAttributes) {
    super(scope, id);
    this.resourceName = parseResourceId(this, 'endpointId', resourceId, 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints').name;
    this.compute = compute;
    this.scoringUri = scoringUri;
  }
}
