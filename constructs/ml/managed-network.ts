/** What the computes of a workspace can reach. Azure lets a workspace move down this list only, never up. */
export enum IsolationMode {
  /** No managed network: computes are in subnets of yours, or have public addresses. */
  DISABLED = 'Disabled',
  /** A managed network with the whole internet open outwards. */
  ALLOW_INTERNET_OUTBOUND = 'AllowInternetOutbound',
  /** A managed network that lets out only what outbound rules name. */
  ALLOW_ONLY_APPROVED_OUTBOUND = 'AllowOnlyApprovedOutbound',
}

/** The firewall that enforces outbound rules with host names. */
export enum ManagedFirewallSku {
  STANDARD = 'Standard',
  /** The cheaper one, for up to 250 Mbit/s. */
  BASIC = 'Basic',
}

/**
 * The network that Azure keeps for the computes of a workspace.
 *
 * @see https://learn.microsoft.com/azure/machine-learning/how-to-managed-network
 */
export interface ManagedNetworkOptions {
  /** @default IsolationMode.ALLOW_ONLY_APPROVED_OUTBOUND */
  readonly isolationMode?: IsolationMode;
  /**
   * Whether the network is made with the workspace, which takes half an hour or more, instead of with the first compute.
   * Only its value at creation counts.
   *
   * @default false
   */
  readonly provisionOnCreationEnabled?: boolean;
  /**
   * The firewall of the network, which Azure makes, and charges for, with the first outbound rule that names a host.
   * It can be changed at any time.
   *
   * @default - ManagedFirewallSku.STANDARD, by Azure's choice
   */
  readonly firewallSku?: ManagedFirewallSku;
}
