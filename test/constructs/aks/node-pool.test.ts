import { NodePoolPurpose, SpotEvictionPolicy, TaintEffect } from '../../../constructs/aks/node-pool';
import { VmSize } from '../../../constructs/ml/vm-size';
import { synthesise } from '../../support/template';
import { clusterOf, CPU_POOL, GPU_POOL, SUBNET_ID, subnetOf } from './support';

const POOL = 'azurerm_kubernetes_cluster_node_pool';

describe('KubernetesNodePool', () => {
  test('scales a pool for CPUs in the subnet and zones of the cluster', () => {
    const template = synthesise((stack) => clusterOf(stack).addNodePool('Cpu', CPU_POOL));
    expect(template.resource(POOL)).toEqual({
      auto_scaling_enabled: true,
      host_encryption_enabled: true,
      kubernetes_cluster_id: expect.stringMatching(/^\$\{azurerm_kubernetes_cluster\.Cluster_\w+\.id\}$/),
      lifecycle: { ignore_changes: ['node_count'] },
      max_count: 5,
      max_pods: 110,
      min_count: 0,
      mode: 'User',
      name: 'cpu',
      node_labels: { 'node-purpose': 'cpu' },
      os_disk_size_gb: 128,
      os_disk_type: 'Managed',
      os_sku: 'Ubuntu',
      priority: 'Regular',
      temporary_name_for_rotation: 'tmpcpu',
      upgrade_settings: { drain_timeout_in_minutes: 30, max_surge: '10%' },
      vm_size: 'Standard_D8ds_v5',
      vnet_subnet_id: SUBNET_ID,
      zones: ['1', '2', '3'],
    });
  });

  test('keeps a pool for GPUs to machine learning', () => {
    const template = synthesise((stack) => clusterOf(stack).addNodePool('Gpu', { ...GPU_POOL, gpuDriverEnabled: false, zones: [], upgrade: { maxUnavailable: '1' } }));
    const pool = template.resource(POOL);
    expect(pool).toMatchObject({ gpu_driver: 'None', node_labels: { 'node-purpose': 'gpu' }, node_taints: ['ml.azure.com/amlarc-workload=true:NoSchedule'], upgrade_settings: { drain_timeout_in_minutes: 30, max_unavailable: '1' } });
    expect(pool['zones']).toEqual(undefined);
  });

  test('marks spot nodes as AKS does, and leaves their upgrade out', () => {
    const template = synthesise((stack) => clusterOf(stack).addNodePool('Spot', { ...CPU_POOL, spot: { evictionPolicy: SpotEvictionPolicy.DEALLOCATE, maxPricePerHour: 0.5 }, taints: [{ key: 'team', value: 'ml', effect: TaintEffect.NO_EXECUTE }] }));
    const pool = template.resource(POOL);
    expect(pool).toMatchObject({
      eviction_policy: 'Deallocate',
      node_labels: { 'kubernetes.azure.com/scalesetpriority': 'spot', 'node-purpose': 'cpu' },
      node_taints: ['team=ml:NoExecute', 'kubernetes.azure.com/scalesetpriority=spot:NoSchedule'],
      priority: 'Spot',
      spot_max_price: 0.5,
    });
    expect(pool['upgrade_settings']).toEqual(undefined);
  });

  test('makes room for the pods of Kubernetes itself', () => {
    const template = synthesise((stack) => clusterOf(stack).addNodePool('System', { name: 'system2', purpose: NodePoolPurpose.SYSTEM, vmSize: VmSize.STANDARD_D4S_V5, nodeCount: 3 }));
    const pool = template.resource(POOL);
    expect(pool).toMatchObject({ auto_scaling_enabled: false, mode: 'System', node_count: 3, node_taints: ['CriticalAddonsOnly=true:NoSchedule'] });
    expect(pool['lifecycle']).toEqual(undefined);
  });

  test('waits until the control plane may use a subnet of its own', () => {
    const template = synthesise((stack) => clusterOf(stack).addNodePool('Gpu', { ...GPU_POOL, subnet: subnetOf(stack, { cidr: '10.11.0.0/28' }, 'Gpus') }));
    expect(template.resource(POOL)).toMatchObject({ vnet_subnet_id: `${SUBNET_ID}-gpus`, depends_on: [expect.stringMatching(/^azurerm_role_assignment\.Gpus_NetworkContributorToControlPlaneIdentity_/)] });
  });

  test('says which pools a cluster has', () => {
    const names: string[] = [];
    synthesise((stack) => {
      const cluster = clusterOf(stack);
      cluster.addNodePool('Cpu', CPU_POOL);
      names.push(...cluster.nodePools.poolNames);
    });
    expect(names).toEqual(['system', 'cpu']);
  });
});
