import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import type { Problems } from '../core/errors';
import { parseResourceId } from '../core/resource-id';

/** An image of the marketplace, as `az vm image list` shows it. */
export interface MarketplaceImageOptions {
  readonly publisher: string;
  readonly offer: string;
  readonly sku: string;
  /** The version, written out: `24.04.202510010`. */
  readonly version: string;
}

/**
 * What build agents are made from, always in a certain version: an agent of tomorrow is the same as one of today.
 *
 * @see https://learn.microsoft.com/azure/virtual-machines/linux/cli-ps-findimage
 */
export class BuildAgentImage {
  /** Ubuntu Server 24.04 of Canonical, for machines of generation 2. */
  static ubuntu2404(version: string): BuildAgentImage {
    return BuildAgentImage.marketplace({ publisher: 'Canonical', offer: 'ubuntu-24_04-lts', sku: 'server', version });
  }

  /** An image of the marketplace; without trusted launch, the pool needs `trustedLaunchEnabled: false`. */
  static marketplace(options: MarketplaceImageOptions): BuildAgentImage {
    return new BuildAgentImage(options, undefined);
  }

  /** A version of an image in a compute gallery: one with the tools of the builds in it. */
  static gallery(imageVersionId: string): BuildAgentImage {
    return new BuildAgentImage(undefined, imageVersionId);
  }

  private constructor(
    /** The image of the marketplace. @default - an image of a gallery */
    readonly reference: MarketplaceImageOptions | undefined,
    /** The id of the version in a gallery. @default - an image of the marketplace */
    readonly imageVersionId: string | undefined,
  ) {}

  /** Records a version that changes by itself, and refuses an id that is none. */
  check(problems: Problems, scope: Construct): void {
    const { reference, imageVersionId } = this;
    const version = reference?.version ?? imageVersionId?.split('/').at(-1) ?? '';
    const pinned = Token.isUnresolved(version) || /^\d+\.\d+\.\d+$/.test(version);
    problems.require(pinned, { code: 'BuildAgentImageNotPinned', prop: 'image', rule: 'has no certain version', got: version, expected: 'a version of three numbers, such as 24.04.202510010', fix: 'write the version out, never "latest"' });
    if (pinned && imageVersionId !== undefined && !Token.isUnresolved(imageVersionId)) parseResourceId(scope, 'image', imageVersionId, 'Microsoft.Compute/galleries/images/versions');
  }
}
