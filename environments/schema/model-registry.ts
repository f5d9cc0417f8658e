import { z } from 'zod';
import { flag, oneOf, reason, region, resourceId, text } from './fields';

const registryRegionSchema = z.strictObject({
  location: region('The Azure region.'),
  replication: oneOf('How the assets are replicated in it. Default: ZRS where the region has zones, else LRS.', ['LRS', 'ZRS', 'GRS', 'RAGRS', 'GZRS', 'RAGZRS']).optional(),
});

export const modelRegistrySchema = z
  .strictObject({
    name: text('The name of the registry. Default: by the naming convention.').optional(),
    regions: z.array(registryRegionSchema).meta({ description: 'The regions that assets are copied to, the main one first; that of every environment is among them.' }),
    publicNetworkAccessEnabled: flag('Whether the registry answers on the internet, to everybody who signs in: Azure has no IP rules for it. Default: false, which leaves private endpoints.').optional(),
    reason: reason('Why the registry is reachable from the internet; required with `publicNetworkAccessEnabled`.').optional(),
    privateEndpointSubnetId: resourceId('The subnet of a private endpoint for people and pipelines outside of the environments, whose records an Azure Policy writes. Default: none; private environments have endpoints of their own.', 'Microsoft.Network/virtualNetworks/subnets').optional(),
  })
  .meta({ description: 'The ML registry of the stack `shared-registry`, through which models go from one environment to the next. Default: no registry.' });
