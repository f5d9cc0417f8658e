/** A GUID that nobody has, so that a value that was never set is seen at once. */
const zeroGuid = (last: number): string => `00000000-0000-0000-0000-${String(last).padStart(12, '0')}`;

/** Stand-ins for what only the owner of a subscription knows: synth works with them, a plan or deploy stops. */
export const PLACEHOLDER = {
  subscriptionId: zeroGuid(0),
  tenantId: zeroGuid(0),
  email: 'ml-platform@example.com',
  /** A range that is reserved for documentation. */
  ipRange: '203.0.113.0/24',
  userObjectId: zeroGuid(100),
  dataScientists: zeroGuid(1),
  dataEngineers: zeroGuid(2),
  mlEngineers: zeroGuid(3),
  solutionArchitects: zeroGuid(4),
  projectManagers: zeroGuid(5),
  projectLeads: zeroGuid(6),
  platformEngineers: zeroGuid(7),
  auditors: zeroGuid(8),
  hubVirtualNetworkId: `/subscriptions/${zeroGuid(0)}/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/vnet-hub`,
  /** Documentation only: nobody's organization. */
  organizationUrl: 'https://dev.azure.com/example-organization',
  secretsVaultId: `/subscriptions/${zeroGuid(0)}/resourceGroups/rg-hub-secrets/providers/Microsoft.KeyVault/vaults/kv-hub-pipelines`,
  agentScaleSetId: `/subscriptions/${zeroGuid(0)}/resourceGroups/rg-hub-agents/providers/Microsoft.Compute/virtualMachineScaleSets/vmss-hub-agents`,
  agentSubnetId: `/subscriptions/${zeroGuid(0)}/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/vnet-hub/subnets/snet-agents`,
  dnsZoneName: 'ml.example.com',
  validationData: 'abfss://curated@example.dfs.core.windows.net/scoring-validation/1',
  /** No image has it. */
  imageDigest: `sha256:${'0'.repeat(64)}`,
  privateDnsResourceGroupId: `/subscriptions/${zeroGuid(0)}/resourceGroups/rg-hub-dns`,
} as const;

const PATTERN = /00000000-0000-0000-0000-\d{12}|@example\.(com|org|net)\b|^([a-z0-9-]+\.)*ml\.example\.com$|@example\.dfs\.core\.windows\.net\/|^sha256:0{64}$|^https:\/\/dev\.azure\.com\/example-organization$|^(203\.0\.113|198\.51\.100|192\.0\.2)\.\d+(\/\d+)?$/;

/** Whether a text is a placeholder, or has one in it. */
export function isPlaceholder(text: string): boolean {
  return PATTERN.test(text);
}

/** The dotted paths of all values that are still placeholders, in the order of the environment. */
export function findPlaceholders(environment: object): string[] {
  return placeholdersIn(environment, '');
}

function placeholdersIn(value: unknown, path: string): string[] {
  if (typeof value === 'string') return isPlaceholder(value) ? [path] : [];
  if (typeof value !== 'object' || value === null) return [];
  const isList = Array.isArray(value);
  return Object.entries(value).flatMap(([key, child]) => placeholdersIn(child, isList ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`));
}
