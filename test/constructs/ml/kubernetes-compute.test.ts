import { TrustedAccessBinding, TrustedAccessRole } from '../../../constructs/aks/trusted-access-binding';
import { BuiltInRole } from '../../../constructs/identity/built-in-role';
import { Principal } from '../../../constructs/identity/role-assignment';
import type { KubernetesComputeProps } from '../../../constructs/ml/kubernetes-compute';
import { KubernetesCompute } from '../../../constructs/ml/kubernetes-compute';
import type { KubernetesInstanceTypes } from '../../../constructs/ml/kubernetes-instance-type';
import { IsolationMode } from '../../../constructs/ml/managed-network';
import { ContainerRegistry } from '../../../constructs/registry/container-registry';
import type { Block } from '../../support/template';
import { problemsOf, synthesise } from '../../support/template';
import { CLUSTER_ID, importedCluster } from '../aks/support';
import { identity, PERSON_ID, REGISTRY_ID, storage, workspace, WORKSPACE_ID } from './fixtures';
import { compute, COMPUTE_ID, existingCompute, installed, ownCompute, SMALL } from './kubernetes-fixtures';

const problems = (props: Partial<KubernetesComputeProps>): string => problemsOf((stack) => void compute(stack, props));
const bodyOf = (block: Block): Block => ((block['body'] as Block)['properties'] as Block)['properties'] as Block;
const withTypes = (instanceTypes: KubernetesInstanceTypes) => () => synthesise((stack) => void ownCompute(stack, instanceTypes));

describe('KubernetesCompute', () => {
  test('attaches a cluster that the workspace is trusted by, as an identity of its own', () => {
    const template = synthesise((stack) => void compute(stack));
    expect(template.resource('azapi_resource')).toEqual({
      body: { properties: { computeType: 'Kubernetes', disableLocalAuth: true, properties: { namespace: 'machine-learning' }, resourceId: CLUSTER_ID } },
      depends_on: ['azurerm_kubernetes_cluster_trusted_access_role_binding.Compute_TrustedAccess_2CF7608F'],
      identity: [{ type: 'SystemAssigned' }],
      lifecycle: { ignore_changes: ['tags'] },
      location: 'westeurope',
      name: 'k8s',
      parent_id: WORKSPACE_ID,
      replace_triggers_refs: ['properties.resourceId', 'properties.properties.namespace'],
      schema_validation_enabled: true,
      timeouts: { create: '60m', delete: '60m', update: '60m' },
      type: 'Microsoft.MachineLearningServices/workspaces/computes@2025-09-01',
    });
    expect(template.resource('azurerm_kubernetes_cluster_trusted_access_role_binding')).toMatchObject({ kubernetes_cluster_id: CLUSTER_ID, source_resource_id: WORKSPACE_ID });
    expect(template.counts).toEqual({ azapi_resource: 1, azurerm_kubernetes_cluster_trusted_access_role_binding: 1 });
  });

  test('takes all values, and may pull images and write data before it exists', () => {
    const template = synthesise((stack) => void compute(stack, {
      description: 'All values', identity: identity(stack), containerRegistry: ContainerRegistry.fromAttributes(stack, 'Registry', { resourceId: REGISTRY_ID }), storageAccount: storage(stack), localAuthEnabled: true,
      instanceTypes: { small: SMALL, gpu: { requests: { cpuCores: 2, memoryGib: 8 }, limits: { cpuCores: 3, memoryGib: 16 }, gpus: 1, nodeSelector: { 'node-purpose': 'gpu' } } }, defaultInstanceType: 'small',
      roleAssignments: [{ role: BuiltInRole.READER, grantee: Principal.group('Trainers', PERSON_ID) }],
    }));
    const block = template.resource('azapi_resource');
    expect(block).toMatchObject({ body: { properties: { description: 'All values', disableLocalAuth: false } }, identity: [{ type: 'UserAssigned', identity_ids: [expect.stringMatching(/id-training$/)] }] });
    expect(bodyOf(block)).toEqual({
      namespace: 'machine-learning',
      defaultInstanceType: 'small',
      instanceTypes: {
        gpu: { nodeSelector: { 'node-purpose': 'gpu' }, resources: { requests: { cpu: '2000m', memory: '8192Mi' }, limits: { cpu: '3000m', memory: '16384Mi', 'nvidia.com/gpu': '1' } } },
        small: { resources: { requests: { cpu: '500m', memory: '2048Mi' }, limits: { cpu: '500m', memory: '2048Mi' } } },
      },
    });
    expect((block['depends_on'] as string[]).map((name) => name.replace(/_[0-9A-F]{8}$/, ''))).toEqual([
      'azurerm_kubernetes_cluster_trusted_access_role_binding.Compute_TrustedAccess',
      'azurerm_role_assignment.Registry_AcrPullToTraining',
      'azurerm_role_assignment.Storage_StorageBlobDataContributorToTraining',
    ]);
  });

  test('grants the identity of its own afterwards', () => {
    const template = synthesise((stack) => void compute(stack, { storageAccount: storage(stack) }));
    expect(template.resource('azurerm_role_assignment')).toMatchObject({ principal_id: expect.stringMatching(/azapi_resource\.Compute_\w+\.identity/) });
    expect(template.resource('azapi_resource')['depends_on']).toHaveLength(1);
  });

  test('waits for the extension, and gives the identity of the workspace what attaching needs', () => {
    const template = synthesise((stack) => void compute(stack, { workspace: workspace(stack, IsolationMode.DISABLED, identity(stack, 'Workspaces')) }));
    expect(Object.keys(template.resources('azurerm_role_assignment')).map((name) => name.replace(/_[0-9A-F]{8}$/, ''))).toEqual([
      'Shared_AzureKubernetesServiceClusterAdminRoleToWorkspaces', 'Shared_AzureKubernetesServiceContributorRoleToWorkspaces', 'Shared_KubernetesExtensionContributorToWorkspaces', 'Shared_ReaderToWorkspaces',
    ]);
    expect(template.resource('azapi_resource')['depends_on']).toHaveLength(5);
    const own = synthesise((stack) => void ownCompute(stack, { small: SMALL })).resource('azapi_resource');
    expect((own['depends_on'] as string[]).filter((name) => name.startsWith('azurerm_kubernetes_cluster_extension.'))).toHaveLength(1);
  });

  test('leaves the grants to others where it is told so', () => {
    expect(synthesise((stack) => void compute(stack, { workspace: workspace(stack, IsolationMode.DISABLED, identity(stack, 'Workspaces')), attachGrantsEnabled: false })).counts['azurerm_role_assignment']).toBe(undefined);
  });

  test('shares the trust of the workspace with a second compute', () => {
    const template = synthesise((stack) => {
      const extension = installed(stack);
      const { workspace: owner, trustedAccess } = compute(stack, { extension });
      new KubernetesCompute(stack, 'Second', { workspace: owner, extension, name: 'k8s-two', namespace: 'team-two', trustedAccess });
    });
    expect(template.counts).toEqual({ azapi_resource: 2, azurerm_kubernetes_cluster_trusted_access_role_binding: 1 });
  });

  test('knows its instance types', () => {
    synthesise((stack) => {
      expect(ownCompute(stack, { small: SMALL }).instanceTypeNames).toEqual(['defaultinstancetype', 'small']);
    });
    synthesise((stack) => {
      const existing = existingCompute(stack, { instanceTypeNames: ['small'] });
      expect([existing.resourceId, existing.resourceName, existing.inferenceEnabled, existing.instanceTypeNames]).toEqual([COMPUTE_ID, 'k8s', true, ['defaultinstancetype', 'small']]);
    });
  });

  test('fits the pools of its cluster', () => {
    const template = withTypes({ cpu: { requests: { cpuCores: 7.8, memoryGib: 28 }, nodeSelector: { agentpool: 'cpu' } }, gpu: { requests: { cpuCores: 3, memoryGib: 20 }, gpus: 1 } })();
    expect(Object.keys(bodyOf(template.resource('azapi_resource'))['instanceTypes'] as Block)).toEqual(['cpu', 'gpu']);
  });
});

describe('KubernetesCompute fails', () => {
  test('with a namespace that is none', () => {
    expect(problems({ namespace: 'Team_One' })).toBe(`[KubernetesNamespaceInvalid] 'namespace' is not the name of a namespace: got "Team_One"; expected 1 to 63 lower-case letters, digits and hyphens, starting and ending with a letter or digit; correct it (at test/Compute)`);
  });

  test('with a namespace of the cluster itself', () => {
    expect(problems({ namespace: 'kube-system' })).toBe(`[KubernetesNamespaceReserved] 'namespace' belongs to the cluster itself: got "kube-system"; expected a namespace of your own; choose another one (at test/Compute)`);
  });

  test('with a cluster of another subscription', () => {
    expect(problemsOf((stack) => void compute(stack, { extension: installed(stack, importedCluster(stack, { resourceId: CLUSTER_ID.replace(/^\/subscriptions\/[^/]+/, '/subscriptions/99999999-2222-3333-4444-555555555555') })) }))).toContain("[KubernetesSubscription] 'extension' is on a cluster of another subscription than the workspace, which Azure Machine Learning can't attach: got \"99999999-2222-3333-4444-555555555555\"; expected a cluster of the subscription 11111111-2222-3333-4444-555555555555; use such a cluster");
  });

  test('with the trust of another workspace', () => {
    expect(problemsOf((stack) => {
      const extension = installed(stack);
      const trustedAccess = new TrustedAccessBinding(stack, 'Other', { cluster: extension.cluster, source: extension.cluster, role: TrustedAccessRole.MACHINE_LEARNING });
      compute(stack, { extension, trustedAccess });
    })).toBe(`[TrustedAccessOther] 'trustedAccess' binds another cluster or another workspace: got "test/Other"; expected a binding of test/Workspace to test/Shared; pass that of another compute of the two, or leave it out (at test/Compute)`);
  });

  test('with a switch for grants that Azure makes itself', () => {
    expect(problems({ attachGrantsEnabled: false })).toBe("[AttachGrantsUnused] 'attachGrantsEnabled' has no effect on a workspace without a user-assigned identity: got false; expected nothing: Azure grants its own identity what it needs; leave it out (at test/Compute)");
  });

  test('with a default that it does not have', () => {
    expect(problems({ instanceTypes: { small: SMALL }, defaultInstanceType: 'large' })).toBe(`[DefaultInstanceTypeUnknown] 'defaultInstanceType' is not an instance type of the compute: got "large"; expected small; name one of these, or leave it out (at test/Compute)`);
  });

  test('with instance types that Kubernetes does not take', () => {
    expect(problems({ instanceTypes: { Small: { requests: { cpuCores: 0, memoryGib: 0.0001 }, gpus: 0.5 }, upside: { requests: { cpuCores: 2, memoryGib: 4 }, limits: { cpuCores: 1, memoryGib: 4 } } } })).toBe([
      '7 problems (at test/Compute):',
      `  - [InstanceTypeNameInvalid] 'instanceTypes.Small' is not the name of an instance type: got "Small"; expected 1 to 63 lower-case letters, digits and hyphens, starting and ending with a letter or digit; rename it`,
      "  - [PodCpuInvalid] 'instanceTypes.Small.requests.cpuCores' is not a share of processors: got 0; expected more than 0, in steps of 0.001; correct it",
      "  - [PodMemoryInvalid] 'instanceTypes.Small.requests.memoryGib' is not a size of memory: got 0.0001; expected more than 0, in steps of a 1024th; correct it",
      "  - [PodCpuInvalid] 'instanceTypes.Small.limits.cpuCores' is not a share of processors: got 0; expected more than 0, in steps of 0.001; correct it",
      "  - [PodMemoryInvalid] 'instanceTypes.Small.limits.memoryGib' is not a size of memory: got 0.0001; expected more than 0, in steps of a 1024th; correct it",
      "  - [InstanceTypeGpusInvalid] 'instanceTypes.Small.gpus' is not a number of GPUs: got 0.5; expected a whole number: pods have whole GPUs; correct it, or leave it out",
      `  - [PodLimitsBelowRequests] 'instanceTypes.upside.limits' is less than what is requested: got {"cpuCores":1,"memoryGib":4}; expected at least 2 cores and 4 GiB; raise it, or lower 'requests'`,
    ].join('\n'));
  });

  test('with labels that no pool has', () => {
    expect(withTypes({ odd: { ...SMALL, nodeSelector: { 'node-purpose': 'tpu' } } })).toThrow(`[InstanceTypePoolMissing] 'instanceTypes.odd.nodeSelector' selects no pool that Azure Machine Learning can run on: got {"node-purpose":"tpu"}; expected the labels of one of cpu (Standard_D8ds_v5), gpu (Standard_NC4as_T4_v3); correct the labels, or add such a pool`);
  });

  test('with GPUs of a pool that has none', () => {
    expect(withTypes({ gpu: { ...SMALL, gpus: 1, nodeSelector: { 'node-purpose': 'cpu' } } })).toThrow("[InstanceTypeGpuPoolMissing] 'instanceTypes.gpu.gpus' asks for GPUs that no node has: got 1; expected a pool for NodePoolPurpose.GPU among those selected; add one, correct the labels, or leave GPUs out");
  });

  test.each([
    [{ cpuCores: 8, memoryGib: 8 }],
    [{ cpuCores: 4, memoryGib: 32 }],
  ])('with more than a node has: %j', (requests) => {
    expect(withTypes({ large: { requests, nodeSelector: { 'node-purpose': 'cpu' } } })).toThrow(`[InstanceTypeTooLarge] 'instanceTypes.large.requests' is more than any node has, after what AKS keeps for itself: got ${JSON.stringify(requests)}; expected what fits on a node of cpu (Standard_D8ds_v5); lower it, or add a pool of larger nodes`);
  });
});
