import { LinuxVirtualMachineScaleSet } from '@cdktf/provider-azurerm/lib/linux-virtual-machine-scale-set';
import { RoleAssignment as RoleAssignmentResource } from '@cdktf/provider-azurerm/lib/role-assignment';
import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import type { AzureResourceOptions, DiagnosticTarget, IAzureResource } from '../core/azure-resource';
import { AzureResource } from '../core/azure-resource';
import type { Problem } from '../core/errors';
import { fail, formatProblem, Problems } from '../core/errors';
import type { AvailabilityZone } from '../core/regions';
import { hasAvailabilityZones } from '../core/regions';
import { parseResourceId } from '../core/resource-id';
import type { IResourceGroup } from '../governance/resource-group';
import { BuiltInRole } from '../identity/built-in-role';
import type { IManagedIdentity } from '../identity/managed-identity';
import type { IGrantable, RoleAssignment } from '../identity/role-assignment';
import { VmSize } from '../ml/vm-size';
import type { BuildAgentImage } from './build-agent-image';
import type { ISubnet } from './subnet';

/** Nobody signs in with it: Azure only wants a name. */
const ADMIN_USERNAME = 'agentadmin';
const MIN_DISK_GB = 30;
const MAX_DISK_GB = 2040;
const VIRTUAL_MACHINE_CONTRIBUTOR = BuiltInRole.of('Virtual Machine Contributor', '9980e02c-c2be-4d73-94e8-173b1dc7cf3c');
/** Roles that make their holder the owner of everything below: whoever can change a pipeline would be that, too. */
const REFUSED_ROLES: readonly BuiltInRole[] = [BuiltInRole.OWNER, BuiltInRole.USER_ACCESS_ADMINISTRATOR];

/** Which local disk the system is on. It is gone with the machine, and nothing is left of a build. */
export enum EphemeralDiskPlacement {
  /** The temporary disk, the larger one. */
  TEMPORARY_DISK = 'ResourceDisk',
  /** The cache of the VM size. */
  CACHE = 'CacheDisk',
}

export interface BuildAgentPoolProps extends AzureResourceOptions {
  readonly resourceGroup: IResourceGroup;
  /** Where the agents are. They need a way out to Azure DevOps, and to what they deploy. */
  readonly subnet: ISubnet;
  /** What the agents are towards Azure. It has the roles that are granted to it, and never becomes an owner. */
  readonly identity: IManagedIdentity;
  /** What the agents are made from, in a certain version. */
  readonly image: BuildAgentImage;
  /**
   * The public half of an SSH key: a variable, a reference to a secret in a vault, or the text itself. Azure wants one where there is
   * no password; nothing lets anybody in with it unless rules of the subnet do.
   */
  readonly sshPublicKey: string;
  /** @default - by the naming convention, with `purpose` */
  readonly name?: string;
  /** Tells pools apart in generated names. @default - none */
  readonly purpose?: string;
  /** A size with a local disk, which the system is on. @default VmSize.STANDARD_D4DS_V5 */
  readonly vmSize?: VmSize;
  /** @default EphemeralDiskPlacement.TEMPORARY_DISK */
  readonly diskPlacement?: EphemeralDiskPlacement;
  /** The size of the system's disk, 30 to 2040 GB; it has to fit the local disk of the size. @default - that of the image */
  readonly diskSizeGb?: number;
  /** Whether machines start with nothing but signed software; off only for an image of generation 1 or of a gallery without trusted launch. @default true */
  readonly trustedLaunchEnabled?: boolean;
  /** The availability zones that agents are spread over. @default - none */
  readonly zones?: readonly AvailabilityZone[];
  /** How many agents Azure DevOps may start, as set there: the subnet is checked for as many addresses. @default - not checked */
  readonly maxAgents?: number;
}

/** A pool of build agents, owned or existing. */
export interface IBuildAgentPool extends IAzureResource {
  /** Lets a service connection of Azure DevOps start and stop agents. It also has to join machines to the subnet: see `grantManage` there. */
  grantScale(grantee: IGrantable): RoleAssignment;
}

abstract class BuildAgentPoolBase extends AzureResource implements IBuildAgentPool {
  grantScale(grantee: IGrantable): RoleAssignment {
    return this.grant(VIRTUAL_MACHINE_CONTRIBUTOR, grantee);
  }

  /** Scale sets emit metrics, and no logs. */
  protected override get diagnosticTargets(): readonly DiagnosticTarget[] {
    return [{ logCategoryGroups: [] }];
  }
}

/**
 * Machines for private build agents, which Azure DevOps starts and stops itself: without public addresses, without passwords,
 * with nothing left of a build. In Azure DevOps, add it as an agent pool of the kind "virtual machine scale set".
 *
 * @see https://learn.microsoft.com/azure/devops/pipelines/agents/scale-set-agents
 */
export class BuildAgentPool extends BuildAgentPoolBase {
  /** An existing pool. */
  static fromBuildAgentPoolId(scope: Construct, id: string, buildAgentPoolId: string): IBuildAgentPool {
    return new ImportedBuildAgentPool(scope, id, buildAgentPoolId);
  }

  readonly resourceId: string;
  readonly resourceName: string;

  private readonly identity: IManagedIdentity;

  /**
   * @throws ValidationError `BuildAgentImageNotPinned`, `BuildAgentKeyInvalid`, `BuildAgentSubnetDelegated`, `BuildAgentSubnetTooSmall`, `BuildAgentCountInvalid`,
   * `BuildAgentLocalDiskMissing`, `BuildAgentDiskSizeInvalid`, `BuildAgentZonesUnavailable`, `BuildAgentZoneDuplicate`, and those of the name; at synth `BuildAgentOwnsAzure`
   */
  constructor(scope: Construct, id: string, props: BuildAgentPoolProps) {
    super(scope, id);
    const problems = new Problems(this);
    const trustedLaunch = (props.trustedLaunchEnabled ?? true) ? true : undefined;
    const { subnet, image, vmSize = VmSize.STANDARD_D4DS_V5, diskPlacement = EphemeralDiskPlacement.TEMPORARY_DISK } = props;
    const name = this.nameOf(problems, 'buildAgentPool', props.name, props.purpose);
    this.identity = props.identity;
    image.check(problems, this);
    checkKey(problems, props.sshPublicKey);
    checkSubnet(problems, props);
    checkMachine(problems, vmSize, props);
    problems.throwIfAny();
    const resource = new LinuxVirtualMachineScaleSet(this, 'Resource', {
      name,
      resourceGroupName: props.resourceGroup.resourceName,
      location: subnet.location,
      sku: vmSize.name,
      instances: 0,
      zones: props.zones && [...props.zones],
      identity: { type: 'UserAssigned', identityIds: [props.identity.resourceId] },
      adminUsername: ADMIN_USERNAME,
      adminSshKey: [{ username: ADMIN_USERNAME, publicKey: props.sshPublicKey }],
      disablePasswordAuthentication: true,
      encryptionAtHostEnabled: true,
      secureBootEnabled: trustedLaunch,
      vtpmEnabled: trustedLaunch,
      // What Azure DevOps asks of a scale set that it manages.
      overprovision: false,
      singlePlacementGroup: false,
      platformFaultDomainCount: 1,
      upgradeMode: 'Manual',
      sourceImageId: image.imageVersionId,
      sourceImageReference: image.reference,
      osDisk: { caching: 'ReadOnly', storageAccountType: 'Standard_LRS', diskSizeGb: props.diskSizeGb, diffDiskSettings: { option: 'Local', placement: diskPlacement } },
      networkInterface: [{ name: 'nic', primary: true, ipConfiguration: [{ name: 'internal', primary: true, subnetId: subnet.resourceId }] }],
      // Azure DevOps counts the machines, installs its agent as an extension, and marks the scale set as its own.
      lifecycle: { ignoreChanges: ['instances', 'extension', 'tags["__AzureDevOpsElasticPool"]', 'tags["__AzureDevOpsElasticPoolTimeStamp"]'] },
    });
    this.resourceId = resource.id;
    this.resourceName = resource.name;
    this.node.addValidation({ validate: () => this.ownedByAgents().map(formatProblem) });
    this.addFeatures(props);
  }

  /**
   * Lets the agents do something, for pipelines that deploy.
   *
   * @throws ValidationError `BuildAgentRoleRefused`
   */
  addAgentRole(resource: IAzureResource, role: BuiltInRole): RoleAssignment {
    if (REFUSED_ROLES.some(({ guid }) => guid === role.guid) || role.guid === BuiltInRole.RBAC_ADMINISTRATOR.guid) {
      fail(this, { code: 'BuildAgentRoleRefused', prop: 'role', rule: 'would let every pipeline give itself whatever role it likes', got: role.name, expected: 'a role that gives no roles', fix: 'grant what the pipelines do, resource by resource' });
    }
    return resource.addRoleAssignment({ role, grantee: this.identity });
  }

  /** Roles that make the agents an owner, wherever in the landscape they were granted. */
  private ownedByAgents(): readonly Problem[] {
    const all = this.node.root.node.findAll().filter((node): node is RoleAssignmentResource => node instanceof RoleAssignmentResource);
    return all.flatMap(({ principalIdInput, roleDefinitionIdInput, conditionInput, node }) => {
      if (principalIdInput !== this.identity.principalId) return [];
      const has = ({ guid }: BuiltInRole) => roleDefinitionIdInput?.toLowerCase().endsWith(guid) ?? false;
      // A condition can narrow the role that gives roles down to some that do no harm.
      const role = REFUSED_ROLES.find(has) ?? (conditionInput === undefined && has(BuiltInRole.RBAC_ADMINISTRATOR) ? BuiltInRole.RBAC_ADMINISTRATOR : undefined);
      return role ? [{ code: 'BuildAgentOwnsAzure', prop: 'identity', rule: 'has a role that lets every pipeline give itself whatever role it likes', got: `${role.name}, by ${node.path}`, expected: 'roles that give no roles, or only some by a condition', fix: 'grant what the pipelines do, resource by resource' }] : [];
    });
  }
}

class ImportedBuildAgentPool extends BuildAgentPoolBase {
  readonly resourceName: string;

  constructor(scope: Construct, id: string, readonly resourceId: string) {
    super(scope, id);
    this.resourceName = parseResourceId(this, 'buildAgentPoolId', resourceId, 'Microsoft.Compute/virtualMachineScaleSets').name;
  }
}

function checkKey(problems: Problems, key: string): void {
  const valid = Token.isUnresolved(key) || /^ssh-(rsa|ed25519) [A-Za-z0-9+/]+=*( [^\n]*)?$/.test(key);
  problems.require(valid, { code: 'BuildAgentKeyInvalid', prop: 'sshPublicKey', rule: 'is not a public key that Azure takes', expected: 'one line that starts with ssh-rsa or ssh-ed25519, or a reference', fix: 'copy the .pub file, not the private key' });
}

function checkSubnet(problems: Problems, { subnet, maxAgents }: BuildAgentPoolProps): void {
  problems.require(subnet.delegation === undefined, { code: 'BuildAgentSubnetDelegated', prop: 'subnet', rule: 'is handed over to a service, and takes no machines', got: subnet.delegation?.service, expected: 'a subnet without delegation', fix: 'use another subnet' });
  if (maxAgents === undefined) return;
  const counted = Number.isInteger(maxAgents) && maxAgents > 0 && maxAgents <= 1000;
  problems.require(counted, { code: 'BuildAgentCountInvalid', prop: 'maxAgents', rule: 'is not a number of agents', got: maxAgents, expected: 'a whole number from 1 to 1000', fix: 'pass the maximum that is set in Azure DevOps' });
  const { usableAddresses } = subnet;
  problems.require(!counted || usableAddresses === undefined || usableAddresses >= maxAgents, { code: 'BuildAgentSubnetTooSmall', prop: 'maxAgents', rule: 'is more than the subnet has addresses for', got: maxAgents, expected: `at most ${usableAddresses}`, fix: 'enlarge the subnet, or allow fewer agents' });
}

function checkMachine(problems: Problems, vmSize: VmSize, { subnet, diskSizeGb, zones = [] }: BuildAgentPoolProps): void {
  problems.require(hasLocalDisk(vmSize.name), { code: 'BuildAgentLocalDiskMissing', prop: 'vmSize', rule: 'has no local disk that the system can be on', got: vmSize.name, expected: 'a size of version 5 or older with "d" and "s" among its features, such as Standard_D4ds_v5', fix: 'choose such a size' });
  problems.require(diskSizeGb === undefined || (Number.isInteger(diskSizeGb) && diskSizeGb >= MIN_DISK_GB && diskSizeGb <= MAX_DISK_GB), { code: 'BuildAgentDiskSizeInvalid', prop: 'diskSizeGb', rule: 'is out of range', got: diskSizeGb, expected: `a whole number from ${MIN_DISK_GB} to ${MAX_DISK_GB}`, fix: 'change it, or leave it out' });
  problems.require(zones.length === 0 || Token.isUnresolved(subnet.location) || hasAvailabilityZones(subnet.location), { code: 'BuildAgentZonesUnavailable', prop: 'zones', rule: `need availability zones, which ${subnet.location} doesn't have`, got: zones, expected: 'no zones', fix: "leave 'zones' out" });
  problems.require(new Set(zones).size === zones.length, { code: 'BuildAgentZoneDuplicate', prop: 'zones', rule: 'has a zone twice', got: zones, expected: 'each zone once', fix: 'leave one out' });
}

/**
 * Sizes with premium storage ("s") can have the system on a local disk where they have one: up to version 3 all, later ones those with a "d".
 * From version 6 on that is an NVMe disk, where azurerm can't put a system.
 */
function hasLocalDisk(size: string): boolean {
  const [, family = '', features = '', version = '1'] = /^Standard_([A-Z]+)\d+(?:-\d+)?([a-z]*)(?:_[A-Z]\w*?)?(?:_v(\d+))?$/.exec(size) ?? [];
  const premium = features.includes('s') || family.endsWith('S');
  return premium && (Number(version) <= 3 || (Number(version) <= 5 && features.includes('d')));
}
