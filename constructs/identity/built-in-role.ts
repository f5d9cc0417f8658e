import type { IRole } from './role';

/**
 * A built-in role of Azure, by its id: display names change, and the "(preview)" suffix comes and goes.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
 */
export class BuiltInRole implements IRole {
  /** Everything, including who has access. */
  static readonly OWNER = new BuiltInRole('Owner', '8e3af657-a8ff-443c-a75c-2fe8c4bcb635');
  /** Everything but access. */
  static readonly CONTRIBUTOR = new BuiltInRole('Contributor', 'b24988ac-6180-42a0-ab88-20f7382dd24c');
  /** Read everything of the control plane. */
  static readonly READER = new BuiltInRole('Reader', 'acdd72a7-3385-48ef-bd42-f606fba81ae7');
  /** Give and take roles. */
  static readonly RBAC_ADMINISTRATOR = new BuiltInRole('Role Based Access Control Administrator', 'f58310d9-a9f6-439a-9e8d-f62e7b41a168');
  /** Give and take every role, Owner too. */
  static readonly USER_ACCESS_ADMINISTRATOR = new BuiltInRole('User Access Administrator', '18d7d88d-d35e-4fb5-a5c3-7773c20a72d9');
  /** Make and remove management locks, which Contributor can't. */
  static readonly LOCKS_CONTRIBUTOR = new BuiltInRole('Locks Contributor', '28bf596f-4eb7-45ce-b5bc-6cf482fec137');
  /** All actions in a workspace but creating or deleting compute and the workspace. */
  static readonly ML_DATA_SCIENTIST = new BuiltInRole('AzureML Data Scientist', 'f6c7c914-8db3-469d-8ca1-694a8f32e121');
  /** Create, start, stop and delete compute of a workspace. */
  static readonly ML_COMPUTE_OPERATOR = new BuiltInRole('AzureML Compute Operator', 'e503ece1-11d0-4e8e-8e2c-7a6c3bf38815');
  /** Use and register the assets of an ML registry. */
  static readonly ML_REGISTRY_USER = new BuiltInRole('AzureML Registry User', '1823dd4f-9b8c-4ab6-ab4e-7397a3684615');
  /** Approve the private endpoints of a managed network. */
  static readonly NETWORK_CONNECTION_APPROVER = new BuiltInRole('Azure AI Enterprise Network Connection Approver', 'b556d68e-0be0-4f35-a333-ad7ee1ce17ea');
  static readonly STORAGE_BLOB_DATA_OWNER = new BuiltInRole('Storage Blob Data Owner', 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b');
  static readonly STORAGE_BLOB_DATA_CONTRIBUTOR = new BuiltInRole('Storage Blob Data Contributor', 'ba92f5b4-2d11-453d-a403-e96b0029c9fe');
  static readonly STORAGE_BLOB_DATA_READER = new BuiltInRole('Storage Blob Data Reader', '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1');
  static readonly STORAGE_FILE_DATA_PRIVILEGED_CONTRIBUTOR = new BuiltInRole('Storage File Data Privileged Contributor', '69566ab7-960f-475b-8e7c-b3118f30c6bd');
  static readonly STORAGE_FILE_DATA_PRIVILEGED_READER = new BuiltInRole('Storage File Data Privileged Reader', 'b8eda974-7b85-4f76-af95-65846b26df6d');
  static readonly STORAGE_ACCOUNT_CONTRIBUTOR = new BuiltInRole('Storage Account Contributor', '17d1049b-9a84-46fb-8f53-869881c3d3ab');
  static readonly STORAGE_TABLE_DATA_CONTRIBUTOR = new BuiltInRole('Storage Table Data Contributor', '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3');
  static readonly STORAGE_QUEUE_DATA_CONTRIBUTOR = new BuiltInRole('Storage Queue Data Contributor', '974c5e8b-45b9-4653-ba55-5f855dd0fb88');
  /** Put messages into queues, and nothing else. */
  static readonly STORAGE_QUEUE_DATA_MESSAGE_SENDER = new BuiltInRole('Storage Queue Data Message Sender', 'c6a89b2d-59bc-44d0-9896-0f6e12d7b80a');
  /** Pull images. */
  static readonly ACR_PULL = new BuiltInRole('AcrPull', '7f951dda-4ed3-4680-a7ca-43fe172d538d');
  /** Pull and push images. */
  static readonly ACR_PUSH = new BuiltInRole('AcrPush', '8311e382-0749-4cb8-b61a-304f252e45ec');
  static readonly KEY_VAULT_ADMINISTRATOR = new BuiltInRole('Key Vault Administrator', '00482a5a-887f-4fb3-b363-3b7fe8e74483');
  static readonly KEY_VAULT_READER = new BuiltInRole('Key Vault Reader', '21090545-7ca7-4776-b22c-e363652d74d2');
  static readonly KEY_VAULT_SECRETS_USER = new BuiltInRole('Key Vault Secrets User', '4633458b-17de-408a-b874-0445c86b69e6');
  static readonly KEY_VAULT_SECRETS_OFFICER = new BuiltInRole('Key Vault Secrets Officer', 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7');
  static readonly KEY_VAULT_CRYPTO_OFFICER = new BuiltInRole('Key Vault Crypto Officer', '14b46e9e-c2b7-41b4-b07b-48a6ebf60603');
  static readonly KEY_VAULT_CRYPTO_USER = new BuiltInRole('Key Vault Crypto User', '12338af0-0e69-4776-bea7-57ae8d297424');
  /** Wrap and unwrap keys: what a customer-managed key needs. */
  static readonly KEY_VAULT_CRYPTO_SERVICE_ENCRYPTION_USER = new BuiltInRole('Key Vault Crypto Service Encryption User', 'e147488a-f6f5-4113-8e2d-b22465e65bf6');
  static readonly KEY_VAULT_CERTIFICATES_OFFICER = new BuiltInRole('Key Vault Certificates Officer', 'a4417e6f-fecd-4de8-b567-7b0420556985');
  /** Fetch the kubeconfig of a cluster, for sign-in with Entra. */
  static readonly AKS_CLUSTER_USER = new BuiltInRole('Azure Kubernetes Service Cluster User Role', '4abbcc35-e782-43d8-92c5-2d3f1bd2253f');
  static readonly AKS_CLUSTER_ADMIN = new BuiltInRole('Azure Kubernetes Service Cluster Admin Role', '0ab0b1a8-8aac-4efd-b8c2-3ee1fb270be8');
  static readonly AKS_RBAC_READER = new BuiltInRole('Azure Kubernetes Service RBAC Reader', '7f6c6a51-bcf8-42ba-9220-52d62157d7db');
  static readonly AKS_RBAC_WRITER = new BuiltInRole('Azure Kubernetes Service RBAC Writer', 'a7ffa36f-339b-4b5c-8bdf-e2c188b2c0eb');
  static readonly AKS_RBAC_ADMIN = new BuiltInRole('Azure Kubernetes Service RBAC Admin', '3498e952-d568-435e-9b2c-8d77e338d7f7');
  static readonly AKS_RBAC_CLUSTER_ADMIN = new BuiltInRole('Azure Kubernetes Service RBAC Cluster Admin', 'b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b');
  static readonly AKS_CONTRIBUTOR = new BuiltInRole('Azure Kubernetes Service Contributor Role', 'ed7f3fbd-7b88-4dd4-9017-9adb7ce333f8');
  static readonly KUBERNETES_EXTENSION_CONTRIBUTOR = new BuiltInRole('Kubernetes Extension Contributor', '85cb6faf-e071-4c9b-8136-154b5a04f717');
  static readonly NETWORK_CONTRIBUTOR = new BuiltInRole('Network Contributor', '4d97b98b-1d4f-4787-a291-c67834d212e7');
  static readonly PRIVATE_DNS_ZONE_CONTRIBUTOR = new BuiltInRole('Private DNS Zone Contributor', 'b12aa53e-6015-4669-85d0-8515ebb3ae7f');
  static readonly MANAGED_IDENTITY_OPERATOR = new BuiltInRole('Managed Identity Operator', 'f1a07417-d97a-45cb-824c-7a7467783830');
  static readonly MONITORING_METRICS_PUBLISHER = new BuiltInRole('Monitoring Metrics Publisher', '3913510d-42f4-4e42-8a64-420c390055eb');
  static readonly MONITORING_DATA_READER = new BuiltInRole('Monitoring Data Reader', 'b0d8363b-8ddd-447d-831f-62ca05bff136');
  static readonly MONITORING_READER = new BuiltInRole('Monitoring Reader', '43d0d8ad-25c7-4714-9337-8ba259a9fe05');
  static readonly MONITORING_CONTRIBUTOR = new BuiltInRole('Monitoring Contributor', '749f88d5-cbae-40b8-bcfc-e573ddc772fa');
  /** See costs and budgets; change nothing. */
  static readonly COST_MANAGEMENT_READER = new BuiltInRole('Cost Management Reader', '72fafb9e-0641-4937-9268-a91bfd8191a3');
  static readonly LOG_ANALYTICS_READER = new BuiltInRole('Log Analytics Reader', '73c42c96-874c-492b-b04d-ab87d138a893');

  /** Send events to Event Hubs. */
  static readonly EVENT_HUBS_DATA_SENDER = new BuiltInRole('Azure Event Hubs Data Sender', '2b629674-e913-4c01-ae53-ef4638d8f975');
  /** Receive events from Event Hubs. */
  static readonly EVENT_HUBS_DATA_RECEIVER = new BuiltInRole('Azure Event Hubs Data Receiver', 'a638d3c7-ab3a-418d-83e6-5f17a39d4fde');
  /** Build and run the pipelines of data factories. */
  static readonly DATA_FACTORY_CONTRIBUTOR = new BuiltInRole('Data Factory Contributor', '673868aa-7521-48a0-acc6-0f60742d39f5');

  /** A role that is not listed here. */
  static of(name: string, guid: string): BuiltInRole {
    return new BuiltInRole(name, guid);
  }

  private constructor(
    /** The display name, for messages and descriptions. */
    readonly name: string,
    /** The id of the role definition, the same in every tenant. */
    readonly guid: string,
  ) {}

  /** The name as an identifier: `Key Vault Reader` is `KeyVaultReader`. */
  get constructId(): string {
    return this.name.replace(/[^A-Za-z0-9]/g, '');
  }

  /** The role as a subscription knows it. */
  definitionId(subscriptionId: string): string {
    return `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${this.guid}`;
  }
}
