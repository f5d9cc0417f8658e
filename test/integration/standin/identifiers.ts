import { createHash } from 'node:crypto';

/** The service principal that every token belongs to. */
export const CALLER = { objectId: '22222222-2222-2222-2222-222222222222', clientId: '33333333-3333-3333-3333-333333333333' };

/** A GUID derived from a text: the same run after run. */
export function guidOf(text: string): string {
  const hex = createHash('sha1').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The ARM type of a resource id (`Microsoft.Network/virtualNetworks/subnets`). */
export function typeOf(id: string): string {
  const segments = id.split('/').filter(Boolean);
  const provider = segments.map((segment) => segment.toLowerCase()).lastIndexOf('providers');
  if (provider < 0) return segments.length <= 2 ? 'Microsoft.Resources/subscriptions' : 'Microsoft.Resources/resourceGroups';
  const rest = segments.slice(provider + 1);
  return [rest[0], ...rest.slice(1).filter((_, index) => index % 2 === 0)].join('/');
}

/** The last segment of an id. */
export function nameOf(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1);
}

/** What a resource stands in or on: its parent resource, the resource it extends, or its resource group. */
export function parentOf(id: string): string {
  const segments = id.split('/');
  const provider = segments.map((segment) => segment.toLowerCase()).lastIndexOf('providers');
  const isTopLevel = segments.length - provider === 4;
  const isSingleton = provider >= 0 && (segments.length - provider) % 2 === 1;
  if (isSingleton) return segments.slice(0, -1).join('/');
  return segments.slice(0, isTopLevel ? provider : -2).join('/');
}
