import type { KubernetesClusterProps } from '../../../constructs/aks/cluster-options';
import { KubernetesTier, KubernetesUpgradeChannel, NodeOsUpgradeChannel } from '../../../constructs/aks/cluster-options';
import { OutboundType } from '../../../constructs/aks/cluster-network';
import { MaintenanceFrequency } from '../../../constructs/aks/maintenance-window';
import { WeekDay } from '../../../constructs/core/week-day';
import { PrivateDnsZones } from '../../../constructs/network/private-dns-zones';
import { problemsOf } from '../../support/template';
import { ADMINS, clusterOf, subnetOf } from './support';

const WINDOW = { frequency: MaintenanceFrequency.WEEKLY, dayOfWeek: WeekDay.SUNDAY, startTime: '02:00' } as const;

function problemOf(props: Partial<KubernetesClusterProps>): string {
  return problemsOf((stack) => clusterOf(stack, props)).replace(' (at test/Cluster)', '');
}

const CASES: readonly [string, Partial<KubernetesClusterProps>, string][] = [
  ['authorized ranges without a public API server', { authorizedIpRanges: ['203.0.113.0/24'] }, `[AuthorizedIpRangesUnused] 'authorizedIpRanges' has no effect on a private API server: got ["203.0.113.0/24"]; expected nothing; leave it out, or set 'publicApiServerEnabled: true'`],
  ['a public API server without authorized ranges', { publicApiServerEnabled: true }, `[AuthorizedIpRangesRequired] 'authorizedIpRanges' is required for a public API server: got nothing; expected at least one public IPv4 range; name who reaches it, or leave 'publicApiServerEnabled' out`],
  ['a public API server that is open to everyone', { publicApiServerEnabled: true, authorizedIpRanges: ['0.0.0.0/0'] }, `[AuthorizedIpRangeOpen] 'authorizedIpRanges' opens the API server to everyone: got "0.0.0.0/0"; expected ranges of your own; name the addresses that you come from`],
  ['a private range for a public API server', { publicApiServerEnabled: true, authorizedIpRanges: ['10.1.0.0/16'] }, `[AuthorizedIpRangePrivate] 'authorizedIpRanges' has no effect: it is a private range, and a public API server sees public addresses: got "10.1.0.0/16"; expected public IPv4 ranges; name the public addresses, for example of the NAT gateway`],
  ['too many authorized ranges', { publicApiServerEnabled: true, authorizedIpRanges: Array.from({ length: 201 }, (_, index) => `203.0.113.${index}/32`) }, `[AuthorizedIpRangesTooMany] 'authorizedIpRanges' has too many ranges: got 201; expected at most 200; join ranges, or reach the API server privately`],
  ['an authorized range that is no range', { publicApiServerEnabled: true, authorizedIpRanges: ['203.0.113.7'] }, `[CidrInvalid] 'authorizedIpRanges' is not an IPv4 range in CIDR form: got "203.0.113.7"; expected an IPv4 range such as 10.0.0.0/16; write four numbers up to 255, a slash, and a prefix length up to 32`],
  ['no admin group', { adminGroupObjectIds: [] }, `[AdminGroupsRequired] 'adminGroupObjectIds' is required: there are no local accounts: got []; expected the object id of at least one Entra group; name a group`],
  ['an admin group by its name', { adminGroupObjectIds: ['platform-admins'] }, `[AdminGroupIdInvalid] 'adminGroupObjectIds' has one that is not an object id: got "platform-admins"; expected a GUID; copy "Object Id" of the group from Entra`],
  ['an admin group twice', { adminGroupObjectIds: [ADMINS, ADMINS] }, `[AdminGroupRepeated] 'adminGroupObjectIds' names a group twice: got ["aaaaaaaa-0000-0000-0000-000000000001","aaaaaaaa-0000-0000-0000-000000000001"]; expected each group once; leave the second one out`],
  ['a version that is none', { kubernetesVersion: 'v1.33' }, `[KubernetesVersionInvalid] 'kubernetesVersion' is not a version of Kubernetes: got "v1.33"; expected 1.33 or 1.33.2, for example; take one that \`az aks get-versions\` lists`],
  ['a patch version that the channel changes', { kubernetesVersion: '1.33.2' }, `[KubernetesVersionTooExact] 'kubernetesVersion' names a patch, which the channel patch changes: got "1.33.2"; expected 1.33; name the minor version alone, or set KubernetesUpgradeChannel.NONE`],
  ['a node OS channel that the upgrade channel excludes', { upgradeChannel: KubernetesUpgradeChannel.NODE_IMAGE, nodeOsUpgradeChannel: NodeOsUpgradeChannel.SECURITY_PATCH }, `[NodeOsChannelConflict] 'nodeOsUpgradeChannel' can't go with the upgrade channel node-image: got "SecurityPatch"; expected NodeImage; change one of the two`],
  ['an upgrade window without upgrades', { upgradeChannel: KubernetesUpgradeChannel.NONE, upgradeWindow: WINDOW }, `[UpgradeWindowUnused] 'upgradeWindow' has no effect without an upgrade channel: expected nothing; leave it out, or choose an 'upgradeChannel'`],
  ['a node OS window without upgrades', { nodeOsUpgradeChannel: NodeOsUpgradeChannel.UNMANAGED, nodeOsUpgradeWindow: WINDOW }, `[NodeOsUpgradeWindowUnused] 'nodeOsUpgradeWindow' has no effect with the channel Unmanaged: expected nothing; leave it out, or choose another 'nodeOsUpgradeChannel'`],
  ['long-term support in the standard tier', { longTermSupportEnabled: true }, `[LongTermSupportTier] 'longTermSupportEnabled' is not to be had in the tier Standard: got true; expected the tier Premium; set 'tier' to KubernetesTier.PREMIUM, or leave it out`],
  ['cost analysis in the free tier', { tier: KubernetesTier.FREE, costAnalysisEnabled: true }, `[CostAnalysisTier] 'costAnalysisEnabled' is not to be had in the tier Free: got true; expected the tier Standard or Premium; choose such a 'tier', or leave it out`],
  ['Defender without a workspace', { logAnalyticsWorkspace: undefined }, `[DefenderWorkspaceRequired] 'logAnalyticsWorkspace' is required for Defender: got nothing; expected a Log Analytics workspace; pass it, or set 'defenderEnabled: false'`],
  ['a workspace without Defender', { defenderEnabled: false }, `[DefenderWorkspaceUnused] 'logAnalyticsWorkspace' has no effect with 'defenderEnabled: false': expected nothing; leave it out; logs go by 'diagnosticSettings'`],
  ['a rotation that never comes', { secretRotationMinutes: 0 }, `[SecretRotationInvalid] 'secretRotationMinutes' is out of range: got 0; expected a whole number from 1 to 1440; change it`],
  ['an image cleaner that comes too often', { imageCleanerHours: 1 }, `[ImageCleanerIntervalInvalid] 'imageCleanerHours' is out of range: got 1; expected a whole number from 24 to 2160; change it`],
  ['a DNS prefix with an underscore', { dnsPrefix: 'aks_ml' }, `[NameInvalid] 'dnsPrefix' has characters that a kubernetes dns prefix can't have: got "aks_ml"; expected 1 to 54 characters: letters, digits and hyphens, starting and ending with a letter or digit; use only what is allowed`],
  ['a long name of the node resource group', { nodeResourceGroupName: 'n'.repeat(81) }, `[NodeResourceGroupNameTooLong] 'nodeResourceGroupName' is too long for AKS: got "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"; expected at most 80 characters; shorten it`],
  ['registries without grants', { identityGrantsEnabled: false, containerRegistries: [] }, `2 problems:
  - [ContainerRegistriesUnused] 'containerRegistries' has no effect with 'identityGrantsEnabled: false': expected nothing; leave one of the two out
  - [ClusterIdentitiesRequired] 'identity' and 'kubeletIdentity' are required with 'identityGrantsEnabled: false': got nothing; expected identities that have their roles already; pass both, or let the cluster grant`],
  ['a daily window for upgrades of Kubernetes', { upgradeWindow: { frequency: MaintenanceFrequency.DAILY, startTime: '02:00' } }, `[MaintenanceDailyUnsupported] 'upgradeWindow.frequency' can't be daily for upgrades of Kubernetes: got "Daily"; expected Weekly, AbsoluteMonthly, RelativeMonthly; choose a weekly or monthly window`],
  ['a start time that is none', { upgradeWindow: { ...WINDOW, startTime: '2:00' } }, `[MaintenanceStartTimeInvalid] 'upgradeWindow.startTime' is not a time of day: got "2:00"; expected HH:mm, from 00:00 to 23:59; write hours and minutes with two digits each`],
  ['an offset without a sign', { upgradeWindow: { ...WINDOW, utcOffset: '01:00' } }, `[MaintenanceUtcOffsetInvalid] 'upgradeWindow.utcOffset' is not an offset from UTC: got "01:00"; expected +HH:mm or -HH:mm; write the offset with its sign, for example +01:00`],
  ['a window that is too short', { upgradeWindow: { ...WINDOW, durationHours: 2 } }, `[MaintenanceDurationInvalid] 'upgradeWindow.durationHours' is out of range: got 2; expected a whole number from 4 to 24; make the window longer or shorter`],
  ['an interval that is too long', { upgradeWindow: { ...WINDOW, interval: 5 } }, `[MaintenanceIntervalInvalid] 'upgradeWindow.interval' is out of range for Weekly: got 5; expected a whole number from 1 to 4; let the window come more often`],
  ['a day that no month has', { upgradeWindow: { frequency: MaintenanceFrequency.MONTHLY_BY_DATE, dayOfMonth: 32, startTime: '02:00' } }, `[MaintenanceDayOfMonthInvalid] 'upgradeWindow.dayOfMonth' is not a day of a month: got 32; expected a whole number from 1 to 31; name a day that months have`],
  ['a blackout that ends before it starts', { upgradeWindow: { ...WINDOW, blackouts: [{ start: '2027-01-05T00:00:00Z', end: '2026-12-20T00:00:00Z' }] } }, `[MaintenanceBlackoutInvalid] 'upgradeWindow.blackouts' has one that does not end after it starts: got "2027-01-05T00:00:00Z to 2026-12-20T00:00:00Z"; expected two times of the form 2026-12-20T00:00:00Z, the earlier first; correct the start or the end`],
  ['an autoscaler that looks too often', { autoScaler: { scanSeconds: 5 } }, `[AutoScalerDurationInvalid] 'autoScaler.scanSeconds' is too short or not a whole number: got 5; expected a whole number from 10; write a longer time`],
  ['a utilization that is a percentage', { autoScaler: { scaleDownUtilization: 50 } }, `[AutoScalerUtilizationInvalid] 'autoScaler.scaleDownUtilization' is not a share: got 50; expected more than 0, at most 1; write a share, for example 0.5 for half`],
  ['pods and services in one range', { network: { podCidr: '10.244.0.0/16', serviceCidr: '10.244.128.0/20' } }, `[PodCidrOverlapsServices] 'network.podCidr' overlaps the range of the services: got "10.244.0.0/16"; expected a range apart from 10.244.128.0/20; move 'podCidr' or 'serviceCidr'`],
  ['services in the range of a network', { network: { serviceCidr: '10.20.0.0/16', connectedAddressSpaces: ['10.20.0.0/14'] } }, `[ClusterCidrOverlapsNetwork] 'network.serviceCidr' overlaps an address space that the cluster talks to: got "10.20.0.0/16"; expected a range apart from 10.20.0.0/14; choose another range`],
  ['pods in the range of the node subnet', { network: { podCidr: '10.10.0.0/16' } }, `[ClusterCidrOverlapsNetwork] 'network.podCidr' overlaps an address space that the cluster talks to: got "10.10.0.0/16"; expected a range apart from 10.10.0.0/24; choose another range`],
  ['services in a range of AKS', { network: { serviceCidr: '172.30.0.0/20' } }, `[ClusterCidrReserved] 'network.serviceCidr' overlaps 172.30.0.0/16, which AKS keeps for itself: got "172.30.0.0/20"; expected a range apart from 169.254.0.0/16, 172.30.0.0/16, 172.31.0.0/16, 192.0.2.0/24; choose another range`],
  ['a range of services that is too large', { network: { serviceCidr: '11.0.0.0/8' } }, `[ServiceCidrTooLarge] 'network.serviceCidr' is too large: got "11.0.0.0/8"; expected /12 or smaller; choose a smaller range`],
  ['a range of services that is too small', { network: { serviceCidr: '172.16.0.0/28', dnsServiceIp: '172.16.0.10' } }, `[ServiceCidrTooSmall] 'network.serviceCidr' is too small: got "172.16.0.0/28"; expected /27 or larger; choose a larger range`],
  ['a range of pods without room for a node', { network: { podCidr: '10.244.0.0/25' } }, `[PodCidrTooSmall] 'network.podCidr' has no room for a node: got "10.244.0.0/25"; expected /24 or larger: every node takes a /24; choose a larger range`],
  ['a range of pods that is none', { network: { podCidr: '10.244.0.1/16' } }, `[CidrInvalid] 'network.podCidr' starts inside the range, not at its first address: got "10.244.0.1/16"; expected an IPv4 range such as 10.0.0.0/16; did you mean "10.244.0.0/16"?`],
  ['a DNS address outside the services', { network: { dnsServiceIp: '10.0.0.10' } }, `[DnsServiceIpOutside] 'network.dnsServiceIp' is not an address that DNS can have: got "10.0.0.10"; expected one in 172.16.0.0/16 after the first, which is the API server's; choose such an address, or leave it out`],
  ['the address of the API server for DNS', { network: { dnsServiceIp: '172.16.0.1' } }, `[DnsServiceIpOutside] 'network.dnsServiceIp' is not an address that DNS can have: got "172.16.0.1"; expected one in 172.16.0.0/16 after the first, which is the API server's; choose such an address, or leave it out`],
  ['a NAT gateway of AKS in an own subnet', { network: { outboundType: OutboundType.MANAGED_NAT_GATEWAY } }, `[ManagedNatGatewayUnsupported] 'network.outboundType' can't be used with a subnet of one's own: got "managedNATGateway"; expected loadBalancer, userAssignedNATGateway, userDefinedRouting; put a NAT gateway on the node subnet, and use userAssignedNATGateway`],
];

describe('KubernetesCluster', () => {
  test.each(CASES)('fails with %s', (_, props, message) => {
    expect(problemOf(props)).toBe(message);
  });

  test('fails with a subnet in another region', () => {
    expect(problemsOf((stack) => clusterOf(stack, { nodeSubnet: subnetOf(stack, { location: 'northeurope' }, 'Far') }))).toBe(
      `[ClusterRegionMismatch] 'nodeSubnet' is in another region than the cluster: got "northeurope"; expected westeurope; use a subnet of the same region (at test/Cluster)`,
    );
  });

  test('fails with zones for a public API server', () => {
    expect(problemsOf((stack) => clusterOf(stack, { publicApiServerEnabled: true, authorizedIpRanges: ['203.0.113.0/24'], privateDnsZones: PrivateDnsZones.fromZoneIds(stack, 'Zones', {}) }))).toBe(
      `[ApiServerZonesUnused] 'privateDnsZones' has no effect with 'publicApiServerEnabled': expected nothing; leave one of the two out (at test/Cluster)`,
    );
  });
});
