import { VmSize } from '../../constructs/ml/vm-size';
import { rule } from './rule';

/** The nodes that Azure wants for online endpoints of production. */
const PRODUCTION_INFERENCE_NODES = 3;
const HOST_NAME = /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/;

/** What the workspace does with the cluster is something, and the pools have room for it. */
export const clusterMachineLearningRule = rule(['stage', 'aks'], ({ stage, aks }, report) => {
  if (!aks?.machineLearning) return;
  const { training, inference, instanceTypes, defaultInstanceType } = aks.machineLearning;
  const prop = 'aks.machineLearning';
  const names = Object.keys(instanceTypes);
  if (!training && !inference) report({ code: 'ClusterPurposeMissing', prop: `${prop}.training`, rule: 'is off, and there are no online endpoints: the workspace would do nothing with the cluster', got: false, expected: `true, or '${prop}.inference'`, fix: `turn it on, or remove '${prop}'` });
  if (!names.includes(defaultInstanceType)) report({ code: 'ClusterDefaultTypeUnknown', prop: `${prop}.defaultInstanceType`, rule: 'is not one of the instance types', got: defaultInstanceType, expected: names.join(', ') || 'an instance type, of which there are none', fix: 'name one of these' });
  for (const [name, { cpuCores, gpus, pool }] of Object.entries(instanceTypes)) {
    const at = `${prop}.instanceTypes.${name}`;
    const nodes = pool === 'gpu' ? aks.gpuPool : aks.cpuPool;
    if (!nodes) report({ code: 'ClusterTypePoolMissing', prop: `${at}.pool`, rule: 'is a pool that the cluster does not have', got: pool, expected: '"cpu"', fix: "change it, or add 'aks.gpuPool'" });
    if (gpus !== undefined && pool === 'cpu') report({ code: 'ClusterTypeGpus', prop: `${at}.gpus`, rule: 'is asked of nodes without GPUs', got: gpus, expected: 'nothing', fix: "remove it, or set 'pool' to \"gpu\"" });
    const cores = nodes && VmSize.tryOf(nodes.vmSize)?.cores;
    if (cores !== undefined && cpuCores >= cores) report({ code: 'ClusterTypeTooLarge', prop: `${at}.cpuCores`, rule: 'is all that a node has, or more; some is kept for Kubernetes', got: cpuCores, expected: `less than ${cores}`, fix: `lower it, or choose larger nodes for 'aks.${pool}Pool'` });
  }
  if (!inference) return;
  if (!HOST_NAME.test(inference.hostName)) report({ code: 'ClusterHostNameInvalid', prop: `${prop}.inference.hostName`, rule: 'is not a host name', got: inference.hostName, expected: 'a full name in lower case, for example scoring.contoso.com', fix: 'leave out the protocol, port and path' });
  if (stage === 'production' && aks.cpuPool.maxNodes < PRODUCTION_INFERENCE_NODES) report({ code: 'ProductionInferenceNodes', prop: 'aks.cpuPool.maxNodes', rule: 'is too few for online endpoints of production', got: aks.cpuPool.maxNodes, expected: `at least ${PRODUCTION_INFERENCE_NODES}`, fix: 'raise it' });
});
