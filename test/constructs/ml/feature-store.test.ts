import { FeatureStore } from '../../../constructs/ml/feature-store';
import { problemsOf, synthesise } from '../../support/template';
import { INSIGHTS_ID, REGISTRY_ID, STORAGE_ID, VAULT_ID, workspaceProps } from './fixtures';

describe('FeatureStore', () => {
  test('is a workspace of its kind, as private as any', () => {
    const template = synthesise((stack) => new FeatureStore(stack, 'Features', workspaceProps(stack)));
    expect(template.resource('azurerm_machine_learning_workspace')).toEqual({
      application_insights_id: INSIGHTS_ID,
      container_registry_id: REGISTRY_ID,
      feature_store: { computer_spark_runtime_version: '3.4' },
      high_business_impact: false,
      identity: { type: 'SystemAssigned' },
      image_build_compute_name: 'image-builds',
      key_vault_id: VAULT_ID,
      kind: 'FeatureStore',
      lifecycle: { ignore_changes: ['managed_network[0].provision_on_creation_enabled'] },
      location: 'westeurope',
      managed_network: { isolation_mode: 'AllowOnlyApprovedOutbound', provision_on_creation_enabled: false },
      name: 'mlfs-mlops-dev-we',
      public_network_access_enabled: false,
      resource_group_name: 'rg-ml',
      storage_account_access_type: 'Identity',
      storage_account_id: STORAGE_ID,
      v1_legacy_mode_enabled: false,
    });
  });

  test('names its stores', () => {
    const block = synthesise((stack) => new FeatureStore(stack, 'Features', { ...workspaceProps(stack), sparkRuntimeVersion: '3.3', offlineConnectionName: 'offline', onlineConnectionName: 'online' })).resource('azurerm_machine_learning_workspace');
    expect(block['feature_store']).toEqual({ computer_spark_runtime_version: '3.3', offline_connection_name: 'offline', online_connection_name: 'online' });
  });

  test('fails with what is no version and no connection', () => {
    expect(problemsOf((stack) => new FeatureStore(stack, 'Features', { ...workspaceProps(stack), sparkRuntimeVersion: '3', onlineConnectionName: 'on line' }))).toBe(`2 problems (at test/Features):
  - [SparkRuntimeInvalid] 'sparkRuntimeVersion' is not a version of Spark: got "3"; expected a version like "3.4"; write the first two numbers of the version
  - [ConnectionNameInvalid] 'onlineConnectionName' is not the name of a connection: got "on line"; expected 3 to 33 characters: letters, digits, "_" and "-", starting with a letter or digit; pass the name of a connection of the workspace`);
  });

  test('fails with the problems of a workspace too', () => {
    expect(problemsOf((stack) => new FeatureStore(stack, 'Features', { ...workspaceProps(stack), friendlyName: '', sparkRuntimeVersion: 'latest' }))).toBe(`2 problems (at test/Features):
  - [SparkRuntimeInvalid] 'sparkRuntimeVersion' is not a version of Spark: got "latest"; expected a version like "3.4"; write the first two numbers of the version
  - [WorkspaceTextLength] 'friendlyName' is empty or too long: got ""; expected 1 to 256 characters; shorten it, or leave it out`);
  });
});
