import { z } from 'zod';
import { cidr, flag, resourceId, text, wholeNumber } from './fields';

const prefixLength = (description: string) => wholeNumber(description, 16, 29, { code: 'SubnetSizeOutOfRange', rule: 'is not the prefix length of a subnet', fix: 'write 24 for 256 addresses, 26 for 64' });

const existingSubnet = (description: string) =>
  z.strictObject({ name: text('The name of the subnet.'), cidr: cidr('The range of the subnet.') }).meta({ description });

const hubSchema = z
  .strictObject({
    virtualNetworkId: resourceId('The virtual network to peer with.', 'Microsoft.Network/virtualNetworks'),
    addressSpace: z.array(cidr('A range.')).meta({ description: 'The ranges of the hub and of what is behind it; they must not meet ours.' }),
    useRemoteGateways: flag('Whether traffic to other networks takes the gateways of the hub.'),
  })
  .meta({ description: 'The hub network to peer with. Default: no peering.' });

const existingVirtualNetworkSchema = z
  .strictObject({
    id: resourceId('The virtual network.', 'Microsoft.Network/virtualNetworks'),
    subnets: z
      .strictObject({
        privateEndpoints: existingSubnet('For private endpoints.'),
        training: existingSubnet('For compute of a workspace without managed network; needed with the isolation mode `Disabled`.').optional(),
        aksNodes: existingSubnet('For nodes of the Kubernetes cluster; needed with the feature `aks`.').optional(),
      })
      .meta({ description: 'The subnets in it.' }),
  })
  .meta({ description: 'A virtual network that others own, instead of a new one.' });

const privateDnsZonesSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('owned').meta({ description: 'The environment has its own zones.' }) }),
    z.strictObject({
      kind: z.literal('existing').meta({ description: 'The platform team owns the zones; endpoints register there.' }),
      resourceGroupId: resourceId('The resource group that holds all the zones.', 'Microsoft.Resources/resourceGroups'),
    }),
    z.strictObject({ kind: z.literal('policy').meta({ description: 'An Azure Policy registers endpoints in the zones.' }) }),
  ])
  .meta({ description: 'Who owns the private DNS zones.' });

const monitorPrivateLinkSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('owned').meta({ description: 'The environment has a scope of its own, with a private endpoint; its names are those of every other scope, so that networks that share their DNS can have one only.' }) }),
    z.strictObject({
      kind: z.literal('existing').meta({ description: 'The platform team owns the scope, and its private endpoint and DNS records; the environment puts its logs into it.' }),
      scopeId: resourceId('The scope, in the subscription of the environment.', 'Microsoft.Insights/privateLinkScopes'),
    }),
  ])
  .meta({ description: 'A private link scope of Azure Monitor: logs and telemetry are sent at private addresses, and no longer from the internet. One for each DNS domain. Default: none; telemetry goes over the internet, signed in with Entra.' });

export const networkSchema = z
  .strictObject({
    addressSpace: z.array(cidr('A range.')).meta({ description: 'The ranges of the virtual network; subnets are laid out from the first one.' }),
    subnets: z
      .strictObject({
        privateEndpoints: prefixLength('For private endpoints.'),
        training: prefixLength('For compute of a workspace without managed network; needed with the isolation mode `Disabled`.').optional(),
        aksNodes: prefixLength('For nodes of the Kubernetes cluster; needed with the feature `aks`.').optional(),
      })
      .meta({ description: 'Prefix lengths of the subnets, which get their ranges in this order; required without `existingVirtualNetwork`.' })
      .optional(),
    existingVirtualNetwork: existingVirtualNetworkSchema.optional(),
    natGatewayEnabled: flag('Whether the subnets reach the internet by one fixed address.'),
    hub: hubSchema.optional(),
    privateDnsZones: privateDnsZonesSchema,
    monitorPrivateLink: monitorPrivateLinkSchema.optional(),
  })
  .meta({ description: 'The virtual network.' });
