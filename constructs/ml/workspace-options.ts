import type { PrivateLinkResourceOptions } from '../core/azure-resource';
import type { IResourceGroup } from '../governance/resource-group';
import type { IManagedIdentity } from '../identity/managed-identity';
import type { RoleAssignment } from '../identity/role-assignment';
import type { IApplicationInsights } from '../monitoring/application-insights';
import type { ISubnet } from '../network/subnet';
import type { IContainerRegistry } from '../registry/container-registry';
import type { CustomerManagedKey } from '../security/customer-managed-key';
import type { IKeyVault } from '../security/key-vault';
import type { PublicNetworkOptions } from '../security/network-access';
import type { IStorageAccount } from '../storage/storage-account';
import type { ManagedNetworkOptions } from './managed-network';
import type { OutboundRuleSet } from './outbound-rule';

/** How the workspace and its users reach the storage that the workspace keeps its own data in. */
export enum SystemDatastoresAuth {
  /** By the identity of who asks; users need roles on the storage. */
  IDENTITY = 'Identity',
  /** By the account key, which everybody in the workspace can then use. */
  ACCESS_KEY = 'AccessKey',
}

/** Where jobs without a compute of their own run, in a workspace without managed network. */
export interface ServerlessComputeOptions {
  /** The subnet that serverless computes are in. @default - a network of Microsoft's */
  readonly subnet?: ISubnet;
  /** Whether serverless computes have public addresses. @default false */
  readonly publicIpEnabled?: boolean;
}

/** What workspaces of every kind are made of. */
export interface WorkspaceOptions extends PrivateLinkResourceOptions, PublicNetworkOptions {
  readonly resourceGroup: IResourceGroup;
  /** @default - by the naming convention, with `purpose` */
  readonly name?: string;
  /** Tells workspaces apart in generated names. @default - none */
  readonly purpose?: string;
  /** Holds the data of the workspace; another one means another workspace. It can't have a hierarchical namespace. */
  readonly storageAccount: IStorageAccount;
  /** Holds the secrets of the workspace; another one means another workspace. */
  readonly keyVault: IKeyVault;
  /** Receives the telemetry of the workspace; another one means another workspace. */
  readonly applicationInsights: IApplicationInsights;
  /** Holds the images of the workspace; another one means another workspace. Azure would make one by itself, and replace the workspace later. */
  readonly containerRegistry: IContainerRegistry;
  /** The user-assigned identity that the workspace acts as. It needs its roles before the workspace exists: see `requiredRoleAssignments`. @default - the workspace's own */
  readonly identity?: IManagedIdentity;
  /** Whether the workspace has an identity of its own. Once it has, it keeps it. @default - only where `identity` is left out */
  readonly systemAssignedIdentityEnabled?: boolean;
  /** What the identity must hold before the workspace is created. @default - none */
  readonly requiredRoleAssignments?: readonly RoleAssignment[];
  /** What people see instead of the name. @default - the name */
  readonly friendlyName?: string;
  /** @default - none */
  readonly description?: string;
  /** @default - a managed network that lets out only what is approved */
  readonly managedNetwork?: ManagedNetworkOptions;
  /** What computes may reach. @default - what Azure Machine Learning itself needs */
  readonly outboundRules?: readonly OutboundRuleSet[];
  /** Whether the data is sensitive: Microsoft then collects less of it, and encrypts local disks. It is decided at creation. @default false */
  readonly highBusinessImpactEnabled?: boolean;
  /** Encrypts the workspace with a key of yours; another one means another workspace. @default - a key of Microsoft's */
  readonly customerManagedKey?: CustomerManagedKey;
  /** @default SystemDatastoresAuth.IDENTITY */
  readonly systemDatastoresAuth?: SystemDatastoresAuth;
  /** The name of the CPU cluster that builds images: required where the registry is private, which Azure's own builders can't reach. @default - Azure's own builders */
  readonly imageBuildComputeName?: string;
  /** @default - the managed network, or a network of Microsoft's */
  readonly serverlessCompute?: ServerlessComputeOptions;
  /** @default - `deletionProtectionEnabled` of the stack */
  readonly deletionProtectionEnabled?: boolean;
}
