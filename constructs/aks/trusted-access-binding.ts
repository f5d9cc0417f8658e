import { KubernetesClusterTrustedAccessRoleBinding } from '@cdktf/provider-azurerm/lib/kubernetes-cluster-trusted-access-role-binding';
import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import { AzureConstruct } from '../core/azure-construct';
import type { IAzureResource } from '../core/azure-resource';
import { Problems } from '../core/errors';
import type { IWaitable } from '../core/waitable';
import type { IKubernetesCluster } from './kubernetes-cluster';

/** What a trusted source may do in a cluster. */
export enum TrustedAccessRole {
  /** What Azure Machine Learning needs to run jobs and deployments. */
  MACHINE_LEARNING = 'Microsoft.MachineLearningServices/workspaces/mlworkload',
}

export interface TrustedAccessBindingProps {
  readonly cluster: IKubernetesCluster;
  /** What is trusted: a workspace, in the subscription of the cluster. */
  readonly source: IAzureResource;
  readonly role: TrustedAccessRole;
  /** @default - by the naming convention, with `purpose` */
  readonly name?: string;
  /** Tells the bindings of a cluster apart in generated names, which are short: 24 characters in all. @default 'aml' */
  readonly purpose?: string;
}

/**
 * Lets a service of Azure reach the API server of a cluster that has no local accounts, a private address or named ranges only.
 *
 * @see https://learn.microsoft.com/azure/aks/trusted-access-feature
 */
export class TrustedAccessBinding extends AzureConstruct implements IWaitable {
  readonly bindingId: string;
  readonly source: IAzureResource;
  readonly cluster: IKubernetesCluster;
  readonly dependable: ITerraformDependable;

  /** @throws ValidationError `TrustedAccessTwice`, `TrustedAccessLimit`, and those of the name */
  constructor(scope: Construct, id: string, props: TrustedAccessBindingProps) {
    super(scope, id);
    const { cluster, source } = props;
    const problems = new Problems(this);
    const name = this.nameOf(problems, 'trustedAccessBinding', props.name, props.purpose ?? 'aml');
    cluster.claimTrustedAccess(problems, source);
    problems.throwIfAny();
    const resource = new KubernetesClusterTrustedAccessRoleBinding(this, 'Resource', { name, kubernetesClusterId: cluster.resourceId, sourceResourceId: source.resourceId, roles: [props.role] });
    this.bindingId = resource.id;
    this.source = source;
    this.cluster = cluster;
    this.dependable = resource;
  }
}
