import type { Construct } from 'constructs';
import { Extension as ExtensionResource } from '../../.gen/providers/azuredevops/extension';
import { AzureConstruct } from '../core/azure-construct';
import { fail } from '../core/errors';

export interface ExtensionProps {
  /** Publisher and extension, as the marketplace has them in its address: `ms.vss-code-search`. */
  readonly itemName: string;
}

/**
 * An extension of the marketplace, for the whole organization. It is installed in the version of the day, and updates itself.
 *
 * @see https://learn.microsoft.com/azure/devops/marketplace/install-extension
 */
export class Extension extends AzureConstruct {
  /** @throws ValidationError `ExtensionNameInvalid` */
  constructor(scope: Construct, id: string, { itemName }: ExtensionProps) {
    super(scope, id);
    const [, publisherId, extensionId] = /^([A-Za-z0-9-]+)\.([\w.-]+)$/.exec(itemName) ?? [];
    if (publisherId === undefined || extensionId === undefined) fail(this, { code: 'ExtensionNameInvalid', prop: 'itemName', rule: 'is not an extension of the marketplace', got: itemName, expected: 'publisher.extension', fix: 'copy it from "itemName=" in the address of the extension' });
    new ExtensionResource(this, 'Resource', { publisherId, extensionId });
  }
}
