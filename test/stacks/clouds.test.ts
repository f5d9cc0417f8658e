import { AzureCloud, cloudEndpoints } from '../../constructs/core/cloud';
import { PrivateDnsZones } from '../../constructs/network/private-dns-zones';
import { PRIVATE_LINK_GROUPS } from '../../constructs/network/private-link';
import { checkSharedSettings } from '../../environments/loading/check';
import shared from '../../environments/shared';
import type { Changes } from '../environments/wrong';
import { defineShared } from '../../stacks/landscape';
import { texts, textsOf, variant } from './landscape-of';

const CASES = [
  { cloud: 'usgovernment', location: 'usgovvirginia', zone: 'privatelink.usgovvirginia.cx.aks.containerservice.azure.us' },
  { cloud: 'china', location: 'chinanorth3', zone: 'privatelink.chinanorth3.cx.prod.service.azk8s.cn' },
] as const;

/** What no stack of another cloud may have: domains of public Azure, whatever stands before them. */
const PUBLIC_SUFFIXES = [
  ...new Set([
    ...PrivateDnsZones.namesFor(...PRIVATE_LINK_GROUPS).map((zone) => zone.replace('privatelink.', '')),
    ...Object.entries(cloudEndpoints(AzureCloud.PUBLIC)).flatMap(([key, value]) => (key === 'displayName' || typeof value !== 'string' ? [] : [value])),
    'windows.net', 'azure.com', 'azure.net', 'azurecr.io', 'azureml.ms', 'azureml.net', 'azmk8s.io', 'microsoftonline.com', 'azure-automation.net', 'graph.microsoft.com',
  ]),
];

/** Names of labels and taints of Kubernetes are the same in every cloud: nobody looks them up. */
const LABELS = /(kubernetes\.azure\.com|ml\.azure\.com)\/[a-z-]+/g;

/** The feed is of Azure DevOps, which is in public Azure only; attached clusters and scoring services are too. */
const ADAPTED: Changes = { 'aks.machineLearning': undefined, 'aks.serving': undefined, 'workspace.outboundRules.fqdns.package-feed': 'packages.contoso.com' };

// Azure DevOps is at dev.azure.com alone, whatever the cloud of what it deploys.
const settingsOf = ({ cloud, location }: (typeof CASES)[number]) => checkSharedSettings({ ...shared, cloud, location, devOps: undefined, modelRegistry: { regions: [{ location }] } }, 'shared');
const stacksOf = (of: (typeof CASES)[number], changes: Changes = {}) => textsOf(variant('prod', { cloud: of.cloud, location: of.location, ...ADAPTED, ...changes }), settingsOf(of));

describe.each(CASES)('prod in $cloud', (of) => {
  const environment = variant('prod', { cloud: of.cloud, location: of.location, ...ADAPTED });
  const stacks = { ...stacksOf(of), ...texts((app) => defineShared(app, { shared: settingsOf(of), environments: [environment], complete: true })) };
  const json = Object.fromEntries(Object.entries(stacks).map(([name, text]) => [name, JSON.parse(text) as { readonly provider: object; readonly terraform: { readonly backend: Readonly<Record<string, object>> } }]));

  test('is the whole landscape', () => {
    expect(Object.keys(stacks).sort()).toEqual(['prod-aks', 'prod-ml', 'prod-network', 'prod-platform', 'shared-registry', 'shared-state']);
  });

  test('has no domain of public Azure', () => {
    const found = Object.entries(stacks).flatMap(([name, text]) => PUBLIC_SUFFIXES.filter((suffix) => text.replaceAll(LABELS, '').includes(suffix)).map((suffix) => `${name}: ${suffix}`));
    expect(found).toEqual([]);
  });

  test('with zones of its own, has those of the cloud only', () => {
    const text = stacksOf(of, { 'network.privateDnsZones': { kind: 'owned' } })['prod-network'] ?? '';
    const { resource } = JSON.parse(text) as { readonly resource: { readonly azurerm_private_dns_zone: Readonly<Record<string, { readonly name: string }>> } };
    expect(Object.values(resource.azurerm_private_dns_zone).map(({ name }) => name).sort()).toEqual(
      [...PrivateDnsZones.namesIn(of.cloud === 'china' ? AzureCloud.CHINA : AzureCloud.US_GOVERNMENT, 'amlworkspace', 'blob', 'file', 'queue', 'table', 'dfs', 'vault', 'registry'), of.zone].sort(),
    );
    expect(PUBLIC_SUFFIXES.filter((suffix) => text.includes(suffix))).toEqual([]);
  });

  test('tells the cloud to every provider and backend', () => {
    for (const stack of Object.values(json)) {
      for (const blocks of Object.values(stack.provider)) expect(blocks).toEqual([expect.objectContaining({ environment: of.cloud })]);
      for (const [kind, block] of Object.entries(stack.terraform.backend)) expect(block).toEqual(kind === 'azurerm' ? expect.objectContaining({ environment: of.cloud }) : expect.not.objectContaining({ environment: of.cloud }));
    }
    expect(Object.keys(json['prod-ml']?.provider ?? {})).toEqual(['azapi', 'azurerm']);
    expect(Object.keys(json['prod-ml']?.terraform.backend ?? {})).toEqual(['azurerm']);
  });

  test('reads the states of other stacks in the cloud', () => {
    const { data } = JSON.parse(stacks['prod-ml'] ?? '{}') as { readonly data: { readonly terraform_remote_state: Readonly<Record<string, { readonly config: object }>> } };
    expect(Object.values(data.terraform_remote_state).map(({ config }) => config)).toEqual(Object.values(data.terraform_remote_state).map(() => expect.objectContaining({ environment: of.cloud })));
  });
});

describe('public Azure', () => {
  test('is what it was without the setting, and is not named to providers', () => {
    const stacks = textsOf(variant('prod', { cloud: 'public' }));
    expect(stacks).toEqual(textsOf(variant('prod')));
    expect(Object.values(stacks).filter((text) => /"environment": "(public|usgovernment|china)"/.test(text))).toEqual([]);
  });
});
