import type { App } from 'cdktf';
import { withVariables } from '../../environments/loading/variables';
import { findPlaceholders, PLACEHOLDER } from '../../environments/placeholders';
import { BaseStack } from '../../stacks/base-stack';

/** What an example is made with, all in one place of its `main.ts`. */
export interface ExampleSettings {
  /** Azure region. */
  readonly location: string;
}

/** How an example is named, and what has to be filled in. */
export interface ExampleOptions {
  /** Stands in the names of all resources; at most 8 lower-case letters and digits. */
  readonly workload: string;
  /** What the owner of a subscription changes; placeholders that are left keep it from being deployed. */
  readonly settings: ExampleSettings;
  /** The folder of the example. @default - the id of the stack */
  readonly example?: string;
}

/**
 * Base of the stacks of examples: a local state, nothing protected, all purged when it goes, so that it can be tried again.
 *
 * The subscription and tenant come from `AZURE_SUBSCRIPTION_ID` and `AZURE_TENANT_ID`.
 */
export abstract class ExampleStack extends BaseStack {
  constructor(scope: App, id: string, { workload, settings, example = id }: ExampleOptions) {
    const inputs = withVariables({ subscriptionId: PLACEHOLDER.subscriptionId, tenantId: PLACEHOLDER.tenantId, ...settings }, 'example', process.env);
    super(scope, id, {
      group: 'demo',
      workload,
      location: settings.location,
      subscriptionId: inputs.subscriptionId,
      tenantId: inputs.tenantId,
      tags: { example },
      mandatoryTags: ['example'],
      backend: { kind: 'local' },
      placeholders: findPlaceholders(inputs),
      inputSource: { what: 'example', name: example, where: `examples/${example}/main.ts` },
      deletionProtectionEnabled: false,
      purgeOnDestroy: true,
    });
  }
}
