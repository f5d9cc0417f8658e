import { checkTogether } from '../../environments';
import { checkSharedSettings } from '../../environments/loading/check';
import shared from '../../environments/shared';
import { variant } from '../stacks/landscape-of';
import type { Changes } from './wrong';
import { problemsOf, problemsWith } from './wrong';

const GOVERNMENT: Changes = { cloud: 'usgovernment', location: 'usgovvirginia', 'aks.machineLearning': undefined, 'aks.serving': undefined };
const CHINA: Changes = { cloud: 'china', location: 'chinanorth3', 'aks.machineLearning': undefined, 'aks.serving': undefined };
const SPARK_POOL = '/subscriptions/11111111-2222-4333-8444-000000000000/resourceGroups/rg/providers/Microsoft.Synapse/workspaces/syn/bigDataPools/one';

describe('the cloud of an environment', () => {
  test.each([
    ['public', 'westeurope'],
    ['usgovernment', 'usgovvirginia'],
    ['usgovernment', 'usgovarizona'],
    ['china', 'chinanorth3'],
    ['china', 'chinaeast2'],
  ])('is %s with %s', (cloud, location) => {
    expect(variant('dev', { cloud, location, 'aks.machineLearning': undefined })).toMatchObject({ cloud, location });
  });

  test('fails one that there is not', () => {
    expect(problemsWith('dev', { cloud: 'germany' })).toEqual([`[SettingNotAllowed] 'cloud' is none of the values allowed: got "germany"; expected "public" or "usgovernment" or "china"; choose one of them`]);
  });

  test.each<[string, Changes, string]>([
    ['public', { location: 'usgovvirginia' }, 'usgovernment'],
    ['usgovernment', { ...GOVERNMENT, location: 'chinanorth3' }, 'china'],
    ['china', { ...CHINA, location: 'westeurope' }, 'public'],
  ])('fails a region of another cloud than %s', (_, changes, other) => {
    expect(problemsWith('dev', changes)).toEqual([expect.stringMatching(new RegExp(`^\\[RegionOfOtherCloud\\] 'location' is a region of .*; choose a region of the cloud, or set the cloud to ${other}$`))]);
  });

  test('suggests regions of all clouds for a misspelt one', () => {
    expect(problemsWith('dev', { ...GOVERNMENT, location: 'usgovvirgina' })).toEqual([`[LocationUnknown] 'location' is not a region that the landscape knows: got "usgovvirgina"; expected a region as Azure names it in its API; did you mean "usgovvirginia"?`]);
  });

  test('fails a region without Azure Machine Learning', () => {
    expect(problemsWith('dev', { ...CHINA, location: 'chinanorth2' })).toEqual([`[MachineLearningRegionMissing] 'location' is a region of Azure operated by 21Vianet without Azure Machine Learning: got "chinanorth2"; expected chinaeast2 or chinanorth3; choose one of these regions`]);
  });

  test('fails Spark in Azure Government, and takes it in China', () => {
    const spark: Changes = { 'features.synapseSpark': true, 'compute.synapseSpark': { name: 'spark', sparkPoolId: SPARK_POOL } };
    expect(problemsWith('dev', { ...GOVERNMENT, ...spark })).toEqual([`[CloudFeatureMissing] 'features.synapseSpark' needs Apache Spark pools, which Azure Government doesn't have: got true; expected false; turn it off, remove 'compute.synapseSpark', and use compute clusters`]);
    expect(variant('dev', { ...CHINA, ...spark }).features.synapseSpark).toBe(true);
  });

  test.each([GOVERNMENT, CHINA])('fails the cluster as compute of the workspace in $cloud', (changes) => {
    const { 'aks.machineLearning': _, ...where } = changes;
    expect(problemsWith('prod', where)).toEqual([expect.stringMatching(/^\[CloudFeatureMissing\] 'aks\.machineLearning' needs attached Kubernetes clusters, which Azure .* doesn't have: got \["training".*\]; expected nothing; remove it: the cluster stays one to deploy to by other means$/)]);
  });

  test('fails a private link scope of Azure Monitor in China, whose zones nobody documents', () => {
    const scope: Changes = { 'network.monitorPrivateLink': { kind: 'owned' }, 'network.subnets.privateEndpoints': 25 };
    expect(problemsWith('dev', { ...CHINA, ...scope })).toEqual([
      `[CloudMonitorZonesUnknown] 'network.monitorPrivateLink' needs DNS zones that Microsoft documents none of for Azure operated by 21Vianet: got "owned"; expected nothing, or zones that a policy registers in; remove it: telemetry then arrives at public addresses; or let the platform team register it, with 'network.privateDnsZones.kind' "policy"`,
    ]);
    expect(variant('dev', { ...GOVERNMENT, ...scope }).network.monitorPrivateLink).toEqual({ kind: 'owned' });
  });

  test.each(['core.windows.net', 'core.usgovcloudapi.net', 'core.chinacloudapi.cn'])('knows the storage at %s', (suffix) => {
    expect(problemsWith('prod', { 'workspace.outboundRules.fqdns.data': `stdata.blob.${suffix}` })).toEqual([expect.stringMatching(/^\[OutboundHostIsStorage\] /)]);
  });
});

describe('the shared settings', () => {
  const inGovernment = { ...shared, cloud: 'usgovernment', location: 'usgovvirginia', modelRegistry: { regions: [{ location: 'usgovvirginia' }] } };

  test('have a cloud, and a region of it', () => {
    expect(checkSharedSettings(inGovernment, 'shared').cloud).toBe('usgovernment');
    expect(problemsOf(() => checkSharedSettings({ ...shared, cloud: 'china' }, 'shared')).map(({ code, prop }) => [code, prop])).toEqual([['RegionOfOtherCloud', 'location']]);
  });

  test('fails the state of an environment in another cloud than its own', () => {
    const environment = variant('prod', CHINA);
    expect(problemsOf(() => checkTogether(checkSharedSettings(shared, 'shared'), [environment], 'shared'))).toEqual([
      { code: 'StateInOtherCloud', prop: 'prod.state.storageAccountName', rule: 'is required, since the shared account is in public Azure', got: undefined, expected: 'an account in Azure operated by 21Vianet', fix: "name one, or set 'cloud' in environments/shared.ts where all environments are in one cloud" },
    ]);
    expect(checkTogether(checkSharedSettings(shared, 'shared'), [variant('prod', { ...CHINA, 'state.storageAccountName': 'stchina' })], 'shared')).toBe(undefined);
    expect(checkTogether(checkSharedSettings(inGovernment, 'shared'), [variant('prod', GOVERNMENT)], 'shared')).toBe(undefined);
  });
});
