import type { Construct } from 'constructs';
import { AzureResource } from './azure-resource';
import { parseResourceId } from './resource-id';

/** Any existing resource, by its id: for what has no construct of its own. */
export class ExistingResource extends AzureResource {
  readonly resourceName: string;

  /**
   * @param resourceType the type that the id must have, for example `Microsoft.Sql/servers`; any type where it is left out
   * @throws ValidationError `ResourceIdInvalid`, `ResourceIdWrongType`
   */
  constructor(scope: Construct, id: string, readonly resourceId: string, resourceType?: string) {
    super(scope, id);
    this.resourceName = parseResourceId(this, 'resourceId', resourceId, resourceType).name;
  }
}
