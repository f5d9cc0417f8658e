import { minutesOf } from './attributes';
import type { Reader } from './azurerm-readers';
import { always, exactly, vmSku } from './cost-driver';
import { instanceHours } from './instance-hours';

const ML = 'microsoft.machinelearningservices';

/** Readers of what azapi makes, by the type without its version, in lower case. */
export const AZAPI_READERS: Readonly<Record<string, Reader>> = {
  [`${ML}/workspaces/computes`]: ({ block }) => {
    const compute = block.child('body').child('properties');
    const properties = compute.child('properties');
    const vmSize = properties.text('vmSize') ?? 'not set';
    const name = block.text('name');
    switch (compute.text('computeType')) {
      case 'ComputeInstance': {
        const minutes = minutesOf(properties.text('idleTimeBeforeShutdown'));
        return [{ what: `compute instance ${name}`, sku: vmSku(vmSize), charge: { by: 'time', count: exactly(1), hours: instanceHours(properties) }, idleShutdown: minutes === undefined ? undefined : `after ${minutes} min` }];
      }
      case 'AmlCompute': {
        const scale = properties.child('scaleSettings');
        const priority = properties.text('vmPriority');
        return [{ what: `compute cluster ${name}`, sku: vmSku(vmSize, priority), charge: always({ min: scale.number('minNodeCount') ?? 0, max: scale.number('maxNodeCount') }), priority }];
      }
      default:
        // What is attached costs where it comes from.
        return [];
    }
  },
  [`${ML}/workspaces/onlineendpoints/deployments`]: ({ block, address }, stack) => {
    const properties = block.child('body').child('properties');
    // On Kubernetes, a deployment runs on nodes that are drivers themselves.
    if (properties.text('endpointComputeType') === 'Kubernetes') return [];
    const autoscale = stack.ofType('azurerm_monitor_autoscale_setting').find((setting) => stack.referredBy(setting.block.text('target_resource_id'))?.address === address);
    const capacity = autoscale?.block.child('profile').child('capacity');
    const count = capacity ? { min: capacity.number('minimum'), max: capacity.number('maximum') } : exactly(block.child('body').child('sku').number('capacity'));
    return [{ what: `online deployment ${block.text('name')}`, sku: vmSku(properties.text('instanceType') ?? 'not set'), charge: always(count) }];
  },
  [`${ML}/workspaces/schedules`]: ({ block }) => {
    const action = block.child('body').child('properties').child('action');
    const compute = action.child('monitorDefinition').child('computeConfiguration');
    const size = compute.text('instanceType');
    return size === undefined ? [] : [{ what: `model monitor ${block.text('name')}, while it runs`, sku: vmSku(size), charge: { by: 'time', count: exactly(undefined), hours: exactly(undefined) } }];
  },
  [`${ML}/workspaces/outboundrules`]: ({ block }) =>
    block.child('body').child('properties').text('type') === 'PrivateEndpoint' ? [{ what: `private endpoint of a managed network, rule ${block.text('name')}`, sku: 'Private Endpoint', charge: always(1) }] : [],
  'microsoft.logic/workflows': ({ block }) => [{ what: `workflow ${block.text('name')}, actions`, sku: 'Logic Apps Consumption', charge: { by: 'requests' } }],
  [`${ML}/registries`]: ({ block }) =>
    block.child('body').child('properties').children('regionDetails').flatMap((region) => {
      const location = region.text('location');
      return [
        ...region.children('acrDetails').map((details) => ({ what: `ML registry ${block.text('name')}, images`, region: location, sku: `Container Registry ${details.child('systemCreatedAcrAccount').text('acrAccountSku')}`, charge: always(1) })),
        ...region.children('storageAccountDetails').map((details) => {
          const [tier, replication] = (details.child('systemCreatedStorageAccount').text('storageAccountType') ?? 'Standard_LRS').split('_');
          return { what: `ML registry ${block.text('name')}, files`, region: location, sku: `Storage ${tier} ${replication} Hot`, charge: { by: 'GB-month' as const, amount: exactly(undefined) } };
        }),
      ];
    }),
};
