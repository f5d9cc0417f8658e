import { Token } from 'cdktf';
import type { Problems } from '../core/errors';
import { nameProblem } from '../core/naming';
import { GUID } from '../core/text';
import { cidrProblem, contains, overlaps } from '../network/cidr';
import type { KubernetesClusterProps } from './cluster-options';
import { KubernetesTier, KubernetesUpgradeChannel, NodeOsUpgradeChannel } from './cluster-options';
import { isWholeNumber } from './whole-number';

const VERSION = /^1\.\d{2}(\.\d{1,3})?$/;
const MAX_AUTHORIZED_RANGES = 200;
const PRIVATE_RANGES = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '169.254.0.0/16', '127.0.0.0/8'];

/** The channels that change the version of Kubernetes. */
const VERSION_CHANNELS: readonly KubernetesUpgradeChannel[] = [KubernetesUpgradeChannel.PATCH, KubernetesUpgradeChannel.STABLE, KubernetesUpgradeChannel.RAPID];

/** Whether Azure changes the version of Kubernetes by itself. */
export function isVersionUpgraded(channel: KubernetesUpgradeChannel): boolean {
  return VERSION_CHANNELS.includes(channel);
}

/** Checks who reaches the API server, and how. */
export function checkApiServer(problems: Problems, { publicApiServerEnabled, authorizedIpRanges, privateDnsZones }: KubernetesClusterProps): void {
  const ranges = authorizedIpRanges ?? [];
  if (!publicApiServerEnabled) {
    problems.require(authorizedIpRanges === undefined, { code: 'AuthorizedIpRangesUnused', prop: 'authorizedIpRanges', rule: 'has no effect on a private API server', got: authorizedIpRanges, expected: 'nothing', fix: "leave it out, or set 'publicApiServerEnabled: true'" });
    return;
  }
  problems.require(privateDnsZones === undefined, { code: 'ApiServerZonesUnused', prop: 'privateDnsZones', rule: "has no effect with 'publicApiServerEnabled'", expected: 'nothing', fix: 'leave one of the two out' });
  problems.require(ranges.length > 0, { code: 'AuthorizedIpRangesRequired', prop: 'authorizedIpRanges', rule: 'is required for a public API server', got: authorizedIpRanges, expected: 'at least one public IPv4 range', fix: "name who reaches it, or leave 'publicApiServerEnabled' out" });
  problems.require(ranges.length <= MAX_AUTHORIZED_RANGES, { code: 'AuthorizedIpRangesTooMany', prop: 'authorizedIpRanges', rule: 'has too many ranges', got: ranges.length, expected: `at most ${MAX_AUTHORIZED_RANGES}`, fix: 'join ranges, or reach the API server privately' });
  for (const range of ranges) {
    const invalid = cidrProblem(range, 'authorizedIpRanges');
    if (invalid) problems.add(invalid);
    if (invalid || Token.isUnresolved(range)) continue;
    const everyone = contains(range, '0.0.0.0/8');
    problems.require(!everyone, { code: 'AuthorizedIpRangeOpen', prop: 'authorizedIpRanges', rule: 'opens the API server to everyone', got: range, expected: 'ranges of your own', fix: 'name the addresses that you come from' });
    problems.require(everyone || !PRIVATE_RANGES.some((own) => overlaps(own, range)), { code: 'AuthorizedIpRangePrivate', prop: 'authorizedIpRanges', rule: 'has no effect: it is a private range, and a public API server sees public addresses', got: range, expected: 'public IPv4 ranges', fix: 'name the public addresses, for example of the NAT gateway' });
  }
}

/** Checks who administers the cluster. */
export function checkAdmins(problems: Problems, { adminGroupObjectIds: ids }: KubernetesClusterProps): void {
  problems.require(ids.length > 0, { code: 'AdminGroupsRequired', prop: 'adminGroupObjectIds', rule: 'is required: there are no local accounts', got: ids, expected: 'the object id of at least one Entra group', fix: 'name a group' });
  for (const id of ids) {
    problems.require(Token.isUnresolved(id) || GUID.test(id), { code: 'AdminGroupIdInvalid', prop: 'adminGroupObjectIds', rule: 'has one that is not an object id', got: id, expected: 'a GUID', fix: 'copy "Object Id" of the group from Entra' });
  }
  problems.require(new Set(ids.map((id) => id.toLowerCase())).size === ids.length, { code: 'AdminGroupRepeated', prop: 'adminGroupObjectIds', rule: 'names a group twice', got: ids, expected: 'each group once', fix: 'leave the second one out' });
}

/** Checks versions, upgrades and what the tier has. */
export function checkUpgrades(problems: Problems, props: KubernetesClusterProps): void {
  const { kubernetesVersion: version, upgradeChannel: channel = KubernetesUpgradeChannel.PATCH, nodeOsUpgradeChannel: osChannel = NodeOsUpgradeChannel.NODE_IMAGE, tier = KubernetesTier.STANDARD } = props;
  const images = osChannel === NodeOsUpgradeChannel.NODE_IMAGE || osChannel === NodeOsUpgradeChannel.SECURITY_PATCH;
  if (version !== undefined && !Token.isUnresolved(version)) {
    const valid = VERSION.test(version);
    problems.require(valid, { code: 'KubernetesVersionInvalid', prop: 'kubernetesVersion', rule: 'is not a version of Kubernetes', got: version, expected: '1.33 or 1.33.2, for example', fix: 'take one that `az aks get-versions` lists' });
    problems.require(!valid || !isVersionUpgraded(channel) || version.split('.').length === 2, { code: 'KubernetesVersionTooExact', prop: 'kubernetesVersion', rule: `names a patch, which the channel ${channel} changes`, got: version, expected: version.split('.').slice(0, 2).join('.'), fix: 'name the minor version alone, or set KubernetesUpgradeChannel.NONE' });
  }
  problems.require(channel !== KubernetesUpgradeChannel.NODE_IMAGE || osChannel === NodeOsUpgradeChannel.NODE_IMAGE, { code: 'NodeOsChannelConflict', prop: 'nodeOsUpgradeChannel', rule: `can't go with the upgrade channel ${channel}`, got: osChannel, expected: NodeOsUpgradeChannel.NODE_IMAGE, fix: 'change one of the two' });
  problems.require(props.upgradeWindow === undefined || channel !== KubernetesUpgradeChannel.NONE, { code: 'UpgradeWindowUnused', prop: 'upgradeWindow', rule: 'has no effect without an upgrade channel', expected: 'nothing', fix: "leave it out, or choose an 'upgradeChannel'" });
  problems.require(props.nodeOsUpgradeWindow === undefined || images, { code: 'NodeOsUpgradeWindowUnused', prop: 'nodeOsUpgradeWindow', rule: `has no effect with the channel ${osChannel}`, expected: 'nothing', fix: "leave it out, or choose another 'nodeOsUpgradeChannel'" });
  problems.require(!props.longTermSupportEnabled || tier === KubernetesTier.PREMIUM, { code: 'LongTermSupportTier', prop: 'longTermSupportEnabled', rule: `is not to be had in the tier ${tier}`, got: true, expected: `the tier ${KubernetesTier.PREMIUM}`, fix: "set 'tier' to KubernetesTier.PREMIUM, or leave it out" });
  problems.require(!props.costAnalysisEnabled || tier !== KubernetesTier.FREE, { code: 'CostAnalysisTier', prop: 'costAnalysisEnabled', rule: `is not to be had in the tier ${tier}`, got: true, expected: `the tier ${KubernetesTier.STANDARD} or ${KubernetesTier.PREMIUM}`, fix: "choose such a 'tier', or leave it out" });
}

/** Checks the add-ons and the names that Azure gives. */
export function checkAddOns(problems: Problems, props: KubernetesClusterProps, dnsPrefix: string): void {
  const { secretRotationMinutes = 2, imageCleanerHours = 168, nodeResourceGroupName, logAnalyticsWorkspace } = props;
  const defenderEnabled = props.defenderEnabled ?? true;
  const group = nodeResourceGroupName === undefined ? undefined : nameProblem('resourceGroup', nodeResourceGroupName, 'nodeResourceGroupName');
  const prefix = nameProblem('kubernetesDnsPrefix', dnsPrefix, 'dnsPrefix');
  if (group) problems.add(group);
  if (prefix) problems.add(prefix);
  problems.require(nodeResourceGroupName === undefined || nodeResourceGroupName.length <= 80 || group !== undefined, { code: 'NodeResourceGroupNameTooLong', prop: 'nodeResourceGroupName', rule: 'is too long for AKS', got: nodeResourceGroupName, expected: 'at most 80 characters', fix: 'shorten it' });
  problems.require(!defenderEnabled || logAnalyticsWorkspace !== undefined, { code: 'DefenderWorkspaceRequired', prop: 'logAnalyticsWorkspace', rule: 'is required for Defender', got: undefined, expected: 'a Log Analytics workspace', fix: "pass it, or set 'defenderEnabled: false'" });
  problems.require(defenderEnabled || logAnalyticsWorkspace === undefined, { code: 'DefenderWorkspaceUnused', prop: 'logAnalyticsWorkspace', rule: "has no effect with 'defenderEnabled: false'", expected: 'nothing', fix: "leave it out; logs go by 'diagnosticSettings'" });
  problems.require(isWholeNumber(secretRotationMinutes, 1, 1440), { code: 'SecretRotationInvalid', prop: 'secretRotationMinutes', rule: 'is out of range', got: secretRotationMinutes, expected: 'a whole number from 1 to 1440', fix: 'change it' });
  problems.require(isWholeNumber(imageCleanerHours, 24, 2160), { code: 'ImageCleanerIntervalInvalid', prop: 'imageCleanerHours', rule: 'is out of range', got: imageCleanerHours, expected: 'a whole number from 24 to 2160', fix: 'change it' });
}

/** Checks the switch for grants against what would be granted. */
export function checkGrants(problems: Problems, { identityGrantsEnabled, containerRegistries, identity, kubeletIdentity }: KubernetesClusterProps): void {
  if (identityGrantsEnabled !== false) return;
  problems.require(containerRegistries === undefined, { code: 'ContainerRegistriesUnused', prop: 'containerRegistries', rule: "has no effect with 'identityGrantsEnabled: false'", expected: 'nothing', fix: 'leave one of the two out' });
  problems.require(identity !== undefined && kubeletIdentity !== undefined, { code: 'ClusterIdentitiesRequired', prop: 'identity', rule: "and 'kubeletIdentity' are required with 'identityGrantsEnabled: false'", got: identity?.node.path, expected: 'identities that have their roles already', fix: 'pass both, or let the cluster grant' });
}
