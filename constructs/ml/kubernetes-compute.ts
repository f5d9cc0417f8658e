import type { ITerraformDependable } from 'cdktf';
import { dependable, Token } from 'cdktf';
import type { Construct } from 'constructs';
import { Resource } from '../../.gen/providers/azapi/resource';
import type { IMachineLearningExtension } from '../aks/machine-learning-extension';
import { TrustedAccessBinding, TrustedAccessRole } from '../aks/trusted-access-binding';
import type { IAzureResource } from '../core/azure-resource';
import { CloudFeature, cloudFeatureProblem } from '../core/cloud-features';
import { formatProblem, Problems } from '../core/errors';
import { cloudOf } from '../core/landscape-context';
import { parseResourceId } from '../core/resource-id';
import type { IWaitable } from '../core/waitable';
import { waitFor } from '../core/waitable';
import type { IManagedIdentity } from '../identity/managed-identity';
import type { IGrantable, RoleAssignment } from '../identity/role-assignment';
import type { IContainerRegistry } from '../registry/container-registry';
import type { IStorageAccount } from '../storage/storage-account';
import type { ComputeOptions } from './compute';
import { Compute } from './compute';
import type { KubernetesInstanceTypes } from './kubernetes-instance-type';
import { checkInstanceTypes, DEFAULT_INSTANCE_TYPE, instanceTypeBodies, poolProblems } from './kubernetes-instance-type';
import { SystemAssignedIdentity } from './system-assigned-identity';
import type { IWorkspace } from './workspace-base';

const TYPE = 'Microsoft.MachineLearningServices/workspaces/computes@2025-09-01';

/** Namespaces of Kubernetes, AKS and the extension, where jobs have no place. */
const RESERVED_NAMESPACES: readonly string[] = ['kube-system', 'kube-public', 'kube-node-lease', 'gatekeeper-system', 'azureml', 'calico-system', 'aks-istio-system', 'aks-istio-ingress', 'app-routing-system'];

export interface KubernetesComputeProps extends ComputeOptions {
  /** What makes the cluster one that the workspace can use; the compute waits for it. */
  readonly extension: IMachineLearningExtension;
  /** Where jobs and deployments run. Attaching doesn't make it: it has to be there before the first of them. */
  readonly namespace: string;
  /** Tells attached computes apart in generated names, which are short: 16 characters in all. @default - none */
  readonly purpose?: string;
  /** Who jobs act as. Deployments act as their endpoint. @default - an identity of the compute's own */
  readonly identity?: IManagedIdentity;
  /** The registry that jobs pull images from: the identity may. @default - nothing is granted */
  readonly containerRegistry?: IContainerRegistry;
  /** The storage that jobs read and write: the identity may. @default - nothing is granted */
  readonly storageAccount?: IStorageAccount;
  /** @default - `defaultinstancetype` alone: a tenth of a core, up to two, and 2 GiB */
  readonly instanceTypes?: KubernetesInstanceTypes;
  /** What jobs and deployments have that name no instance type. @default 'defaultinstancetype' */
  readonly defaultInstanceType?: string;
  /** Whether clients may sign in to the compute with keys, not only by Entra. @default false */
  readonly localAuthEnabled?: boolean;
  /** The binding by which the workspace reaches the cluster; it has one for each cluster. @default - one that is made here */
  readonly trustedAccess?: TrustedAccessBinding;
  /** Whether the identity of the workspace is granted what attaching needs. @default true */
  readonly attachGrantsEnabled?: boolean;
}

/** What an existing Kubernetes compute is known by, apart from its id. */
export interface KubernetesComputeAttributes {
  readonly workspace: IWorkspace;
  /** @default - not known: any name is taken */
  readonly instanceTypeNames?: readonly string[];
}

/** A Kubernetes cluster as compute of a workspace, owned or existing. */
export interface IKubernetesCompute extends IAzureResource {
  readonly workspace: IWorkspace;
  /** Whether its cluster answers requests; unknown, so true, for existing ones. */
  readonly inferenceEnabled: boolean;
  /** The instance types it has, with the default one; unknown for existing computes that were not told. */
  readonly instanceTypeNames: readonly string[] | undefined;
}

abstract class KubernetesComputeBase extends Compute implements IKubernetesCompute {
  abstract readonly workspace: IWorkspace;
  abstract readonly inferenceEnabled: boolean;
  abstract readonly instanceTypeNames: readonly string[] | undefined;
}

/**
 * A Kubernetes cluster, attached to a workspace: jobs and online endpoints run in a namespace of it, in the sizes that its
 * instance types name.
 *
 * @see https://learn.microsoft.com/azure/machine-learning/how-to-attach-kubernetes-to-workspace
 */
export class KubernetesCompute extends KubernetesComputeBase implements IWaitable {
  /** An existing compute. */
  static fromComputeId(scope: Construct, id: string, computeId: string, attributes: KubernetesComputeAttributes): IKubernetesCompute {
    return new ImportedKubernetesCompute(scope, id, computeId, attributes);
  }

  readonly resourceId: string;
  readonly resourceName: string;
  readonly workspace: IWorkspace;
  readonly inferenceEnabled: boolean;
  readonly instanceTypeNames: readonly string[];
  /** Who jobs act as. */
  readonly identity: IGrantable;
  /** The binding by which the workspace reaches the cluster, for further computes of the two. */
  readonly trustedAccess: TrustedAccessBinding;
  readonly dependable: ITerraformDependable;

  /**
   * @throws ValidationError `KubernetesNamespaceInvalid`, `KubernetesNamespaceReserved`, `KubernetesSubscription`, `CloudFeatureMissing`, `TrustedAccessOther`, `AttachGrantsUnused`, those of
   * instance types and of the name; and at the end of synth `InstanceTypePoolMissing`, `InstanceTypeGpuPoolMissing`, `InstanceTypeTooLarge`
   */
  constructor(scope: Construct, id: string, props: KubernetesComputeProps) {
    super(scope, id);
    const { workspace, extension, instanceTypes = {} } = props;
    const { cluster } = extension;
    const problems = new Problems(this);
    const name = this.computeName(problems, 'attachedCompute', props, props.purpose);
    this.check(problems, props);
    problems.throwIfAny();
    this.workspace = workspace;
    this.inferenceEnabled = extension.inferenceEnabled;
    this.instanceTypeNames = [...new Set([DEFAULT_INSTANCE_TYPE, ...Object.keys(instanceTypes)])];
    this.trustedAccess = props.trustedAccess ?? new TrustedAccessBinding(this, 'TrustedAccess', { cluster, source: workspace, role: TrustedAccessRole.MACHINE_LEARNING });
    const resource = new Resource(this, 'Resource', {
      type: TYPE,
      name,
      parentId: workspace.resourceId,
      location: workspace.location,
      identity: [props.identity ? { type: 'UserAssigned', identityIds: [props.identity.resourceId] } : { type: 'SystemAssigned' }],
      body: {
        properties: {
          computeType: 'Kubernetes',
          description: props.description,
          resourceId: cluster.resourceId,
          disableLocalAuth: !(props.localAuthEnabled ?? false),
          properties: { namespace: props.namespace, defaultInstanceType: props.defaultInstanceType, instanceTypes: props.instanceTypes && instanceTypeBodies(props.instanceTypes) },
        },
      },
      schemaValidationEnabled: true,
      replaceTriggersRefs: ['properties.resourceId', 'properties.properties.namespace'],
      // Azure can't change the tags of an attached compute.
      lifecycle: { ignoreChanges: ['tags'] },
      timeouts: { create: '60m', update: '60m', delete: '60m' },
    });
    this.resourceId = resource.id;
    this.resourceName = resource.name;
    this.identity = props.identity ?? new SystemAssignedIdentity(this, 'SystemAssignedIdentity', resource.identity.get(0).principalId);
    this.dependable = resource;
    const grants = this.grantAccess(props);
    resource.dependsOn = waitFor(this, [...extension.waitables, this.trustedAccess, ...this.attachGrants(props), ...(props.identity ? grants : [])])?.map(dependable);
    this.node.addValidation({ validate: () => poolProblems(instanceTypes, cluster.nodePools).map(formatProblem) });
    this.addFeatures(props);
  }

  /** What the identity of the workspace needs before the cluster is attached; Azure grants it to a workspace's own identity by itself. */
  private attachGrants({ workspace, extension, attachGrantsEnabled = true }: KubernetesComputeProps): readonly RoleAssignment[] {
    const { userAssignedIdentity } = workspace;
    return userAssignedIdentity && attachGrantsEnabled ? extension.cluster.grantMachineLearningAttach(userAssignedIdentity) : [];
  }

  private grantAccess({ containerRegistry, storageAccount }: KubernetesComputeProps): RoleAssignment[] {
    return [containerRegistry?.grantPull(this.identity), storageAccount?.grantBlobWrite(this.identity)].filter((grant) => grant !== undefined);
  }

  private check(problems: Problems, { workspace, extension, namespace, instanceTypes = {}, defaultInstanceType, trustedAccess, attachGrantsEnabled }: KubernetesComputeProps): void {
    const { cluster } = extension;
    const missing = cloudFeatureProblem(cloudOf(this), CloudFeature.KUBERNETES_COMPUTE, { prop: 'extension', got: cluster.node.path, fix: 'leave the construct out, and serve models on managed endpoints or plain Kubernetes' });
    if (missing) problems.add(missing);
    const valid = Token.isUnresolved(namespace) || /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(namespace);
    problems.require(valid, { code: 'KubernetesNamespaceInvalid', prop: 'namespace', rule: 'is not the name of a namespace', got: namespace, expected: '1 to 63 lower-case letters, digits and hyphens, starting and ending with a letter or digit', fix: 'correct it' });
    problems.require(!RESERVED_NAMESPACES.includes(namespace), { code: 'KubernetesNamespaceReserved', prop: 'namespace', rule: 'belongs to the cluster itself', got: namespace, expected: 'a namespace of your own', fix: 'choose another one' });
    const [own, other] = [subscriptionOf(workspace), subscriptionOf(cluster)];
    problems.require(own === undefined || other === undefined || own === other, { code: 'KubernetesSubscription', prop: 'extension', rule: 'is on a cluster of another subscription than the workspace, which Azure Machine Learning can\'t attach', got: other, expected: `a cluster of the subscription ${own ?? ''}`, fix: 'use such a cluster' });
    problems.require(trustedAccess === undefined || (trustedAccess.cluster === cluster && trustedAccess.source === workspace), { code: 'TrustedAccessOther', prop: 'trustedAccess', rule: 'binds another cluster or another workspace', got: trustedAccess?.node.path, expected: `a binding of ${workspace.node.path} to ${cluster.node.path}`, fix: 'pass that of another compute of the two, or leave it out' });
    problems.require(attachGrantsEnabled === undefined || workspace.userAssignedIdentity !== undefined, { code: 'AttachGrantsUnused', prop: 'attachGrantsEnabled', rule: 'has no effect on a workspace without a user-assigned identity', got: attachGrantsEnabled, expected: 'nothing: Azure grants its own identity what it needs', fix: 'leave it out' });
    checkInstanceTypes(problems, instanceTypes, defaultInstanceType);
  }
}

class ImportedKubernetesCompute extends KubernetesComputeBase {
  readonly resourceName: string;
  readonly workspace: IWorkspace;
  readonly inferenceEnabled = true;
  readonly instanceTypeNames: readonly string[] | undefined;

  constructor(scope: Construct, id: string, readonly resourceId: string, { workspace, instanceTypeNames }: KubernetesComputeAttributes) {
    super(scope, id);
    this.resourceName = parseResourceId(this, 'computeId', resourceId, 'Microsoft.MachineLearningServices/workspaces/computes').name;
    this.workspace = workspace;
    this.instanceTypeNames = instanceTypeNames && [...new Set([DEFAULT_INSTANCE_TYPE, ...instanceTypeNames])];
  }
}

/** The subscription of a resource, where its id is known. */
function subscriptionOf({ resourceId }: IAzureResource): string | undefined {
  return Token.isUnresolved(resourceId) ? undefined : resourceId.toLowerCase().split('/')[2];
}
