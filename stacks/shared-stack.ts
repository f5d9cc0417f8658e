import type { Construct } from 'constructs';
import { findPlaceholders } from '../environments/placeholders';
import type { Environment, SharedSettings } from '../environments/schema';
import { MANDATORY_TAGS } from '../environments/schema';
import { BaseStack } from './base-stack';
import { cloudOfSettings, SHARED_GROUP, stateBackend } from './environment-stack';

/** What every stack of the shared scope is given. */
export interface SharedStackProps {
  readonly shared: SharedSettings;
  /** All environments: as data, since each is an app of its own. */
  readonly environments: readonly Environment[];
}

/** Base of the stacks that all environments share, named `shared-<part>`. */
export abstract class SharedStack extends BaseStack {
  /** @param placeholders what is still a placeholder of the environments, where the stack uses it */
  constructor(scope: Construct, part: string, { shared }: SharedStackProps, placeholders: readonly string[] = []) {
    super(scope, `${SHARED_GROUP}-${part}`, {
      group: SHARED_GROUP,
      workload: shared.workload,
      location: shared.location,
      subscriptionId: shared.subscriptionId,
      tenantId: shared.tenantId,
      cloud: cloudOfSettings(shared),
      tags: { ...shared.tags, environment: SHARED_GROUP },
      mandatoryTags: [...MANDATORY_TAGS, 'environment'],
      backend: stateBackend(shared, SHARED_GROUP, shared),
      // What is asked of Azure DevOps is of one stack alone.
      placeholders: [...findPlaceholders({ ...shared, devOps: undefined }), ...placeholders],
      deletionProtectionEnabled: shared.protection.deletionProtectionEnabled,
      purgeOnDestroy: shared.protection.purgeOnDestroyEnabled,
    });
  }
}
