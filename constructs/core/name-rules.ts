/**
 * Azure's naming rules: length, characters, how far a name must be unique, and the abbreviation of the
 * Cloud Adoption Framework. Where Azure, the provider and the portal differ, the rule is what all accept.
 *
 * @see https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
 * @see https://learn.microsoft.com/azure/cloud-adoption-framework/ready/azure-best-practices/resource-abbreviations
 */
export interface NameRule {
  /** The abbreviation that generated names start with. */
  readonly abbreviation: string;
  readonly minLength: number;
  readonly maxLength: number;
  /** What the whole name must match. */
  readonly pattern: RegExp;
  /** `pattern` in words, for messages. */
  readonly characters: string;
  /** How far the name must be unique; `global` names get a suffix. */
  readonly uniqueness: 'global' | 'subscription' | 'region' | 'resourceGroup' | 'parent';
  /** What generated names put between their parts. @default '-' */
  readonly separator?: '-' | '' | '_';
}

const ALNUM_HYPHEN = 'letters, digits and hyphens';
const network = (abbreviation: string, maxLength: number): NameRule => ({
  abbreviation,
  minLength: 1,
  maxLength,
  pattern: /^[a-zA-Z0-9]([\w.-]*\w)?$/,
  characters: 'letters, digits, "_", "." and "-", starting with a letter or digit and ending with a letter, digit or "_"',
  uniqueness: 'resourceGroup',
});

/** The naming rule of every resource type that the landscape names. */
export const NAME_RULES = {
  resourceGroup: { abbreviation: 'rg', minLength: 1, maxLength: 90, pattern: /^[a-zA-Z0-9_.()-]*[a-zA-Z0-9_()-]$/, characters: 'letters, digits, "_", "-", "." and parentheses, not ending with "."', uniqueness: 'subscription' },
  workspace: { abbreviation: 'mlw', minLength: 3, maxLength: 33, pattern: /^[a-zA-Z0-9][\w-]{2,32}$/, characters: 'letters, digits, "_" and "-", starting with a letter or digit', uniqueness: 'resourceGroup' },
  mlRegistry: { abbreviation: 'mlr', minLength: 3, maxLength: 33, pattern: /^[a-zA-Z0-9][\w-]{2,32}$/, characters: 'letters, digits, "_" and "-", starting with a letter or digit', uniqueness: 'global' },
  featureStore: { abbreviation: 'mlfs', minLength: 3, maxLength: 33, pattern: /^[a-zA-Z0-9][\w-]{2,32}$/, characters: 'letters, digits, "_" and "-", starting with a letter or digit', uniqueness: 'resourceGroup' },
  hub: { abbreviation: 'hub', minLength: 3, maxLength: 33, pattern: /^[a-zA-Z0-9][\w-]{2,32}$/, characters: 'letters, digits, "_" and "-", starting with a letter or digit', uniqueness: 'resourceGroup' },
  hubProject: { abbreviation: 'proj', minLength: 3, maxLength: 33, pattern: /^[a-zA-Z0-9][\w-]{2,32}$/, characters: 'letters, digits, "_" and "-", starting with a letter or digit', uniqueness: 'resourceGroup' },
  connection: { abbreviation: '', minLength: 3, maxLength: 33, pattern: /^[a-zA-Z0-9][\w-]{2,32}$/, characters: 'letters, digits, "_" and "-", starting with a letter or digit', uniqueness: 'parent' },
  aiServices: { abbreviation: 'ais', minLength: 2, maxLength: 64, pattern: /^[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?$/, characters: 'letters, digits and hyphens, starting and ending with a letter or digit', uniqueness: 'global' },
  searchService: { abbreviation: 'srch', minLength: 2, maxLength: 60, pattern: /^[a-z0-9]{2}(?!.*--)([a-z0-9-]*[a-z0-9])?$/, characters: 'lower-case letters, digits and single hyphens, the first two no hyphens and the last none', uniqueness: 'global' },
  storageAccount: { abbreviation: 'st', minLength: 3, maxLength: 24, pattern: /^[a-z0-9]+$/, characters: 'lower-case letters and digits', uniqueness: 'global', separator: '' },
  storageContainer: { abbreviation: '', minLength: 3, maxLength: 63, pattern: /^[a-z0-9](?!.*--)[a-z0-9-]*[a-z0-9]$/, characters: 'lower-case letters, digits and single hyphens', uniqueness: 'parent' },
  fileShare: { abbreviation: '', minLength: 3, maxLength: 63, pattern: /^[a-z0-9](?!.*--)[a-z0-9-]*[a-z0-9]$/, characters: 'lower-case letters, digits and single hyphens', uniqueness: 'parent' },
  networkInterface: network('nic', 80),
  keyVault: { abbreviation: 'kv', minLength: 3, maxLength: 24, pattern: /^[a-zA-Z](?!.*--)[a-zA-Z0-9-]*[a-zA-Z0-9]$/, characters: 'letters, digits and single hyphens, starting with a letter', uniqueness: 'global' },
  keyVaultKey: { abbreviation: 'key', minLength: 1, maxLength: 127, pattern: /^[0-9a-zA-Z-]+$/, characters: ALNUM_HYPHEN, uniqueness: 'parent' },
  containerRegistry: { abbreviation: 'cr', minLength: 5, maxLength: 50, pattern: /^[a-zA-Z0-9]+$/, characters: 'letters and digits', uniqueness: 'global', separator: '' },
  applicationInsights: { abbreviation: 'appi', minLength: 1, maxLength: 260, pattern: /^[^%&\\?/]*[^%&\\?/ .]$/, characters: 'any characters but %, &, \\, ? and /, not ending with a space or "."', uniqueness: 'resourceGroup' },
  logAnalyticsWorkspace: { abbreviation: 'log', minLength: 4, maxLength: 63, pattern: /^[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9]$/, characters: ALNUM_HYPHEN, uniqueness: 'resourceGroup' },
  managedIdentity: { abbreviation: 'id', minLength: 3, maxLength: 128, pattern: /^[a-zA-Z0-9][a-zA-Z0-9_-]*$/, characters: 'letters, digits, "_" and "-", starting with a letter or digit', uniqueness: 'resourceGroup' },
  federatedCredential: { abbreviation: 'fic', minLength: 3, maxLength: 120, pattern: /^[a-zA-Z0-9][a-zA-Z0-9_-]*$/, characters: 'letters, digits, "_" and "-", starting with a letter or digit', uniqueness: 'parent' },
  virtualNetwork: network('vnet', 64),
  subnet: { ...network('snet', 80), uniqueness: 'parent' },
  networkSecurityGroup: network('nsg', 80),
  networkSecurityRule: { ...network('', 80), uniqueness: 'parent' },
  natGateway: network('ng', 80),
  publicIp: network('pip', 80),
  routeTable: network('rt', 80),
  route: { ...network('', 80), uniqueness: 'parent' },
  privateEndpoint: network('pep', 80),
  privateDnsZoneLink: { ...network('pdnslink', 80), uniqueness: 'parent' },
  virtualHubConnection: { ...network('con', 80), minLength: 2, uniqueness: 'parent' },
  firewallRuleCollectionGroup: { ...network('rcg', 80), minLength: 2, uniqueness: 'parent' },
  firewallRule: { ...network('', 80), uniqueness: 'parent' },
  buildAgentPool: { abbreviation: 'vmss', minLength: 1, maxLength: 58, pattern: /^(?!\d+$)[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?$/, characters: `${ALNUM_HYPHEN}, starting and ending with a letter or digit, not digits alone`, uniqueness: 'resourceGroup' },
  virtualNetworkPeering: { ...network('peer', 80), uniqueness: 'parent' },
  kubernetesCluster: { abbreviation: 'aks', minLength: 1, maxLength: 63, pattern: /^[a-zA-Z0-9]([\w-]*[a-zA-Z0-9])?$/, characters: 'letters, digits, "_" and "-", starting and ending with a letter or digit', uniqueness: 'resourceGroup' },
  kubernetesExtension: { abbreviation: '', minLength: 1, maxLength: 253, pattern: /^[a-zA-Z0-9][a-zA-Z0-9.-]*$/, characters: 'letters, digits, "." and "-", starting with a letter or digit', uniqueness: 'parent' },
  trustedAccessBinding: { abbreviation: '', minLength: 1, maxLength: 24, pattern: /^[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?$/, characters: `${ALNUM_HYPHEN}, starting and ending with a letter or digit`, uniqueness: 'parent' },
  kubernetesDnsPrefix: { abbreviation: 'aks', minLength: 1, maxLength: 54, pattern: /^[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?$/, characters: `${ALNUM_HYPHEN}, starting and ending with a letter or digit`, uniqueness: 'region' },
  kubernetesNodePool: { abbreviation: 'np', minLength: 1, maxLength: 12, pattern: /^[a-z][a-z0-9]*$/, characters: 'lower-case letters and digits, starting with a letter', uniqueness: 'parent', separator: '' },
  computeCluster: { abbreviation: '', minLength: 3, maxLength: 32, pattern: /^[a-zA-Z][a-zA-Z0-9-]*[a-zA-Z0-9]$/, characters: `${ALNUM_HYPHEN}, starting with a letter and not ending with a hyphen`, uniqueness: 'parent' },
  computeInstance: { abbreviation: 'ci', minLength: 4, maxLength: 24, pattern: /^[a-zA-Z][a-zA-Z0-9-]*[a-zA-Z0-9]$/, characters: `${ALNUM_HYPHEN}, starting with a letter and not ending with a hyphen`, uniqueness: 'region' },
  attachedCompute: { abbreviation: '', minLength: 2, maxLength: 16, pattern: /^[a-zA-Z][a-zA-Z0-9-]*[a-zA-Z0-9]$/, characters: `${ALNUM_HYPHEN}, starting with a letter and not ending with a hyphen`, uniqueness: 'parent' },
  datastore: { abbreviation: '', minLength: 1, maxLength: 255, pattern: /^[a-z0-9_]+$/, characters: 'lower-case letters, digits and "_"', uniqueness: 'parent', separator: '_' },
  outboundRule: { abbreviation: '', minLength: 3, maxLength: 33, pattern: /^[a-zA-Z0-9][a-zA-Z0-9_-]*$/, characters: 'letters, digits, "_" and "-", starting with a letter or digit', uniqueness: 'parent' },
  monitorPrivateLinkScope: { abbreviation: 'ampls', minLength: 1, maxLength: 255, pattern: /^[\w.()-]*[\w-]$/, characters: 'letters, digits, "_", "-", "." and parentheses, ending with a letter, digit, "_" or "-"', uniqueness: 'resourceGroup' },
  monitorScopedService: { abbreviation: 'scoped', minLength: 1, maxLength: 255, pattern: /^[\w.()-]*[\w-]$/, characters: 'letters, digits, "_", "-", "." and parentheses, ending with a letter, digit, "_" or "-"', uniqueness: 'parent' },
  monitorWorkspace: { abbreviation: 'amw', minLength: 4, maxLength: 44, pattern: /^[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?$/, characters: `${ALNUM_HYPHEN}, starting and ending with a letter or digit`, uniqueness: 'resourceGroup' },
  dataCollectionEndpoint: { abbreviation: 'dce', minLength: 3, maxLength: 44, pattern: /^[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?$/, characters: `${ALNUM_HYPHEN}, starting and ending with a letter or digit`, uniqueness: 'resourceGroup' },
  dataCollectionRule: { abbreviation: 'dcr', minLength: 3, maxLength: 64, pattern: /^[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?$/, characters: `${ALNUM_HYPHEN}, starting and ending with a letter or digit`, uniqueness: 'resourceGroup' },
  actionGroup: { abbreviation: 'ag', minLength: 1, maxLength: 260, pattern: /^[^:<>+/&%\\?|]*[^:<>+/&%\\?| .]$/, characters: 'any characters but : < > + / & % \\ ? |, not ending with a space or "."', uniqueness: 'resourceGroup' },
  eventGridSystemTopic: { abbreviation: 'egst', minLength: 3, maxLength: 50, pattern: /^[a-zA-Z0-9-]+$/, characters: ALNUM_HYPHEN, uniqueness: 'resourceGroup' },
  eventGridSubscription: { abbreviation: 'evgs', minLength: 3, maxLength: 64, pattern: /^[a-zA-Z0-9-]+$/, characters: ALNUM_HYPHEN, uniqueness: 'parent' },
  logicApp: { abbreviation: 'logic', minLength: 1, maxLength: 43, pattern: /^[\w.()-]*[\w()-]$/, characters: 'letters, digits, "_", "-", "." and parentheses, not ending with "."', uniqueness: 'resourceGroup' },
  storageQueue: { abbreviation: '', minLength: 3, maxLength: 63, pattern: /^[a-z0-9](?!.*--)[a-z0-9-]*[a-z0-9]$/, characters: 'lower-case letters, digits and single hyphens', uniqueness: 'parent' },
  budget: { abbreviation: 'budget', minLength: 1, maxLength: 63, pattern: /^[a-zA-Z0-9_-]+$/, characters: 'letters, digits, "_" and "-"', uniqueness: 'parent' },
  diagnosticSetting: { abbreviation: 'diag', minLength: 1, maxLength: 260, pattern: /^[^<>*%&:\\?+/]+$/, characters: 'any characters but < > * % & : \\ ? + and /', uniqueness: 'parent' },
  managementLock: { abbreviation: 'lock', minLength: 1, maxLength: 90, pattern: /^[\w.()-]*[\w()-]$/, characters: 'letters, digits, "_", "-", "." and parentheses, not ending with "."', uniqueness: 'parent' },
  eventHubNamespace: { abbreviation: 'evhns', minLength: 6, maxLength: 50, pattern: /^[a-zA-Z][a-zA-Z0-9-]*[a-zA-Z0-9]$/, characters: `${ALNUM_HYPHEN}, starting with a letter and not ending with a hyphen`, uniqueness: 'global' },
  eventHub: { abbreviation: '', minLength: 1, maxLength: 256, pattern: /^[a-zA-Z0-9]([\w.-]*[a-zA-Z0-9])?$/, characters: 'letters, digits, "_", "." and "-", starting and ending with a letter or digit', uniqueness: 'parent' },
  eventHubConsumerGroup: { abbreviation: '', minLength: 1, maxLength: 50, pattern: /^[a-zA-Z0-9]([\w.-]*[a-zA-Z0-9])?$/, characters: 'letters, digits, "_", "." and "-", starting and ending with a letter or digit', uniqueness: 'parent' },
  dataExplorerCluster: { abbreviation: 'dec', minLength: 4, maxLength: 22, pattern: /^[a-z][a-z0-9]*$/, characters: 'lower-case letters and digits, starting with a letter', uniqueness: 'global', separator: '' },
  dataExplorerDatabase: { abbreviation: '', minLength: 1, maxLength: 260, pattern: /^(?! *$)[a-zA-Z0-9 ._-]+$/, characters: 'letters, digits, spaces, "_", "." and "-", not spaces alone', uniqueness: 'parent' },
  dataExplorerConnection: { abbreviation: '', minLength: 1, maxLength: 40, pattern: /^[a-zA-Z0-9.-]+$/, characters: 'letters, digits, "." and "-"', uniqueness: 'parent' },
  dataFactory: { abbreviation: 'adf', minLength: 3, maxLength: 63, pattern: /^[a-zA-Z0-9]+(-[a-zA-Z0-9]+)*$/, characters: 'letters, digits and single hyphens, starting and ending with a letter or digit', uniqueness: 'global' },
  dataFactoryItem: { abbreviation: '', minLength: 1, maxLength: 63, pattern: /^[a-zA-Z]([a-zA-Z0-9-]*[a-zA-Z0-9])?$/, characters: `${ALNUM_HYPHEN}, starting with a letter and not ending with a hyphen`, uniqueness: 'parent' },
  managedPrivateEndpoint: { abbreviation: 'mpe', minLength: 2, maxLength: 80, pattern: /^[a-zA-Z0-9][\w.-]*\w$/, characters: 'letters, digits, "_", "." and "-", starting with a letter or digit and ending with a letter, digit or "_"', uniqueness: 'parent' },
  synapseWorkspace: { abbreviation: 'synw', minLength: 1, maxLength: 50, pattern: /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, characters: 'lower-case letters, digits and hyphens', uniqueness: 'global' },
} as const satisfies Record<string, NameRule>;

/** A resource type that the landscape knows the naming rule of. */
export type NamedResource = keyof typeof NAME_RULES;
