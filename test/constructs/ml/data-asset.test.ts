import type { TerraformStack } from 'cdktf';
import { TerraformOutput } from 'cdktf';
import { BlobDatastore } from '../../../constructs/ml/blob-datastore';
import type { DataAssetProps, DataVersionOptions } from '../../../constructs/ml/data-asset';
import { DataAsset, DataAssetKind } from '../../../constructs/ml/data-asset';
import { DataLakeDatastore } from '../../../constructs/ml/data-lake-datastore';
import { IsolationMode } from '../../../constructs/ml/managed-network';
import { MlRegistry } from '../../../constructs/ml/ml-registry';
import type { IMlRegistry } from '../../../constructs/ml/ml-registry';
import { Workspace } from '../../../constructs/ml/workspace';
import type { IWorkspace } from '../../../constructs/ml/workspace-base';
import { LOCATION, problemsOf, SUBSCRIPTION_ID, synthesise } from '../../support/template';
import { azapi, storage, workspace, WORKSPACE_ID } from './fixtures';

const ML_REGISTRY_ID = `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/rg-shared/providers/Microsoft.MachineLearningServices/registries/mlr-shared`;
const BLOB_URL = 'https://mlrstore.blob.core.windows.net/prices/v1';
const COMMIT = '0123456789abcdef0123456789abcdef01234567';

const registryOf = (stack: TerraformStack): IMlRegistry => MlRegistry.fromRegistryId(stack, 'MlRegistry', ML_REGISTRY_ID, { regions: [LOCATION] });
const blobs = (stack: TerraformStack, owner: IWorkspace): BlobDatastore => new BlobDatastore(stack, 'Blobs', { workspace: owner, name: 'raw', container: storage(stack).addContainer('raw') });

/** An asset in a workspace with one version, `3`. */
function define(stack: TerraformStack, version: Partial<DataVersionOptions> = {}, props: Partial<DataAssetProps> = {}): DataAsset {
  azapi(stack);
  const owner = workspace(stack);
  return new DataAsset(stack, 'Prices', { workspace: owner, name: 'prices', kind: DataAssetKind.FOLDER, versions: { 3: { datastore: blobs(stack, owner), path: 'prices/2026/', ...version } }, ...props });
}

/** An asset in a registry with one version, `1`. */
function defineShared(stack: TerraformStack, version: DataVersionOptions): DataAsset {
  azapi(stack);
  return new DataAsset(stack, 'Prices', { registry: registryOf(stack), name: 'prices', kind: DataAssetKind.FOLDER, versions: { 1: version } });
}

describe('DataAsset', () => {
  test('is a name in a workspace, and versions that can\'t change', () => {
    const template = synthesise((stack) => new TerraformOutput(stack, 'reference', { value: define(stack).reference('3').id }));
    const [asset, version] = Object.values(template.resources('azapi_resource'));
    expect(asset).toEqual({
      body: { properties: { dataType: 'uri_folder' } },
      name: 'prices',
      parent_id: WORKSPACE_ID,
      replace_triggers_refs: ['properties.dataType'],
      schema_validation_enabled: true,
      type: 'Microsoft.MachineLearningServices/workspaces/data@2025-09-01',
    });
    const dataUri = expect.stringMatching(/^azureml:\/\/datastores\/\$\{azurerm_machine_learning_datastore_blobstorage\.Blobs_\w+\.name\}\/paths\/prices\/2026\/$/);
    expect(version).toEqual({
      body: { properties: { dataType: 'uri_folder', dataUri } },
      ignore_body_changes: ['properties.dataUri'],
      lifecycle: { prevent_destroy: true },
      name: '3',
      parent_id: expect.stringMatching(/^\$\{azapi_resource\.Prices_\w+\.id\}$/),
      replace_triggers_external_values: { dataUri },
      schema_validation_enabled: true,
      type: 'Microsoft.MachineLearningServices/workspaces/data/versions@2025-09-01',
    });
    expect(template.json['output']).toEqual({ reference: { value: expect.stringMatching(new RegExp(`^${WORKSPACE_ID}/data/\\$\\{azapi_resource\\.Prices_\\w+\\.name\\}/versions/\\$\\{azapi_resource\\.Prices_Version-3_\\w+\\.name\\}$`)) } });
  });

  test('takes all values: a table in a data lake with its lineage, and versions that may be replaced', () => {
    const template = synthesise((stack) => {
      azapi(stack);
      const owner = workspace(stack);
      const datastore = new DataLakeDatastore(stack, 'Lake', { workspace: owner, name: 'lake', filesystem: storage(stack, { hierarchicalNamespaceEnabled: true }).addContainer('lake') });
      const asset = new DataAsset(stack, 'Prices', { workspace: owner, name: 'prices', kind: DataAssetKind.TABLE, description: 'Prices' });
      asset.addVersion('2026.01.15', { datastore, path: 'prices', description: 'January', lineage: { commit: COMMIT, runId: 'brave_ant_1' }, tags: { team: 'pricing' }, replacementEnabled: true });
      asset.addVersion('2026.02.15', { datastore, path: 'prices', lineage: { commit: COMMIT } });
    });
    const [asset, january, february] = Object.values(template.resources('azapi_resource'));
    expect(asset).toMatchObject({ body: { properties: { dataType: 'mltable', description: 'Prices' } } });
    expect(january).toMatchObject({ body: { properties: { description: 'January', tags: { commit: COMMIT, dataVersion: '2026.01.15', runId: 'brave_ant_1', team: 'pricing' } } }, name: '2026.01.15' });
    expect(january).not.toHaveProperty('lifecycle');
    expect(february).toMatchObject({ body: { properties: { tags: { commit: COMMIT, dataVersion: '2026.02.15' } } }, lifecycle: { prevent_destroy: true } });
  });

  test('is shared in a registry by the address of its blobs', () => {
    const template = synthesise((stack) => new TerraformOutput(stack, 'reference', { value: defineShared(stack, { blobUrl: BLOB_URL }).reference('1').id }));
    const [asset, version] = Object.values(template.resources('azapi_resource'));
    expect(asset).toMatchObject({ parent_id: ML_REGISTRY_ID, type: 'Microsoft.MachineLearningServices/registries/data@2025-09-01' });
    expect(version).toMatchObject({ body: { properties: { dataUri: BLOB_URL } }, type: 'Microsoft.MachineLearningServices/registries/data/versions@2025-09-01' });
    expect(template.json['output']).toEqual({ reference: { value: expect.stringMatching(/^azureml:\/\/registries\/mlr-shared\/data\/\$\{\S+\.name\}\/versions\/\$\{\S+\.name\}$/) } });
  });

  test('fails without a holder, or with two, and with a name that is none', () => {
    expect(problemsOf((stack) => define(stack, {}, { registry: registryOf(stack), name: 'prices.csv' }))).toBe(
      `2 problems (at test/Prices):
  - [DataHolderCount] 'workspace' needs either 'workspace' or 'registry': got {"workspace":"test/Workspace","registry":"test/MlRegistry"}; expected one of the two; leave one out, or add one
  - [DataNameInvalid] 'name' is not the name of a data asset: got "prices.csv"; expected 1 to 255 characters: letters, digits, "_" and "-", starting with a letter or digit; pass the name alone; versions are in 'versions'`,
    );
    expect(problemsOf((stack) => define(stack, {}, { workspace: undefined }))).toBe("[DataHolderCount] 'workspace' needs either 'workspace' or 'registry': got {}; expected one of the two; leave one out, or add one (at test/Prices)");
  });

  test('fails with a second construct for the same asset', () => {
    expect(problemsOf((stack) => {
      const owner = workspace(stack);
      new DataAsset(stack, 'One', { workspace: owner, name: 'prices', kind: DataAssetKind.FILE });
      new DataAsset(stack, 'Two', { workspace: owner, name: 'prices', kind: DataAssetKind.FILE });
    })).toBe('[DataAssetTwice] \'name\' is the name of another data asset there: got "prices"; expected one construct for all versions of an asset; add the version with addVersion() to test/One (at test/Two)');
  });

  test('fails with a label as version, with a version that is there already, and with one that is not there', () => {
    const version = (stack: TerraformStack, name: string): void => {
      const owner = workspace(stack, IsolationMode.DISABLED);
      const asset = new DataAsset(stack, 'Prices', { workspace: owner, name: 'prices', kind: DataAssetKind.FOLDER });
      const options = { datastore: blobs(stack, owner), path: 'prices' };
      asset.addVersion('3', options);
      asset.addVersion(name, options);
    };
    expect(problemsOf((stack) => version(stack, 'latest'))).toBe('[AssetVersionUnpinned] \'version\' is a label, which leads to another version tomorrow: got "latest"; expected one version, for example "3" or "2026.01.15"; write the version that was tested (at reference to data)');
    expect(problemsOf((stack) => version(stack, '3'))).toBe('[DataVersionTwice] \'version\' is another version of the asset: got "3"; expected a version of its own for all data; choose the next version (at test/Prices)');
    expect(problemsOf((stack) => define(stack).reference('4'))).toBe('[DataVersionUnknown] \'version\' is not a version of the asset: got "4"; expected 3; add it with addVersion(), or name one of these (at test/Prices)');
  });

  test('fails with a datastore in a registry, and with an address in a workspace', () => {
    expect(problemsOf((stack) => defineShared(stack, { datastore: blobs(stack, workspace(stack)), path: 'prices' }))).toBe(
      `3 problems (at test/Prices):
  - [DataDatastoreMisplaced] 'versions.1.datastore' has no effect in a registry, which can't reach it: got "test/Blobs"; expected nothing; pass 'blobUrl', or hold the asset in a workspace
  - [DataPathMisplaced] 'versions.1.path' has no effect in a registry: got "prices"; expected nothing; leave it out
  - [DataUrlMisplaced] 'versions.1.blobUrl' is required in a registry: expected the address of the data in the storage of the registry; add it`,
    );
    expect(problemsOf((stack) => define(stack, { datastore: undefined, path: undefined, blobUrl: BLOB_URL }))).toBe(
      `3 problems (at test/Prices):
  - [DataDatastoreMisplaced] 'versions.3.datastore' is required in a workspace: got nothing; expected a BlobDatastore or DataLakeDatastore; name the datastore that has the data
  - [DataPathMisplaced] 'versions.3.path' is required in a workspace: got nothing; expected a path in the datastore; add it
  - [DataUrlMisplaced] 'versions.3.blobUrl' has no effect in a workspace: expected nothing; pass 'datastore' and 'path'`,
    );
  });

  test('fails with a datastore of another workspace', () => {
    expect(problemsOf((stack) => {
      const other = Workspace.fromWorkspaceId(stack, 'Other', `${WORKSPACE_ID}-other`, { location: LOCATION, isolationMode: IsolationMode.DISABLED });
      new DataAsset(stack, 'Prices', { workspace: workspace(stack), name: 'prices', kind: DataAssetKind.FOLDER, versions: { 3: { datastore: blobs(stack, other), path: 'prices' } } });
    })).toBe("[DataDatastoreOther] 'versions.3.datastore' is a datastore of another workspace: got \"test/Blobs\"; expected a datastore of test/Workspace; define a datastore for the same container in this workspace (at test/Prices)");
  });

  test.each(['/prices', 'prices/../secret', 'prices//2026', 'prices/*.csv', 'https://account/prices', ''])('fails with %p, which is no path in a datastore', (path) => {
    expect(problemsOf((stack) => define(stack, { path }))).toBe(`[DataPathInvalid] 'versions.3.path' is not a path in a datastore: got "${path}"; expected a path like prices/2026/, without a leading slash, "..", wildcards or a scheme; pass the path alone, from the root of the container (at test/Prices)`);
  });

  test('fails with the path of another kind', () => {
    const failing = (kind: DataAssetKind, path: string): string =>
      problemsOf((stack) => {
        const owner = workspace(stack);
        new DataAsset(stack, 'Prices', { workspace: owner, name: 'prices', kind, versions: { 3: { datastore: blobs(stack, owner), path } } });
      });
    expect(failing(DataAssetKind.FILE, 'prices/')).toBe("[DataPathNotFile] 'versions.3.path' is a folder, and the asset is a file: got \"prices/\"; expected the path of a file; name the file, or use 'kind: DataAssetKind.FOLDER' (at test/Prices)");
    expect(failing(DataAssetKind.TABLE, 'prices/MLTable')).toBe("[DataPathNotTable] 'versions.3.path' is the MLTable file itself: got \"prices/MLTable\"; expected the folder that has the MLTable file; leave the name of the file out (at test/Prices)");
  });

  test('fails with a signed address, without showing it', () => {
    expect(problemsOf((stack) => defineShared(stack, { blobUrl: `${BLOB_URL}?sig=hunter2` }))).toBe("[DataUrlInvalid] 'versions.1.blobUrl' is not the address of blobs, or is signed: expected an address like https://account.blob.core.windows.net/container/path, without ? and #; leave the signature out; the registry signs in to its storage itself (at test/Prices)");
  });

  test('fails with a lineage that leads nowhere, and with its tags among the others', () => {
    expect(problemsOf((stack) => define(stack, { lineage: { commit: 'main', runId: 'https://ml.azure.com/runs/1' }, tags: { commit: COMMIT } }))).toBe(
      `3 problems (at test/Prices):
  - [DataCommitInvalid] 'versions.3.lineage.commit' is not a commit: got "main"; expected 7 to 40 hexadecimal digits; pass the commit, not a branch or a tag
  - [DataRunIdInvalid] 'versions.3.lineage.runId' is not the id of a run: got "https://ml.azure.com/runs/1"; expected 1 to 255 letters, digits, "_", "-" and "."; copy the name of the job, not its address
  - [DataTagReserved] 'versions.3.tags' has tags of the lineage: got ["commit"]; expected none of commit, dataVersion, runId; pass them as 'lineage'`,
    );
  });
});
