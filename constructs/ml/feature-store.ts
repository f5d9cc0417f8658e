import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import { Problems } from '../core/errors';
import { OwnedWorkspace } from './owned-workspace';
import type { WorkspaceOptions } from './workspace-options';

/** The Spark that features are materialised with. */
const SPARK_RUNTIME = '3.4';

export interface FeatureStoreProps extends Omit<WorkspaceOptions, 'imageBuildComputeName'> {
  /** The version of Spark that features are materialised with. @default '3.4' */
  readonly sparkRuntimeVersion?: string;
  /** The connection of the workspace that leads to the offline store. @default - the storage account of the workspace */
  readonly offlineConnectionName?: string;
  /** The connection of the workspace that leads to the online store. @default - no online store */
  readonly onlineConnectionName?: string;
}

/**
 * Where features are defined, materialised and shared between workspaces.
 *
 * @see https://learn.microsoft.com/azure/machine-learning/concept-what-is-managed-feature-store
 */
export class FeatureStore extends OwnedWorkspace {
  /** @throws ValidationError `SparkRuntimeInvalid`, `ConnectionNameInvalid`, and those of a workspace */
  constructor(scope: Construct, id: string, props: FeatureStoreProps) {
    const problems = new Problems(`${scope.node.path}/${id}`);
    const sparkRuntimeVersion = props.sparkRuntimeVersion ?? SPARK_RUNTIME;
    problems.require(Token.isUnresolved(sparkRuntimeVersion) || /^\d+\.\d+$/.test(sparkRuntimeVersion), { code: 'SparkRuntimeInvalid', prop: 'sparkRuntimeVersion', rule: 'is not a version of Spark', got: sparkRuntimeVersion, expected: `a version like "${SPARK_RUNTIME}"`, fix: 'write the first two numbers of the version' });
    for (const prop of ['offlineConnectionName', 'onlineConnectionName'] as const) {
      const name = props[prop];
      problems.require(name === undefined || Token.isUnresolved(name) || /^[a-zA-Z0-9][a-zA-Z0-9_-]{2,32}$/.test(name), { code: 'ConnectionNameInvalid', prop, rule: 'is not the name of a connection', got: name, expected: '3 to 33 characters: letters, digits, "_" and "-", starting with a letter or digit', fix: 'pass the name of a connection of the workspace' });
    }
    super(scope, id, props, {
      kind: 'FeatureStore',
      namedResource: 'featureStore',
      abbreviation: 'mlfs',
      featureStore: { computerSparkRuntimeVersion: sparkRuntimeVersion, offlineConnectionName: props.offlineConnectionName, onlineConnectionName: props.onlineConnectionName },
    }, problems);
  }
}
