import { Construct } from 'constructs';
import type { PrivateLinkResourceOptions } from '../../constructs/core/azure-resource';
import type { IResourceGroup } from '../../constructs/governance/resource-group';
import type { WorkspaceOptions } from '../../constructs/ml/workspace-options';
import { ApplicationInsights } from '../../constructs/monitoring/application-insights';
import { LogAnalyticsWorkspace } from '../../constructs/monitoring/log-analytics-workspace';
import type { PrivateEndpointOptions } from '../../constructs/network/private-endpoint';
import type { PrivateLinkGroup } from '../../constructs/network/private-link';
import { ContainerRegistry } from '../../constructs/registry/container-registry';
import type { CustomerManagedKey } from '../../constructs/security/customer-managed-key';
import { KeyVault } from '../../constructs/security/key-vault';
import { StorageAccount } from '../../constructs/storage/storage-account';

/** What the foundation of a workspace is made of. */
export interface FoundationProps {
  readonly resourceGroup: IResourceGroup;
  /** How the resources are reached: they have no public access. */
  readonly privateEndpoint: PrivateEndpointOptions;
  /** Encrypts the storage and the registry. @default - keys of Microsoft's */
  readonly customerManagedKey?: CustomerManagedKey;
  /** Whether telemetry is sent and queried over the internet, signed in with Entra; not needed with a private link scope. @default true */
  readonly internetTelemetryEnabled?: boolean;
}

/** What every workspace stands on, private: logs, telemetry, vault, storage and registry. */
export class Foundation extends Construct {
  readonly logAnalyticsWorkspace: LogAnalyticsWorkspace;
  readonly applicationInsights: ApplicationInsights;
  readonly keyVault: KeyVault;
  readonly storageAccount: StorageAccount;
  readonly containerRegistry: ContainerRegistry;
  /** What a workspace takes of it, as props. */
  readonly workspaceProps: Pick<WorkspaceOptions, 'resourceGroup' | 'applicationInsights' | 'keyVault' | 'storageAccount' | 'containerRegistry' | 'privateEndpoints' | 'diagnosticSettings'>;

  constructor(scope: Construct, id: string, { resourceGroup, privateEndpoint, customerManagedKey, internetTelemetryEnabled = true }: FoundationProps) {
    super(scope, id);
    const telemetry = { internetIngestionEnabled: internetTelemetryEnabled, internetQueryEnabled: internetTelemetryEnabled };
    const logAnalyticsWorkspace = new LogAnalyticsWorkspace(this, 'Logs', { resourceGroup, ...telemetry });
    const applicationInsights = new ApplicationInsights(this, 'Insights', { resourceGroup, logAnalyticsWorkspace, ...telemetry });
    const diagnosticSettings = { logAnalyticsWorkspace };
    const reachedBy = (...groups: readonly PrivateLinkGroup[]): PrivateLinkResourceOptions => ({ diagnosticSettings, privateEndpoints: groups.map((group) => ({ ...privateEndpoint, group })) });
    const keyVault = new KeyVault(this, 'KeyVault', { resourceGroup, softDeleteRetentionDays: 7, ...reachedBy('vault') });
    const storageAccount = new StorageAccount(this, 'Storage', { resourceGroup, customerManagedKey, studioBrowserAccessEnabled: true, ...reachedBy('blob', 'file', 'queue', 'table') });
    const containerRegistry = new ContainerRegistry(this, 'Registry', { resourceGroup, customerManagedKey, ...reachedBy('registry') });
    this.logAnalyticsWorkspace = logAnalyticsWorkspace;
    this.applicationInsights = applicationInsights;
    this.keyVault = keyVault;
    this.storageAccount = storageAccount;
    this.containerRegistry = containerRegistry;
    this.workspaceProps = { resourceGroup, applicationInsights, keyVault, storageAccount, containerRegistry, privateEndpoints: [privateEndpoint], diagnosticSettings };
  }
}
