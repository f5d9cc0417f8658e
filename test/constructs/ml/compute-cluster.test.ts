import { App, TerraformResource } from 'cdktf';
import type { ComputeClusterProps } from '../../../constructs/ml/compute-cluster';
import { ClusterKind, ClusterPriority, ComputeCluster } from '../../../constructs/ml/compute-cluster';
import { IsolationMode } from '../../../constructs/ml/managed-network';
import { VmSize } from '../../../constructs/ml/vm-size';
import { Workspace } from '../../../constructs/ml/workspace';
import { problemsOf, synthesise, synthesiseApp, testStack } from '../../support/template';
import { endpoint, GROUP_ID, identity, storage, subnet, SUBNET_ID, workspace, WORKSPACE_ID, workspaceProps } from './fixtures';

const PUBLIC_KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ alice';
const SIZE = { vmSize: VmSize.STANDARD_DS3_V2, maxNodes: 4 };
const failing = (props: Partial<ComputeClusterProps>, mode?: IsolationMode): string => problemsOf((stack) => new ComputeCluster(stack, 'Cluster', { workspace: workspace(stack, mode), ...SIZE, ...props }));

describe('ComputeCluster', () => {
  test('scales to zero in the managed network, without SSH and public addresses', () => {
    const template = synthesise((stack) => new ComputeCluster(stack, 'Cluster', { workspace: workspace(stack), ...SIZE }));
    expect(template.counts).toEqual({ azurerm_machine_learning_compute_cluster: 1 });
    expect(template.resource('azurerm_machine_learning_compute_cluster')).toEqual({
      identity: { type: 'SystemAssigned' },
      local_auth_enabled: false,
      location: 'westeurope',
      machine_learning_workspace_id: WORKSPACE_ID,
      name: 'mlops-dev-we-cpu',
      node_public_ip_enabled: false,
      scale_settings: { max_node_count: 4, min_node_count: 0, scale_down_nodes_after_idle_duration: 'PT120S' },
      ssh_public_access_enabled: false,
      vm_priority: 'Dedicated',
      vm_size: 'Standard_DS3_v2',
    });
  });

  test('takes all values', () => {
    const template = synthesise((stack) => new ComputeCluster(stack, 'Cluster', {
      workspace: workspace(stack, IsolationMode.DISABLED),
      name: 'gpu-training',
      description: 'All values',
      kind: ClusterKind.GPU,
      vmSize: VmSize.STANDARD_NC24ADS_A100_V4,
      priority: ClusterPriority.LOW_PRIORITY,
      minNodes: 1,
      maxNodes: 2,
      idleSeconds: 600,
      subnet: subnet(stack),
      nodePublicIpEnabled: true,
      ssh: { adminUsername: 'azureuser', publicKey: PUBLIC_KEY, publicAccessEnabled: true },
      identities: [identity(stack)],
    }));
    expect(template.resource('azurerm_machine_learning_compute_cluster')).toEqual({
      description: 'All values',
      identity: { identity_ids: [`${GROUP_ID}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-training`], type: 'UserAssigned' },
      local_auth_enabled: true,
      location: 'westeurope',
      machine_learning_workspace_id: WORKSPACE_ID,
      name: 'gpu-training',
      node_public_ip_enabled: true,
      scale_settings: { max_node_count: 2, min_node_count: 1, scale_down_nodes_after_idle_duration: 'PT600S' },
      ssh: { admin_username: 'azureuser', key_value: PUBLIC_KEY },
      ssh_public_access_enabled: true,
      subnet_resource_id: SUBNET_ID,
      vm_priority: 'LowPriority',
      vm_size: 'Standard_NC24ads_A100_v4',
    });
  });

  test('is named by its kind, or by its purpose', () => {
    const template = synthesise((stack) => {
      const existing = workspace(stack);
      new ComputeCluster(stack, 'Gpu', { workspace: existing, kind: ClusterKind.GPU, vmSize: VmSize.STANDARD_NC6S_V3, maxNodes: 1 });
      new ComputeCluster(stack, 'Images', { workspace: existing, purpose: 'images', ...SIZE });
    });
    expect(Object.values(template.resources('azurerm_machine_learning_compute_cluster')).map(({ name }) => name)).toEqual(['mlops-dev-we-gpu', 'mlops-dev-we-images']);
  });

  test('waits for private endpoints of the workspace, whenever they were added', () => {
    const template = synthesise((stack) => {
      const owned = new Workspace(stack, 'Workspace', { ...workspaceProps(stack), managedNetwork: { isolationMode: IsolationMode.DISABLED } });
      const training = subnet(stack);
      new ComputeCluster(stack, 'Before', { workspace: owned, purpose: 'before', subnet: training, ...SIZE });
      owned.addPrivateEndpoint(endpoint(stack, training));
      new ComputeCluster(stack, 'After', { workspace: owned, purpose: 'after', subnet: training, ...SIZE });
    });
    const waits = [expect.stringMatching(/^azurerm_private_endpoint\.Workspace_PrivateEndpointamlworkspace_\w+$/)];
    expect(Object.values(template.resources('azurerm_machine_learning_compute_cluster')).map((block) => block['depends_on'])).toEqual([waits, waits]);
  });

  test('waits for the outbound rules that its nodes are set up through', () => {
    const template = synthesise((stack) => {
      const existing = workspace(stack);
      new ComputeCluster(stack, 'Cluster', { workspace: existing, ...SIZE });
      existing.addFqdnOutboundRule('pypi', { fqdn: 'pypi.org' });
      existing.addFqdnOutboundRule('pypi-files', { fqdn: '*.pythonhosted.org' });
    });
    expect(template.resource('azurerm_machine_learning_compute_cluster')['depends_on']).toEqual([expect.stringMatching(/^azurerm_machine_learning_workspace_network_outbound_rule_fqdn\.Workspace_OutboundRules_pypi-files_\w+$/)]);
  });

  test('waits for nothing of another stack, which is deployed before', () => {
    const templates = synthesiseApp((app) => {
      const first = testStack(app, 'first');
      const owned = new Workspace(first, 'Workspace', { ...workspaceProps(first), privateEndpoints: [endpoint(first, subnet(first))] });
      new ComputeCluster(testStack(app, 'second'), 'Cluster', { workspace: owned, ...SIZE });
    });
    expect(templates['second']?.resource('azurerm_machine_learning_compute_cluster')).not.toHaveProperty('depends_on');
  });

  test('is granted roles as its own identity, or as the first of its identities', () => {
    const template = synthesise((stack) => {
      const existing = workspace(stack);
      const account = storage(stack);
      account.grantBlobRead(new ComputeCluster(stack, 'Own', { workspace: existing, purpose: 'own', ...SIZE }).identity);
      account.grantBlobRead(new ComputeCluster(stack, 'Shared', { workspace: existing, purpose: 'shared', identities: [identity(stack)], ...SIZE }).identity);
    });
    expect(Object.values(template.resources('azurerm_role_assignment')).map((block) => block['principal_id'])).toEqual([
      expect.stringMatching(/^\$\{azurerm_machine_learning_compute_cluster\.Own_\w+\.identity\[0\]\.principal_id\}$/),
      'bbbbbbbb-0000-4000-8000-000000000001',
    ]);
  });

  test('has its resource as the default child', () => {
    const stack = testStack(new App());
    const child = new ComputeCluster(stack, 'Cluster', { workspace: workspace(stack), ...SIZE }).node.defaultChild;
    expect(child && TerraformResource.isTerraformResource(child) ? child.terraformResourceType : undefined).toBe('azurerm_machine_learning_compute_cluster');
  });

  test('fails without a private endpoint of the workspace for nodes in a subnet', () => {
    expect(() => synthesise((stack) => {
      const owned = new Workspace(stack, 'Workspace', { ...workspaceProps(stack), managedNetwork: { isolationMode: IsolationMode.DISABLED } });
      new ComputeCluster(stack, 'Cluster', { workspace: owned, subnet: subnet(stack), ...SIZE });
    })).toThrow("[test/Cluster] [ComputeNeedsPrivateEndpoint] 'nodePublicIpEnabled' leaves the nodes without a way to the workspace: got false; expected a private endpoint of the workspace; add one with 'privateEndpoints' of the workspace, or set 'nodePublicIpEnabled: true'");
  });

  test('fails with a GPU size in a CPU cluster', () => {
    expect(failing({ vmSize: VmSize.STANDARD_NC6S_V3 })).toBe(`[GpuSizeInCpuCluster] 'vmSize' has GPUs, which a CPU cluster would pay for and not use: got "Standard_NC6s_v3"; expected a size without GPUs; choose another size, or set 'kind: ClusterKind.GPU' (at test/Cluster)`);
  });

  test('fails with a CPU size in a GPU cluster', () => {
    expect(failing({ kind: ClusterKind.GPU })).toBe(`[CpuSizeInGpuCluster] 'vmSize' has no GPUs: got "Standard_DS3_v2"; expected a size of the NC, ND, NG or NV families; choose another size, or set 'kind: ClusterKind.CPU' (at test/Cluster)`);
  });

  test('fails with more nodes at least than at most', () => {
    expect(failing({ minNodes: 5 })).toBe(`[ClusterMinOverMax] 'minNodes' is more than maxNodes: got 5; expected at most 4; lower 'minNodes', or raise 'maxNodes' (at test/Cluster)`);
  });

  test('fails with half a node, and none at most', () => {
    expect(failing({ minNodes: 0.5, maxNodes: 0 })).toBe(`[ClusterNodesInvalid] 'maxNodes' and minNodes are not numbers of nodes: got {"minNodes":0.5,"maxNodes":0}; expected whole numbers, minNodes from 0 and maxNodes from 1; correct the numbers (at test/Cluster)`);
  });

  test('fails with no time before nodes go', () => {
    expect(failing({ idleSeconds: 0 })).toBe(`[ClusterIdleInvalid] 'idleSeconds' is not a time to wait: got 0; expected whole seconds from 1 to 86400, which is a day; choose a number in the range (at test/Cluster)`);
  });

  test('fails with a subnet beside a managed network', () => {
    expect(problemsOf((stack) => new ComputeCluster(stack, 'Cluster', { workspace: workspace(stack), subnet: subnet(stack), ...SIZE }))).toBe(`[ComputeSubnetWithManagedNetwork] 'subnet' can't go with the managed network of the workspace: got "test/Subnet"; expected a subnet, or a managed network; leave 'subnet' out, or give the workspace 'managedNetwork.isolationMode: IsolationMode.DISABLED' (at test/Cluster)`);
  });

  test('fails without subnet, managed network and public addresses', () => {
    expect(failing({}, IsolationMode.DISABLED)).toBe(`[ComputeSubnetRequired] 'subnet' is required without a managed network and without public addresses: got nothing; expected a subnet; pass a subnet, or set 'nodePublicIpEnabled: true' (at test/Cluster)`);
  });

  test('fails with a subnet in another region', () => {
    expect(problemsOf((stack) => new ComputeCluster(stack, 'Cluster', { workspace: workspace(stack, IsolationMode.DISABLED), subnet: subnet(stack, 'northeurope'), ...SIZE }))).toBe(`[ComputeSubnetRegion] 'subnet' is in another region than the workspace: got "northeurope"; expected westeurope; use a subnet of a network in that region (at test/Cluster)`);
  });

  test('fails with a private key and an SSH port that nobody reaches', () => {
    expect(failing({ ssh: { adminUsername: 'azureuser', publicKey: '-----BEGIN OPENSSH PRIVATE KEY-----', publicAccessEnabled: true } })).toBe(`2 problems (at test/Cluster):
  - [SshKeyInvalid] 'ssh.publicKey' is not a public key: expected one line that starts with ssh-rsa, ssh-ed25519 or ecdsa-sha2-; copy the .pub file, not the private key
  - [SshPublicAccessUnused] 'ssh.publicAccessEnabled' has no effect without public addresses: got true; expected false, or 'nodePublicIpEnabled: true'; leave it out`);
  });

  test('fails with an empty list of identities', () => {
    expect(failing({ identities: [] })).toBe(`[ComputeIdentitiesInvalid] 'identities' is empty, or has an identity twice: got []; expected different identities, at least one; leave 'identities' out, or name each one once (at test/Cluster)`);
  });

  test('fails with an identity twice', () => {
    expect(problemsOf((stack) => {
      const training = identity(stack);
      new ComputeCluster(stack, 'Cluster', { workspace: workspace(stack), identities: [training, training], ...SIZE });
    })).toBe(`[ComputeIdentitiesInvalid] 'identities' is empty, or has an identity twice: got ["test/Training","test/Training"]; expected different identities, at least one; leave 'identities' out, or name each one once (at test/Cluster)`);
  });

  test('fails with the name of another compute', () => {
    expect(problemsOf((stack) => {
      const existing = workspace(stack);
      new ComputeCluster(stack, 'One', { workspace: existing, ...SIZE });
      new ComputeCluster(stack, 'Two', { workspace: existing, ...SIZE });
    })).toBe(`[WorkspaceChildTwice] 'name' is the name of another compute of the workspace: got "mlops-dev-we-cpu"; expected a name of its own for each compute; give one of the two another name (at test/Two)`);
  });

  test('fails with a name that ends with a hyphen', () => {
    expect(failing({ name: 'cpu-' })).toBe(`[NameInvalid] 'name' has characters that a compute cluster can't have: got "cpu-"; expected 3 to 32 characters: letters, digits and hyphens, starting with a letter and not ending with a hyphen; use only what is allowed (at test/Cluster)`);
  });
});
