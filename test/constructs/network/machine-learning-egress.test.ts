import type { MachineLearningEgressOptions } from '../../../constructs/network/machine-learning-egress';
import { EgressFeature, MachineLearningEgress } from '../../../constructs/network/machine-learning-egress';
import { FirewallRules } from '../../../constructs/network/firewall-rules';
import { KNOWN_REGIONS } from '../../../constructs/core/regions';
import { problemsOf, synthesise } from '../../support/template';

const POLICY_ID = '/subscriptions/99999999-2222-3333-4444-555555555555/resourceGroups/rg-hub/providers/Microsoft.Network/firewallPolicies/afwp-hub';
const ALL = Object.values(EgressFeature);

function targets(features?: readonly EgressFeature[]): readonly string[] {
  return MachineLearningEgress.rules({ location: 'westeurope', features }).flatMap((rule) => ('hosts' in rule ? rule.hosts : [`${rule.serviceTag} ${rule.protocol ?? 'TCP'} ${rule.ports.join()}`]));
}

const failure = (options: MachineLearningEgressOptions) => problemsOf(() => MachineLearningEgress.rules(options));

describe('MachineLearningEgress', () => {
  test('names what jobs, compute, the studio and logs need', () => {
    expect(targets()).toEqual([
      'AzureActiveDirectory TCP 80,443',
      'AzureMachineLearning TCP 443',
      'AzureResourceManager TCP 443',
      'Storage.westeurope TCP 443',
      'MicrosoftContainerRegistry TCP 443',
      'AzureFrontDoor.FirstParty TCP 443',
      'BatchNodeManagement.westeurope Any 443',
      'AzureMachineLearning UDP 5831',
      'AzureMachineLearning TCP 18881',
      'graph.windows.net',
      'AzureFrontDoor.FrontEnd TCP 443',
      'ml.azure.com', '*.azureml.ms', '*.azureml.net',
      '*.notebooks.azure.net', '*.aznbcontent.net', 'graph.microsoft.com',
      'automlresources-prod.azureedge.net', 'aka.ms',
      'AzureMonitor TCP 443',
    ]);
  });

  test.each<[string, readonly EgressFeature[], readonly string[]]>([
    ['managed online endpoints', [EgressFeature.MANAGED_ENDPOINTS], ['*.westeurope.inference.ml.azure.com']],
    ['packages', [EgressFeature.PACKAGES], ['pypi.org', '*.pythonhosted.org', 'anaconda.com', '*.anaconda.com', '*.anaconda.org', 'pytorch.org', '*.pytorch.org', '*.tensorflow.org']],
    ['images of Docker Hub', [EgressFeature.DOCKER], ['docker.io', '*.docker.io', '*.docker.com']],
    ['file shares', [EgressFeature.FILE_SHARES], ['Storage.westeurope TCP 445']],
  ])('names what %s need', (_, features, expected) => {
    expect(targets(features)).toEqual(expected);
  });

  test.each<[EgressFeature, EgressFeature, readonly string[]]>([
    [EgressFeature.R_STUDIO, EgressFeature.BATCH, ['AzureMachineLearning TCP 8787', 'ghcr.io', 'pkg-containers.githubusercontent.com', 'cloud.r-project.org']],
    [EgressFeature.HIGH_BUSINESS_IMPACT, EgressFeature.BATCH, ['AzureKeyVault.westeurope TCP 443']],
    [EgressFeature.KUBERNETES, EgressFeature.TRAINING, ['*.kusto.windows.net', '*.table.core.windows.net', '*.queue.core.windows.net', '*.workspace.westeurope.api.azureml.ms', 'westeurope.experiments.azureml.net', 'westeurope.api.azureml.ms', 'archive.ubuntu.com', 'security.ubuntu.com', 'ppa.launchpad.net']],
  ])('names what %s needs on top of %s', (feature, base, expected) => {
    const features = base === EgressFeature.BATCH ? [EgressFeature.TRAINING, base] : [base];
    expect(targets([...features, feature]).slice(targets(features).length)).toEqual(expected);
  });

  test('gives the same list whatever the order of the features is, each name once', () => {
    const rules = MachineLearningEgress.rules({ location: 'westeurope', features: ALL });
    expect(MachineLearningEgress.rules({ location: 'westeurope', features: [...ALL].reverse() })).toEqual(rules);
    expect(new Set(rules.map(({ name }) => name.toLowerCase())).size).toBe(rules.length);
  });

  test('is what a firewall takes, in full', () => {
    const template = synthesise((stack) => new FirewallRules(stack, 'Rules', { firewallPolicyId: POLICY_ID, priority: 500, sources: ['10.10.1.0/24'], rules: MachineLearningEgress.rules({ location: 'westeurope', features: ALL }) }));
    expect(template.resource('azurerm_firewall_policy_rule_collection_group')).toMatchObject({ network_rule_collection: [{ rule: { length: 14 } }], application_rule_collection: [{ rule: { length: 18 } }] });
  });

  test('fails in a region that is none', () => {
    expect(failure({ location: 'West Europe' })).toBe(`[EgressRegionUnknown] 'location' is not an Azure region: got "West Europe"; expected ${KNOWN_REGIONS.join(', ')}; use the short name of a region: service tags are made of it (at MachineLearningEgress)`);
  });

  test('fails without features', () => {
    expect(failure({ location: 'westeurope', features: [] })).toBe("[EgressFeaturesEmpty] 'features' has no feature: got []; expected at least one feature; name what the network is used for (at MachineLearningEgress)");
  });

  test('fails with a feature twice, and with one that does nothing alone', () => {
    expect(failure({ location: 'westeurope', features: [EgressFeature.PACKAGES, EgressFeature.PACKAGES, EgressFeature.R_STUDIO] })).toBe(`2 problems (at MachineLearningEgress):
  - [EgressFeatureDuplicate] 'features' has a feature twice: got "packages"; expected each feature once; leave one out
  - [EgressFeatureIncomplete] 'features' has a feature that does nothing without batch: got "rStudio"; expected batch as well; add it, or leave rStudio out`);
  });
});
