import { AZURE_CLOUDS, AzureCloud, cloudEndpoints, providerEnvironment } from '../../../constructs/core/cloud';
import { cloudOfRegion, hasAvailabilityZones, isKnownRegion, regionAbbreviation, regionCloudProblem, regionsOf } from '../../../constructs/core/regions';

describe('a cloud', () => {
  test.each(AZURE_CLOUDS.filter((cloud) => cloud !== AzureCloud.PUBLIC))('%s shares no endpoint with public Azure, but the one that Microsoft lists for its compute too', (cloud) => {
    const own = cloudEndpoints(AzureCloud.PUBLIC);
    const other = cloudEndpoints(cloud);
    const same = Object.entries(other).flatMap(([key, value]) => (JSON.stringify(value) === JSON.stringify(Reflect.get(own, key)) ? [key] : []));
    expect(same).toEqual(cloud === AzureCloud.US_GOVERNMENT ? ['computeDirectory'] : []);
  });

  test.each([
    [AzureCloud.PUBLIC, 'login.microsoftonline.com', 'management.azure.com', 'core.windows.net', 'vault.azure.net', 'azurecr.io', 'api.azureml.ms', 'inference.ml.azure.com'],
    [AzureCloud.US_GOVERNMENT, 'login.microsoftonline.us', 'management.usgovcloudapi.net', 'core.usgovcloudapi.net', 'vault.usgovcloudapi.net', 'azurecr.us', 'api.ml.azure.us', 'inference.ml.azure.us'],
    [AzureCloud.CHINA, 'login.chinacloudapi.cn', 'management.chinacloudapi.cn', 'core.chinacloudapi.cn', 'vault.azure.cn', 'azurecr.cn', 'api.ml.azure.cn', 'inference.ml.azure.cn'],
  ])('%s has its endpoints', (cloud, ...expected) => {
    const { login, resourceManager, storage, keyVault, containerRegistry, machineLearning, inference } = cloudEndpoints(cloud);
    expect([login, resourceManager, storage, keyVault, containerRegistry, machineLearning, inference]).toEqual(expected);
  });

  test('is named to providers, but for the public one', () => {
    expect(AZURE_CLOUDS.map(providerEnvironment)).toEqual([undefined, 'usgovernment', 'china']);
  });
});

describe('regions', () => {
  test('are those of their cloud', () => {
    expect(regionsOf(AzureCloud.US_GOVERNMENT)).toEqual(['usdodcentral', 'usdodeast', 'usgovarizona', 'usgovtexas', 'usgovvirginia']);
    expect(regionsOf(AzureCloud.CHINA)).toEqual(['chinaeast', 'chinaeast2', 'chinaeast3', 'chinanorth', 'chinanorth2', 'chinanorth3']);
    expect(['westeurope', 'usgovtexas', 'chinaeast2', 'atlantis'].map(cloudOfRegion)).toEqual([AzureCloud.PUBLIC, AzureCloud.US_GOVERNMENT, AzureCloud.CHINA, undefined]);
  });

  test('have short forms that differ', () => {
    const all = AZURE_CLOUDS.flatMap(regionsOf);
    expect(all.every(isKnownRegion)).toBe(true);
    expect(new Set(all.map(regionAbbreviation)).size).toBe(all.length);
  });

  test('have zones where Microsoft lists them', () => {
    expect([...regionsOf(AzureCloud.US_GOVERNMENT), ...regionsOf(AzureCloud.CHINA)].filter(hasAvailabilityZones)).toEqual(['usgovvirginia', 'chinanorth3']);
  });

  test('of another cloud are a problem, unknown ones are none of this check', () => {
    expect(regionCloudProblem(AzureCloud.CHINA, 'westeurope', 'location')).toEqual({
      code: 'RegionOfOtherCloud', prop: 'location', rule: 'is a region of public Azure, not of Azure operated by 21Vianet', got: 'westeurope',
      expected: 'chinaeast, chinaeast2, chinaeast3, chinanorth, chinanorth2, chinanorth3', fix: 'choose a region of the cloud, or set the cloud to public',
    });
    expect(regionCloudProblem(AzureCloud.CHINA, 'chinanorth3', 'location')).toBe(undefined);
    expect(regionCloudProblem(AzureCloud.CHINA, 'atlantis', 'location')).toBe(undefined);
  });
});
