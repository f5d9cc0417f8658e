import { Token } from 'cdktf';
import { fail } from '../core/errors';
import { contains } from './cidr';
import type { RouteOptions } from './route-table';
import { NextHop } from './route-table';

/** The ranges of private addresses (RFC 1918). */
const PRIVATE_RANGES: readonly string[] = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'];

/** How compute gets out through a firewall. */
export interface MachineLearningRoutesOptions {
  /** The private address of the firewall: of a hub network, or of another appliance. */
  readonly firewallAddress: string;
  /**
   * Whether compute instances or clusters with public addresses are in the subnet. What the service sends to these doesn't come
   * through the firewall, so the answers may not go through it either.
   *
   * @default false
   */
  readonly publicIpComputeEnabled?: boolean;
}

/** Sets of routes for subnets with compute of Azure Machine Learning, for `routes` of a `RouteTable`. */
export class MachineLearningRoutes {
  /**
   * Everything goes through a firewall, which needs the rules of `MachineLearningEgress`. Compute without public addresses needs no exception.
   *
   * @throws ValidationError `FirewallAddressNotPrivate`
   * @see https://learn.microsoft.com/azure/machine-learning/how-to-access-azureml-behind-firewall
   */
  static throughFirewall(options: MachineLearningRoutesOptions): Readonly<Record<string, RouteOptions>> {
    const { firewallAddress, publicIpComputeEnabled = false } = options;
    if (!Token.isUnresolved(firewallAddress) && !isPrivate(firewallAddress)) {
      fail('MachineLearningRoutes', { code: 'FirewallAddressNotPrivate', prop: 'firewallAddress', rule: 'is not a private IPv4 address', got: firewallAddress, expected: `an address in ${PRIVATE_RANGES.join(', ')}`, fix: 'pass the private address of the firewall, not its public one' });
    }
    return {
      Firewall: { destination: '0.0.0.0/0', nextHop: NextHop.VIRTUAL_APPLIANCE, nextHopAddress: firewallAddress },
      ...(publicIpComputeEnabled ? { MachineLearning: { destination: 'AzureMachineLearning', nextHop: NextHop.INTERNET } } : {}),
    };
  }
}

function isPrivate(address: string): boolean {
  return /^(\d{1,3}\.){3}\d{1,3}$/.test(address) && address.split('.').every((part) => Number(part) <= 255) && PRIVATE_RANGES.some((range) => contains(range, `${address}/32`));
}
