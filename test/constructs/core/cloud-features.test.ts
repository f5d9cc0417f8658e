import type { TerraformStack } from 'cdktf';
import { AiServices } from '../../../constructs/ai/ai-services';
import { SearchService } from '../../../constructs/ai/search-service';
import { AZURE_CLOUDS, AzureCloud } from '../../../constructs/core/cloud';
import { CloudFeature, cloudFeatureProblem, machineLearningRegionProblem } from '../../../constructs/core/cloud-features';
import { ResourceGroup } from '../../../constructs/governance/resource-group';
import { ManagedIdentity } from '../../../constructs/identity/managed-identity';
import { AttachedDatabricks } from '../../../constructs/ml/attached-compute';
import { DataLakeDatastore } from '../../../constructs/ml/data-lake-datastore';
import { Hub } from '../../../constructs/ml/hub';
import { MlRegistry } from '../../../constructs/ml/ml-registry';
import { ManagedOnlineEndpoint } from '../../../constructs/ml/online-endpoint';
import { SynapseSpark } from '../../../constructs/ml/synapse-spark';
import { Workspace } from '../../../constructs/ml/workspace';
import { ContainerRegistry } from '../../../constructs/registry/container-registry';
import { KeyVault } from '../../../constructs/security/key-vault';
import { problemsOf, synthesise, synthesiseApp, testStack } from '../../support/template';
import { azapi, GROUP_ID, PERSON_ID, REGISTRY_ID, secretOf, storage, VAULT_ID, workspace, workspaceProps } from '../ml/fixtures';
import { endpointProps } from '../ml/serving-fixtures';

const { US_GOVERNMENT, CHINA } = AzureCloud;
const POOL_ID = '/subscriptions/s/resourceGroups/r/providers/Microsoft.Synapse/workspaces/w/bigDataPools/p';
const DATABRICKS_ID = '/subscriptions/s/resourceGroups/r/providers/Microsoft.Databricks/workspaces/w';
const failing = (cloud: AzureCloud, define: (stack: TerraformStack) => void): string => problemsOf(define, { cloud });
const groupIn = (stack: TerraformStack, location: string) => ResourceGroup.fromResourceGroupId(stack, 'Elsewhere', GROUP_ID, location);

describe('features', () => {
  test('are missing where Microsoft lists them so', () => {
    const missing = AZURE_CLOUDS.map((cloud) => Object.values(CloudFeature).filter((feature) => cloudFeatureProblem(cloud, feature, { prop: 'prop', got: 1, fix: 'leave it out' }) !== undefined));
    expect(missing).toEqual([
      [],
      [CloudFeature.SPARK_POOLS, CloudFeature.DATABRICKS, CloudFeature.KUBERNETES_COMPUTE, CloudFeature.PRIVATE_ONLINE_ENDPOINTS, CloudFeature.VISUAL_STUDIO_CODE, CloudFeature.HUBS],
      [CloudFeature.KUBERNETES_COMPUTE, CloudFeature.PRIVATE_ONLINE_ENDPOINTS, CloudFeature.VISUAL_STUDIO_CODE],
    ]);
  });

  test('machine learning is in some regions of the other clouds', () => {
    expect(['usgovvirginia', 'usgovarizona', 'westeurope'].map((location) => machineLearningRegionProblem(US_GOVERNMENT, location, 'location'))).toEqual([undefined, undefined, undefined]);
    expect(machineLearningRegionProblem(AzureCloud.PUBLIC, 'westcentralus', 'location')).toBe(undefined);
  });

  test.each([US_GOVERNMENT, CHINA])('fails a private online endpoint in %s, and lets an open one be', (cloud) => {
    expect(failing(cloud, (stack) => new ManagedOnlineEndpoint(stack, 'Endpoint', endpointProps(stack)))).toMatch(
      /^\[CloudFeatureMissing\] 'publicNetworkAccessEnabled' needs private managed online endpoints, which Azure \w+.* doesn't have: got false; expected true; open the endpoint, which still asks for tokens of Entra, or use a batch endpoint \(at test\/Endpoint\)$/,
    );
    expect(synthesise((stack) => new ManagedOnlineEndpoint(stack, 'Endpoint', { ...endpointProps(stack), publicNetworkAccessEnabled: true }), { cloud }).resource('azapi_resource')).toMatchObject({ body: { properties: { publicNetworkAccess: 'Enabled' } } });
  });

  test('fails Spark pools in Azure Government', () => {
    const define = (stack: TerraformStack) => new SynapseSpark(stack, 'Spark', { workspace: workspace(stack), name: 'spark', sparkPoolId: POOL_ID });
    expect(failing(US_GOVERNMENT, define)).toBe(`[CloudFeatureMissing] 'sparkPoolId' needs Apache Spark pools, which Azure Government doesn't have: got "${POOL_ID}"; expected nothing; leave the construct out, and use compute clusters (at test/Spark)`);
    expect(synthesise(define, { cloud: CHINA }).counts).toEqual({ azurerm_machine_learning_synapse_spark: 1 });
  });

  test('fails Databricks in Azure Government', () => {
    expect(failing(US_GOVERNMENT, (stack) => {
      azapi(stack);
      new AttachedDatabricks(stack, 'Databricks', { workspace: workspace(stack), name: 'databricks', databricksWorkspaceId: DATABRICKS_ID, workspaceUrl: 'adb-1234567890123456.7.databricks.azure.us', accessToken: secretOf(stack) });
    })).toBe(`[CloudFeatureMissing] 'databricksWorkspaceId' needs attached Databricks, which Azure Government doesn't have: got "${DATABRICKS_ID}"; expected nothing; leave the construct out: run Databricks jobs outside of Azure Machine Learning (at test/Databricks)`);
  });

  test('fails a hub in Azure Government', () => {
    expect(failing(US_GOVERNMENT, (stack) => new Hub(stack, 'Hub', workspaceProps(stack)))).toBe(`[CloudFeatureMissing] 'hub' needs hubs and projects, which Azure Government doesn't have: got "Hub"; expected no hub; use a Workspace (at test/Hub)`);
  });
});

describe('regions', () => {
  test('fails a resource group in a region of another cloud', () => {
    expect(failing(US_GOVERNMENT, (stack) => new ResourceGroup(stack, 'Group', { location: 'eastus' }))).toBe(
      `[RegionOfOtherCloud] 'location' is a region of public Azure, not of Azure Government: got "eastus"; expected usdodcentral, usdodeast, usgovarizona, usgovtexas, usgovvirginia; choose a region of the cloud, or set the cloud to public (at test/Group)`,
    );
    expect(failing(CHINA, (stack) => new ResourceGroup(stack, 'Group', { location: 'China North' }))).toBe(`[RegionUnknown] 'location' is not an Azure region: got "China North"; expected chinaeast, chinaeast2, chinaeast3, chinanorth, chinanorth2, chinanorth3; use the short name of a region (at test/Group)`);
  });

  test('fails a workspace and a registry where the cloud has no Azure Machine Learning', () => {
    expect(failing(US_GOVERNMENT, (stack) => new Workspace(stack, 'Ml', { ...workspaceProps(stack), resourceGroup: groupIn(stack, 'usgovtexas') }))).toBe(
      `[MachineLearningRegionMissing] 'resourceGroup' is a region of Azure Government without Azure Machine Learning: got "usgovtexas"; expected usgovarizona or usgovvirginia; choose one of these regions (at test/Ml)`,
    );
    expect(failing(CHINA, (stack) => new MlRegistry(stack, 'Registry', { resourceGroup: groupIn(stack, 'chinaeast2'), regions: [{ location: 'chinaeast2' }, { location: 'chinanorth' }, { location: 'westeurope' }] }))).toBe(
      `2 problems (at test/Registry):
  - [MachineLearningRegionMissing] 'regions[1]' is a region of Azure operated by 21Vianet without Azure Machine Learning: got "chinanorth"; expected chinaeast2 or chinanorth3; choose one of these regions
  - [RegionOfOtherCloud] 'regions[2]' is a region of public Azure, not of Azure operated by 21Vianet: got "westeurope"; expected chinaeast, chinaeast2, chinaeast3, chinanorth, chinanorth2, chinanorth3; choose a region of the cloud, or set the cloud to public`,
    );
  });
});

describe('addresses', () => {
  test.each([
    [US_GOVERNMENT, 'vault.usgovcloudapi.net', 'azurecr.us', 'cognitiveservices.azure.us', 'search.azure.us'],
    [CHINA, 'vault.azure.cn', 'azurecr.cn', 'cognitiveservices.azure.cn', 'search.azure.cn'],
  ])('of existing resources are those of %s', (cloud, vault, registry, ai, search) => {
    const found: string[] = [];
    synthesiseApp((app) => {
      const stack = testStack(app, 'test', { cloud });
      found.push(
        KeyVault.fromAttributes(stack, 'Vault', { resourceId: VAULT_ID }).vaultUri,
        ContainerRegistry.fromAttributes(stack, 'Registry', { resourceId: REGISTRY_ID }).loginServer,
        AiServices.fromAttributes(stack, 'Ai', { resourceId: `${GROUP_ID}/providers/Microsoft.CognitiveServices/accounts/ais`, location: 'westeurope', customSubdomainName: 'ais' }).endpoint,
        SearchService.fromAttributes(stack, 'Search', { resourceId: `${GROUP_ID}/providers/Microsoft.Search/searchServices/srch` }).endpoint,
      );
    });
    expect(found).toEqual([`https://kv-shared.${vault}/`, `crshared.${registry}`, `https://ais.${ai}/`, `https://srch.${search}`]);
  });

  test.each([
    [AzureCloud.PUBLIC, 'api://AzureADTokenExchange'],
    [US_GOVERNMENT, 'api://AzureADTokenExchangeUSGov'],
    [CHINA, 'api://AzureADTokenExchangeChina'],
  ])('of federated tokens in %s are %s', (cloud, audience) => {
    const template = synthesise((stack) => new ManagedIdentity(stack, 'Identity', { resourceGroup: groupIn(stack, 'westeurope'), federatedCredentials: [{ name: 'pods', issuer: 'https://issuer', subject: 'pod' }] }), { cloud });
    expect(template.resource('azurerm_federated_identity_credential')['audience']).toEqual([audience]);
  });

  test.each([
    [AzureCloud.PUBLIC, undefined],
    [US_GOVERNMENT, 'https://login.microsoftonline.us'],
    [CHINA, 'https://login.chinacloudapi.cn'],
  ])('where a datastore signs in, in %s: %s', (cloud, url) => {
    const template = synthesise((stack) => {
      const filesystem = storage(stack, { hierarchicalNamespaceEnabled: true }).addContainer('lake');
      new DataLakeDatastore(stack, 'Lake', { workspace: workspace(stack), name: 'lake', filesystem, secretsEnabled: true, servicePrincipal: { clientId: PERSON_ID, clientSecret: secretOf(stack) } });
    }, { cloud });
    expect(template.resource('azurerm_machine_learning_datastore_datalake_gen2')['authority_url']).toBe(url);
  });
});
