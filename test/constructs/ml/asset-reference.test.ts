import type { AssetReferenceOptions } from '../../../constructs/ml/asset-reference';
import { AssetReference } from '../../../constructs/ml/asset-reference';
import { workspace, WORKSPACE_ID } from './fixtures';
import { deployment, onlineEndpoint, TRAINING } from './serving-fixtures';
import { Workspace } from '../../../constructs/ml/workspace';
import { IsolationMode } from '../../../constructs/ml/managed-network';
import { problemsOf, synthesise } from '../../support/template';

const failing = (options: Partial<AssetReferenceOptions>): string => problemsOf(() => AssetReference.model({ registry: 'mlr-shared', name: 'prices', version: '3', ...options }));

describe('AssetReference', () => {
  test.each([
    ['models', AssetReference.model],
    ['environments', AssetReference.environment],
    ['data', AssetReference.data],
    ['codes', AssetReference.code],
    ['components', AssetReference.component],
  ])('leads to %s of a registry', (kind, reference) => {
    expect(`${reference({ registry: 'mlr-shared', name: 'prices', version: '3' })}`).toBe(`azureml://registries/mlr-shared/${kind}/prices/versions/3`);
  });

  test('leads to assets of a workspace by their Azure resource id', () => {
    let id = '';
    synthesise((stack) => {
      ({ id } = AssetReference.model({ workspace: workspace(stack), name: 'prices', version: '2026.01.15' }));
    });
    expect(id).toBe(`${WORKSPACE_ID}/models/prices/versions/2026.01.15`);
  });

  test.each(['latest', 'Latest', '@production', '*', 'default'])('fails for the label %s', (version) => {
    expect(failing({ version })).toBe(`[AssetVersionUnpinned] 'version' is a label, which leads to another version tomorrow: got "${version}"; expected one version, for example "3" or "2026.01.15"; write the version that was tested (at reference to models)`);
  });

  test('fails without a holder, or with two', () => {
    expect(failing({ registry: undefined })).toBe(`[AssetHolderCount] 'registry' needs either 'registry' or 'workspace': got {}; expected one of the two; leave one out, or add one (at reference to models)`);
    expect(problemsOf((stack) => AssetReference.model({ registry: 'mlr-shared', workspace: workspace(stack), name: 'prices', version: '3' }))).toBe(`[AssetHolderCount] 'registry' needs either 'registry' or 'workspace': got {"registry":"mlr-shared","workspace":"test/Workspace"}; expected one of the two; leave one out, or add one (at reference to models)`);
  });

  test.each<[string, Partial<AssetReferenceOptions>, string]>([
    ['an address as registry', { registry: 'https://registry' }, `[AssetRegistryInvalid] 'registry' is not the name of a registry: got "https://registry"; expected 2 to 33 characters: letters, digits, "_" and "-", starting with a letter or digit; pass the name, not an id or an address (at reference to models)`],
    ['a version in the name', { name: 'prices:3' }, `[AssetNameInvalid] 'name' is not the name of an asset: got "prices:3"; expected 1 to 255 characters: letters, digits, "_", "-" and ".", starting with a letter or digit; pass the name alone; the version is in 'version' (at reference to models)`],
    ['no version', { version: '' }, `[AssetVersionInvalid] 'version' is not a version: got ""; expected 1 to 255 characters: letters, digits, "_", "-" and ".", starting with a letter or digit; copy the version from the registry or workspace (at reference to models)`],
    ['a path as version', { version: '1/2' }, `[AssetVersionInvalid] 'version' is not a version: got "1/2"; expected 1 to 255 characters: letters, digits, "_", "-" and ".", starting with a letter or digit; copy the version from the registry or workspace (at reference to models)`],
  ])('fails for %s', (_, options, message) => {
    expect(failing(options)).toBe(message);
  });

  test('fails for another kind of asset', () => {
    expect(problemsOf((stack) => deployment(stack, onlineEndpoint(stack), 'blue', { model: TRAINING }))).toBe(`[AssetKindWrong] 'model' is a reference to data: got "prices-training"; expected a reference to models; use another factory of AssetReference, for models (at test/blue)`);
  });

  test('fails for an asset of another workspace', () => {
    expect(problemsOf((stack) => {
      const other = Workspace.fromWorkspaceId(stack, 'Other', WORKSPACE_ID.replace('mlw-shared', 'mlw-other'), { location: 'westeurope', isolationMode: IsolationMode.DISABLED });
      deployment(stack, onlineEndpoint(stack), 'blue', { model: AssetReference.model({ workspace: other, name: 'prices', version: '3' }) });
    })).toBe(`[AssetWorkspaceOther] 'model' is an asset of another workspace: got "test/Other"; expected an asset of test/Workspace, or of a registry; share the asset through a registry (at test/blue)`);
  });
});
