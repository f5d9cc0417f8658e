import type { TerraformStack } from 'cdktf';
import type { IKubernetesCluster } from '../../../constructs/aks/kubernetes-cluster';
import type { IMachineLearningExtension } from '../../../constructs/aks/machine-learning-extension';
import { MachineLearningExtension } from '../../../constructs/aks/machine-learning-extension';
import type { KubernetesComputeAttributes, KubernetesComputeProps, IKubernetesCompute } from '../../../constructs/ml/kubernetes-compute';
import { KubernetesCompute } from '../../../constructs/ml/kubernetes-compute';
import type { KubernetesInstanceTypes } from '../../../constructs/ml/kubernetes-instance-type';
import { clusterOf, CPU_POOL, GPU_POOL, importedCluster } from '../aks/support';
import { azapi, workspace, WORKSPACE_ID } from './fixtures';

export const COMPUTE_ID = `${WORKSPACE_ID}/computes/k8s`;
export const SMALL = { requests: { cpuCores: 0.5, memoryGib: 2 } };

/** An extension that is installed already, on an existing cluster unless another is passed. */
export function installed(stack: TerraformStack, cluster?: IKubernetesCluster, inferenceEnabled = true): IMachineLearningExtension {
  return MachineLearningExtension.fromAttributes(stack, 'Installed', { cluster: cluster ?? importedCluster(stack), trainingEnabled: true, inferenceEnabled });
}

/** A compute with what is required. */
export function compute(stack: TerraformStack, props: Partial<KubernetesComputeProps> = {}): KubernetesCompute {
  azapi(stack);
  return new KubernetesCompute(stack, 'Compute', { workspace: props.workspace ?? workspace(stack), extension: props.extension ?? installed(stack), name: 'k8s', namespace: 'machine-learning', ...props });
}

/** A compute on a cluster that the landscape owns, with pools for CPUs and GPUs. */
export function ownCompute(stack: TerraformStack, instanceTypes: KubernetesInstanceTypes): KubernetesCompute {
  const cluster = clusterOf(stack);
  cluster.addNodePool('Cpu', CPU_POOL);
  cluster.addNodePool('Gpu', GPU_POOL);
  return compute(stack, { extension: new MachineLearningExtension(stack, 'Extension', { cluster, trainingEnabled: true }), instanceTypes });
}

/** An existing compute. */
export function existingCompute(stack: TerraformStack, attributes: Partial<KubernetesComputeAttributes> = {}): IKubernetesCompute {
  return KubernetesCompute.fromComputeId(stack, 'Compute', COMPUTE_ID, { workspace: workspace(stack), ...attributes });
}
