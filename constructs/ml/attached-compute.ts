import { isIPv4 } from 'node:net';
import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import { Resource } from '../../.gen/providers/azapi/resource';
import { CloudFeature, cloudFeatureProblem } from '../core/cloud-features';
import { Problems } from '../core/errors';
import { cloudOf } from '../core/landscape-context';
import { parseResourceId } from '../core/resource-id';
import type { ComputeOptions } from './compute';
import { Compute } from './compute';
import type { SecretValue } from './secret-value';

const TYPE = 'Microsoft.MachineLearningServices/workspaces/computes@2025-09-01';

/** What every attached compute is made of. */
export interface AttachedComputeOptions extends ComputeOptions {
  /** Tells attached computes apart in generated names, which are short: 16 characters in all. @default - none */
  readonly purpose?: string;
  /** Whether clients may sign in to the compute with keys, not only by Entra. @default false */
  readonly localAuthEnabled?: boolean;
}

/** How the workspace signs in to an attached machine; with a key or a password, never with both. */
export interface AttachedSshOptions {
  /** The name of the administrator. */
  readonly adminUsername: string;
  /** The public key, as in an `.pub` file; together with `privateKey`. @default - none: a password */
  readonly publicKey?: string;
  /** @default - none: a password */
  readonly privateKey?: SecretValue;
  /** Prefer a key. @default - none: a key */
  readonly password?: SecretValue;
}

export interface AttachedVirtualMachineProps extends AttachedComputeOptions {
  /** The id of the machine, `.../Microsoft.Compute/virtualMachines/<machine>`; it must run Ubuntu. */
  readonly virtualMachineId: string;
  /** The IPv4 address or host name that the workspace reaches the machine by. */
  readonly address: string;
  /** @default 22 */
  readonly sshPort?: number;
  readonly ssh: AttachedSshOptions;
}

export interface AttachedDatabricksProps extends AttachedComputeOptions {
  /** The id of the Databricks workspace, `.../Microsoft.Databricks/workspaces/<workspace>`. */
  readonly databricksWorkspaceId: string;
  /** The host of the Databricks workspace, for example `adb-1234567890123456.7.azuredatabricks.net`. */
  readonly workspaceUrl: string;
  /** The access token that pipelines start jobs with; let it be one of a service principal. */
  readonly accessToken: SecretValue;
}

/** What the API has for one kind of attached compute. */
interface AttachedBody {
  readonly computeType: 'VirtualMachine' | 'Databricks';
  /** The id of what is attached. */
  readonly resourceId: string;
  readonly plain: Readonly<Record<string, unknown>>;
  readonly secret: Readonly<Record<string, unknown>>;
  /** Properties that Azure can't change. */
  readonly replacedBy: readonly string[];
}

abstract class AttachedCompute extends Compute {
  /** Defines the resource; secrets are write-only, so that no plan shows them. */
  protected attach(name: string, props: AttachedComputeOptions, body: AttachedBody): Resource {
    const { workspace } = props;
    const resource = new Resource(this, 'Resource', {
      type: TYPE,
      name,
      parentId: workspace.resourceId,
      location: workspace.location,
      body: { properties: { computeType: body.computeType, description: props.description, resourceId: body.resourceId, disableLocalAuth: !(props.localAuthEnabled ?? false), properties: body.plain } },
      sensitiveBody: { properties: { properties: body.secret } },
      schemaValidationEnabled: true,
      replaceTriggersRefs: ['properties.resourceId', ...body.replacedBy.map((property) => `properties.properties.${property}`)],
      // Azure can't change the tags of an attached compute.
      lifecycle: { ignoreChanges: ['tags'] },
    });
    workspace.awaitAccess(resource);
    return resource;
  }
}

/**
 * A virtual machine of yours, attached to a workspace. It stays where it is: the managed network does not protect it.
 *
 * @see https://learn.microsoft.com/azure/machine-learning/how-to-train-model
 */
export class AttachedVirtualMachine extends AttachedCompute {
  readonly resourceId: string;
  readonly resourceName: string;

  /** @throws ValidationError `AttachedVmAddressInvalid`, `AttachedVmPortInvalid`, `AttachedVmAdminInvalid`, `AttachedVmCredentialCount`, `AttachedVmKeyIncomplete`, `SshKeyInvalid`, and those of the machine's id and the name */
  constructor(scope: Construct, id: string, props: AttachedVirtualMachineProps) {
    super(scope, id);
    const { ssh, address, sshPort = 22, virtualMachineId } = props;
    const problems = new Problems(this);
    const name = this.computeName(problems, 'attachedCompute', props, props.purpose);
    const reachable = Token.isUnresolved(address) || isIPv4(address) || /^([a-zA-Z0-9][a-zA-Z0-9-]{0,62}\.)*[a-zA-Z][a-zA-Z0-9-]{0,62}$/.test(address);
    problems.require(reachable, { code: 'AttachedVmAddressInvalid', prop: 'address', rule: 'is not the address of a machine', got: address, expected: 'an IPv4 address or a host name, without scheme and port', fix: "pass the address alone; the port is in 'sshPort'" });
    problems.require(Token.isUnresolved(sshPort) || (Number.isInteger(sshPort) && sshPort >= 1 && sshPort <= 65535), { code: 'AttachedVmPortInvalid', prop: 'sshPort', rule: 'is not a port', got: sshPort, expected: 'a whole number from 1 to 65535', fix: 'leave it out for 22, or correct it' });
    this.checkSignIn(problems, ssh);
    problems.throwIfAny();
    if (!Token.isUnresolved(virtualMachineId)) parseResourceId(this, 'virtualMachineId', virtualMachineId, 'Microsoft.Compute/virtualMachines');
    const resource = this.attach(name, props, {
      computeType: 'VirtualMachine',
      resourceId: virtualMachineId,
      plain: { address, sshPort, administratorAccount: { username: ssh.adminUsername, publicKeyData: ssh.publicKey } },
      secret: { administratorAccount: { password: ssh.password?.reference, privateKeyData: ssh.privateKey?.reference } },
      replacedBy: ['address', 'sshPort'],
    });
    this.resourceId = resource.id;
    this.resourceName = resource.name;
    this.addFeatures(props);
  }

  private checkSignIn(problems: Problems, ssh: AttachedSshOptions): void {
    const { adminUsername, publicKey, privateKey, password } = ssh;
    problems.require(Token.isUnresolved(adminUsername) || (/^[a-z_][a-z0-9_-]{0,31}$/i.test(adminUsername) && adminUsername !== 'root'), { code: 'AttachedVmAdminInvalid', prop: 'ssh.adminUsername', rule: 'is not the name of an administrator', got: adminUsername, expected: '1 to 32 letters, digits, "_" and "-", starting with a letter or "_", and not root', fix: 'use the name that the machine was made with' });
    problems.require((privateKey === undefined) !== (password === undefined), { code: 'AttachedVmCredentialCount', prop: 'ssh', rule: "needs either 'privateKey' or 'password'", expected: 'one of the two', fix: 'leave the password out, or add a key' });
    problems.require((publicKey === undefined) === (privateKey === undefined), { code: 'AttachedVmKeyIncomplete', prop: 'ssh.publicKey', rule: "goes with 'privateKey'", expected: 'both halves of the key, or none', fix: 'add the other half, or leave this one out' });
    if (publicKey !== undefined) this.checkSsh(problems, { adminUsername, publicKey }, undefined);
  }
}

/**
 * A Databricks workspace, attached to a workspace, so that pipelines can run steps in it.
 *
 * @see https://learn.microsoft.com/azure/machine-learning/concept-compute-target
 */
export class AttachedDatabricks extends AttachedCompute {
  readonly resourceId: string;
  readonly resourceName: string;

  /** @throws ValidationError `AttachedDatabricksUrlInvalid`, `CloudFeatureMissing`, and those of the workspace's id and the name */
  constructor(scope: Construct, id: string, props: AttachedDatabricksProps) {
    super(scope, id);
    const { workspaceUrl, databricksWorkspaceId } = props;
    const problems = new Problems(this);
    const missing = cloudFeatureProblem(cloudOf(this), CloudFeature.DATABRICKS, { prop: 'databricksWorkspaceId', got: databricksWorkspaceId, fix: 'leave the construct out: run Databricks jobs outside of Azure Machine Learning' });
    if (missing) problems.add(missing);
    const name = this.computeName(problems, 'attachedCompute', props, props.purpose);
    problems.require(Token.isUnresolved(workspaceUrl) || /^adb-\d+\.\d+\.(azuredatabricks\.net|databricks\.azure\.(us|cn))$/.test(workspaceUrl), { code: 'AttachedDatabricksUrlInvalid', prop: 'workspaceUrl', rule: 'is not the host of a Databricks workspace', got: workspaceUrl, expected: 'a host like adb-1234567890123456.7.azuredatabricks.net, without https://', fix: 'copy it from the overview of the Databricks workspace' });
    problems.throwIfAny();
    if (!Token.isUnresolved(databricksWorkspaceId)) parseResourceId(this, 'databricksWorkspaceId', databricksWorkspaceId, 'Microsoft.Databricks/workspaces');
    const resource = this.attach(name, props, {
      computeType: 'Databricks',
      resourceId: databricksWorkspaceId,
      plain: { workspaceUrl },
      secret: { databricksAccessToken: props.accessToken.reference },
      replacedBy: ['workspaceUrl'],
    });
    this.resourceId = resource.id;
    this.resourceName = resource.name;
    this.addFeatures(props);
  }
}
