import type { TerraformStack } from 'cdktf';
import { Principal } from '../../../constructs/identity/role-assignment';
import { BuiltInRole } from '../../../constructs/identity/built-in-role';
import type { AttachedDatabricksProps, AttachedVirtualMachineProps } from '../../../constructs/ml/attached-compute';
import { AttachedDatabricks, AttachedVirtualMachine } from '../../../constructs/ml/attached-compute';
import type { Block } from '../../support/template';
import { problemsOf, synthesise } from '../../support/template';
import { azapi, GROUP_ID, PERSON_ID, secretOf, workspace, WORKSPACE_ID } from './fixtures';

const MACHINE_ID = `${GROUP_ID}/providers/Microsoft.Compute/virtualMachines/vm-train`;
const DATABRICKS_ID = `${GROUP_ID}/providers/Microsoft.Databricks/workspaces/dbw-shared`;
/** Short, so that messages show all of it. */
const OTHER_ID = '/subscriptions/s/resourceGroups/r/providers/Microsoft.Web/sites/app';
const HOST = 'adb-1234567890123456.7.azuredatabricks.net';
const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ admin';

function machine(stack: TerraformStack, props: Partial<AttachedVirtualMachineProps> = {}): void {
  azapi(stack);
  new AttachedVirtualMachine(stack, 'Machine', { workspace: workspace(stack), name: 'vm-train', virtualMachineId: MACHINE_ID, address: '10.0.0.4', ssh: { adminUsername: 'operator', publicKey: KEY, privateKey: secretOf(stack) }, ...props });
}

function databricks(stack: TerraformStack, props: Partial<AttachedDatabricksProps> = {}): void {
  azapi(stack);
  new AttachedDatabricks(stack, 'Databricks', { workspace: workspace(stack), name: 'databricks', databricksWorkspaceId: DATABRICKS_ID, workspaceUrl: HOST, accessToken: secretOf(stack), ...props });
}

const blockOf = (define: (stack: TerraformStack) => void): Block => synthesise(define).resource('azapi_resource');

describe('AttachedVirtualMachine', () => {
  test('is reached by SSH with a key that is written and never read back', () => {
    expect(blockOf((stack) => machine(stack))).toEqual({
      body: { properties: { computeType: 'VirtualMachine', disableLocalAuth: true, properties: { address: '10.0.0.4', administratorAccount: { publicKeyData: KEY, username: 'operator' }, sshPort: 22 }, resourceId: MACHINE_ID } },
      lifecycle: { ignore_changes: ['tags'] },
      location: 'westeurope',
      name: 'vm-train',
      parent_id: WORKSPACE_ID,
      replace_triggers_refs: ['properties.resourceId', 'properties.properties.address', 'properties.properties.sshPort'],
      schema_validation_enabled: true,
      sensitive_body: { properties: { properties: { administratorAccount: { privateKeyData: '${var.secret}' } } } },
      type: 'Microsoft.MachineLearningServices/workspaces/computes@2025-09-01',
    });
  });

  test('takes all values, a password among them', () => {
    const template = synthesise((stack) =>
      machine(stack, {
        description: 'All values',
        address: 'train.example.com',
        sshPort: 2222,
        localAuthEnabled: true,
        ssh: { adminUsername: 'operator', password: secretOf(stack, 'password') },
        roleAssignments: [{ role: BuiltInRole.READER, grantee: Principal.group('Trainers', PERSON_ID) }],
      }),
    );
    expect(template.resource('azapi_resource')).toMatchObject({
      body: { properties: { description: 'All values', disableLocalAuth: false, properties: { address: 'train.example.com', administratorAccount: { username: 'operator' }, sshPort: 2222 } } },
      sensitive_body: { properties: { properties: { administratorAccount: { password: '${var.password}' } } } },
    });
    expect(template.counts).toEqual({ azapi_resource: 1, azurerm_role_assignment: 1 });
  });

  test('fails with an address, a port, an administrator and credentials that lead nowhere', () => {
    expect(problemsOf((stack) => machine(stack, { address: 'ssh://10.0.0.4', sshPort: 0, ssh: { adminUsername: 'root', publicKey: KEY } }))).toBe(
      `5 problems (at test/Machine):
  - [AttachedVmAddressInvalid] 'address' is not the address of a machine: got "ssh://10.0.0.4"; expected an IPv4 address or a host name, without scheme and port; pass the address alone; the port is in 'sshPort'
  - [AttachedVmPortInvalid] 'sshPort' is not a port: got 0; expected a whole number from 1 to 65535; leave it out for 22, or correct it
  - [AttachedVmAdminInvalid] 'ssh.adminUsername' is not the name of an administrator: got "root"; expected 1 to 32 letters, digits, "_" and "-", starting with a letter or "_", and not root; use the name that the machine was made with
  - [AttachedVmCredentialCount] 'ssh' needs either 'privateKey' or 'password': expected one of the two; leave the password out, or add a key
  - [AttachedVmKeyIncomplete] 'ssh.publicKey' goes with 'privateKey': expected both halves of the key, or none; add the other half, or leave this one out`,
    );
  });

  test('fails with a key and a password', () => {
    expect(problemsOf((stack) => machine(stack, { ssh: { adminUsername: 'operator', publicKey: KEY, privateKey: secretOf(stack, 'key'), password: secretOf(stack, 'password') } }))).toBe("[AttachedVmCredentialCount] 'ssh' needs either 'privateKey' or 'password': expected one of the two; leave the password out, or add a key (at test/Machine)");
  });

  test('fails with a private key in the place of the public one, without showing it', () => {
    expect(problemsOf((stack) => machine(stack, { ssh: { adminUsername: 'operator', publicKey: '-----BEGIN OPENSSH PRIVATE KEY-----', privateKey: secretOf(stack, 'key') } }))).toBe("[SshKeyInvalid] 'ssh.publicKey' is not a public key: expected one line that starts with ssh-rsa, ssh-ed25519 or ecdsa-sha2-; copy the .pub file, not the private key (at test/Machine)");
  });

  test('fails with the id of something else', () => {
    expect(problemsOf((stack) => machine(stack, { virtualMachineId: OTHER_ID }))).toBe(`[ResourceIdWrongType] 'virtualMachineId' is the id of a Microsoft.Web/sites: got "${OTHER_ID}"; expected an id of type Microsoft.Compute/virtualMachines; pass the id of a Microsoft.Compute/virtualMachines (at test/Machine)`);
  });

  test('fails with a name that is too long', () => {
    expect(problemsOf((stack) => machine(stack, { name: 'vm-for-the-training' }))).toBe('[NameTooLong] \'name\' is too long for an attached compute: got "vm-for-the-training"; expected 2 to 16 characters: letters, digits and hyphens, starting with a letter and not ending with a hyphen; shorten it (at test/Machine)');
  });
});

describe('AttachedDatabricks', () => {
  test('is started with a token that is written and never read back, under a name by the convention', () => {
    expect(blockOf((stack) => databricks(stack, { name: undefined }))).toEqual({
      body: { properties: { computeType: 'Databricks', disableLocalAuth: true, properties: { workspaceUrl: HOST }, resourceId: DATABRICKS_ID } },
      lifecycle: { ignore_changes: ['tags'] },
      location: 'westeurope',
      name: 'mlops-dev-we',
      parent_id: WORKSPACE_ID,
      replace_triggers_refs: ['properties.resourceId', 'properties.properties.workspaceUrl'],
      schema_validation_enabled: true,
      sensitive_body: { properties: { properties: { databricksAccessToken: '${var.secret}' } } },
      type: 'Microsoft.MachineLearningServices/workspaces/computes@2025-09-01',
    });
  });

  test('fails with an address instead of a host', () => {
    expect(problemsOf((stack) => databricks(stack, { workspaceUrl: `https://${HOST}` }))).toBe(`[AttachedDatabricksUrlInvalid] 'workspaceUrl' is not the host of a Databricks workspace: got "https://${HOST}"; expected a host like adb-1234567890123456.7.azuredatabricks.net, without https://; copy it from the overview of the Databricks workspace (at test/Databricks)`);
  });

  test('fails with the id of something else', () => {
    expect(problemsOf((stack) => databricks(stack, { databricksWorkspaceId: OTHER_ID }))).toBe(`[ResourceIdWrongType] 'databricksWorkspaceId' is the id of a Microsoft.Web/sites: got "${OTHER_ID}"; expected an id of type Microsoft.Databricks/workspaces; pass the id of a Microsoft.Databricks/workspaces (at test/Databricks)`);
  });

  test('fails with the name of another compute', () => {
    expect(problemsOf((stack) => {
      const shared = workspace(stack);
      new AttachedDatabricks(stack, 'One', { workspace: shared, name: 'spark', databricksWorkspaceId: DATABRICKS_ID, workspaceUrl: HOST, accessToken: secretOf(stack) });
      new AttachedDatabricks(stack, 'Two', { workspace: shared, name: 'Spark', databricksWorkspaceId: DATABRICKS_ID, workspaceUrl: HOST, accessToken: secretOf(stack, 'other') });
    })).toBe('[WorkspaceChildTwice] \'name\' is the name of another compute of the workspace: got "Spark"; expected a name of its own for each compute; give one of the two another name (at test/Two)');
  });
});
