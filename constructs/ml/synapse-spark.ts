import { MachineLearningSynapseSpark } from '@cdktf/provider-azurerm/lib/machine-learning-synapse-spark';
import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import { CloudFeature, cloudFeatureProblem } from '../core/cloud-features';
import { Problems } from '../core/errors';
import { cloudOf } from '../core/landscape-context';
import { parseResourceId } from '../core/resource-id';
import type { IManagedIdentity } from '../identity/managed-identity';
import type { IGrantable } from '../identity/role-assignment';
import type { ComputeOptions } from './compute';
import { checkIdentities, Compute, computeIdentity } from './compute';
import { SystemAssignedIdentity } from './system-assigned-identity';

export interface SynapseSparkProps extends ComputeOptions {
  /** Tells attached pools apart in generated names, which are short: 16 characters in all. @default - none */
  readonly purpose?: string;
  /** The id of the Spark pool, `.../Microsoft.Synapse/workspaces/<workspace>/bigDataPools/<pool>`. */
  readonly sparkPoolId: string;
  /** The identity that jobs act as; exactly one. It needs the Synapse Administrator role in the Synapse workspace. @default - one of its own */
  readonly identity?: IManagedIdentity;
}

/**
 * A Spark pool of Synapse, attached to a workspace.
 *
 * @see https://learn.microsoft.com/azure/machine-learning/how-to-manage-synapse-spark-pool
 */
export class SynapseSpark extends Compute {
  readonly resourceId: string;
  readonly resourceName: string;
  /** Who jobs act as. */
  readonly identity: IGrantable;

  /** @throws ValidationError `SynapseNameTooShort`, and those of the pool's id, of a compute and its name */
  constructor(scope: Construct, id: string, props: SynapseSparkProps) {
    super(scope, id);
    const problems = new Problems(this);
    const name = this.computeName(problems, 'attachedCompute', props, props.purpose);
    // The provider's own rule is one character stricter than Azure's.
    problems.require(Token.isUnresolved(name) || name.length !== 2, { code: 'SynapseNameTooShort', prop: 'name', rule: 'is too short for an attached Spark pool', got: name, expected: '3 to 16 characters', fix: 'lengthen it' });
    const identities = props.identity && [props.identity];
    checkIdentities(problems, identities);
    const missing = cloudFeatureProblem(cloudOf(this), CloudFeature.SPARK_POOLS, { prop: 'sparkPoolId', got: props.sparkPoolId, fix: 'leave the construct out, and use compute clusters' });
    if (missing) problems.add(missing);
    problems.throwIfAny();
    if (!Token.isUnresolved(props.sparkPoolId)) parseResourceId(this, 'sparkPoolId', props.sparkPoolId, 'Microsoft.Synapse/workspaces/bigDataPools');
    const resource = new MachineLearningSynapseSpark(this, 'Resource', {
      name,
      machineLearningWorkspaceId: props.workspace.resourceId,
      location: props.workspace.location,
      synapseSparkPoolId: props.sparkPoolId,
      description: props.description,
      localAuthEnabled: false,
      identity: computeIdentity(identities),
      // Other tags would attach the pool anew.
      lifecycle: { ignoreChanges: ['tags'] },
    });
    this.resourceId = resource.id;
    this.resourceName = resource.name;
    this.identity = props.identity ?? new SystemAssignedIdentity(this, 'SystemAssignedIdentity', resource.identity.principalId);
    this.addFeatures(props);
  }
}
