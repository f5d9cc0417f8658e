import type { KnownNodePool } from '../../../constructs/aks/node-pool-checks';
import { allocatable, isSelected, runsExtension, runsWorkloads } from '../../../constructs/aks/pool-fit';
import { VmSize } from '../../../constructs/ml/vm-size';

const pool = (own: Partial<KnownNodePool> = {}): KnownNodePool => ({ name: 'cpu', vmSize: VmSize.STANDARD_D4S_V5, maxNodes: 3, maxPods: 110, labels: { agentpool: 'cpu', 'node-purpose': 'cpu' }, taints: [], ...own });

describe('the fit of pools', () => {
  test.each([
    ['no taint', [], true, true],
    ['a taint for jobs and deployments', ['ml.azure.com/amlarc-workload=true:NoSchedule'], false, true],
    ['a taint for the parts of the extension', ['ml.azure.com/amlarc-system=true:NoSchedule'], true, false],
    ['a taint for all of Azure Machine Learning', ['ml.azure.com/amlarc=true:NoSchedule'], true, true],
    ['a taint without a value', ['ml.azure.com/amlarc:NoSchedule'], true, true],
    ['a taint that only advises', ['team=a:PreferNoSchedule'], true, true],
    ['a foreign taint', ['team=a:NoSchedule'], false, false],
    ['the taint of system pools', ['CriticalAddonsOnly=true:NoSchedule'], false, false],
  ])('with %s', (_, taints, extension, workloads) => {
    expect([runsExtension(pool({ taints })), runsWorkloads(pool({ taints }))]).toEqual([extension, workloads]);
  });

  test('with ARM processors is none', () => {
    const arm = pool({ vmSize: VmSize.of('Standard_D4pds_v5') });
    expect([runsExtension(arm), runsWorkloads(arm)]).toEqual([false, false]);
  });

  test('is by all labels', () => {
    const selectors: readonly Readonly<Record<string, string>>[] = [{}, { agentpool: 'cpu' }, { agentpool: 'cpu', 'node-purpose': 'gpu' }];
    expect(selectors.map((selector) => isSelected(pool(), selector))).toEqual([true, true, false]);
  });

  test.each([
    ['Standard_D2s_v5', { milliCores: 1900, memoryMib: 6044 }],
    ['Standard_D4s_v5', { milliCores: 3860, memoryMib: 14034 }],
    ['Standard_D8s_v5', { milliCores: 7820, memoryMib: 30418 }],
    ['Standard_NC4as_T4_v3', { milliCores: 3860 }],
  ])('%s leaves what AKS does not keep', (size, expected) => {
    expect(allocatable(pool({ vmSize: VmSize.of(size) }))).toEqual(expected);
  });
});
