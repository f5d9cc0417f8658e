import type { KubernetesClusterAutoScalerProfile } from '@cdktf/provider-azurerm/lib/kubernetes-cluster';
import type { Problems } from '../core/errors';

/** Which node pool grows where several could. */
export enum AutoScalerExpander {
  /** The one that has the least left over afterwards. */
  LEAST_WASTE = 'least-waste',
  /** The one that most waiting pods fit on. */
  MOST_PODS = 'most-pods',
  /** By the priorities in the config map `cluster-autoscaler-priority-expander`. */
  PRIORITY = 'priority',
  /** Any of them. */
  RANDOM = 'random',
}

/** How all autoscaling node pools of a cluster grow and shrink; what is left out stays as Azure has it. */
export interface AutoScalerOptions {
  /** @default AutoScalerExpander.RANDOM */
  readonly expander?: AutoScalerExpander;
  /** Whether pools of one size are kept equally large: for one pool in each zone. @default false */
  readonly balanceSimilarPoolsEnabled?: boolean;
  /** How often the autoscaler looks; at least 10. @default 10 */
  readonly scanSeconds?: number;
  /** How long nothing shrinks after something grew. @default 10 */
  readonly scaleDownAfterAddMinutes?: number;
  /** How long a node is idle before it goes. @default 10 */
  readonly scaleDownUnneededMinutes?: number;
  /** The share of a node's requests below which it counts as idle; above 0, at most 1. @default 0.5 */
  readonly scaleDownUtilization?: number;
  /** How long pods of a leaving node have to end. @default 600 */
  readonly gracefulTerminationSeconds?: number;
  /** How long a new node may take to come up: GPU nodes take longer. @default 15 */
  readonly nodeProvisioningMinutes?: number;
  /** Whether nodes with pods that use local storage stay. @default false */
  readonly nodesWithLocalStorageKept?: boolean;
}

/** Checks the options and gives their block. */
export function autoScalerBlock(problems: Problems, options: AutoScalerOptions): KubernetesClusterAutoScalerProfile {
  const { scanSeconds, scaleDownAfterAddMinutes, scaleDownUnneededMinutes, scaleDownUtilization, gracefulTerminationSeconds, nodeProvisioningMinutes } = options;
  const durations = { scanSeconds, scaleDownAfterAddMinutes, scaleDownUnneededMinutes, gracefulTerminationSeconds, nodeProvisioningMinutes };
  for (const [name, value] of Object.entries(durations)) {
    const min = name === 'scanSeconds' ? 10 : 1;
    problems.require(value === undefined || (Number.isInteger(value) && value >= min), { code: 'AutoScalerDurationInvalid', prop: `autoScaler.${name}`, rule: 'is too short or not a whole number', got: value, expected: `a whole number from ${min}`, fix: 'write a longer time' });
  }
  problems.require(scaleDownUtilization === undefined || (scaleDownUtilization > 0 && scaleDownUtilization <= 1), { code: 'AutoScalerUtilizationInvalid', prop: 'autoScaler.scaleDownUtilization', rule: 'is not a share', got: scaleDownUtilization, expected: 'more than 0, at most 1', fix: 'write a share, for example 0.5 for half' });
  return {
    expander: options.expander,
    balanceSimilarNodeGroups: options.balanceSimilarPoolsEnabled,
    scanInterval: withUnit(scanSeconds, 's'),
    scaleDownDelayAfterAdd: withUnit(scaleDownAfterAddMinutes, 'm'),
    scaleDownUnneeded: withUnit(scaleDownUnneededMinutes, 'm'),
    scaleDownUtilizationThreshold: withUnit(scaleDownUtilization, ''),
    maxGracefulTerminationSec: withUnit(gracefulTerminationSeconds, ''),
    maxNodeProvisioningTime: withUnit(nodeProvisioningMinutes, 'm'),
    skipNodesWithLocalStorage: options.nodesWithLocalStorageKept,
  };
}

function withUnit(value: number | undefined, unit: string): string | undefined {
  return value === undefined ? undefined : `${value}${unit}`;
}
