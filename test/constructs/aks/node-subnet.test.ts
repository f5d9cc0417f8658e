import { Lazy, Token } from 'cdktf';
import { NetworkSecurityGroup } from '../../../constructs/network/network-security-group';
import { SubnetDelegation } from '../../../constructs/network/subnet-delegation';
import { VirtualNetwork } from '../../../constructs/network/virtual-network';
import { problemsOf, testResourceGroup } from '../../support/template';
import { clusterOf } from './support';

describe('the network of a cluster', () => {
  test('fails in a subnet that is handed over to another service', () => {
    expect(problemsOf((stack) => {
      const resourceGroup = testResourceGroup(stack);
      const network = new VirtualNetwork(stack, 'Network', { resourceGroup, addressSpace: ['10.10.0.0/16'] });
      const networkSecurityGroup = new NetworkSecurityGroup(stack, 'Rules', { resourceGroup });
      clusterOf(stack, { resourceGroup, nodeSubnet: network.addSubnet('Apps', { cidr: '10.10.0.0/24', delegation: SubnetDelegation.APP_SERVICE, networkSecurityGroup }) });
    })).toContain(`[NodeSubnetDelegated] 'nodeSubnet' is handed over to another service: got "${SubnetDelegation.APP_SERVICE.service}"; expected a subnet without a delegation; use another subnet`);
  });

  test('fails where the address of DNS cannot be derived', () => {
    const serviceCidr = Token.asString(Lazy.stringValue({ produce: () => '172.16.0.0/16' }));
    expect(problemsOf((stack) => clusterOf(stack, { network: { serviceCidr } }))).toBe(
      "[DnsServiceIpRequired] 'network.dnsServiceIp' is required where 'serviceCidr' is only known at apply: expected an address in the range of the services; set it (at test/Cluster)",
    );
  });
});
