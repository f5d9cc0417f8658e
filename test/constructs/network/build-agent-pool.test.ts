import { TerraformVariable } from 'cdktf';
import type { TerraformStack } from 'cdktf';
import { AvailabilityZone } from '../../../constructs/core/regions';
import { ResourceGroup } from '../../../constructs/governance/resource-group';
import { BuiltInRole } from '../../../constructs/identity/built-in-role';
import { ManagedIdentity } from '../../../constructs/identity/managed-identity';
import { Principal } from '../../../constructs/identity/role-assignment';
import { VmSize } from '../../../constructs/ml/vm-size';
import { LogAnalyticsWorkspace } from '../../../constructs/monitoring/log-analytics-workspace';
import { BuildAgentImage } from '../../../constructs/network/build-agent-image';
import type { BuildAgentPoolProps } from '../../../constructs/network/build-agent-pool';
import { BuildAgentPool, EphemeralDiskPlacement } from '../../../constructs/network/build-agent-pool';
import { Subnet } from '../../../constructs/network/subnet';
import { SubnetDelegation } from '../../../constructs/network/subnet-delegation';
import { VirtualNetwork } from '../../../constructs/network/virtual-network';
import { problemsOf, SUBSCRIPTION_ID, synthesise } from '../../support/template';

const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILVd7hp8Q0yQ0Yc0l1m6w2mYxgq0eGqgXk0m3r3oC5pS agents';
const GROUP_ID = `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/rg`;
const SUBNET_ID = `${GROUP_ID}/providers/Microsoft.Network/virtualNetworks/vnet/subnets/agents`;
const IDENTITY_ID = `${GROUP_ID}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-agents`;
const IMAGE_ID = `${GROUP_ID}/providers/Microsoft.Compute/galleries/gal/images/agents/versions/1.2.3`;
const OBJECT_ID = 'aaaaaaaa-0000-0000-0000-000000000001';

const existingGroup = (stack: TerraformStack, id = 'Group') => ResourceGroup.fromResourceGroupId(stack, id, GROUP_ID, 'westeurope');
const existingSubnet = (stack: TerraformStack, cidr?: string, location = 'westeurope') => Subnet.fromSubnetId(stack, 'Subnet', SUBNET_ID, { location, cidr });

function pool(stack: TerraformStack, props: Partial<BuildAgentPoolProps> = {}): BuildAgentPool {
  return new BuildAgentPool(stack, 'Agents', {
    resourceGroup: existingGroup(stack),
    subnet: props.subnet ?? existingSubnet(stack),
    identity: ManagedIdentity.fromAttributes(stack, 'Identity', { resourceId: IDENTITY_ID, principalId: OBJECT_ID, clientId: 'bbbbbbbb-0000-0000-0000-000000000002' }),
    image: BuildAgentImage.ubuntu2404('24.04.202510010'),
    sshPublicKey: KEY,
    ...props,
  });
}

describe('BuildAgentPool', () => {
  test('has no public address, no password, and nothing that outlives a build', () => {
    const template = synthesise((stack) => pool(stack));
    expect(template.resource('azurerm_linux_virtual_machine_scale_set')).toEqual({
      admin_ssh_key: [{ public_key: KEY, username: 'agentadmin' }],
      admin_username: 'agentadmin',
      disable_password_authentication: true,
      encryption_at_host_enabled: true,
      identity: { identity_ids: [IDENTITY_ID], type: 'UserAssigned' },
      instances: 0,
      lifecycle: { ignore_changes: ['instances', 'extension', 'tags["__AzureDevOpsElasticPool"]', 'tags["__AzureDevOpsElasticPoolTimeStamp"]'] },
      location: 'westeurope',
      name: 'vmss-mlops-dev-we',
      network_interface: [{ ip_configuration: [{ name: 'internal', primary: true, subnet_id: SUBNET_ID }], name: 'nic', primary: true }],
      os_disk: { caching: 'ReadOnly', diff_disk_settings: { option: 'Local', placement: 'ResourceDisk' }, storage_account_type: 'Standard_LRS' },
      overprovision: false,
      platform_fault_domain_count: 1,
      resource_group_name: 'rg',
      secure_boot_enabled: true,
      single_placement_group: false,
      sku: 'Standard_D4ds_v5',
      source_image_reference: { offer: 'ubuntu-24_04-lts', publisher: 'Canonical', sku: 'server', version: '24.04.202510010' },
      upgrade_mode: 'Manual',
      vtpm_enabled: true,
    });
    expect(template.counts).toEqual({ azurerm_linux_virtual_machine_scale_set: 1 });
  });

  test('takes all values', () => {
    const template = synthesise((stack) =>
      pool(stack, {
        name: 'vmss-own',
        subnet: existingSubnet(stack, '10.10.4.0/26'),
        image: BuildAgentImage.gallery(IMAGE_ID),
        vmSize: VmSize.of('Standard_DS3_v2'),
        diskPlacement: EphemeralDiskPlacement.CACHE,
        diskSizeGb: 60,
        trustedLaunchEnabled: false,
        zones: [AvailabilityZone.ONE, AvailabilityZone.TWO],
        maxAgents: 59,
        diagnosticSettings: { logAnalyticsWorkspace: LogAnalyticsWorkspace.fromLogAnalyticsWorkspaceId(stack, 'Logs', `${GROUP_ID}/providers/Microsoft.OperationalInsights/workspaces/log`) },
        lock: {},
        roleAssignments: [{ role: BuiltInRole.READER, grantee: Principal.group('Auditors', OBJECT_ID) }],
      }),
    );
    expect(template.resource('azurerm_linux_virtual_machine_scale_set')).toMatchObject({
      name: 'vmss-own',
      os_disk: { caching: 'ReadOnly', diff_disk_settings: { option: 'Local', placement: 'CacheDisk' }, disk_size_gb: 60, storage_account_type: 'Standard_LRS' },
      sku: 'Standard_DS3_v2',
      source_image_id: IMAGE_ID,
      zones: ['1', '2'],
    });
    expect(template.resource('azurerm_linux_virtual_machine_scale_set')['source_image_reference']).toBeUndefined();
    expect(template.resource('azurerm_linux_virtual_machine_scale_set')['secure_boot_enabled']).toBeUndefined();
    expect(template.resource('azurerm_linux_virtual_machine_scale_set')['vtpm_enabled']).toBeUndefined();
    expect(template.resource('azurerm_monitor_diagnostic_setting')).toMatchObject({ enabled_log: [], enabled_metric: [{ category: 'AllMetrics' }] });
    expect(template.counts).toEqual({ azurerm_linux_virtual_machine_scale_set: 1, azurerm_management_lock: 1, azurerm_monitor_diagnostic_setting: 1, azurerm_role_assignment: 1 });
  });

  test('takes its key from a variable', () => {
    const template = synthesise((stack) => pool(stack, { sshPublicKey: new TerraformVariable(stack, 'agent_key', { type: 'string' }).stringValue }));
    expect(template.resource('azurerm_linux_virtual_machine_scale_set')).toMatchObject({ admin_ssh_key: [{ public_key: '${var.agent_key}' }] });
  });

  test('is scaled by whom it is granted to', () => {
    const template = synthesise((stack) => pool(stack).grantScale(Principal.servicePrincipal('AzureDevOps', OBJECT_ID)));
    expect(template.resource('azurerm_role_assignment')).toMatchObject({ principal_id: OBJECT_ID, role_definition_id: expect.stringMatching(/9980e02c-c2be-4d73-94e8-173b1dc7cf3c$/) });
  });

  test('can be an existing one', () => {
    const poolId = `${GROUP_ID}/providers/Microsoft.Compute/virtualMachineScaleSets/vmss-existing`;
    const template = synthesise((stack) => {
      const existing = BuildAgentPool.fromBuildAgentPoolId(stack, 'Agents', poolId);
      expect(existing.resourceName).toBe('vmss-existing');
      existing.grantScale(Principal.servicePrincipal('AzureDevOps', OBJECT_ID));
    });
    expect(template.resource('azurerm_role_assignment')).toMatchObject({ scope: poolId });
    expect(template.counts).toEqual({ azurerm_role_assignment: 1 });
  });

  test('has the roles that it is given, and a condition can narrow the one that gives roles', () => {
    const template = synthesise((stack) => {
      const agents = pool(stack);
      const target = existingGroup(stack, 'Target');
      agents.addAgentRole(target, BuiltInRole.CONTRIBUTOR);
      const identity = ManagedIdentity.fromAttributes(stack, 'Again', { resourceId: IDENTITY_ID, principalId: OBJECT_ID, clientId: 'bbbbbbbb-0000-0000-0000-000000000002' });
      target.addRoleAssignment({ role: BuiltInRole.RBAC_ADMINISTRATOR, grantee: identity, condition: '@Request[x] StringEquals y' });
    });
    expect(template.counts['azurerm_role_assignment']).toBe(2);
  });

  test.each([BuiltInRole.OWNER, BuiltInRole.RBAC_ADMINISTRATOR, BuiltInRole.of('User Access Administrator', '18d7d88d-d35e-4fb5-a5c3-7773c20a72d9')])('fails with a role that gives roles: $name', (role) => {
    expect(problemsOf((stack) => pool(stack).addAgentRole(existingGroup(stack, 'Target'), role))).toBe(
      `[BuildAgentRoleRefused] 'role' would let every pipeline give itself whatever role it likes: got "${role.name}"; expected a role that gives no roles; grant what the pipelines do, resource by resource (at test/Agents)`,
    );
  });

  test('fails at synth where its identity became an owner elsewhere', () => {
    expect(() => synthesise((stack) => {
      pool(stack);
      existingGroup(stack, 'Target').addRoleAssignment({ role: BuiltInRole.OWNER, grantee: Principal.servicePrincipal('Same', OBJECT_ID) });
    })).toThrow(
      "[BuildAgentOwnsAzure] 'identity' has a role that lets every pipeline give itself whatever role it likes: got \"Owner, by test/Target/OwnerToSame/Resource\"; expected roles that give no roles, or only some by a condition; grant what the pipelines do, resource by resource",
    );
  });

  test.each([BuiltInRole.RBAC_ADMINISTRATOR, BuiltInRole.of('User Access Administrator', '18d7d88d-d35e-4fb5-a5c3-7773c20a72d9')])('fails at synth where an identity of its own was given a role that gives roles: $name', (role) => {
    expect(() => synthesise((stack) => {
      const identity = new ManagedIdentity(stack, 'Own', { resourceGroup: existingGroup(stack, 'Other') });
      pool(stack, { identity });
      existingGroup(stack, 'Target').addRoleAssignment({ role, grantee: identity });
    })).toThrow(`got "${role.name}, by test/Target/${role.constructId}ToOwn/Resource"`);
  });

  test.each<[string, (stack: TerraformStack) => Partial<BuildAgentPoolProps>, string]>([
    ['with the latest image', () => ({ image: BuildAgentImage.ubuntu2404('latest') }), "[BuildAgentImageNotPinned] 'image' has no certain version: got \"latest\"; expected a version of three numbers, such as 24.04.202510010; write the version out, never \"latest\""],
    ['with an image of a gallery without version', () => ({ image: BuildAgentImage.gallery(IMAGE_ID.replace('/versions/1.2.3', '')) }), "[BuildAgentImageNotPinned] 'image' has no certain version: got \"agents\"; expected a version of three numbers, such as 24.04.202510010; write the version out, never \"latest\""],
    ['with a private key, which is not printed', () => ({ sshPublicKey: '-----BEGIN OPENSSH PRIVATE KEY-----' }), "[BuildAgentKeyInvalid] 'sshPublicKey' is not a public key that Azure takes: expected one line that starts with ssh-rsa or ssh-ed25519, or a reference; copy the .pub file, not the private key"],
    ['with more agents than addresses', (stack) => ({ subnet: existingSubnet(stack, '10.10.4.0/28'), maxAgents: 12 }), "[BuildAgentSubnetTooSmall] 'maxAgents' is more than the subnet has addresses for: got 12; expected at most 11; enlarge the subnet, or allow fewer agents"],
    ['with no number of agents', () => ({ maxAgents: 0 }), "[BuildAgentCountInvalid] 'maxAgents' is not a number of agents: got 0; expected a whole number from 1 to 1000; pass the maximum that is set in Azure DevOps"],
    ['on a size without a local disk', () => ({ vmSize: VmSize.of('Standard_D4s_v5') }), "[BuildAgentLocalDiskMissing] 'vmSize' has no local disk that the system can be on: got \"Standard_D4s_v5\"; expected a size of version 5 or older with \"d\" and \"s\" among its features, such as Standard_D4ds_v5; choose such a size"],
    ['on a size whose local disk is NVMe', () => ({ vmSize: VmSize.of('Standard_D4ds_v6') }), "[BuildAgentLocalDiskMissing] 'vmSize' has no local disk that the system can be on: got \"Standard_D4ds_v6\"; expected a size of version 5 or older with \"d\" and \"s\" among its features, such as Standard_D4ds_v5; choose such a size"],
    ['with a disk that is too small', () => ({ diskSizeGb: 20 }), "[BuildAgentDiskSizeInvalid] 'diskSizeGb' is out of range: got 20; expected a whole number from 30 to 2040; change it, or leave it out"],
    ['in zones of a region without', (stack) => ({ subnet: existingSubnet(stack, undefined, 'westus'), zones: [AvailabilityZone.ONE] }), "[BuildAgentZonesUnavailable] 'zones' need availability zones, which westus doesn't have: got [\"1\"]; expected no zones; leave 'zones' out"],
    ['with a zone twice', () => ({ zones: [AvailabilityZone.ONE, AvailabilityZone.ONE] }), "[BuildAgentZoneDuplicate] 'zones' has a zone twice: got [\"1\",\"1\"]; expected each zone once; leave one out"],
    ['with a name that Azure refuses', () => ({ name: '12345' }), "[NameInvalid] 'name' has characters that a build agent pool can't have: got \"12345\"; expected 1 to 58 characters: letters, digits and hyphens, starting and ending with a letter or digit, not digits alone; use only what is allowed"],
  ])('fails %s', (_, props, message) => {
    expect(problemsOf((stack) => pool(stack, props(stack)))).toBe(`${message} (at test/Agents)`);
  });

  test('fails in a subnet that is handed over to a service', () => {
    expect(problemsOf((stack) => {
      const resourceGroup = existingGroup(stack, 'Network');
      const network = new VirtualNetwork(stack, 'VirtualNetwork', { resourceGroup, addressSpace: ['10.10.0.0/16'] });
      pool(stack, { subnet: network.addSubnet('Handed', { cidr: '10.10.0.0/24', delegation: SubnetDelegation.of('Microsoft.Web/serverFarms') }) });
    })).toBe("[BuildAgentSubnetDelegated] 'subnet' is handed over to a service, and takes no machines: got \"Microsoft.Web/serverFarms\"; expected a subnet without delegation; use another subnet (at test/Agents)");
  });
});
