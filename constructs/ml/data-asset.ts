import { MachineLearningDatastoreBlobstorage } from '@cdktf/provider-azurerm/lib/machine-learning-datastore-blobstorage';
import { MachineLearningDatastoreDatalakeGen2 } from '@cdktf/provider-azurerm/lib/machine-learning-datastore-datalake-gen2';
import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import { Resource } from '../../.gen/providers/azapi/resource';
import { AzureConstruct } from '../core/azure-construct';
import { fail, Problems } from '../core/errors';
import { AssetReference } from './asset-reference';
import type { BlobDatastore } from './blob-datastore';
import type { DataLakeDatastore } from './data-lake-datastore';
import type { IMlRegistry } from './ml-registry';
import { LINEAGE_TAGS } from './promotion-stage';
import type { IWorkspace } from './workspace-base';

const API_VERSION = '2025-09-01';

/** What kind of data an asset is, by its name in Azure's API. */
export enum DataAssetKind {
  /** One file. */
  FILE = 'uri_file',
  /** A folder. */
  FOLDER = 'uri_folder',
  /** A folder with an `MLTable` file, which says how to read the rest as a table. */
  TABLE = 'mltable',
}

/** Where a version of data comes from; it becomes tags of the version, with `dataVersion`. */
export interface DataLineage {
  /** The commit of the code that made the data: 7 to 40 hexadecimal digits. */
  readonly commit: string;
  /** The run that made the data. @default - none */
  readonly runId?: string;
}

/** One version of a data asset. */
export interface DataVersionOptions {
  /** The datastore that the data is in; only and always in a workspace. @default - none: a registry's */
  readonly datastore?: BlobDatastore | DataLakeDatastore;
  /** The path in the datastore, without a leading slash; only and always with `datastore`. @default - none: a registry's */
  readonly path?: string;
  /** The https address of the data in the storage of the registry, without a signature; only and always in a registry. @default - none: a workspace's */
  readonly blobUrl?: string;
  /** @default - none */
  readonly description?: string;
  /** @default - none */
  readonly lineage?: DataLineage;
  /** Tags of the version, apart from those of the lineage. @default - none */
  readonly tags?: Readonly<Record<string, string>>;
  /** Whether another path makes the version anew under the same number, and a destroy deletes it; only for trying out. @default false */
  readonly replacementEnabled?: boolean;
}

export interface DataAssetProps {
  /** The workspace that holds it. Either this or `registry`. @default - none: the registry's */
  readonly workspace?: IWorkspace;
  /** The registry that holds it. Either this or `workspace`. @default - none: the workspace's */
  readonly registry?: IMlRegistry;
  /** 1 to 255 letters, digits, `_` and `-`. */
  readonly name: string;
  /** Of all versions: another one makes another asset. */
  readonly kind: DataAssetKind;
  /** @default - none */
  readonly description?: string;
  /** The versions by their number or name; `addVersion` adds more. @default - none */
  readonly versions?: Readonly<Record<string, DataVersionOptions>>;
}

/**
 * Data under a name and versions that never change, so that a model can say for good what it was trained with. An asset
 * that exists already is an `AssetReference.data`.
 *
 * @see https://learn.microsoft.com/azure/machine-learning/how-to-create-data-assets
 */
export class DataAsset extends AzureConstruct {
  /** The Azure resource id. */
  readonly dataId: string;
  readonly dataName: string;
  readonly kind: DataAssetKind;

  private readonly holder: { readonly workspace?: IWorkspace; readonly registry?: string };
  private readonly references = new Map<string, AssetReference>();

  /** @throws ValidationError `DataHolderCount`, `DataNameInvalid`, `DataAssetTwice`, and those of `addVersion` */
  constructor(scope: Construct, id: string, private readonly props: DataAssetProps) {
    super(scope, id);
    const { workspace, registry, name, kind } = props;
    const owner = workspace ?? registry;
    const problems = new Problems(this);
    problems.require((workspace === undefined) !== (registry === undefined), { code: 'DataHolderCount', prop: 'workspace', rule: "needs either 'workspace' or 'registry'", got: { workspace: workspace?.node.path, registry: registry?.node.path }, expected: 'one of the two', fix: 'leave one out, or add one' });
    problems.require(Token.isUnresolved(name) || /^[a-zA-Z0-9][a-zA-Z0-9_-]{0,254}$/.test(name), { code: 'DataNameInvalid', prop: 'name', rule: 'is not the name of a data asset', got: name, expected: '1 to 255 characters: letters, digits, "_" and "-", starting with a letter or digit', fix: "pass the name alone; versions are in 'versions'" });
    const same = this.node.root.node.findAll().find((other): other is DataAsset => other instanceof DataAsset && other !== this && other.props.name === name && (other.props.workspace ?? other.props.registry) === owner);
    problems.require(same === undefined, { code: 'DataAssetTwice', prop: 'name', rule: 'is the name of another data asset there', got: name, expected: 'one construct for all versions of an asset', fix: `add the version with addVersion() to ${same?.node.path ?? 'the other one'}` });
    problems.throwIfAny();
    const resource = new Resource(this, 'Resource', {
      type: `Microsoft.MachineLearningServices/${workspace ? 'workspaces' : 'registries'}/data@${API_VERSION}`,
      name,
      parentId: owner?.resourceId,
      body: { properties: { dataType: kind, description: props.description } },
      schemaValidationEnabled: true,
      replaceTriggersRefs: ['properties.dataType'],
    });
    this.holder = { workspace, registry: registry?.resourceName };
    this.dataId = resource.id;
    this.dataName = resource.name;
    this.kind = kind;
    Object.entries(props.versions ?? {}).forEach(([version, options]) => this.addVersion(version, options));
  }

  /**
   * Adds a version. What uses the reference waits for the version to be there.
   *
   * @param version one version for good, never a label
   * @throws ValidationError `AssetVersionUnpinned`, `AssetVersionInvalid`, `DataVersionTwice`, and those of where the data is
   */
  addVersion(version: string, options: DataVersionOptions): AssetReference {
    const { lineage } = options;
    AssetReference.data({ ...this.holder, name: this.props.name, version });
    this.check(version, options);
    const tags = { ...options.tags, ...(lineage && { commit: lineage.commit, dataVersion: version, ...(lineage.runId !== undefined && { runId: lineage.runId }) }) };
    const dataUri = options.datastore ? `azureml://datastores/${options.datastore.resourceName}/paths/${options.path}` : options.blobUrl;
    const resource = new Resource(this, `Version-${version}`, {
      type: `Microsoft.MachineLearningServices/${this.holder.workspace ? 'workspaces' : 'registries'}/data/versions@${API_VERSION}`,
      name: version,
      parentId: this.dataId,
      body: { properties: { dataType: this.kind, dataUri, description: options.description, ...(Object.keys(tags).length > 0 && { tags }) } },
      schemaValidationEnabled: true,
      // Azure answers with a longer form of the path, which is no change; what the program says is compared by the trigger.
      ignoreBodyChanges: ['properties.dataUri'],
      replaceTriggersExternalValues: { dataUri },
      // A version can't change: another path fails at plan, before anything is lost.
      lifecycle: (options.replacementEnabled ?? false) ? undefined : { preventDestroy: true },
    });
    const reference = AssetReference.data({ ...this.holder, name: this.dataName, version: resource.name });
    this.references.set(version, reference);
    return reference;
  }

  /**
   * The reference to a version that was added.
   *
   * @throws ValidationError `DataVersionUnknown`
   */
  reference(version: string): AssetReference {
    return this.references.get(version) ?? fail(this, { code: 'DataVersionUnknown', prop: 'version', rule: 'is not a version of the asset', got: version, expected: [...this.references.keys()].join(', ') || 'a version that was added', fix: 'add it with addVersion(), or name one of these' });
  }

  private check(version: string, options: DataVersionOptions): void {
    const { datastore, path, blobUrl, lineage } = options;
    const { workspace } = this.holder;
    const problems = new Problems(this);
    const prop = (name: string): string => `versions.${version}.${name}`;
    problems.require(!this.references.has(version), { code: 'DataVersionTwice', prop: 'version', rule: 'is another version of the asset', got: version, expected: 'a version of its own for all data', fix: 'choose the next version' });
    problems.require((datastore !== undefined) === (workspace !== undefined), { code: 'DataDatastoreMisplaced', prop: prop('datastore'), rule: workspace ? 'is required in a workspace' : "has no effect in a registry, which can't reach it", got: datastore?.node.path, expected: workspace ? 'a BlobDatastore or DataLakeDatastore' : 'nothing', fix: workspace ? 'name the datastore that has the data' : "pass 'blobUrl', or hold the asset in a workspace" });
    problems.require((path !== undefined) === (workspace !== undefined), { code: 'DataPathMisplaced', prop: prop('path'), rule: workspace ? 'is required in a workspace' : 'has no effect in a registry', got: path, expected: workspace ? 'a path in the datastore' : 'nothing', fix: workspace ? 'add it' : 'leave it out' });
    problems.require((blobUrl === undefined) === (workspace !== undefined), { code: 'DataUrlMisplaced', prop: prop('blobUrl'), rule: workspace ? 'has no effect in a workspace' : 'is required in a registry', expected: workspace ? 'nothing' : 'the address of the data in the storage of the registry', fix: workspace ? "pass 'datastore' and 'path'" : 'add it' });
    problems.require(!workspace || !datastore || isOf(datastore, workspace), { code: 'DataDatastoreOther', prop: prop('datastore'), rule: 'is a datastore of another workspace', got: datastore?.node.path, expected: `a datastore of ${workspace?.node.path}`, fix: 'define a datastore for the same container in this workspace' });
    if (workspace && path !== undefined && !Token.isUnresolved(path)) this.checkPath(problems, prop('path'), path);
    if (!workspace && blobUrl !== undefined && !Token.isUnresolved(blobUrl)) {
      // The address is not shown: it could be signed.
      problems.require(/^https:\/\/[a-z0-9]{3,24}\.blob\.[a-z0-9.]+\/[^?#@\s]+$/.test(blobUrl), { code: 'DataUrlInvalid', prop: prop('blobUrl'), rule: 'is not the address of blobs, or is signed', expected: 'an address like https://account.blob.core.windows.net/container/path, without ? and #', fix: 'leave the signature out; the registry signs in to its storage itself' });
    }
    problems.require(!lineage || Token.isUnresolved(lineage.commit) || /^[0-9a-f]{7,40}$/.test(lineage.commit), { code: 'DataCommitInvalid', prop: prop('lineage.commit'), rule: 'is not a commit', got: lineage?.commit, expected: '7 to 40 hexadecimal digits', fix: 'pass the commit, not a branch or a tag' });
    problems.require(lineage?.runId === undefined || Token.isUnresolved(lineage.runId) || /^[\w.-]{1,255}$/.test(lineage.runId), { code: 'DataRunIdInvalid', prop: prop('lineage.runId'), rule: 'is not the id of a run', got: lineage?.runId, expected: '1 to 255 letters, digits, "_", "-" and "."', fix: 'copy the name of the job, not its address' });
    const reserved = Object.keys(options.tags ?? {}).filter((key) => LINEAGE_TAGS.includes(key));
    problems.require(reserved.length === 0, { code: 'DataTagReserved', prop: prop('tags'), rule: 'has tags of the lineage', got: reserved, expected: `none of ${LINEAGE_TAGS.join(', ')}`, fix: "pass them as 'lineage'" });
    problems.throwIfAny();
  }

  private checkPath(problems: Problems, prop: string, path: string): void {
    const parts = path.replace(/\/$/, '').split('/');
    const plain = parts.every((part) => /^[^\s*?#%\\:<>|"]([^*?#%\\:<>|"]*)$/.test(part) && part !== '.' && part !== '..');
    problems.require(plain, { code: 'DataPathInvalid', prop, rule: 'is not a path in a datastore', got: path, expected: 'a path like prices/2026/, without a leading slash, "..", wildcards or a scheme', fix: 'pass the path alone, from the root of the container' });
    if (!plain) return;
    problems.require(this.kind !== DataAssetKind.FILE || !path.endsWith('/'), { code: 'DataPathNotFile', prop, rule: 'is a folder, and the asset is a file', got: path, expected: 'the path of a file', fix: "name the file, or use 'kind: DataAssetKind.FOLDER'" });
    problems.require(this.kind !== DataAssetKind.TABLE || parts.at(-1) !== 'MLTable', { code: 'DataPathNotTable', prop, rule: 'is the MLTable file itself', got: path, expected: 'the folder that has the MLTable file', fix: 'leave the name of the file out' });
  }
}

/** Whether a datastore is one of the workspace: another one's path would lead to other data, or nowhere. */
function isOf(datastore: BlobDatastore | DataLakeDatastore, workspace: IWorkspace): boolean {
  const resource = datastore.node.defaultChild;
  if (resource instanceof MachineLearningDatastoreBlobstorage || resource instanceof MachineLearningDatastoreDatalakeGen2) return resource.workspaceIdInput === workspace.resourceId;
  return true;
}
