import type { Changes } from './wrong';
import { problemsWith } from './wrong';

const VNET = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-net/providers/Microsoft.Network/virtualNetworks/vnet';
const GROUP = '00000000-0000-0000-0000-000000000008';
const TAGS = { owner: 'ml', costCenter: '1', dataClassification: 'internal' };
const CLUSTER = { vmSize: 'Standard_D4s_v5', minNodes: 0, maxNodes: 1, priority: 'Dedicated', idleMinutes: 5 };
const EXISTING = { id: VNET, subnets: { privateEndpoints: { name: 'pe', cidr: '10.20.0.0/26' }, aksNodes: { name: 'aks', cidr: '10.20.1.0/24' } } };

interface Case {
  readonly what: string;
  /** The environment of the repository that is changed. */
  readonly base: 'dev' | 'test' | 'prod';
  readonly changes: Changes;
  readonly problems: readonly string[];
}

/** Every wrong environment with exactly what is said about it. */
const CASES: readonly Case[] = [
  { what: 'a setting that is missing', base: 'dev', changes: { location: undefined }, problems: [
    "[SettingMissing] 'location' is missing: expected a text; add it",
  ] },
  { what: 'a section that is missing', base: 'dev', changes: { network: undefined }, problems: [
    "[SettingMissing] 'network' is missing: expected a block of settings; add it",
  ] },
  { what: 'a text where a number belongs', base: 'dev', changes: { 'retention.logDays': '30' }, problems: [
    `[SettingWrongType] 'retention.logDays' has the wrong type: got "30"; expected a number; change it`,
  ] },
  { what: 'a number where a text belongs', base: 'dev', changes: { workload: 5 }, problems: [
    "[SettingWrongType] 'workload' has the wrong type: got 5; expected a text; change it",
  ] },
  { what: 'a text where a switch belongs', base: 'dev', changes: { 'features.diagnostics': 'yes' }, problems: [
    `[SettingWrongType] 'features.diagnostics' has the wrong type: got "yes"; expected true or false; change it`,
  ] },
  { what: 'one value where a list belongs', base: 'dev', changes: { 'network.addressSpace': '10.10.0.0/20' }, problems: [
    `[SettingWrongType] 'network.addressSpace' has the wrong type: got "10.10.0.0/20"; expected a list; change it`,
  ] },
  { what: 'a text where a block belongs', base: 'dev', changes: { protection: 'full' }, problems: [
    `[SettingWrongType] 'protection' has the wrong type: got "full"; expected a block of settings; change it`,
  ] },
  { what: 'a list where settings by name belong', base: 'dev', changes: { 'compute.gpuClusters': [] }, problems: [
    "[SettingWrongType] 'compute.gpuClusters' has the wrong type: got []; expected settings by name; change it",
  ] },
  { what: 'a key that is misspelt', base: 'dev', changes: { 'retention.logdays': 30 }, problems: [
    `[SettingUnknown] 'retention.logdays' is not a setting: expected one of logDays, softDeleteDays, untaggedImageDays; did you mean "logDays"?`,
  ] },
  { what: 'a section that is misspelt', base: 'dev', changes: { netwrk: {} }, problems: [
    `[SettingUnknown] 'netwrk' is not a setting: expected one of name, stage, workload, subscriptionId, tenantId, cloud, location, tags, state, protection, retention, budget, access, network, workspace, storage, keyVault, containerRegistry, compute, aks, personas, eligibility, features; did you mean "network"?`,
  ] },
  { what: 'a key that means nothing', base: 'dev', changes: { 'compute.cpuClusters.cpu-small.colour': 'blue' }, problems: [
    "[SettingUnknown] 'compute.cpuClusters.cpu-small.colour' is not a setting: expected one of vmSize, minNodes, maxNodes, priority, idleMinutes, reason; remove it",
  ] },
  { what: 'a key of another kind of state', base: 'dev', changes: { state: { kind: 'local', useOidc: true } }, problems: [
    "[SettingUnknown] 'state.useOidc' is not a setting: expected one of kind; remove it",
  ] },
  { what: 'a key in a list that is misspelt', base: 'dev', changes: { 'compute.instances[0].setupScrip': 'ls' }, problems: [
    `[SettingUnknown] 'compute.instances[0].setupScrip' is not a setting: expected one of name, vmSize, assignedTo, idleMinutes, schedule, setupScript, customApplications; did you mean "setupScript"?`,
  ] },
  { what: 'a kind that there is not', base: 'dev', changes: { 'state.kind': 'azure' }, problems: [
    `[SettingNotAllowed] 'state.kind' is none of the values allowed: got "azure"; expected "local" or "azurerm" or "hcp"; did you mean "azurerm"?`,
  ] },
  { what: 'a kind that is missing', base: 'dev', changes: { network: { addressSpace: ['10.10.0.0/20'], subnets: { privateEndpoints: 26, aksNodes: 24 }, natGatewayEnabled: false, privateDnsZones: {} } }, problems: [
    `[SettingMissing] 'network.privateDnsZones.kind' is missing: expected "owned" or "existing" or "policy"; add it`,
  ] },
  { what: 'a value in wrong capitals', base: 'dev', changes: { 'workspace.isolationMode': 'allowInternetOutbound' }, problems: [
    `[SettingNotAllowed] 'workspace.isolationMode' is none of the values allowed: got "allowInternetOutbound"; expected "Disabled" or "AllowInternetOutbound" or "AllowOnlyApprovedOutbound"; did you mean "AllowInternetOutbound"?`,
  ] },
  { what: 'a replication that there is not', base: 'dev', changes: { 'storage.replication': 'XRS' }, problems: [
    `[SettingNotAllowed] 'storage.replication' is none of the values allowed: got "XRS"; expected "LRS" or "ZRS" or "GRS" or "RAGRS" or "GZRS" or "RAGZRS"; choose one of them`,
  ] },
  { what: 'a persona that there is not', base: 'dev', changes: { 'personas.dataScientists': [] }, problems: [
    `[SettingUnknown] 'personas.dataScientists' is not a setting: expected one of dataScientist, dataEngineer, mlEngineer, solutionArchitect, projectManager, projectLead, platformEngineer, auditor; did you mean "dataScientist"?`,
  ] },
  { what: 'a name that is too long', base: 'dev', changes: { name: 'development' }, problems: [
    `[ShortNameInvalid] 'name' can't be part of resource names: got "development"; expected 1 to 5 lower-case letters and digits, starting with a letter; shorten it, or leave out the other characters`,
    `[EnvironmentNameMismatch] 'name' is not the name of the file: got "development"; expected "dev"; rename one of them`,
  ] },
  { what: 'a name with capitals', base: 'dev', changes: { name: 'Dev' }, problems: [
    `[ShortNameInvalid] 'name' can't be part of resource names: got "Dev"; expected 1 to 5 lower-case letters and digits, starting with a letter; shorten it, or leave out the other characters`,
    `[EnvironmentNameMismatch] 'name' is not the name of the file: got "Dev"; expected "dev"; rename one of them`,
  ] },
  { what: 'a workload with a hyphen', base: 'dev', changes: { workload: 'ml-ops' }, problems: [
    `[ShortNameInvalid] 'workload' can't be part of resource names: got "ml-ops"; expected 1 to 8 lower-case letters and digits, starting with a letter; shorten it, or leave out the other characters`,
  ] },
  { what: 'a name that is not that of the file', base: 'dev', changes: { name: 'test' }, problems: [
    `[EnvironmentNameMismatch] 'name' is not the name of the file: got "test"; expected "dev"; rename one of them`,
  ] },
  { what: 'a subscription by its name', base: 'dev', changes: { subscriptionId: 'My Subscription' }, problems: [
    `[GuidInvalid] 'subscriptionId' is not a GUID: got "My Subscription"; expected 8-4-4-4-12 hexadecimal digits; copy the id from the portal, not the name`,
  ] },
  { what: 'a tenant that is cut short', base: 'dev', changes: { tenantId: '00000000-0000-0000-0000-00000000000' }, problems: [
    `[GuidInvalid] 'tenantId' is not a GUID: got "00000000-0000-0000-0000-00000000000"; expected 8-4-4-4-12 hexadecimal digits; copy the id from the portal, not the name`,
  ] },
  { what: 'a group by its name', base: 'dev', changes: { 'personas.auditor[0]': 'Auditors' }, problems: [
    `[GuidInvalid] 'personas.auditor[0]' is not a GUID: got "Auditors"; expected 8-4-4-4-12 hexadecimal digits; copy the id from the portal, not the name`,
  ] },
  { what: 'a region by its display name', base: 'dev', changes: { location: 'West Europe' }, problems: [
    `[LocationUnknown] 'location' is not a region that the landscape knows: got "West Europe"; expected a region as Azure names it in its API; did you mean "westeurope"?`,
  ] },
  { what: 'a region that is misspelt', base: 'dev', changes: { location: 'westeurop' }, problems: [
    `[LocationUnknown] 'location' is not a region that the landscape knows: got "westeurop"; expected a region as Azure names it in its API; did you mean "westeurope"?`,
  ] },
  { what: 'production by name only', base: 'prod', changes: { stage: 'test' }, problems: [
    `[StageNameMismatch] 'stage' doesn't go with the name "prod": got "test"; expected "production"; set the stage to "production", or rename the environment`,
  ] },
  { what: 'an empty owner', base: 'dev', changes: { 'tags.owner': ' ' }, problems: [
    `[SettingEmpty] 'tags.owner' is empty: got " "; expected a text; write it, or leave the setting out where it is optional`,
  ] },
  { what: 'a cost center that is missing', base: 'dev', changes: { 'tags.costCenter': undefined }, problems: [
    "[SettingMissing] 'tags.costCenter' is missing: expected a text; add it",
  ] },
  { what: 'a classification that there is not', base: 'dev', changes: { 'tags.dataClassification': 'secret' }, problems: [
    `[SettingNotAllowed] 'tags.dataClassification' is none of the values allowed: got "secret"; expected "public" or "internal" or "confidential" or "restricted"; choose one of them`,
  ] },
  { what: 'a tag with a slash', base: 'dev', changes: { 'tags.team/name': 'ml' }, problems: [
    `[TagKeyInvalid] 'tags.team/name' can't be the key of a tag: got "team/name"; expected at most 128 characters, none of < > % & \\ ? /, not starting with azure, microsoft or windows; rename the key`,
  ] },
  { what: 'a tag that Azure keeps for itself', base: 'dev', changes: { 'tags.microsoftTeam': 'ml' }, problems: [
    `[TagKeyInvalid] 'tags.microsoftTeam' can't be the key of a tag: got "microsoftTeam"; expected at most 128 characters, none of < > % & \\ ? /, not starting with azure, microsoft or windows; rename the key`,
  ] },
  { what: 'a tag in two spellings', base: 'dev', changes: { 'tags.Owner': 'me' }, problems: [
    `[TagKeyTwice] 'tags.Owner' is the same tag as "owner": got "Owner"; expected keys that differ in more than capitals; keep one of them`,
  ] },
  { what: 'a tag with a long value', base: 'dev', changes: { 'tags.note': 'x'.repeat(257) }, problems: [
    "[TagValueTooLong] 'tags.note' is too long: got 257; expected at most 256 characters; shorten it",
  ] },
  { what: 'too many tags', base: 'dev', changes: { tags: { ...TAGS, ...Object.fromEntries(Array.from({ length: 48 }, (_, index) => [`tag${index}`, 'x'])) } }, problems: [
    "[TagsTooMany] 'tags' are too many: got 51; expected at most 50; remove some",
  ] },
  { what: 'production with local state', base: 'prod', changes: { state: { kind: 'local' } }, problems: [
    `[ProductionStateLocal] 'state.kind' can't be a file on one machine in production: got "local"; expected "azurerm" or "hcp"; use the account of the stack 'shared-state': { kind: 'azurerm' }`,
  ] },
  { what: 'a state account with a hyphen', base: 'test', changes: { 'state.storageAccountName': 'st-state' }, problems: [
    `[StateNameInvalid] 'state.storageAccountName' is not a name that Azure takes for a storage account: got "st-state"; expected 3 to 24 characters: lower-case letters and digits; write the name as it is in Azure, or leave it out`,
  ] },
  { what: 'a state container in an unknown account', base: 'test', changes: { 'state.containerName': 'states' }, problems: [
    "[StateAccountMissing] 'state.storageAccountName' is required with a container of your own: expected the storage account that has the container; add it, or leave 'state.containerName' out",
  ] },
  { what: 'a host with a protocol', base: 'test', changes: { state: { kind: 'hcp', organization: 'acme', hostname: 'https://tfe.acme.eu' } }, problems: [
    `[HostNameInvalid] 'state.hostname' is not a host name: got "https://tfe.acme.eu"; expected a name such as pypi.org or *.pythonhosted.org; leave out the protocol, port and path`,
  ] },
  { what: 'production without locks', base: 'prod', changes: { 'protection.locksEnabled': false }, problems: [
    "[ProductionUnlocked] 'protection.locksEnabled' is off in production: got false; expected true; correct it, or say why in 'protection.reason'",
  ] },
  { what: 'production without deletion protection', base: 'prod', changes: { 'protection.deletionProtectionEnabled': false }, problems: [
    "[ProductionUnprotected] 'protection.deletionProtectionEnabled' is off in production: got false; expected true; correct it, or say why in 'protection.reason'",
  ] },
  { what: 'production with too short a reason', base: 'prod', changes: { 'protection.locksEnabled': false, 'protection.reason': 'because' }, problems: [
    `[ReasonTooShort] 'protection.reason' says too little: got "because"; expected at least 15 characters; say why, and who agreed`,
  ] },
  { what: 'production that is purged, though protected and encrypted with own keys', base: 'prod', changes: { 'protection.purgeOnDestroyEnabled': true }, problems: [
    "[ProductionPurged] 'protection.purgeOnDestroyEnabled' is on in production: got true; expected false; correct it, or say why in 'protection.reason'",
    "[PurgeContradictsProtection] 'protection.purgeOnDestroyEnabled' contradicts locks and deletion protection: got true; expected false while one of them is on; decide whether the environment comes and goes",
    "[PurgeContradictsKeys] 'protection.purgeOnDestroyEnabled' can't be with customer-managed keys, whose vault can't be purged: got true; expected false while 'features.customerManagedKeys' is on; turn one of them off",
  ] },
  { what: 'logs that are kept too short', base: 'dev', changes: { 'retention.logDays': 7 }, problems: [
    "[LogDaysOutOfRange] 'retention.logDays' is outside Log Analytics' limits: got 7; expected a whole number from 30 to 730; choose a number of days in the range",
  ] },
  { what: 'logs that are kept too long', base: 'dev', changes: { 'retention.logDays': 731 }, problems: [
    "[LogDaysOutOfRange] 'retention.logDays' is outside Log Analytics' limits: got 731; expected a whole number from 30 to 730; choose a number of days in the range",
  ] },
  { what: 'recovery beyond the limit of Key Vault', base: 'dev', changes: { 'retention.softDeleteDays': 91 }, problems: [
    "[SoftDeleteOutOfRange] 'retention.softDeleteDays' is outside Key Vault's limits: got 91; expected a whole number from 7 to 90; choose a number of days in the range",
  ] },
  { what: 'half a day', base: 'dev', changes: { 'retention.softDeleteDays': 7.5 }, problems: [
    "[SoftDeleteOutOfRange] 'retention.softDeleteDays' is outside Key Vault's limits: got 7.5; expected a whole number from 7 to 90; choose a number of days in the range",
  ] },
  { what: 'images kept for no time', base: 'test', changes: { 'retention.untaggedImageDays': 0 }, problems: [
    "[ImageRetentionOutOfRange] 'retention.untaggedImageDays' is outside the registry's limits: got 0; expected a whole number from 1 to 365; choose a number of days in the range",
  ] },
  { what: 'a budget of nothing', base: 'dev', changes: { 'budget.monthlyAmount': 0 }, problems: [
    "[BudgetAmountInvalid] 'budget.monthlyAmount' is not an amount: got 0; expected a whole number from 1 to 100000000; write whole units of the currency of the subscription",
  ] },
  { what: 'thresholds out of order', base: 'dev', changes: { 'budget.thresholdsPercent': [80, 50, 100] }, problems: [
    "[BudgetThresholdsUnsorted] 'budget.thresholdsPercent' must be ascending, each once: got [80,50,100]; expected [50,80,100]; sort them",
  ] },
  { what: 'a threshold twice', base: 'dev', changes: { 'budget.thresholdsPercent': [50, 50] }, problems: [
    "[BudgetThresholdsUnsorted] 'budget.thresholdsPercent' must be ascending, each once: got [50,50]; expected [50]; sort them",
  ] },
  { what: 'no threshold', base: 'dev', changes: { 'budget.thresholdsPercent': [] }, problems: [
    "[BudgetThresholdCount] 'budget.thresholdsPercent' is empty: got []; expected 1 to 5 thresholds; for example [50, 80, 100]",
  ] },
  { what: 'six thresholds', base: 'dev', changes: { 'budget.thresholdsPercent': [10, 20, 30, 40, 50, 60] }, problems: [
    "[BudgetThresholdCount] 'budget.thresholdsPercent' has too many: got [10,20,30,40,50,60]; expected 1 to 5 thresholds; for example [50, 80, 100]",
  ] },
  { what: 'a threshold of nothing', base: 'dev', changes: { 'budget.thresholdsPercent': [0, 100] }, problems: [
    "[BudgetPercentOutOfRange] 'budget.thresholdsPercent[0]' is out of range: got 0; expected a whole number from 1 to 1000; write percent of the monthly amount",
  ] },
  { what: 'a budget that nobody hears of', base: 'dev', changes: { 'budget.recipients': [] }, problems: [
    "[BudgetRecipientsMissing] 'budget.recipients' is empty, so that nobody would know: got []; expected at least one mail address; add the mail address of the team",
  ] },
  { what: 'a recipient that is no mail address', base: 'dev', changes: { 'budget.recipients[0]': 'ml-platform' }, problems: [
    `[MailAddressInvalid] 'budget.recipients[0]' is not an email address: got "ml-platform"; expected name@domain; write one address per entry`,
  ] },
  { what: 'a recipient twice', base: 'dev', changes: { 'budget.recipients': ['a@b.eu', 'A@b.eu'] }, problems: [
    `[BudgetRecipientTwice] 'budget.recipients[1]' is there already: got "A@b.eu"; expected each address once; remove it`,
  ] },
  { what: 'a month without a year', base: 'dev', changes: { 'budget.startMonth': '01' }, problems: [
    `[MonthInvalid] 'budget.startMonth' is not a month: got "01"; expected YYYY-MM, for example 2026-01; write year and month only`,
  ] },
  { what: 'a thirteenth month', base: 'dev', changes: { 'budget.startMonth': '2026-13' }, problems: [
    `[MonthInvalid] 'budget.startMonth' is not a month: got "2026-13"; expected YYYY-MM, for example 2026-01; write year and month only`,
  ] },
  { what: 'a feature without its section', base: 'dev', changes: { budget: undefined }, problems: [
    "[FeatureSettingsMissing] 'budget' is required with 'features.budget': expected its settings; add them, or set 'features.budget' to false",
  ] },
  { what: 'a section without its feature', base: 'dev', changes: { 'features.budget': false }, problems: [
    "[FeatureSettingsUnused] 'budget' has no effect without 'features.budget': expected no settings; remove them, or set 'features.budget' to true",
  ] },
  { what: 'instances without the feature', base: 'dev', changes: { 'features.computeInstances': false }, problems: [
    "[FeatureSettingsUnused] 'compute.instances' has no effect without 'features.computeInstances': expected no settings; remove them, or set 'features.computeInstances' to true",
  ] },
  { what: 'Spark without a pool', base: 'dev', changes: { 'features.synapseSpark': true }, problems: [
    "[FeatureSettingsMissing] 'compute.synapseSpark' is required with 'features.synapseSpark': expected its settings; add them, or set 'features.synapseSpark' to false",
  ] },
  { what: 'Defender without a cluster', base: 'test', changes: { 'features.aks': false, aks: undefined, 'network.subnets.aksNodes': undefined }, problems: [
    "[DefenderWithoutCluster] 'features.defender' has no effect without 'features.aks': got true; expected false; turn it off, or turn the cluster on",
  ] },
  { what: 'production with public access and no reason', base: 'prod', changes: { 'access.publicNetworkAccessEnabled': true, 'access.allowedIpRanges': ['203.0.113.0/24'] }, problems: [
    "[ProductionPublicWithoutReason] 'access.publicNetworkAccessEnabled' is on in production without a reason: got true; expected false; turn it off, or say why in 'access.reason'",
  ] },
  { what: 'public access for everybody', base: 'dev', changes: { 'access.allowedIpRanges': [] }, problems: [
    "[PublicAccessOpenToAll] 'access.allowedIpRanges' is required with public network access: got []; expected at least one range; list the public ranges of your offices or VPN",
  ] },
  { what: 'allowed ranges without public access', base: 'test', changes: { 'access.allowedIpRanges': ['203.0.113.0/24'] }, problems: [
    `[IpRangesWithoutPublicAccess] 'access.allowedIpRanges' has no effect without public network access: got ["203.0.113.0/24"]; expected []; empty it, or turn 'access.publicNetworkAccessEnabled' on`,
  ] },
  { what: 'a private range on the internet', base: 'dev', changes: { 'access.allowedIpRanges': ['192.168.0.0/24'] }, problems: [
    `[IpRangePrivate] 'access.allowedIpRanges[0]' is private, and never seen by Azure from the internet: got "192.168.0.0/24"; expected a public range; write the address that your network has on the internet`,
  ] },
  { what: 'a range of the whole internet', base: 'dev', changes: { 'access.allowedIpRanges': ['0.0.0.0/0'] }, problems: [
    `[IpRangeTooWide] 'access.allowedIpRanges[0]' lets in too many: got "0.0.0.0/0"; expected a prefix length of at least 8; list the ranges that are yours`,
  ] },
  { what: 'an address without a prefix length', base: 'dev', changes: { 'access.allowedIpRanges': ['203.0.113.7'] }, problems: [
    `[AddressRangeInvalid] 'access.allowedIpRanges[0]' is not an IPv4 range: got "203.0.113.7"; expected CIDR notation, for example 10.10.0.0/20; correct the address or add the prefix length`,
  ] },
  { what: 'no address space', base: 'dev', changes: { 'network.addressSpace': [] }, problems: [
    "[NetworkRangesMissing] 'network.addressSpace' is empty: got []; expected at least one range; add one, for example '10.10.0.0/20'",
  ] },
  { what: 'an address space that is no range', base: 'dev', changes: { 'network.addressSpace': ['10.10.0.0/33'] }, problems: [
    `[AddressRangeInvalid] 'network.addressSpace[0]' is not an IPv4 range: got "10.10.0.0/33"; expected CIDR notation, for example 10.10.0.0/20; correct the address or add the prefix length`,
  ] },
  { what: 'a number above 255', base: 'dev', changes: { 'network.addressSpace': ['10.300.0.0/20'] }, problems: [
    `[AddressRangeInvalid] 'network.addressSpace[0]' is not an IPv4 range: got "10.300.0.0/20"; expected CIDR notation, for example 10.10.0.0/20; correct the address or add the prefix length`,
  ] },
  { what: 'an address space that starts inside itself', base: 'dev', changes: { 'network.addressSpace': ['10.10.1.0/20'] }, problems: [
    `[NetworkRangeNotAligned] 'network.addressSpace[0]' starts inside the range, not at its first address: got "10.10.1.0/20"; expected "10.10.0.0/20"; correct the address or the prefix length`,
  ] },
  { what: 'a public address space', base: 'dev', changes: { 'network.addressSpace': ['20.10.0.0/20'] }, problems: [
    `[NetworkRangePublic] 'network.addressSpace[0]' is not private: got "20.10.0.0/20"; expected a range in 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10; ask the network team for a free range`,
  ] },
  { what: 'an address space that is too large', base: 'dev', changes: { 'network.addressSpace': ['10.0.0.0/7'] }, problems: [
    `[NetworkRangePublic] 'network.addressSpace[0]' is not private: got "10.0.0.0/7"; expected a range in 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10; ask the network team for a free range`,
    `[NetworkRangeSize] 'network.addressSpace[0]' is not a size that a network can have: got "10.0.0.0/7"; expected a prefix length from 8 to 29; change the prefix length`,
  ] },
  { what: 'ranges that overlap', base: 'dev', changes: { 'network.addressSpace': ['10.10.0.0/20', '10.10.8.0/21'] }, problems: [
    `[NetworkRangesOverlap] 'network.addressSpace[1]' overlaps 10.10.0.0/20: got "10.10.8.0/21"; expected ranges apart from each other; change one of them`,
  ] },
  { what: 'an address space that containers have', base: 'dev', changes: { 'network.addressSpace': ['172.17.0.0/20'] }, problems: [
    `[NetworkMeetsDocker] 'network.addressSpace[0]' overlaps 172.17.0.0/16, which Azure ML gives to containers: got "172.17.0.0/20"; expected another range; move the network`,
  ] },
  { what: 'an address space that meets the hub', base: 'test', changes: { 'network.addressSpace': ['10.0.16.0/20'] }, problems: [
    `[NetworkMeetsHub] 'network.addressSpace[0]' overlaps 10.0.0.0/16 of the hub, so that they can't peer: got "10.0.16.0/20"; expected a range apart from those in 'network.hub.addressSpace'; ask the network team for a free range`,
  ] },
  { what: 'a hub without ranges', base: 'test', changes: { 'network.hub.addressSpace': [] }, problems: [
    "[HubRangesMissing] 'network.hub.addressSpace' is empty, so that overlaps can't be seen: got []; expected the ranges of the hub and of what is behind it; ask the network team",
  ] },
  { what: 'a hub that is a subnet', base: 'test', changes: { 'network.hub.virtualNetworkId': `${VNET}/subnets/default` }, problems: [
    '[AzureIdInvalid] \'network.hub.virtualNetworkId\' is not the id of a Microsoft.Network/virtualNetworks: got "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-net/providers/Microsoft.Network/virtualNetwork...; expected the full id of a Microsoft.Network/virtualNetworks, starting with /subscriptions/; copy it from "Properties" in the portal or from `az resource show`',
  ] },
  { what: 'a hub by its name', base: 'test', changes: { 'network.hub.virtualNetworkId': 'vnet-hub' }, problems: [
    '[AzureIdInvalid] \'network.hub.virtualNetworkId\' is not the id of a Microsoft.Network/virtualNetworks: got "vnet-hub"; expected the full id of a Microsoft.Network/virtualNetworks, starting with /subscriptions/; copy it from "Properties" in the portal or from `az resource show`',
  ] },
  { what: 'zones in no resource group', base: 'prod', changes: { 'network.privateDnsZones.resourceGroupId': VNET }, problems: [
    '[AzureIdInvalid] \'network.privateDnsZones.resourceGroupId\' is not the id of a Microsoft.Resources/resourceGroups: got "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-net/providers/Microsoft.Network/virtualNetwork...; expected the full id of a Microsoft.Resources/resourceGroups, starting with /subscriptions/; copy it from "Properties" in the portal or from `az resource show`',
  ] },
  { what: 'a subnet that is too small for its nodes', base: 'prod', changes: { 'network.subnets.aksNodes': 28 }, problems: [
    "[SubnetSizeTooSmall] 'network.subnets.aksNodes' leaves 11 addresses for 26 nodes, upgrades included: got 28; expected at most 27; lower the prefix length, which makes the subnet larger",
  ] },
  { what: 'a subnet that is too small for private endpoints', base: 'dev', changes: { 'network.subnets.privateEndpoints': 28 }, problems: [
    "[SubnetSizeTooSmall] 'network.subnets.privateEndpoints' leaves 11 addresses for 20 private endpoints: got 28; expected at most 27; lower the prefix length, which makes the subnet larger",
  ] },
  { what: 'a subnet of one address', base: 'dev', changes: { 'network.subnets.privateEndpoints': 32 }, problems: [
    "[SubnetSizeOutOfRange] 'network.subnets.privateEndpoints' is not the prefix length of a subnet: got 32; expected a whole number from 16 to 29; write 24 for 256 addresses, 26 for 64",
  ] },
  { what: 'subnets that do not fit', base: 'dev', changes: { 'network.addressSpace': ['10.10.0.0/24'] }, problems: [
    "[SubnetDoesNotFit] 'network.subnets.aksNodes' finds no room in the address space: got 24; expected a subnet that fits in 10.10.0.0/24 with the others; raise the prefix length, or enlarge 'network.addressSpace'",
  ] },
  { what: 'no subnet for the nodes', base: 'dev', changes: { 'network.subnets.aksNodes': undefined }, problems: [
    "[PurposeSubnetMissing] 'network.subnets.aksNodes' is required with 'features.aks': expected a subnet; add it, or set 'features.aks' to false",
  ] },
  { what: 'a subnet for machines that are elsewhere', base: 'dev', changes: { 'network.subnets.training': 24 }, problems: [
    `[PurposeSubnetUnused] 'network.subnets.training' has no effect except with 'workspace.isolationMode' "Disabled", whose compute is in our network: got 24; expected nothing; remove it`,
  ] },
  { what: 'no subnet in a workspace without managed network', base: 'dev', changes: { 'workspace.isolationMode': 'Disabled', 'network.natGatewayEnabled': true }, problems: [
    `[PurposeSubnetMissing] 'network.subnets.training' is required with 'workspace.isolationMode' "Disabled", whose compute is in our network: expected a subnet; add it, or choose a managed network`,
  ] },
  { what: 'compute of our own network without a way out', base: 'dev', changes: { 'workspace.isolationMode': 'Disabled', 'network.subnets.training': 24 }, problems: [
    `[TrainingWithoutOutbound] 'network.natGatewayEnabled' is required with 'workspace.isolationMode' "Disabled", whose compute has no other way out: got false; expected true; set it, or choose a managed network`,
  ] },
  { what: 'DNS zones of others that nothing registers in', base: 'dev', changes: { 'network.privateDnsZones': { kind: 'policy' } }, problems: [
    `[DnsZonesUnused] 'network.privateDnsZones.kind' has no effect in an environment without private endpoints: got "policy"; expected "owned"; set it to "owned", or make the environment private`,
  ] },
  { what: 'no subnets at all', base: 'dev', changes: { 'network.subnets': undefined }, problems: [
    "[SubnetSizesMissing] 'network.subnets' is required for a new network: expected prefix lengths; add them, or name an existing network in 'network.existingVirtualNetwork'",
  ] },
  { what: 'sizes, NAT gateway and hub of an existing network', base: 'test', changes: { 'network.existingVirtualNetwork': EXISTING }, problems: [
    `[SubnetSizesUnused] 'network.subnets' has no effect in an existing network: got {"privateEndpoints":26,"aksNodes":23}; expected nothing; remove it, or 'network.existingVirtualNetwork'`,
    "[NatGatewayUnused] 'network.natGatewayEnabled' can't be added to an existing network, whose owner decides: got true; expected false; remove it, or 'network.existingVirtualNetwork'",
    `[HubUnused] 'network.hub' can't be peered with an existing network, whose owner decides: got "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetwork...; expected nothing; remove it, or 'network.existingVirtualNetwork'`,
  ] },
  { what: 'existing subnets outside and over each other', base: 'dev', changes: { 'network.subnets': undefined, 'network.existingVirtualNetwork': { ...EXISTING, subnets: { privateEndpoints: { name: 'pe', cidr: '10.99.0.0/26' }, aksNodes: { name: 'aks', cidr: '10.99.0.0/24' } } } }, problems: [
    `[ExistingSubnetOutside] 'network.existingVirtualNetwork.subnets.privateEndpoints.cidr' is not in the network: got "10.99.0.0/26"; expected a range in 10.10.0.0/20; correct it, or 'network.addressSpace'`,
    `[ExistingSubnetOutside] 'network.existingVirtualNetwork.subnets.aksNodes.cidr' is not in the network: got "10.99.0.0/24"; expected a range in 10.10.0.0/20; correct it, or 'network.addressSpace'`,
    `[ExistingSubnetsOverlap] 'network.existingVirtualNetwork.subnets.aksNodes.cidr' overlaps the subnet privateEndpoints: got "10.99.0.0/24"; expected a range apart from 10.99.0.0/26; name a subnet of its own for each purpose`,
  ] },
  { what: 'hosts where the internet is allowed', base: 'dev', changes: { 'workspace.outboundRules': { fqdns: { pypi: 'pypi.org' } } }, problems: [
    `[OutboundRulesNeedApprovedMode] 'workspace.outboundRules.fqdns' can't approve hosts where the whole internet is allowed: got ["pypi"]; expected nothing while 'workspace.isolationMode' is "AllowInternetOutbound"; remove them, or choose "AllowOnlyApprovedOutbound"`,
  ] },
  { what: 'service tags where the internet is allowed', base: 'dev', changes: { 'workspace.outboundRules': { serviceTags: { entra: { serviceTag: 'AzureActiveDirectory' } } } }, problems: [
    `[OutboundRulesNeedApprovedMode] 'workspace.outboundRules.serviceTags' can't approve service tags where the whole internet is allowed: got ["entra"]; expected nothing while 'workspace.isolationMode' is "AllowInternetOutbound"; remove them, or choose "AllowOnlyApprovedOutbound"`,
  ] },
  { what: 'outbound rules without a managed network', base: 'dev', changes: { 'workspace.isolationMode': 'Disabled', 'network.natGatewayEnabled': true, 'network.subnets.training': 24, 'workspace.outboundRules': { fqdns: { pypi: 'pypi.org' } } }, problems: [
    `[OutboundRulesWithoutManagedNetwork] 'workspace.outboundRules' has no effect without a managed network: expected nothing while 'workspace.isolationMode' is "Disabled"; remove it, or choose another isolation mode`,
  ] },
  { what: 'a host with a path', base: 'prod', changes: { 'workspace.outboundRules.fqdns.pypi': 'https://pypi.org/simple' }, problems: [
    `[HostNameInvalid] 'workspace.outboundRules.fqdns.pypi' is not a host name: got "https://pypi.org/simple"; expected a name such as pypi.org or *.pythonhosted.org; leave out the protocol, port and path`,
  ] },
  { what: 'storage by its host', base: 'prod', changes: { 'workspace.outboundRules.fqdns.data': 'mydata.blob.core.windows.net' }, problems: [
    `[OutboundHostIsStorage] 'workspace.outboundRules.fqdns.data' is storage, which Azure refuses by name: got "mydata.blob.core.windows.net"; expected any other host; reach storage by a rule in 'workspace.outboundRules.privateEndpoints'`,
  ] },
  { what: 'an outbound rule with a short name', base: 'prod', changes: { 'workspace.outboundRules.fqdns.py': 'pypi.org' }, problems: [
    `[OutboundRuleNameInvalid] 'workspace.outboundRules.fqdns.py' can't be the name of an outbound rule: got "py"; expected 3 to 33 characters: letters, digits, "_" and "-", starting with a letter or digit; rename the rule`,
  ] },
  { what: 'two outbound rules of one name', base: 'prod', changes: { 'workspace.outboundRules.serviceTags': { 'Package-Feed': { serviceTag: 'Storage' } } }, problems: [
    `[OutboundRuleNameTwice] 'workspace.outboundRules.serviceTags.Package-Feed' has the name of a rule in fqdns: got "Package-Feed"; expected one name per rule; rename one of them`,
  ] },
  { what: 'a service tag with a region', base: 'prod', changes: { 'workspace.outboundRules.serviceTags': { storage: { serviceTag: 'AzureMonitor.WestEurope' } } }, problems: [
    `[SettingNotAllowed] 'workspace.outboundRules.serviceTags.storage.serviceTag' is none of the values allowed: got "AzureMonitor.WestEurope"; expected "AppConfiguration" or "AppService" or "AppServiceManagement" or "AutonomousDevelopmentPlatform" or "AzureActiveDirectory" or "AzureActiveDirectoryDomainServices" or "AzureAdvancedThreatProtection" or "AzureArcInfrastructure" or "AzureAttestation" or "AzureBackup" or "AzureBotService" or "AzureCloud" or one of 63 more; choose one of them`,
  ] },
  { what: 'a port that there is not', base: 'prod', changes: { 'workspace.outboundRules.serviceTags': { storage: { serviceTag: 'Storage', ports: '443,70000' } } }, problems: [
    `[ServiceTagPortsInvalid] 'workspace.outboundRules.serviceTags.storage.ports' has what is not a port: got "443,70000"; expected ports and ranges from 1 to 65535, for example "443,8000-8100", or "*"; correct the ports`,
  ] },
  { what: 'ports of a protocol without ports', base: 'prod', changes: { 'workspace.outboundRules.serviceTags': { ping: { serviceTag: 'AzureCloud', protocol: 'ICMP', ports: '443' } } }, problems: [
    `[ServiceTagPortsUnused] 'workspace.outboundRules.serviceTags.ping.ports' has no effect with ICMP: got "443"; expected nothing; remove it`,
  ] },
  { what: 'a private endpoint to nowhere', base: 'prod', changes: { 'workspace.outboundRules.privateEndpoints': { lake: { targetId: 'lake', group: 'blob' } } }, problems: [
    '[AzureIdInvalid] \'workspace.outboundRules.privateEndpoints.lake.targetId\' is not an Azure resource id: got "lake"; expected a full id, starting with /subscriptions/; copy it from "Properties" in the portal or from `az resource show`',
  ] },
  { what: 'a private endpoint to an unknown part', base: 'prod', changes: { 'workspace.outboundRules.privateEndpoints': { lake: { targetId: VNET, group: 'blobs' } } }, problems: [
    `[SettingNotAllowed] 'workspace.outboundRules.privateEndpoints.lake.group' is none of the values allowed: got "blobs"; expected "account" or "amlregistry" or "amlworkspace" or "azuremonitor" or "blob" or "databricks_ui_api" or "dataFactory" or "dfs" or "file" or "mysqlServer" or "namespace" or "postgresqlServer" or one of 9 more; did you mean "blob"?`,
  ] },
  { what: 'production on one datacenter', base: 'prod', changes: { 'storage.replication': 'LRS' }, problems: [
    `[ProductionStorageNotZonal] 'storage.replication' would lose production with one datacenter: got "LRS"; expected "ZRS", "GZRS" or "RAGZRS"; change it, or say why in 'storage.reason'`,
  ] },
  { what: 'production without a zone-redundant registry', base: 'prod', changes: { 'containerRegistry.zoneRedundant': false }, problems: [
    "[ProductionRegistryNotZonal] 'containerRegistry.zoneRedundant' is off in production: got false; expected true; turn it on, or say why in 'containerRegistry.reason'",
  ] },
  { what: 'zones in a region without', base: 'dev', changes: { location: 'westus', 'storage.replication': 'ZRS', 'containerRegistry.zoneRedundant': true, 'aks.zones': ['1'] }, problems: [
    `[StorageZonesUnavailable] 'storage.replication' can't be over zones in westus, which has none: got "ZRS"; expected "LRS", "GRS" or "RAGRS"; change the replication or the region`,
    "[RegistryWithoutZones] 'containerRegistry.zoneRedundant' can't be in westus, which has no zones: got true; expected false; turn it off, or change the region",
    `[ClusterZonesUnavailable] 'aks.zones' can't be in westus, which has no zones: got ["1"]; expected []; empty it, or change the region`,
  ] },
  { what: 'a private environment with a Basic registry', base: 'test', changes: { 'containerRegistry.sku': 'Basic' }, problems: [
    `[PrivateRegistryNeedsPremium] 'containerRegistry.sku' can't be private: got "Basic"; expected "Premium"; choose Premium: private endpoints need it while 'access.publicNetworkAccessEnabled' is false`,
    `[ImageRetentionNeedsPremium] 'retention.untaggedImageDays' needs a Premium registry: got 30; expected nothing; remove it, or set 'containerRegistry.sku' to "Premium"`,
  ] },
  { what: 'a registry that can not be limited to ranges', base: 'dev', changes: { 'containerRegistry.sku': 'Standard' }, problems: [
    `[RegistryIpRulesNeedPremium] 'containerRegistry.sku' can't be limited to the allowed ranges: got "Standard"; expected "Premium"; choose Premium: any other is open to the internet whatever 'access.allowedIpRanges' says`,
  ] },
  { what: 'a Basic registry with zones', base: 'dev', changes: { 'containerRegistry': { sku: 'Basic', zoneRedundant: true } }, problems: [
    `[RegistryIpRulesNeedPremium] 'containerRegistry.sku' can't be limited to the allowed ranges: got "Basic"; expected "Premium"; choose Premium: any other is open to the internet whatever 'access.allowedIpRanges' says`,
    "[RegistryZonesNeedPremium] 'containerRegistry.zoneRedundant' needs a Premium registry: got true; expected false; choose Premium, or turn it off",
  ] },
  { what: 'a VM size without its prefix', base: 'dev', changes: { 'compute.cpuClusters.cpu-small.vmSize': 'D4s_v5' }, problems: [
    '[VmSizeMalformed] \'compute.cpuClusters.cpu-small.vmSize\' is not the name of a VM size: got "D4s_v5"; expected a name such as Standard_D4s_v5 or Standard_NC24ads_A100_v4; copy it from `az vm list-sizes --location <region>`, with its capitals',
  ] },
  { what: 'a VM size in lower case', base: 'dev', changes: { 'compute.cpuClusters.cpu-small.vmSize': 'standard_d4s_v5' }, problems: [
    '[VmSizeMalformed] \'compute.cpuClusters.cpu-small.vmSize\' is not the name of a VM size: got "standard_d4s_v5"; expected a name such as Standard_D4s_v5 or Standard_NC24ads_A100_v4; copy it from `az vm list-sizes --location <region>`, with its capitals',
  ] },
  { what: 'a GPU in a CPU cluster', base: 'dev', changes: { 'compute.cpuClusters.cpu-small.vmSize': 'Standard_NC6s_v3' }, problems: [
    `[ClusterGpuSizeInCpu] 'compute.cpuClusters.cpu-small.vmSize' has a GPU, in a CPU cluster: got "Standard_NC6s_v3"; expected a size without GPU, for example "Standard_D4s_v5"; change the size, or move the cluster to 'compute.gpuClusters'`,
  ] },
  { what: 'a CPU in a GPU cluster', base: 'dev', changes: { 'compute.gpuClusters.gpu-small.vmSize': 'Standard_D4s_v5' }, problems: [
    `[ClusterCpuSizeInGpu] 'compute.gpuClusters.gpu-small.vmSize' has no GPU, in a GPU cluster: got "Standard_D4s_v5"; expected a size with GPU, for example "Standard_NC4as_T4_v3"; change the size, or move the cluster to 'compute.cpuClusters'`,
  ] },
  { what: 'more nodes at least than at most', base: 'dev', changes: { 'compute.cpuClusters.cpu-small.minNodes': 3 }, problems: [
    "[ClusterNodesReversed] 'compute.cpuClusters.cpu-small.minNodes' is more than 'maxNodes': got 3; expected at most 2; lower it, or raise 'maxNodes'",
  ] },
  { what: 'fewer nodes than none', base: 'dev', changes: { 'compute.cpuClusters.cpu-small.minNodes': -1 }, problems: [
    "[NumberOutOfRange] 'compute.cpuClusters.cpu-small.minNodes' is out of range: got -1; expected a whole number from 0 to 1000; correct the number",
  ] },
  { what: 'a cluster of no nodes', base: 'dev', changes: { 'compute.cpuClusters.cpu-small.maxNodes': 0 }, problems: [
    "[NumberOutOfRange] 'compute.cpuClusters.cpu-small.maxNodes' is out of range: got 0; expected a whole number from 1 to 1000; correct the number",
  ] },
  { what: 'a cluster that never rests', base: 'dev', changes: { 'compute.cpuClusters.cpu-small.idleMinutes': 0 }, problems: [
    "[NumberOutOfRange] 'compute.cpuClusters.cpu-small.idleMinutes' is out of range: got 0; expected a whole number from 1 to 1440; correct the number",
  ] },
  { what: 'low priority in production', base: 'prod', changes: { 'compute.gpuClusters.gpu-large.priority': 'LowPriority' }, problems: [
    `[ProductionLowPriority] 'compute.gpuClusters.gpu-large.priority' lets Azure take nodes from production jobs: got "LowPriority"; expected "Dedicated"; change it, or say why in 'compute.gpuClusters.gpu-large.reason'`,
  ] },
  { what: 'a reason for nothing', base: 'dev', changes: { 'compute.cpuClusters.image-build.reason': 'The night runs can be started again' }, problems: [
    `[ClusterReasonUnused] 'compute.cpuClusters.image-build.reason' explains nothing, since the nodes are dedicated: got "The night runs can be started again"; expected nothing; remove it`,
  ] },
  { what: 'a priority of another service', base: 'dev', changes: { 'compute.cpuClusters.cpu-small.priority': 'Spot' }, problems: [
    `[SettingNotAllowed] 'compute.cpuClusters.cpu-small.priority' is none of the values allowed: got "Spot"; expected "Dedicated" or "LowPriority"; choose one of them`,
  ] },
  { what: 'a cluster name with an underscore', base: 'dev', changes: { 'compute.cpuClusters.cpu_small': CLUSTER }, problems: [
    `[ClusterNameInvalid] 'compute.cpuClusters.cpu_small' can't be the name of a compute cluster: got "cpu_small"; expected 3 to 32 characters: letters, digits and hyphens, starting with a letter and not ending with a hyphen; rename the cluster`,
  ] },
  { what: 'one name for two clusters', base: 'dev', changes: { 'compute.gpuClusters.CPU-small': { ...CLUSTER, vmSize: 'Standard_NC4as_T4_v3' } }, problems: [
    `[ComputeNameTwice] 'compute.gpuClusters.CPU-small' is the name of 'compute.cpuClusters.cpu-small' too: got "CPU-small"; expected a name of its own; rename one of them`,
  ] },
  { what: 'an image build cluster that there is not', base: 'dev', changes: { 'compute.imageBuildCluster': 'image-biuld' }, problems: [
    `[ImageBuildClusterUnknown] 'compute.imageBuildCluster' is not a CPU cluster of the environment: got "image-biuld"; expected one of 'compute.cpuClusters': cpu-small, image-build; did you mean "image-build"?`,
  ] },
  { what: 'a private registry that nobody builds for', base: 'prod', changes: { 'compute.imageBuildCluster': undefined }, problems: [
    "[ImageBuildClusterMissing] 'compute.imageBuildCluster' is required, since a private registry builds no images: expected one of 'compute.cpuClusters': cpu-large, image-build; name one",
  ] },
  { what: 'an instance name that is too long', base: 'dev', changes: { 'compute.instances[0].name': 'ci-mlops-dev-first-machine' }, problems: [
    `[InstanceNameInvalid] 'compute.instances[0].name' can't be the name of a compute instance: got "ci-mlops-dev-first-machine"; expected 4 to 24 characters: letters, digits and hyphens, starting with a letter and not ending with a hyphen; rename it`,
  ] },
  { what: 'an instance with the name of a cluster', base: 'dev', changes: { 'compute.instances[0].name': 'cpu-small' }, problems: [
    `[ComputeNameTwice] 'compute.instances[0].name' is the name of 'compute.cpuClusters.cpu-small' too: got "cpu-small"; expected a name of its own; rename one of them`,
  ] },
  { what: 'an instance that stops too soon', base: 'dev', changes: { 'compute.instances[0].idleMinutes': 5 }, problems: [
    "[InstanceIdleOutOfRange] 'compute.instances[0].idleMinutes' is outside Azure's limits: got 5; expected a whole number from 15 to 4320; choose from a quarter of an hour to three days",
  ] },
  { what: 'an instance of nobody', base: 'dev', changes: { 'compute.instances[0].assignedTo': {} }, problems: [
    "[SettingMissing] 'compute.instances[0].assignedTo.objectId' is missing: expected a text; add it",
  ] },
  { what: 'an instance that stops before it starts', base: 'dev', changes: { 'compute.instances[0].schedule.startTime': '20:00' }, problems: [
    `[ScheduleReversed] 'compute.instances[0].schedule.startTime' is not before 'stopTime' (19:00): got "20:00"; expected an earlier time of the same day; swap them, or leave the start out`,
  ] },
  { what: 'a time that there is not', base: 'dev', changes: { 'compute.instances[0].schedule.stopTime': '25:00' }, problems: [
    `[TimeOfDayInvalid] 'compute.instances[0].schedule.stopTime' is not a time of day: got "25:00"; expected HH:MM from 00:00 to 23:59; write two digits for each`,
  ] },
  { what: 'a schedule without days', base: 'dev', changes: { 'compute.instances[0].schedule.days': [] }, problems: [
    "[ScheduleDaysInvalid] 'compute.instances[0].schedule.days' is empty: got []; expected days of the week, each once; list the days on which it stops",
  ] },
  { what: 'a cluster that the workspace does nothing with', base: 'test', changes: { 'aks.machineLearning.training': false, 'aks.machineLearning.defaultInstanceType': 'large' }, problems: [
    "[ClusterPurposeMissing] 'aks.machineLearning.training' is off, and there are no online endpoints: the workspace would do nothing with the cluster: got false; expected true, or 'aks.machineLearning.inference'; turn it on, or remove 'aks.machineLearning'",
    `[ClusterDefaultTypeUnknown] 'aks.machineLearning.defaultInstanceType' is not one of the instance types: got "large"; expected small, medium; name one of these`,
  ] },
  { what: 'instance types that the pools have no room for', base: 'test', changes: { 'aks.machineLearning.instanceTypes.small': { cpuCores: 1, memoryGib: 4, pool: 'gpu' }, 'aks.machineLearning.instanceTypes.medium': { cpuCores: 4, memoryGib: 4, gpus: 1, pool: 'cpu' } }, problems: [
    `[ClusterTypePoolMissing] 'aks.machineLearning.instanceTypes.small.pool' is a pool that the cluster does not have: got "gpu"; expected "cpu"; change it, or add 'aks.gpuPool'`,
    `[ClusterTypeGpus] 'aks.machineLearning.instanceTypes.medium.gpus' is asked of nodes without GPUs: got 1; expected nothing; remove it, or set 'pool' to "gpu"`,
    "[ClusterTypeTooLarge] 'aks.machineLearning.instanceTypes.medium.cpuCores' is all that a node has, or more; some is kept for Kubernetes: got 4; expected less than 4; lower it, or choose larger nodes for 'aks.cpuPool'",
  ] },
  { what: 'endpoints of production on two nodes, and at no host', base: 'prod', changes: { 'aks.cpuPool.minNodes': 1, 'aks.cpuPool.maxNodes': 2, 'aks.machineLearning.inference': { hostName: 'https://scoring', certificate: 'scoring', tlsSecret: 'scoring-tls' } }, problems: [
    `[ClusterHostNameInvalid] 'aks.machineLearning.inference.hostName' is not a host name: got "https://scoring"; expected a full name in lower case, for example scoring.contoso.com; leave out the protocol, port and path`,
    "[ProductionInferenceNodes] 'aks.cpuPool.maxNodes' is too few for online endpoints of production: got 2; expected at least 3; raise it",
  ] },
  { what: 'pods in the network', base: 'dev', changes: { 'aks.podCidr': '10.10.0.0/16' }, problems: [
    `[ClusterRangeOverlaps] 'aks.podCidr' overlaps 10.10.0.0/20 of the network: got "10.10.0.0/16"; expected a range that nothing else has; choose another one`,
  ] },
  { what: 'pods that start inside their range', base: 'dev', changes: { 'aks.podCidr': '172.16.1.0/16' }, problems: [
    `[ClusterRangeNotAligned] 'aks.podCidr' starts inside the range, not at its first address: got "172.16.1.0/16"; expected "172.16.0.0/16"; correct the address or the prefix length`,
  ] },
  { what: 'services in the hub', base: 'test', changes: { 'aks.serviceCidr': '10.0.0.0/20', 'aks.dnsServiceIp': '10.0.0.10' }, problems: [
    `[ClusterRangeOverlaps] 'aks.serviceCidr' overlaps 10.0.0.0/16 of the hub: got "10.0.0.0/20"; expected a range that nothing else has; choose another one`,
  ] },
  { what: 'services among the pods', base: 'dev', changes: { 'aks.serviceCidr': '172.16.0.0/20', 'aks.dnsServiceIp': '172.16.0.10' }, problems: [
    `[ClusterRangesMeet] 'aks.serviceCidr' overlaps 'aks.podCidr' (172.16.0.0/16): got "172.16.0.0/20"; expected a range apart from that of the pods; change one of them`,
  ] },
  { what: 'services in a range of AKS', base: 'dev', changes: { 'aks.serviceCidr': '172.31.0.0/20', 'aks.dnsServiceIp': '172.31.0.10' }, problems: [
    `[ClusterRangeReserved] 'aks.serviceCidr' overlaps 172.31.0.0/16, which AKS keeps: got "172.31.0.0/20"; expected another range; choose another one`,
  ] },
  { what: 'too many services', base: 'dev', changes: { 'aks.serviceCidr': '11.0.0.0/8', 'aks.dnsServiceIp': '11.0.0.10' }, problems: [
    `[ServiceRangeTooLarge] 'aks.serviceCidr' is larger than AKS takes: got "11.0.0.0/8"; expected a prefix length of at least 12; raise the prefix length; /20 has 4096 services`,
  ] },
  { what: 'too few addresses for pods', base: 'prod', changes: { 'aks.podCidr': '172.16.0.0/22' }, problems: [
    `[PodRangeTooSmall] 'aks.podCidr' is too small for 22 nodes, each of which takes a /24: got "172.16.0.0/22"; expected a prefix length of at most 19; lower the prefix length`,
  ] },
  { what: 'cluster DNS outside of the services', base: 'dev', changes: { 'aks.dnsServiceIp': '172.19.0.10' }, problems: [
    `[DnsAddressOutside] 'aks.dnsServiceIp' is not an address that cluster DNS can have in 'aks.serviceCidr': got "172.19.0.10"; expected an address in 172.18.0.0/20, but not the first two or the last; by habit the tenth address is taken`,
  ] },
  { what: 'cluster DNS with a prefix length', base: 'dev', changes: { 'aks.dnsServiceIp': '172.18.0.10/32' }, problems: [
    `[IpAddressInvalid] 'aks.dnsServiceIp' is not an IPv4 address: got "172.18.0.10/32"; expected four numbers from 0 to 255, for example 10.0.0.10; correct the address, without a prefix length`,
  ] },
  { what: 'a cluster open to everybody', base: 'dev', changes: { 'aks.authorizedIpRanges': undefined }, problems: [
    "[ClusterOpenToAll] 'aks.authorizedIpRanges' is required for a public API server: got nothing; expected at least one range; list the public ranges of your offices, or set 'aks.privateCluster' to true",
  ] },
  { what: 'ranges for a private cluster', base: 'prod', changes: { 'aks.authorizedIpRanges': ['203.0.113.0/24'] }, problems: [
    `[ClusterRangesUnused] 'aks.authorizedIpRanges' has no effect on a private API server: got ["203.0.113.0/24"]; expected nothing; remove it, or set 'aks.privateCluster' to false`,
  ] },
  { what: 'a public cluster in a private environment', base: 'prod', changes: { 'aks.privateCluster': false, 'aks.authorizedIpRanges': ['203.0.113.0/24'] }, problems: [
    "[ClusterPublicInPrivateEnvironment] 'aks.privateCluster' is off in an environment without public network access: got false; expected true; turn it on, or 'access.publicNetworkAccessEnabled' too",
  ] },
  { what: 'a cluster that nobody administers', base: 'dev', changes: { 'aks.adminGroupIds': [] }, problems: [
    "[ClusterAdminsMissing] 'aks.adminGroupIds' is empty, and local accounts are off: got []; expected at least one Entra group; add the group that operates the cluster",
  ] },
  { what: 'production without an uptime agreement', base: 'prod', changes: { 'aks.skuTier': 'Free' }, problems: [
    `[ProductionClusterFree] 'aks.skuTier' has no uptime agreement: got "Free"; expected "Standard" or "Premium" in production; change it`,
  ] },
  { what: 'production nodes in one zone', base: 'prod', changes: { 'aks.zones': ['1'] }, problems: [
    `[ProductionClusterNotZonal] 'aks.zones' would lose production with one datacenter: got ["1"]; expected at least two zones, for example ['1', '2', '3']; add zones`,
  ] },
  { what: 'a zone twice', base: 'prod', changes: { 'aks.zones': ['1', '1', '2'] }, problems: [
    `[ClusterZoneTwice] 'aks.zones' has a zone twice: got ["1","1","2"]; expected each zone once; remove one`,
  ] },
  { what: 'a fourth zone', base: 'prod', changes: { 'aks.zones': ['1', '2', '4'] }, problems: [
    `[SettingNotAllowed] 'aks.zones[2]' is none of the values allowed: got "4"; expected "1" or "2" or "3"; choose one of them`,
  ] },
  { what: 'production on one system node', base: 'prod', changes: { 'aks.systemPool.minNodes': 1 }, problems: [
    "[ProductionSystemPoolSmall] 'aks.systemPool.minNodes' would lose the cluster with one node: got 1; expected at least 2 in production; raise it",
  ] },
  { what: 'a system pool that scales to zero', base: 'dev', changes: { 'aks.systemPool.minNodes': 0 }, problems: [
    "[NumberOutOfRange] 'aks.systemPool.minNodes' is out of range: got 0; expected a whole number from 1 to 1000; correct the number",
  ] },
  { what: 'a pool with more nodes at least than at most', base: 'dev', changes: { 'aks.cpuPool.minNodes': 3 }, problems: [
    "[PoolNodesReversed] 'aks.cpuPool.minNodes' is more than 'maxNodes': got 3; expected at most 2; lower it, or raise 'maxNodes'",
  ] },
  { what: 'a GPU in the CPU pool', base: 'dev', changes: { 'aks.cpuPool.vmSize': 'Standard_NV36ads_A10_v5' }, problems: [
    `[PoolGpuSizeInCpu] 'aks.cpuPool.vmSize' has a GPU, in a pool without: got "Standard_NV36ads_A10_v5"; expected a size without GPU, for example "Standard_D4s_v5"; change the size, or use 'aks.gpuPool'`,
  ] },
  { what: 'a CPU in the GPU pool', base: 'prod', changes: { 'aks.gpuPool.vmSize': 'Standard_D8s_v5' }, problems: [
    `[PoolCpuSizeInGpu] 'aks.gpuPool.vmSize' has no GPU, in the GPU pool: got "Standard_D8s_v5"; expected a size with GPU, for example "Standard_NC4as_T4_v3"; change the size, or remove 'aks.gpuPool'`,
  ] },
  { what: 'a version of something else', base: 'dev', changes: { 'aks.kubernetesVersion': 'latest' }, problems: [
    '[ClusterVersionInvalid] \'aks.kubernetesVersion\' is not a version of Kubernetes: got "latest"; expected major.minor or major.minor.patch, for example "1.33"; see `az aks get-versions --location <region>`',
  ] },
  { what: 'an upgrade channel that there is not', base: 'dev', changes: { 'aks.upgradeChannel': 'none' }, problems: [
    `[SettingNotAllowed] 'aks.upgradeChannel' is none of the values allowed: got "none"; expected "patch" or "stable" or "rapid" or "node-image"; choose one of them`,
  ] },
  { what: 'maintenance in no time', base: 'dev', changes: { 'aks.maintenanceWindow.durationHours': 2 }, problems: [
    "[MaintenanceWindowOutOfRange] 'aks.maintenanceWindow.durationHours' is outside Azure's limits: got 2; expected a whole number from 4 to 24; allow at least four hours",
  ] },
  { what: 'a group twice for one persona', base: 'dev', changes: { 'personas.auditor': [GROUP, GROUP] }, problems: [
    `[PersonaGroupTwice] 'personas.auditor[1]' is there already: got "00000000-0000-0000-0000-000000000008"; expected each group once; remove it`,
  ] },
  { what: 'production that nobody operates', base: 'prod', changes: { 'personas.platformEngineer': [] }, problems: [
    "[ProductionWithoutOperators] 'personas.platformEngineer' is empty in production: got []; expected at least one group; add the group that operates the landscape",
  ] },
];

describe('a wrong environment', () => {
  test.each(CASES)('with $what fails', ({ base, changes, problems }) => {
    expect(problemsWith(base, changes)).toEqual(problems);
  });

  test('is described by at least 100 cases, each with a title of its own', () => {
    expect({ enough: CASES.length >= 100, titles: new Set(CASES.map(({ what }) => what)).size }).toEqual({ enough: true, titles: CASES.length });
  });
});
