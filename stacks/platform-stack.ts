import type { App } from 'cdktf';
import type { PrivateLinkResourceOptions } from '../constructs/core/azure-resource';
import { Budget } from '../constructs/governance/budget';
import type { IResourceGroup } from '../constructs/governance/resource-group';
import { ResourceGroup } from '../constructs/governance/resource-group';
import { BuiltInRole } from '../constructs/identity/built-in-role';
import type { IManagedIdentity } from '../constructs/identity/managed-identity';
import { ManagedIdentity } from '../constructs/identity/managed-identity';
import type { RoleAssignment } from '../constructs/identity/role-assignment';
import type { IActionGroup } from '../constructs/monitoring/action-group';
import { ActionGroup } from '../constructs/monitoring/action-group';
import type { IApplicationInsights } from '../constructs/monitoring/application-insights';
import { ApplicationInsights } from '../constructs/monitoring/application-insights';
import type { ILogAnalyticsWorkspace } from '../constructs/monitoring/log-analytics-workspace';
import { LogAnalyticsWorkspace } from '../constructs/monitoring/log-analytics-workspace';
import type { IMonitorPrivateLinkScope } from '../constructs/monitoring/monitor-private-link-scope';
import { MonitorPrivateLinkScope } from '../constructs/monitoring/monitor-private-link-scope';
import type { PrivateLinkGroup } from '../constructs/network/private-link';
import type { IContainerRegistry } from '../constructs/registry/container-registry';
import { ContainerRegistry, ContainerRegistrySku } from '../constructs/registry/container-registry';
import type { CustomerManagedKey } from '../constructs/security/customer-managed-key';
import type { PublicNetworkOptions } from '../constructs/security/network-access';
import type { IKeyVault } from '../constructs/security/key-vault';
import { KeyVault, KeyVaultSku } from '../constructs/security/key-vault';
import { KeyType, KeyVaultKey } from '../constructs/security/key-vault-key';
import type { IStorageAccount } from '../constructs/storage/storage-account';
import { StorageAccount } from '../constructs/storage/storage-account';
import type { IStorageContainer } from '../constructs/storage/storage-container';
import type { StorageLifecycleRule } from '../constructs/storage/storage-lifecycle-rule';
import { StorageReplication } from '../constructs/storage/storage-replication';
import type { EnvironmentStackProps } from './environment-stack';
import { EnvironmentStack, publicNetwork } from './environment-stack';
import type { NetworkStack } from './network-stack';
import { grantPersonas, groupsOfPersona, isEligiblePersona } from './personas';

/** What the platform stack is given. */
export interface PlatformStackProps extends EnvironmentStackProps {
  readonly network: NetworkStack;
}

/** The filesystems of the data lake, from raw data to features. */
export const LAKE_ZONES = ['raw', 'curated', 'features'] as const;

/** What the workspace and the cluster stand on: identities, keys, storage, images, logs and budget. */
export class PlatformStack extends EnvironmentStack {
  readonly resourceGroup: IResourceGroup;
  readonly logAnalyticsWorkspace: ILogAnalyticsWorkspace;
  readonly applicationInsights: IApplicationInsights;
  /** What networks reach the logs through; nothing where they are reached over the internet. */
  readonly monitorPrivateLinkScope: IMonitorPrivateLinkScope | undefined;
  readonly actionGroup: IActionGroup;
  readonly keyVault: IKeyVault;
  /** What the workspace keeps its own files in. */
  readonly workspaceStorage: IStorageAccount;
  /** What data is kept in: a data lake. */
  readonly dataLake: IStorageAccount;
  readonly containerRegistry: IContainerRegistry;
  readonly workspaceIdentity: IManagedIdentity;
  /** What compute of the workspace runs as. */
  readonly trainingIdentity: IManagedIdentity;
  /** The key of the workspace; nothing where Microsoft's keys do. */
  readonly workspaceKey: CustomerManagedKey | undefined;

  private readonly network: NetworkStack;
  private readonly lakeFilesystems: Readonly<Record<(typeof LAKE_ZONES)[number], IStorageContainer>>;
  /** Those who deploy: they make the keys. */
  private readonly keyAdministrators: readonly RoleAssignment[];

  constructor(scope: App, props: PlatformStackProps) {
    super(scope, 'platform', props);
    this.network = props.network;
    const { location, retention, budget, features } = this.environment;
    this.resourceGroup = new ResourceGroup(this, 'ResourceGroup', { location, purpose: 'platform' });
    const { resourceGroup } = this;

    const reachedFrom = this.telemetryAccess;
    this.logAnalyticsWorkspace = new LogAnalyticsWorkspace(this, 'LogAnalyticsWorkspace', { resourceGroup, retentionDays: retention.logDays, lock: this.lock, ...reachedFrom });
    this.applicationInsights = new ApplicationInsights(this, 'ApplicationInsights', { resourceGroup, logAnalyticsWorkspace: this.logAnalyticsWorkspace, ...reachedFrom });
    this.monitorPrivateLinkScope = this.newMonitorPrivateLinkScope();
    this.actionGroup = new ActionGroup(this, 'ActionGroup', { resourceGroup, shortName: `ml-${this.environment.name}`, emails: budget?.recipients ?? [], roles: budget ? [] : [BuiltInRole.OWNER] });
    if (features.budget && budget) {
      const alerts = budget.thresholdsPercent.map((thresholdPercent) => ({ thresholdPercent }));
      new Budget(this, 'Budget', { monthlyAmount: budget.monthlyAmount, startMonth: budget.startMonth, alerts, contactEmails: budget.recipients });
    }

    this.keyVault = new KeyVault(this, 'KeyVault', {
      resourceGroup,
      sku: this.environment.keyVault.sku === 'premium' ? KeyVaultSku.PREMIUM : KeyVaultSku.STANDARD,
      softDeleteRetentionDays: retention.softDeleteDays,
      ...this.reachedBy('vault'),
    });
    this.keyAdministrators = isEligiblePersona(this.environment, 'platformEngineer') ? [] : groupsOfPersona(this.environment, 'platformEngineer').map((group) => this.keyVault.grantAdminister(group));

    this.workspaceIdentity = new ManagedIdentity(this, 'WorkspaceIdentity', { resourceGroup, purpose: 'workspace' });
    this.trainingIdentity = new ManagedIdentity(this, 'TrainingIdentity', { resourceGroup, purpose: 'training' });
    this.workspaceKey = this.customerManagedKey('Workspace', this.workspaceIdentity);

    const replication = StorageReplication[this.environment.storage.replication];
    const softDelete = { blobSoftDeleteDays: retention.softDeleteDays, containerSoftDeleteDays: retention.softDeleteDays, fileShareSoftDeleteDays: retention.softDeleteDays };
    const storageKey = this.customerManagedKey('Storage');
    this.workspaceStorage = new StorageAccount(this, 'WorkspaceStorage', { resourceGroup, replication, ...softDelete, customerManagedKey: storageKey, lifecycleRules: this.lifecycleRules('workspace'), ...this.reachedBy('blob', 'file', 'queue', 'table') });
    this.dataLake = new StorageAccount(this, 'DataLake', { resourceGroup, purpose: 'lake', hierarchicalNamespaceEnabled: true, replication, ...softDelete, customerManagedKey: storageKey, lifecycleRules: this.lifecycleRules('dataLake'), ...this.reachedBy('dfs', 'blob') });
    this.lakeFilesystems = { raw: this.dataLake.addFilesystem('raw'), curated: this.dataLake.addFilesystem('curated'), features: this.dataLake.addFilesystem('features') };
    this.containerRegistry = this.newContainerRegistry();
    this.grantRoles();
  }

  /** The filesystem of a zone of the data lake. */
  lakeFilesystem(zone: (typeof LAKE_ZONES)[number]): IStorageContainer {
    return this.lakeFilesystems[zone];
  }

  /** The features of what holds data, and how it is reached: by private endpoints, or from the allowed ranges. */
  private reachedBy(...groups: readonly PrivateLinkGroup[]): PrivateLinkResourceOptions & PublicNetworkOptions {
    const { access, features } = this.environment;
    const { privateEndpoint } = this.network;
    return {
      lock: this.lock,
      diagnosticSettings: features.diagnostics ? { logAnalyticsWorkspace: this.logAnalyticsWorkspace } : undefined,
      privateEndpoints: privateEndpoint && groups.map((group) => ({ ...privateEndpoint, group })),
      ...publicNetwork(access),
    };
  }

  /** Telemetry arrives from the internet, signed in with Entra, as long as there is no private link scope; people query it from where they reach the environment. */
  private get telemetryAccess(): { readonly internetIngestionEnabled: boolean; readonly internetQueryEnabled: boolean } {
    const { access, network } = this.environment;
    const isOpen = network.monitorPrivateLink === undefined;
    return { internetIngestionEnabled: isOpen, internetQueryEnabled: isOpen || access.publicNetworkAccessEnabled };
  }

  /** The private link scope of the logs: our own with an endpoint, or one that others connect to their networks. */
  private newMonitorPrivateLinkScope(): IMonitorPrivateLinkScope | undefined {
    const { resourceGroup, logAnalyticsWorkspace, applicationInsights, network: { monitorEndpoint } } = this;
    const { monitorPrivateLink } = this.environment.network;
    const id = 'MonitorPrivateLinkScope';
    const scopedServices = [logAnalyticsWorkspace, applicationInsights];
    switch (monitorPrivateLink?.kind) {
      case 'owned':
        return new MonitorPrivateLinkScope(this, id, { resourceGroup, scopedServices, privateEndpoints: monitorEndpoint && [monitorEndpoint], lock: this.lock });
      case 'existing': {
        const scope = MonitorPrivateLinkScope.fromMonitorPrivateLinkScopeId(this, id, monitorPrivateLink.scopeId);
        scopedServices.forEach((service) => scope.addScopedService(service));
        return scope;
      }
      case undefined:
        return undefined;
    }
  }

  /** What the environment says of old blobs in an account. */
  private lifecycleRules(account: 'workspace' | 'dataLake'): readonly StorageLifecycleRule[] | undefined {
    const rules = Object.entries(this.environment.storage.lifecycle ?? {}).flatMap(([name, { account: own, ...rule }]) => (own === account ? [{ name, ...rule }] : []));
    return rules.length > 0 ? rules : undefined;
  }

  private newContainerRegistry(): IContainerRegistry {
    const { containerRegistry: options, retention } = this.environment;
    return new ContainerRegistry(this, 'ContainerRegistry', {
      resourceGroup: this.resourceGroup,
      sku: ContainerRegistrySku[options.sku.toUpperCase() as keyof typeof ContainerRegistrySku],
      zoneRedundancyEnabled: options.zoneRedundant,
      untaggedRetentionDays: retention.untaggedImageDays,
      customerManagedKey: this.customerManagedKey('Registry'),
      ...this.reachedBy('registry'),
    });
  }

  /** A key of the environment's own, with the identity that uses it; nothing without the feature. */
  private customerManagedKey(id: string, identity?: IManagedIdentity): CustomerManagedKey | undefined {
    if (!this.environment.features.customerManagedKeys) return undefined;
    const keyType = this.environment.keyVault.sku === 'premium' ? KeyType.RSA_HSM : KeyType.RSA;
    const key = new KeyVaultKey(this, `${id}Key`, { keyVault: this.keyVault, purpose: id.toLowerCase(), keyType, requiredRoleAssignments: this.keyAdministrators });
    return { key, identity: identity ?? new ManagedIdentity(this, `${id}KeyIdentity`, { resourceGroup: this.resourceGroup, purpose: `${id.toLowerCase()}-key` }) };
  }

  /**
   * What the identities need before the workspace exists.
   *
   * @see https://learn.microsoft.com/azure/machine-learning/how-to-identity-based-service-authentication
   */
  private grantRoles(): void {
    this.resourceGroup.addRoleAssignment({ role: BuiltInRole.CONTRIBUTOR, grantee: this.workspaceIdentity });
    this.keyVault.grantAdminister(this.workspaceIdentity);
    this.workspaceStorage.grantBlobWrite(this.workspaceIdentity);
    this.workspaceStorage.grantFileWrite(this.workspaceIdentity);
    if (this.environment.workspace.isolationMode !== 'Disabled') this.resourceGroup.addRoleAssignment({ role: BuiltInRole.NETWORK_CONNECTION_APPROVER, grantee: this.workspaceIdentity });
    // The studio shows what is in the datastores as the workspace.
    this.dataLake.grantBlobRead(this.workspaceIdentity);
    this.workspaceStorage.grantBlobWrite(this.trainingIdentity);
    this.dataLake.grantBlobWrite(this.trainingIdentity);
    this.containerRegistry.grantPull(this.trainingIdentity);
    this.applicationInsights.grantPublish(this.trainingIdentity);
    grantPersonas(this.environment, {
      platform: this.resourceGroup,
      costs: this.resourceGroup,
      workspaceStorage: this.workspaceStorage,
      dataLake: this.dataLake,
      containerRegistry: this.containerRegistry,
      keyVault: this.keyVault,
      logs: this.logAnalyticsWorkspace,
    });
  }
}
