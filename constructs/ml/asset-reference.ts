import { Token } from 'cdktf';
import { Problems } from '../core/errors';
import type { IWorkspace } from './workspace-base';

/** What kind of asset a reference leads to. */
export enum AssetKind {
  MODEL = 'models',
  ENVIRONMENT = 'environments',
  DATA = 'data',
  CODE = 'codes',
  COMPONENT = 'components',
}

/** Where an asset is, and which version of it. */
export interface AssetReferenceOptions {
  /** The name of the registry that holds it. Either this or `workspace`. @default - none: the workspace's */
  readonly registry?: string;
  /** The workspace that holds it. Either this or `registry`. @default - none: the registry's */
  readonly workspace?: IWorkspace;
  readonly name: string;
  /** One version for good: never `latest`, and never a label. */
  readonly version: string;
}

/**
 * One version of a model, environment, data set, code or component, in a registry or a workspace. What is deployed is
 * then always known, and is the same after the next registration.
 *
 * @see https://learn.microsoft.com/azure/machine-learning/how-to-share-models-pipelines-across-workspaces-with-registries
 */
export class AssetReference {
  /** A version of a model. */
  static model(options: AssetReferenceOptions): AssetReference {
    return new AssetReference(AssetKind.MODEL, options);
  }

  /** A version of an environment: the image and the packages that code runs with. */
  static environment(options: AssetReferenceOptions): AssetReference {
    return new AssetReference(AssetKind.ENVIRONMENT, options);
  }

  /** A version of a data asset. */
  static data(options: AssetReferenceOptions): AssetReference {
    return new AssetReference(AssetKind.DATA, options);
  }

  /** A version of uploaded code. */
  static code(options: AssetReferenceOptions): AssetReference {
    return new AssetReference(AssetKind.CODE, options);
  }

  /** A version of a component: a step that pipelines and monitors can run. */
  static component(options: AssetReferenceOptions): AssetReference {
    return new AssetReference(AssetKind.COMPONENT, options);
  }

  /** As Azure's API has it: `azureml://registries/…` or an Azure resource id. */
  readonly id: string;
  readonly name: string;
  readonly version: string;
  /** The workspace that holds the asset; a registry's has none. */
  readonly workspace: IWorkspace | undefined;

  /** @throws ValidationError `AssetHolderCount`, `AssetRegistryInvalid`, `AssetNameInvalid`, `AssetVersionUnpinned`, `AssetVersionInvalid` */
  private constructor(readonly kind: AssetKind, options: AssetReferenceOptions) {
    check(kind, options);
    const { registry, workspace, name, version } = options;
    const holder = workspace ? workspace.resourceId : `azureml://registries/${registry}`;
    this.id = `${holder}/${kind}/${name}/versions/${version}`;
    this.name = name;
    this.version = version;
    this.workspace = workspace;
  }

  toString(): string {
    return this.id;
  }
}

function check(kind: AssetKind, { registry, workspace, name, version }: AssetReferenceOptions): void {
  const problems = new Problems(`reference to ${kind}`);
  const known = (value: string): boolean => !Token.isUnresolved(value);
  problems.require((registry === undefined) !== (workspace === undefined), { code: 'AssetHolderCount', prop: 'registry', rule: "needs either 'registry' or 'workspace'", got: { registry, workspace: workspace?.node.path }, expected: 'one of the two', fix: 'leave one out, or add one' });
  problems.require(registry === undefined || !known(registry) || /^[a-zA-Z0-9][\w-]{1,32}$/.test(registry), { code: 'AssetRegistryInvalid', prop: 'registry', rule: 'is not the name of a registry', got: registry, expected: '2 to 33 characters: letters, digits, "_" and "-", starting with a letter or digit', fix: 'pass the name, not an id or an address' });
  problems.require(!known(name) || /^[a-zA-Z0-9][\w.-]{0,254}$/.test(name), { code: 'AssetNameInvalid', prop: 'name', rule: 'is not the name of an asset', got: name, expected: '1 to 255 characters: letters, digits, "_", "-" and ".", starting with a letter or digit', fix: "pass the name alone; the version is in 'version'" });
  const unpinned = /^@|^\*$|^(latest|newest|current|default)$/i.test(version);
  problems.require(!unpinned, { code: 'AssetVersionUnpinned', prop: 'version', rule: 'is a label, which leads to another version tomorrow', got: version, expected: 'one version, for example "3" or "2026.01.15"', fix: 'write the version that was tested' });
  problems.require(unpinned || !known(version) || /^[a-zA-Z0-9][\w.-]{0,254}$/.test(version), { code: 'AssetVersionInvalid', prop: 'version', rule: 'is not a version', got: version, expected: '1 to 255 characters: letters, digits, "_", "-" and ".", starting with a letter or digit', fix: 'copy the version from the registry or workspace' });
  problems.throwIfAny();
}

/** Records a reference to another kind of asset, or to an asset of a workspace that is not the one that uses it. */
export function checkAsset(problems: Problems, prop: string, asset: AssetReference | undefined, kind: AssetKind, user: IWorkspace): void {
  if (!asset) return;
  problems.require(asset.kind === kind, { code: 'AssetKindWrong', prop, rule: `is a reference to ${asset.kind}`, got: asset.name, expected: `a reference to ${kind}`, fix: `use another factory of AssetReference, for ${kind}` });
  problems.require(asset.workspace === undefined || asset.workspace === user, { code: 'AssetWorkspaceOther', prop, rule: 'is an asset of another workspace', got: asset.workspace?.node.path, expected: `an asset of ${user.node.path}, or of a registry`, fix: 'share the asset through a registry' });
}
