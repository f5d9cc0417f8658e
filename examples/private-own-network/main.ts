import type { App } from 'cdktf';
import { ResourceGroup } from '../../constructs/governance/resource-group';
import { ClusterKind, ComputeCluster } from '../../constructs/ml/compute-cluster';
import { ComputeInstance } from '../../constructs/ml/compute-instance';
import { IsolationMode } from '../../constructs/ml/managed-network';
import { VmSize } from '../../constructs/ml/vm-size';
import { Workspace } from '../../constructs/ml/workspace';
import { MonitorPrivateLinkScope } from '../../constructs/monitoring/monitor-private-link-scope';
import { PrivateDnsZones } from '../../constructs/network/private-dns-zones';
import { Subnet } from '../../constructs/network/subnet';
import { PLACEHOLDER } from '../../environments/placeholders';
import { ExampleStack } from '../support/example-stack';
import { Foundation } from '../support/foundation';
import { runExample } from '../support/run-example';

const NETWORK = `/subscriptions/${PLACEHOLDER.subscriptionId}/resourceGroups/rg-network/providers/Microsoft.Network/virtualNetworks/vnet-ml`;

const settings = {
  location: 'westeurope',
  /** Two subnets of the network that the platform team owns. */
  endpointSubnetId: `${NETWORK}/subnets/snet-pe`,
  trainingSubnetId: `${NETWORK}/subnets/snet-training`,
  /** The private DNS zones that are linked to that network. */
  privateDnsResourceGroupId: PLACEHOLDER.privateDnsResourceGroupId,
  /** Who the compute instance is for. */
  userObjectId: PLACEHOLDER.userObjectId,
};

class PrivateOwnNetwork extends ExampleStack {
  constructor(scope: App) {
    super(scope, 'private-own-network', { workload: 'own', settings });
    const { location } = settings;
    const resourceGroup = new ResourceGroup(this, 'ResourceGroup', { location });
    const zones = PrivateDnsZones.namesFor('amlworkspace', 'blob', 'file', 'queue', 'table', 'vault', 'registry', 'azuremonitor');
    const privateEndpoint = {
      subnet: Subnet.fromSubnetId(this, 'PrivateEndpoints', settings.endpointSubnetId, { location }),
      privateDnsZones: PrivateDnsZones.fromZoneIds(this, 'Zones', Object.fromEntries(zones.map((zone) => [zone, `${settings.privateDnsResourceGroupId}/providers/Microsoft.Network/privateDnsZones/${zone}`]))),
    };
    const subnet = Subnet.fromSubnetId(this, 'Training', settings.trainingSubnetId, { location });
    const foundation = new Foundation(this, 'Foundation', { resourceGroup, privateEndpoint, internetTelemetryEnabled: false });
    // Logs and telemetry stay in the network, too. One scope for each DNS domain: where the platform team has one, add to it.
    new MonitorPrivateLinkScope(this, 'MonitorScope', { resourceGroup, scopedServices: [foundation.logAnalyticsWorkspace, foundation.applicationInsights], privateEndpoints: [privateEndpoint] });
    const workspace = new Workspace(this, 'Workspace', {
      ...foundation.workspaceProps,
      // Computes are in a subnet of our own: it, not Azure, decides what they reach.
      managedNetwork: { isolationMode: IsolationMode.DISABLED },
      serverlessCompute: { subnet },
      imageBuildComputeName: 'image-build',
    });
    new ComputeCluster(this, 'ImageBuild', { workspace, subnet, name: 'image-build', vmSize: VmSize.STANDARD_DS3_V2, maxNodes: 1 });
    new ComputeCluster(this, 'Gpu', { workspace, subnet, name: 'gpu', kind: ClusterKind.GPU, vmSize: VmSize.STANDARD_NC4AS_T4_V3, maxNodes: 2 });
    new ComputeInstance(this, 'Instance', { workspace, subnet, name: 'ci-own-demo-first', vmSize: VmSize.STANDARD_DS3_V2, assignedUser: { objectId: settings.userObjectId } });
  }
}

/** Defines the stack of the example. */
export function define(app: App): void {
  new PrivateOwnNetwork(app);
}

runExample(module, define);
