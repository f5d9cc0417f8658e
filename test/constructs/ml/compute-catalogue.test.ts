import { ComputeCatalogue } from '../../../constructs/ml/compute-catalogue';
import type { ComputeAllowance } from '../../../constructs/ml/compute-catalogue';
import type { ComputeClusterProps } from '../../../constructs/ml/compute-cluster';
import { ClusterPriority, ComputeCluster } from '../../../constructs/ml/compute-cluster';
import type { ComputeInstanceProps } from '../../../constructs/ml/compute-instance';
import { ComputeInstance } from '../../../constructs/ml/compute-instance';
import { VmSize } from '../../../constructs/ml/vm-size';
import { problemsOf, synthesise } from '../../support/template';
import { azapi, PERSON_ID, workspace } from './fixtures';

const { STANDARD_DS3_V2: SMALL, STANDARD_E8DS_V5: LARGE, STANDARD_NC6S_V3: GPU } = VmSize;

const CATALOGUE = new ComputeCatalogue({
  dataScientist: {
    clusters: { vmSizes: [SMALL, GPU], maxNodes: 4, priorities: [ClusterPriority.LOW_PRIORITY] },
    instances: { vmSizes: [SMALL], maxIdleMinutes: 60 },
  },
  pipeline: { clusters: { vmSizes: [LARGE], maxNodes: 10, maxMinNodes: 1 } },
  analyst: { instances: { vmSizes: [SMALL] } },
});

type Persona = (typeof CATALOGUE)['personas'][number];

const clusterFails = (persona: Persona, props: Partial<ComputeClusterProps>): string => problemsOf((stack) => new ComputeCluster(stack, 'Cluster', CATALOGUE.cluster(persona, { workspace: workspace(stack), vmSize: SMALL, maxNodes: 1, ...props })));
const instanceFails = (persona: Persona, props: Partial<ComputeInstanceProps>): string => problemsOf((stack) => new ComputeInstance(stack, 'Instance', CATALOGUE.instance(persona, { workspace: workspace(stack), vmSize: SMALL, assignedUser: { objectId: PERSON_ID }, ...props })));
const catalogueFails = (allowance: ComputeAllowance): string => problemsOf(() => new ComputeCatalogue({ dataScientist: allowance }));

describe('ComputeCatalogue', () => {
  test('lets through what a persona may have', () => {
    const template = synthesise((stack) => {
      azapi(stack);
      const own = workspace(stack);
      new ComputeCluster(stack, 'Cluster', CATALOGUE.cluster('dataScientist', { workspace: own, vmSize: SMALL, maxNodes: 4, priority: ClusterPriority.LOW_PRIORITY }));
      new ComputeCluster(stack, 'Warm', CATALOGUE.cluster('pipeline', { workspace: own, purpose: 'warm', vmSize: LARGE, minNodes: 1, maxNodes: 10 }));
      new ComputeInstance(stack, 'Instance', CATALOGUE.instance('dataScientist', { workspace: own, vmSize: SMALL, assignedUser: { objectId: PERSON_ID } }));
      new ComputeInstance(stack, 'Long', CATALOGUE.instance('analyst', { workspace: own, purpose: 'b', vmSize: SMALL, assignedUser: { objectId: PERSON_ID }, idleShutdownEnabled: false }));
    });
    expect(template.counts).toMatchObject({ azurerm_machine_learning_compute_cluster: 2 });
    expect(Object.values(template.resources('azurerm_machine_learning_compute_cluster')).map(({ vm_size, vm_priority }) => [vm_size, vm_priority])).toEqual([['Standard_DS3_v2', 'LowPriority'], ['Standard_E8ds_v5', 'Dedicated']]);
  });

  test('is a table for people', () => {
    expect(CATALOGUE.toMarkdown()).toBe(
      `| persona | compute | sizes | nodes (idle..most) | priority | idle minutes |
|---|---|---|---|---|---|
| dataScientist | cluster | Standard_DS3_v2, Standard_NC6s_v3 | 0..4 | LowPriority | |
| dataScientist | instance | Standard_DS3_v2 | 1 | Dedicated | 60 |
| pipeline | cluster | Standard_E8ds_v5 | 1..10 | Dedicated, LowPriority | |
| analyst | instance | Standard_DS3_v2 | 1 | Dedicated |  |`,
    );
  });

  test('fails with all that a persona may not have of a cluster', () => {
    expect(clusterFails('dataScientist', { vmSize: LARGE, minNodes: 1, maxNodes: 5 })).toBe(
      `4 problems (at compute catalogue, dataScientist):
  - [PersonaClusterSize] 'vmSize' is no size of clusters that the persona may have: got "Standard_E8ds_v5"; expected Standard_DS3_v2, Standard_NC6s_v3; choose one of these, or add it to the catalogue
  - [PersonaClusterNodes] 'maxNodes' is more than the persona may have: got 5; expected at most 4; lower it, or raise it in the catalogue
  - [PersonaClusterMinNodes] 'minNodes' is more than the persona may keep idle: got 1; expected at most 0; lower it, or raise 'maxMinNodes' in the catalogue
  - [PersonaClusterPriority] 'priority' is none that the persona may have: got "Dedicated"; expected LowPriority; choose one of these, or add it to the catalogue`,
    );
  });

  test('fails with a larger, or longer idle, instance', () => {
    expect(instanceFails('dataScientist', { vmSize: GPU, idleMinutes: 61 })).toBe(
      `2 problems (at compute catalogue, dataScientist):
  - [PersonaInstanceSize] 'vmSize' is no size of instances that the persona may have: got "Standard_NC6s_v3"; expected Standard_DS3_v2; choose one of these, or add it to the catalogue
  - [PersonaInstanceIdle] 'idleMinutes' is longer than the persona may leave an instance idle: got 61; expected at most 60; shorten it, or raise it in the catalogue`,
    );
    expect(instanceFails('dataScientist', { idleShutdownEnabled: false })).toBe(`[PersonaInstanceIdle] 'idleMinutes' is longer than the persona may leave an instance idle: got "no shutdown"; expected at most 60; shorten it, or raise it in the catalogue (at compute catalogue, dataScientist)`);
  });

  test('fails with a kind of compute that a persona has none of', () => {
    expect(clusterFails('analyst', {})).toBe("[PersonaWithoutClusters] 'cluster' is nothing that the persona may have: expected no cluster; give the persona 'clusters' in the catalogue (at compute catalogue, analyst)");
    expect(instanceFails('pipeline', {})).toBe("[PersonaWithoutInstances] 'instance' is nothing that the persona may have: expected no instance; give the persona 'instances' in the catalogue (at compute catalogue, pipeline)");
  });

  test('fails with a persona that the catalogue has not', () => {
    const open = new ComputeCatalogue<string>({ analyst: {} });
    expect(problemsOf((stack) => open.cluster('auditor', { workspace: workspace(stack), vmSize: SMALL, maxNodes: 1 }))).toBe(`[PersonaUnknown] 'persona' is not in the catalogue: got "auditor"; expected analyst; use one of these, or add the persona (at compute catalogue)`);
  });

  test('fails with allowances that allow nothing', () => {
    expect(problemsOf(() => new ComputeCatalogue({}))).toBe("[CatalogueEmpty] 'allowances' has no persona: got {}; expected at least one persona; say what somebody may have (at compute catalogue)");
    expect(catalogueFails({ clusters: { vmSizes: [], maxNodes: 1, maxMinNodes: 2, priorities: [] }, instances: { vmSizes: [SMALL, SMALL], maxIdleMinutes: 5 } })).toBe(
      `5 problems (at compute catalogue):
  - [CatalogueSizesEmpty] 'dataScientist.clusters.vmSizes' has no size: got ""; expected at least one VM size; name a size, or leave the kind of compute out
  - [CatalogueNodesInvalid] 'dataScientist.clusters.maxNodes' and maxMinNodes are not numbers of nodes: got {"maxNodes":1,"maxMinNodes":2}; expected whole numbers, maxNodes from 1 and maxMinNodes from 0 to maxNodes; correct the numbers
  - [CataloguePrioritiesEmpty] 'dataScientist.clusters.priorities' allows no cluster at all: got []; expected Dedicated, LowPriority; name at least one, or leave it out
  - [CatalogueSizeTwice] 'dataScientist.instances.vmSizes[1]' is in the list already: got "Standard_DS3_v2"; expected each size once; leave one of the two out
  - [CatalogueIdleInvalid] 'dataScientist.instances.maxIdleMinutes' is out of range: got 5; expected whole minutes from 15 to 4320; choose a number in the range`,
    );
  });
});
