// Names that blocks in READMEs use without declaring them. They are types only: nothing of this runs.
import type { TerraformStack } from 'cdktf';
import type { IResourceGroup } from '../../../constructs/governance/resource-group';
import type { ManagedIdentity } from '../../../constructs/identity/managed-identity';
import type { IWorkspace } from '../../../constructs/ml/workspace-base';
import type { IApplicationInsights } from '../../../constructs/monitoring/application-insights';
import type { ILogAnalyticsWorkspace } from '../../../constructs/monitoring/log-analytics-workspace';
import type { IPrivateDnsZones } from '../../../constructs/network/private-dns-zones';
import type { PrivateEndpointOptions } from '../../../constructs/network/private-endpoint';
import type { Subnet } from '../../../constructs/network/subnet';
import type { ContainerRegistry } from '../../../constructs/registry/container-registry';
import type { IKeyVault } from '../../../constructs/security/key-vault';
import type { StorageAccount } from '../../../constructs/storage/storage-account';

export declare const stack: TerraformStack;
export declare const location: string;
export declare const groupId: string;
export declare const resourceGroup: IResourceGroup;
export declare const subnet: Subnet;
export declare const privateDnsZones: IPrivateDnsZones;
export declare const privateEndpoints: readonly PrivateEndpointOptions[];
export declare const identity: ManagedIdentity;
export declare const keyVault: IKeyVault;
export declare const storageAccount: StorageAccount;
export declare const storage: StorageAccount;
export declare const containerRegistry: ContainerRegistry;
export declare const applicationInsights: IApplicationInsights;
export declare const logAnalyticsWorkspace: ILogAnalyticsWorkspace;
export declare const workspace: IWorkspace;
