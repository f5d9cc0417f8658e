import { Token } from 'cdktf';
import type { AzureResourceOptions, DiagnosticTarget } from '../core/azure-resource';
import { AzureResource } from '../core/azure-resource';
import type { Problems } from '../core/errors';
import { formatProblem } from '../core/errors';
import type { NamedResource } from '../core/name-rules';
import type { IManagedIdentity } from '../identity/managed-identity';
import type { ISubnet } from '../network/subnet';
import { IsolationMode } from './managed-network';
import type { IWorkspace } from './workspace-base';
import { WorkspaceChild } from './workspace-base';

/** What every compute is made of. */
export interface ComputeOptions extends Pick<AzureResourceOptions, 'roleAssignments'> {
  readonly workspace: IWorkspace;
  /** @default - by the naming convention, with `purpose` */
  readonly name?: string;
  /** @default - none */
  readonly description?: string;
}

/** Where the nodes of a compute are. */
export interface ComputeNetworkOptions {
  /** The subnet of the nodes, in the region of the workspace; only without a managed network, and required then unless nodes have public addresses. @default - the managed network */
  readonly subnet?: ISubnet;
  /** Whether nodes have public addresses. @default false */
  readonly nodePublicIpEnabled?: boolean;
}

/** How a person signs in to a node by SSH. It switches sign-in by key on, and is decided at creation. */
export interface SshOptions {
  /** The name of the administrator. */
  readonly adminUsername: string;
  /** The public key, as in an `.pub` file. */
  readonly publicKey: string;
  /** Whether the port is open to the internet; only with public addresses. @default false */
  readonly publicAccessEnabled?: boolean;
}

/** Base of the computes of a workspace. */
export abstract class Compute extends AzureResource {
  protected override get diagnosticTargets(): readonly DiagnosticTarget[] {
    return [];
  }

  /** The name of the compute, checked against those of the workspace's other computes. */
  protected computeName(problems: Problems, resource: NamedResource, options: ComputeOptions, purpose: string | undefined): string {
    const name = this.nameOf(problems, resource, options.name, purpose);
    options.workspace.claimName(problems, WorkspaceChild.COMPUTE, name);
    return name;
  }

  protected checkNetwork(problems: Problems, workspace: IWorkspace, options: ComputeNetworkOptions): void {
    const { subnet } = options;
    const publicIp = options.nodePublicIpEnabled ?? false;
    const managed = workspace.isolationMode !== IsolationMode.DISABLED;
    problems.require(!managed || subnet === undefined, { code: 'ComputeSubnetWithManagedNetwork', prop: 'subnet', rule: "can't go with the managed network of the workspace", got: subnet?.node.path, expected: 'a subnet, or a managed network', fix: "leave 'subnet' out, or give the workspace 'managedNetwork.isolationMode: IsolationMode.DISABLED'" });
    problems.require(managed || publicIp || subnet !== undefined, { code: 'ComputeSubnetRequired', prop: 'subnet', rule: 'is required without a managed network and without public addresses', got: subnet, expected: 'a subnet', fix: "pass a subnet, or set 'nodePublicIpEnabled: true'" });
    const elsewhere = subnet !== undefined && !Token.isUnresolved(subnet.location) && !Token.isUnresolved(workspace.location) && subnet.location !== workspace.location;
    problems.require(!elsewhere, { code: 'ComputeSubnetRegion', prop: 'subnet', rule: 'is in another region than the workspace', got: subnet?.location, expected: workspace.location, fix: 'use a subnet of a network in that region' });
    if (managed || publicIp) return;
    this.node.addValidation({
      validate: () => (workspace.hasPrivateEndpoint ? [] : [formatProblem({ code: 'ComputeNeedsPrivateEndpoint', prop: 'nodePublicIpEnabled', rule: 'leaves the nodes without a way to the workspace', got: false, expected: 'a private endpoint of the workspace', fix: "add one with 'privateEndpoints' of the workspace, or set 'nodePublicIpEnabled: true'" })]),
    });
  }

  protected checkSsh(problems: Problems, ssh: SshOptions | undefined, nodePublicIpEnabled: boolean | undefined): void {
    if (!ssh) return;
    problems.require(Token.isUnresolved(ssh.publicKey) || /^(ssh-(rsa|ed25519)|ecdsa-sha2-\S+) [A-Za-z0-9+/]+=*( .*)?$/.test(ssh.publicKey), { code: 'SshKeyInvalid', prop: 'ssh.publicKey', rule: 'is not a public key', expected: 'one line that starts with ssh-rsa, ssh-ed25519 or ecdsa-sha2-', fix: 'copy the .pub file, not the private key' });
    problems.require(!ssh.publicAccessEnabled || (nodePublicIpEnabled ?? false), { code: 'SshPublicAccessUnused', prop: 'ssh.publicAccessEnabled', rule: 'has no effect without public addresses', got: true, expected: "false, or 'nodePublicIpEnabled: true'", fix: 'leave it out' });
  }
}

/** The identity block of a compute: identities of yours, or one of its own. Azure takes no mix of the two. */
export function computeIdentity(identities: readonly IManagedIdentity[] | undefined): { type: string; identityIds?: string[] } {
  return identities && identities.length > 0 ? { type: 'UserAssigned', identityIds: identities.map((identity) => identity.resourceId) } : { type: 'SystemAssigned' };
}

/** Records an empty list of identities, or the same one twice. */
export function checkIdentities(problems: Problems, identities: readonly IManagedIdentity[] | undefined): void {
  if (!identities) return;
  const different = new Set(identities.map((identity) => identity.resourceId)).size;
  problems.require(different > 0 && different === identities.length, { code: 'ComputeIdentitiesInvalid', prop: 'identities', rule: 'is empty, or has an identity twice', got: identities.map((identity) => identity.node.path), expected: 'different identities, at least one', fix: "leave 'identities' out, or name each one once" });
}
