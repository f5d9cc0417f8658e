import type { KubernetesClusterConfig } from '@cdktf/provider-azurerm/lib/kubernetes-cluster';
import { KubernetesCluster as KubernetesClusterResource } from '@cdktf/provider-azurerm/lib/kubernetes-cluster';
import type { Construct, IConstruct } from 'constructs';
import type { IAzureResource } from '../core/azure-resource';
import { AzureResource } from '../core/azure-resource';
import { Problems } from '../core/errors';
import { cloudOf, landscapeContextOf } from '../core/landscape-context';
import { parseResourceId } from '../core/resource-id';
import { BuiltInRole } from '../identity/built-in-role';
import type { IManagedIdentity } from '../identity/managed-identity';
import { ManagedIdentity } from '../identity/managed-identity';
import type { IGrantable, RoleAssignment } from '../identity/role-assignment';
import type { DiagnosticSettingOptions } from '../monitoring/diagnostic-setting';
import { aksPrivateDnsZone } from '../network/private-link';
import type { ISubnet } from '../network/subnet';
import { autoScalerBlock } from './auto-scaler';
import { checkAddOns, checkAdmins, checkApiServer, checkGrants, checkUpgrades, isVersionUpgraded } from './cluster-checks';
import { clusterNetwork } from './cluster-network';
import type { KubernetesClusterProps } from './cluster-options';
import { KubernetesTier, KubernetesUpgradeChannel, NodeOsUpgradeChannel } from './cluster-options';
import type { MaintenanceWindowBlock } from './maintenance-window';
import { maintenanceWindowBlock } from './maintenance-window';
import { ManagedPrometheus } from './managed-prometheus';
import type { KubernetesNodePoolOptions } from './node-pool';
import { KubernetesNodePool } from './node-pool';
import { checkSystemNodes, DEFAULT_SURGE, nodePoolBlock, NodePoolRegistry, nodesAtPeak, upgradeBlock } from './node-pool-checks';
import { attachmentsOf, prerequisitesOf } from './prerequisites';

/** What is worth keeping: who changed what (without every read, as `kube-audit` has it), and what the control plane did. */
const LOG_CATEGORIES = ['kube-audit-admin', 'guard', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'cluster-autoscaler', 'cloud-controller-manager'];

/** Azure's limit of trusted access bindings in one cluster. */
const MAX_TRUSTED = 8;

/**
 * What the user-assigned identity of a workspace needs on a cluster to attach it.
 *
 * @see https://learn.microsoft.com/azure/machine-learning/how-to-attach-kubernetes-to-workspace
 */
const ATTACH_ROLES = [BuiltInRole.READER, BuiltInRole.KUBERNETES_EXTENSION_CONTRIBUTOR, BuiltInRole.AKS_CLUSTER_ADMIN, BuiltInRole.AKS_CONTRIBUTOR];

/** What an existing cluster is known by. */
export interface KubernetesClusterAttributes {
  /** The Azure resource id. */
  readonly resourceId: string;
  /** Azure region. */
  readonly location: string;
  /** The issuer of the tokens of its service accounts. */
  readonly oidcIssuerUrl: string;
  /** The resource group of its nodes. */
  readonly nodeResourceGroup: string;
  /** The private host name of its API server. */
  readonly privateFqdn: string;
  /** What acts for its nodes. */
  readonly kubeletIdentity: IManagedIdentity;
  /** What acts for its control plane. @default - not known: nothing is granted to it for new pools */
  readonly identity?: IGrantable;
  /** Where new pools go by default. @default - pools name their subnet */
  readonly nodeSubnet?: ISubnet;
  /** The version that new pools have. @default - that of the control plane */
  readonly kubernetesVersion?: string;
}

/** An AKS cluster, owned or existing. */
export interface IKubernetesCluster extends IAzureResource {
  /** Azure region. */
  readonly location: string;
  /** The issuer of the tokens of its service accounts: what federated credentials trust. */
  readonly oidcIssuerUrl: string;
  /** The resource group of its nodes. */
  readonly nodeResourceGroup: string;
  /** The private host name of its API server; empty where that is public. */
  readonly privateFqdn: string;
  /** What acts for its nodes. */
  readonly kubeletIdentity: IManagedIdentity;
  /** What acts for its control plane. @default - not known */
  readonly identity?: IGrantable;
  /** Where pools go that name no subnet. @default - not known */
  readonly nodeSubnet?: ISubnet;
  /** The version that pools are held at. @default - none: Azure upgrades them */
  readonly kubernetesVersion?: string;
  /** The pools that were defined, and what room they take. */
  readonly nodePools: NodePoolRegistry;

  /** Adds a pool of nodes. */
  addNodePool(id: string, options: KubernetesNodePoolOptions): KubernetesNodePool;
  /** Lets the control plane put nodes and load balancers in a subnet; nothing where it may already, or isn't known. */
  grantNetworkUse(subnet: ISubnet): readonly RoleAssignment[];
  /** Lets people fetch the kubeconfig; what they may do in the cluster is granted apart. */
  grantClusterUser(grantee: IGrantable): RoleAssignment;
  /** Lets people read what is in the cluster, but for secrets. */
  grantRbacReader(grantee: IGrantable): RoleAssignment;
  /** Lets people change what is in the cluster, but for roles and quotas. */
  grantRbacWriter(grantee: IGrantable): RoleAssignment;
  /** Lets people change what is in namespaces, roles included. */
  grantRbacAdmin(grantee: IGrantable): RoleAssignment;
  /** Lets people do everything in the cluster. */
  grantRbacClusterAdmin(grantee: IGrantable): RoleAssignment;
  /** Gives the user-assigned identity of a workspace what it needs to attach the cluster; Azure gives it to a workspace's own identity by itself. */
  grantMachineLearningAttach(grantee: IGrantable): readonly RoleAssignment[];
  /** Records a problem where the source is trusted already, or too many are; what trusted access bindings call. */
  claimTrustedAccess(problems: Problems, source: IAzureResource): void;
}

abstract class KubernetesClusterBase extends AzureResource implements IKubernetesCluster {
  abstract readonly location: string;
  abstract readonly oidcIssuerUrl: string;
  abstract readonly nodeResourceGroup: string;
  abstract readonly privateFqdn: string;
  abstract readonly kubeletIdentity: IManagedIdentity;
  abstract readonly identity?: IGrantable;
  abstract readonly nodeSubnet?: ISubnet;
  abstract readonly kubernetesVersion?: string;
  abstract readonly nodePools: NodePoolRegistry;
  protected abstract readonly identityGrantsEnabled: boolean;

  private readonly trusted = new Set<string>();

  addNodePool(id: string, options: KubernetesNodePoolOptions): KubernetesNodePool {
    return new KubernetesNodePool(this, id, { ...options, cluster: this });
  }

  grantNetworkUse(subnet: ISubnet): readonly RoleAssignment[] {
    return this.identity && this.identityGrantsEnabled ? [subnet.grantManage(this.identity)] : [];
  }

  grantClusterUser(grantee: IGrantable): RoleAssignment {
    return this.grant(BuiltInRole.AKS_CLUSTER_USER, grantee);
  }

  grantRbacReader(grantee: IGrantable): RoleAssignment {
    return this.grant(BuiltInRole.AKS_RBAC_READER, grantee);
  }

  grantRbacWriter(grantee: IGrantable): RoleAssignment {
    return this.grant(BuiltInRole.AKS_RBAC_WRITER, grantee);
  }

  grantRbacAdmin(grantee: IGrantable): RoleAssignment {
    return this.grant(BuiltInRole.AKS_RBAC_ADMIN, grantee);
  }

  grantRbacClusterAdmin(grantee: IGrantable): RoleAssignment {
    return this.grant(BuiltInRole.AKS_RBAC_CLUSTER_ADMIN, grantee);
  }

  grantMachineLearningAttach(grantee: IGrantable): readonly RoleAssignment[] {
    return ATTACH_ROLES.map((role) => this.grant(role, grantee));
  }

  claimTrustedAccess(problems: Problems, source: IAzureResource): void {
    const trusted = this.trusted.has(source.resourceId);
    problems.require(!trusted, { code: 'TrustedAccessTwice', prop: 'source', rule: 'is trusted by the cluster already', got: source.node.path, expected: 'one binding for each source', fix: 'use the binding that is there' });
    this.trusted.add(source.resourceId);
    problems.require(this.trusted.size <= MAX_TRUSTED, { code: 'TrustedAccessLimit', prop: 'source', rule: 'is one source too many for the cluster', got: this.trusted.size, expected: `at most ${MAX_TRUSTED}`, fix: 'use another cluster' });
  }

  override addDiagnosticSettings(options: DiagnosticSettingOptions): void {
    const chosen = options.logCategories ?? options.logCategoryGroups;
    super.addDiagnosticSettings(chosen ? options : { ...options, logCategories: LOG_CATEGORIES });
  }
}

/**
 * A Kubernetes cluster that only Entra identities reach, over a private network: no local accounts, Azure RBAC, workload
 * identity, Azure Policy, Defender, Cilium, upgrades by themselves.
 *
 * @see https://learn.microsoft.com/azure/architecture/reference-architectures/containers/aks/baseline-aks
 */
export class KubernetesCluster extends KubernetesClusterBase {
  /** An existing cluster. */
  static fromAttributes(scope: Construct, id: string, attributes: KubernetesClusterAttributes): IKubernetesCluster {
    return new ImportedKubernetesCluster(scope, id, attributes);
  }

  readonly resourceId: string;
  readonly resourceName: string;
  readonly location: string;
  readonly oidcIssuerUrl: string;
  readonly nodeResourceGroup: string;
  readonly privateFqdn: string;
  readonly kubeletIdentity: IManagedIdentity;
  readonly identity: IManagedIdentity;
  readonly nodeSubnet: ISubnet;
  readonly kubernetesVersion?: string;
  readonly nodePools: NodePoolRegistry;
  /** The URL of the API server, for the Kubernetes provider. */
  readonly apiServerUrl: string;
  /** The certificate authority of the API server, base64-encoded. */
  readonly clusterCaCertificate: string;
  /** The object id of what the Key Vault add-on reads secrets as. */
  readonly secretsProviderPrincipalId: string;
  protected readonly identityGrantsEnabled: boolean;

  private readonly resource: KubernetesClusterResource;

  /** @throws ValidationError with the codes that README.md lists, and those of the names */
  constructor(scope: Construct, id: string, props: KubernetesClusterProps) {
    super(scope, id);
    const problems = new Problems(this);
    const { tenantId } = landscapeContextOf(this, 'adminGroupObjectIds', 'tenant');
    this.location = props.resourceGroup.location;
    const name = this.nameOf(problems, 'kubernetesCluster', props.name, props.purpose);
    const dnsPrefix = props.dnsPrefix ?? name.replace(/_/g, '-');
    checkApiServer(problems, props);
    checkAdmins(problems, props);
    checkUpgrades(problems, props);
    checkAddOns(problems, props, dnsPrefix);
    checkGrants(problems, props);
    const pool = props.systemNodePool;
    const prefix = 'systemNodePool.';
    checkSystemNodes(problems, pool, prefix);
    const poolBlock = nodePoolBlock(problems, pool, { prefix, location: this.location, fewestNodes: 1 });
    const upgradeSettings = upgradeBlock(problems, pool.upgrade ?? {}, prefix);
    const network = clusterNetwork(problems, props.network ?? {}, props.nodeSubnet);
    this.nodePools = new NodePoolRegistry(network.maxNodes);
    const labels = { 'node-purpose': 'system', ...pool.labels };
    this.nodePools.add(problems, prefix, pool, nodesAtPeak(pool, upgradeSettings), props.nodeSubnet, { labels, taints: ['CriticalAddonsOnly=true:NoSchedule'] });
    const windows = this.windowsOf(problems, props);
    const autoScalerProfile = props.autoScaler && autoScalerBlock(problems, props.autoScaler);
    this.checkPlace(problems, props.nodeSubnet);
    problems.throwIfAny();

    const channel = props.upgradeChannel ?? KubernetesUpgradeChannel.PATCH;
    const upgraded = isVersionUpgraded(channel);
    this.identityGrantsEnabled = props.identityGrantsEnabled ?? true;
    this.nodeSubnet = props.nodeSubnet;
    this.kubernetesVersion = upgraded ? undefined : props.kubernetesVersion;
    this.identity = props.identity ?? this.ownIdentity('ControlPlaneIdentity', props, 'aks');
    this.kubeletIdentity = props.kubeletIdentity ?? this.ownIdentity('KubeletIdentity', props, 'aks-kubelet');

    const autoScaling = poolBlock.autoScalingEnabled;
    this.resource = new KubernetesClusterResource(this, 'Resource', {
      name,
      location: this.location,
      resourceGroupName: props.resourceGroup.resourceName,
      nodeResourceGroup: props.nodeResourceGroupName,
      ...this.apiServerOf(props, dnsPrefix),
      skuTier: props.tier ?? KubernetesTier.STANDARD,
      supportPlan: props.longTermSupportEnabled ? 'AKSLongTermSupport' : 'KubernetesOfficial',
      costAnalysisEnabled: props.costAnalysisEnabled ?? false,
      kubernetesVersion: props.kubernetesVersion,
      automaticUpgradeChannel: channel === KubernetesUpgradeChannel.NONE ? undefined : channel,
      nodeOsUpgradeChannel: props.nodeOsUpgradeChannel ?? NodeOsUpgradeChannel.NODE_IMAGE,
      ...windows,
      roleBasedAccessControlEnabled: true,
      azureActiveDirectoryRoleBasedAccessControl: { azureRbacEnabled: true, tenantId, adminGroupObjectIds: [...props.adminGroupObjectIds] },
      localAccountDisabled: true,
      oidcIssuerEnabled: true,
      workloadIdentityEnabled: true,
      identity: { type: 'UserAssigned', identityIds: [this.identity.resourceId] },
      kubeletIdentity: { clientId: this.kubeletIdentity.clientId, objectId: this.kubeletIdentity.principalId, userAssignedIdentityId: this.kubeletIdentity.resourceId },
      azurePolicyEnabled: props.azurePolicyEnabled ?? true,
      runCommandEnabled: props.runCommandEnabled ?? false,
      microsoftDefender: props.logAnalyticsWorkspace && { logAnalyticsWorkspaceId: props.logAnalyticsWorkspace.resourceId },
      monitorMetrics: props.managedPrometheus && {},
      keyVaultSecretsProvider: { secretRotationEnabled: true, secretRotationInterval: `${props.secretRotationMinutes ?? 2}m` },
      imageCleanerEnabled: true,
      imageCleanerIntervalHours: props.imageCleanerHours ?? 168,
      storageProfile: { blobDriverEnabled: props.blobDriverEnabled ?? false, diskDriverEnabled: true, fileDriverEnabled: true, snapshotControllerEnabled: true },
      networkProfile: network.block,
      autoScalerProfile,
      defaultNodePool: {
        ...poolBlock,
        type: 'VirtualMachineScaleSets',
        vnetSubnetId: props.nodeSubnet.resourceId,
        onlyCriticalAddonsEnabled: true,
        orchestratorVersion: this.kubernetesVersion,
        nodeLabels: labels,
        upgradeSettings: { ...upgradeSettings, maxSurge: pool.upgrade?.maxSurge ?? DEFAULT_SURGE },
      },
      // What Azure changes by itself must not be changed back by a plan.
      lifecycle: this.protectedLifecycle(props.deletionProtectionEnabled, ignored([upgraded && 'kubernetes_version', autoScaling && 'default_node_pool[0].node_count'])),
    });
    this.resourceId = this.resource.id;
    this.resourceName = this.resource.name;
    this.oidcIssuerUrl = this.resource.oidcIssuerUrl;
    this.nodeResourceGroup = this.resource.nodeResourceGroup;
    this.privateFqdn = this.resource.privateFqdn;
    this.apiServerUrl = this.resource.kubeConfig.get(0).host;
    this.clusterCaCertificate = this.resource.kubeConfig.get(0).clusterCaCertificate;
    this.secretsProviderPrincipalId = this.resource.keyVaultSecretsProvider.secretIdentity.get(0).objectId;
    this.waitFor(...attachmentsOf(this.nodeSubnet), ...(this.identityGrantsEnabled ? this.grantIdentities(props) : []));
    if (props.managedPrometheus) new ManagedPrometheus(this, 'ManagedPrometheus', { ...props.managedPrometheus, cluster: this, resourceGroup: props.resourceGroup });
    this.addFeatures(props);
  }

  /**
   * Makes the cluster wait for grants that its control plane needs before it exists, for example on a route table. Those of
   * other stacks come first anyway.
   */
  waitFor(...grants: readonly IConstruct[]): void {
    const addresses = prerequisitesOf(this, grants).map((resource) => `${resource.terraformResourceType}.${resource.friendlyUniqueId}`);
    this.resource.dependsOn = [...new Set([...(this.resource.dependsOn ?? []), ...addresses])];
  }

  /** What the identities need before the cluster exists. */
  private grantIdentities(props: KubernetesClusterProps): readonly RoleAssignment[] {
    return [
      this.nodeSubnet.grantManage(this.identity),
      this.kubeletIdentity.addRoleAssignment({ role: BuiltInRole.MANAGED_IDENTITY_OPERATOR, grantee: this.identity }),
      ...(props.privateDnsZones ? [props.privateDnsZones.zone(aksPrivateDnsZone(this.location, cloudOf(this))).grantManage(this.identity)] : []),
      ...(props.containerRegistries ?? []).map((registry) => registry.grantPull(this.kubeletIdentity)),
    ];
  }

  private ownIdentity(id: string, props: KubernetesClusterProps, purpose: string): ManagedIdentity {
    return new ManagedIdentity(this, id, { resourceGroup: props.resourceGroup, purpose: props.purpose === undefined ? purpose : `${props.purpose}-${purpose}` });
  }

  private apiServerOf({ publicApiServerEnabled, authorizedIpRanges, privateDnsZones }: KubernetesClusterProps, dnsPrefix: string): Partial<KubernetesClusterConfig> {
    if (publicApiServerEnabled) return { privateClusterEnabled: false, dnsPrefix, apiServerAccessProfile: { authorizedIpRanges: [...(authorizedIpRanges ?? [])] } };
    const zone = privateDnsZones?.zoneId(aksPrivateDnsZone(this.location, cloudOf(this)));
    return {
      privateClusterEnabled: true,
      privateClusterPublicFqdnEnabled: false,
      privateDnsZoneId: zone ?? 'System',
      ...(zone === undefined ? { dnsPrefix } : { dnsPrefixPrivateCluster: dnsPrefix }),
    };
  }

  private windowsOf(problems: Problems, { upgradeWindow, nodeOsUpgradeWindow }: KubernetesClusterProps): { maintenanceWindowAutoUpgrade?: MaintenanceWindowBlock; maintenanceWindowNodeOs?: MaintenanceWindowBlock } {
    return {
      maintenanceWindowAutoUpgrade: upgradeWindow && maintenanceWindowBlock(problems, 'upgradeWindow', upgradeWindow, false),
      maintenanceWindowNodeOs: nodeOsUpgradeWindow && maintenanceWindowBlock(problems, 'nodeOsUpgradeWindow', nodeOsUpgradeWindow, true),
    };
  }

  private checkPlace(problems: Problems, nodeSubnet: ISubnet): void {
    problems.require(nodeSubnet.location === this.location, { code: 'ClusterRegionMismatch', prop: 'nodeSubnet', rule: 'is in another region than the cluster', got: nodeSubnet.location, expected: this.location, fix: 'use a subnet of the same region' });
    problems.require(nodeSubnet.delegation === undefined, { code: 'NodeSubnetDelegated', prop: 'nodeSubnet', rule: 'is handed over to another service', got: nodeSubnet.delegation?.service, expected: 'a subnet without a delegation', fix: 'use another subnet' });
  }
}

class ImportedKubernetesCluster extends KubernetesClusterBase {
  readonly resourceId: string;
  readonly resourceName: string;
  readonly location: string;
  readonly oidcIssuerUrl: string;
  readonly nodeResourceGroup: string;
  readonly privateFqdn: string;
  readonly kubeletIdentity: IManagedIdentity;
  readonly identity?: IGrantable;
  readonly nodeSubnet?: ISubnet;
  readonly kubernetesVersion?: string;
  readonly nodePools = new NodePoolRegistry(Number.POSITIVE_INFINITY, false);
  protected readonly identityGrantsEnabled = true;

  constructor(scope: Construct, id: string, attributes: KubernetesClusterAttributes) {
    super(scope, id);
    this.resourceId = attributes.resourceId;
    this.resourceName = parseResourceId(this, 'resourceId', attributes.resourceId, 'Microsoft.ContainerService/managedClusters').name;
    this.location = attributes.location;
    this.oidcIssuerUrl = attributes.oidcIssuerUrl;
    this.nodeResourceGroup = attributes.nodeResourceGroup;
    this.privateFqdn = attributes.privateFqdn;
    this.kubeletIdentity = attributes.kubeletIdentity;
    this.identity = attributes.identity;
    this.nodeSubnet = attributes.nodeSubnet;
    this.kubernetesVersion = attributes.kubernetesVersion;
  }
}

function ignored(attributes: readonly (string | false)[]): { ignoreChanges?: string[] } {
  const ignoreChanges = attributes.filter((attribute) => attribute !== false);
  return ignoreChanges.length > 0 ? { ignoreChanges } : {};
}
