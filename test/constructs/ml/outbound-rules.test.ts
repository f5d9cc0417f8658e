import { TerraformStack } from 'cdktf';
import { ExistingResource } from '../../../constructs/core/existing-resource';
import { BuiltInRole } from '../../../constructs/identity/built-in-role';
import { IsolationMode } from '../../../constructs/ml/managed-network';
import type { OutboundPrivateLinkGroup, OutboundServiceTag } from '../../../constructs/ml/outbound-rule';
import { OUTBOUND_PRIVATE_LINK_GROUPS, OutboundProtocol } from '../../../constructs/ml/outbound-rule';
import { OutboundRuleSets } from '../../../constructs/ml/outbound-rule-sets';
import type { IWorkspace } from '../../../constructs/ml/workspace-base';
import type { Template } from '../../support/template';
import { problemsOf, synthesise } from '../../support/template';
import { azapi, GROUP_ID, identity, storage, STORAGE_ID, workspace, WORKSPACE_ID } from './fixtures';

const PREFIX = 'azurerm_machine_learning_workspace_network_outbound_rule';
const failing = (define: (workspace: IWorkspace) => void, mode?: IsolationMode): string => problemsOf((stack) => define(workspace(stack, mode)));
const hostsOf = (template: Template): unknown[] => Object.values(template.resources(`${PREFIX}_fqdn`)).map((rule) => rule['destination_fqdn']);

/** A value that TypeScript refuses, as it comes out of a file. */
function fromFile<T>(text: string): T {
  return JSON.parse(JSON.stringify(text));
}

describe('outbound rules', () => {
  test('come in three kinds, one after the other', () => {
    const template = synthesise((stack) => {
      const existing = workspace(stack);
      existing.addFqdnOutboundRule('pypi', { fqdn: '*.pypi.org' });
      existing.addServiceTagOutboundRule('factory', { serviceTag: 'DataFactory', protocol: OutboundProtocol.UDP, ports: '80,443,8000-8100' });
      existing.addPrivateEndpointOutboundRule('data', { target: storage(stack), group: 'dfs', sparkEnabled: true });
    });
    expect(template.resource(`${PREFIX}_fqdn`)).toEqual({ destination_fqdn: '*.pypi.org', name: 'pypi', workspace_id: WORKSPACE_ID });
    expect(template.resource(`${PREFIX}_service_tag`)).toEqual({ depends_on: [expect.stringMatching(/_fqdn\.Workspace_OutboundRules_pypi_\w+$/)], name: 'factory', port_ranges: '80,443,8000-8100', protocol: 'UDP', service_tag: 'DataFactory', workspace_id: WORKSPACE_ID });
    expect(template.resource(`${PREFIX}_private_endpoint`)).toEqual({ depends_on: [expect.stringMatching(/_service_tag\.Workspace_OutboundRules_factory_\w+$/)], name: 'data', service_resource_id: STORAGE_ID, spark_enabled: true, sub_resource_target: 'dfs', workspace_id: WORKSPACE_ID });
  });

  test('open HTTPS by default, and all of ICMP', () => {
    const template = synthesise((stack) => {
      const existing = workspace(stack);
      existing.addServiceTagOutboundRule('monitor', { serviceTag: 'AzureMonitor' });
      existing.addServiceTagOutboundRule('ping', { serviceTag: 'Internet', protocol: OutboundProtocol.ICMP });
    });
    expect(Object.values(template.resources(`${PREFIX}_service_tag`)).map((rule) => [rule['protocol'], rule['port_ranges']])).toEqual([['TCP', '443'], ['ICMP', '*']]);
  });

  test('reach resources privately where the internet is open', () => {
    const template = synthesise((stack) => workspace(stack, IsolationMode.ALLOW_INTERNET_OUTBOUND).addPrivateEndpointOutboundRule('data', { target: storage(stack), group: 'blob' }));
    expect(template.resource(`${PREFIX}_private_endpoint`)).toMatchObject({ sub_resource_target: 'blob', spark_enabled: false });
  });

  test('have a default set', () => {
    const template = synthesise((stack) => {
      const existing = workspace(stack);
      OutboundRuleSets.defaults(storage(stack)).forEach((set) => existing.addOutboundRules(set));
    });
    expect(hostsOf(template).sort()).toEqual(['*.anaconda.com', '*.anaconda.org', '*.docker.com', '*.docker.io', '*.pythonhosted.org', 'anaconda.com', 'docker.io', 'production.cloudflare.docker.com', 'pypi.org']);
    expect(Object.values(template.resources(`${PREFIX}_private_endpoint`)).map((rule) => rule['sub_resource_target'])).toEqual(['queue', 'table']);
  });

  test('have sets for more', () => {
    const template = synthesise((stack) => {
      const existing = workspace(stack);
      [OutboundRuleSets.pyTorch(), OutboundRuleSets.huggingFace(), OutboundRuleSets.visualStudioCode(), OutboundRuleSets.azureServices('AzureFrontDoor.FirstParty', 'AzureActiveDirectoryDomainServices')].forEach((set) => existing.addOutboundRules(set));
    });
    expect(template.counts).toEqual({ [`${PREFIX}_fqdn`]: 13, [`${PREFIX}_service_tag`]: 2 });
    expect(Object.values(template.resources(`${PREFIX}_service_tag`)).map((rule) => rule['name'])).toEqual(['azure-AzureActiveDirectoryDomainS', 'azure-AzureFrontDoor-FirstParty']);
  });

  test('fails with a host where the internet is open', () => {
    expect(failing((existing) => existing.addFqdnOutboundRule('pypi', { fqdn: 'pypi.org' }), IsolationMode.ALLOW_INTERNET_OUTBOUND)).toBe(`[OutboundRuleNotApproved] 'outboundRules' opens a host by its name, which is open already: got "AllowInternetOutbound"; expected AllowOnlyApprovedOutbound; leave the rule out, or set 'managedNetwork.isolationMode' to let out only what is approved (at test/Workspace/OutboundRules)`);
  });

  test('fails with a service tag where the internet is open', () => {
    expect(failing((existing) => existing.addServiceTagOutboundRule('monitor', { serviceTag: 'AzureMonitor' }), IsolationMode.ALLOW_INTERNET_OUTBOUND)).toBe(`[OutboundRuleNotApproved] 'outboundRules' opens a service of Azure, which is open already: got "AllowInternetOutbound"; expected AllowOnlyApprovedOutbound; leave the rule out, or set 'managedNetwork.isolationMode' to let out only what is approved (at test/Workspace/OutboundRules)`);
  });

  test('fails without a managed network', () => {
    expect(problemsOf((stack) => workspace(stack, IsolationMode.DISABLED).addPrivateEndpointOutboundRule('data', { target: storage(stack), group: 'blob' }))).toBe(`[OutboundRuleWithoutNetwork] 'outboundRules' has no effect without a managed network: got "Disabled"; expected AllowOnlyApprovedOutbound or AllowInternetOutbound; leave the rule out, or set 'managedNetwork.isolationMode' (at test/Workspace/OutboundRules)`);
  });

  test('fails with a URL', () => {
    expect(failing((existing) => existing.addFqdnOutboundRule('pypi', { fqdn: 'https://pypi.org/simple' }))).toBe(`[OutboundFqdnInvalid] 'fqdn' is not the name of a host: got "https://pypi.org/simple"; expected a name like pypi.org or *.pypi.org, without scheme, port and path; write only the host (at test/Workspace/OutboundRules)`);
  });

  test('fails with an address', () => {
    expect(failing((existing) => existing.addFqdnOutboundRule('address', { fqdn: '203.0.113.7' }))).toBe(`[OutboundFqdnInvalid] 'fqdn' is not the name of a host: got "203.0.113.7"; expected a name like pypi.org or *.pypi.org, without scheme, port and path; write only the host (at test/Workspace/OutboundRules)`);
  });

  test('fails with a host of storage', () => {
    expect(failing((existing) => existing.addFqdnOutboundRule('data', { fqdn: '*.blob.core.windows.net' }))).toBe(`[OutboundFqdnStorage] 'fqdn' is storage of Azure, which rules by name do not open: got "*.blob.core.windows.net"; expected a host that is not storage; add a private endpoint rule with 'addPrivateEndpointOutboundRule' (at test/Workspace/OutboundRules)`);
  });

  test('fails with a name that is too short', () => {
    expect(failing((existing) => existing.addFqdnOutboundRule('py', { fqdn: 'pypi.org' }))).toBe(`[NameTooShort] 'name' is too short for an outbound rule: got "py"; expected 3 to 33 characters: letters, digits, "_" and "-", starting with a letter or digit; lengthen it (at test/Workspace/OutboundRules)`);
  });

  test('fails with the same name twice, whatever its capitals', () => {
    expect(failing((existing) => {
      existing.addFqdnOutboundRule('pypi', { fqdn: 'pypi.org' });
      existing.addServiceTagOutboundRule('PyPI', { serviceTag: 'AzureMonitor' });
    })).toBe(`[OutboundRuleTwice] 'name' is the name of an outbound rule already: got "PyPI"; expected a name of its own for each rule; rename one of the two (at test/Workspace/OutboundRules)`);
  });

  test('fails with a regional service tag', () => {
    expect(failing((existing) => existing.addServiceTagOutboundRule('storage', { serviceTag: fromFile<OutboundServiceTag>('Storage.WestEurope') }))).toBe(`[OutboundServiceTagUnknown] 'serviceTag' is not a service tag of a managed network: got "Storage.WestEurope"; expected one of the 75 tags in OUTBOUND_SERVICE_TAGS; leave the region out, and keep the capitals (at test/Workspace/OutboundRules)`);
  });

  test('fails with ports that are out of range', () => {
    expect(failing((existing) => existing.addServiceTagOutboundRule('monitor', { serviceTag: 'AzureMonitor', ports: '443,9000-8000' }))).toBe(`[OutboundPortsInvalid] 'ports' is not a list of ports: got "443,9000-8000"; expected ports from 1 to 65535 and ranges, for example "443,8000-8100", or "*"; correct the list (at test/Workspace/OutboundRules)`);
  });

  test('fails with ports of a protocol that has none', () => {
    expect(failing((existing) => existing.addServiceTagOutboundRule('ping', { serviceTag: 'Internet', protocol: OutboundProtocol.ICMP, ports: '7' }))).toBe(`[OutboundPortsUnused] 'ports' has no effect with ICMP: got "7"; expected nothing, since ICMP has no ports; leave 'ports' out (at test/Workspace/OutboundRules)`);
  });

  test.each([
    ['amlregistry', 'Microsoft.MachineLearningServices/registries/mlr-shared'],
    ['searchService', 'Microsoft.Search/searchServices/srch-shared'],
    ['account', 'Microsoft.CognitiveServices/accounts/ais-shared'],
    ['registry', 'Microsoft.ContainerRegistry/registries/crshared'],
    ['sqlServer', 'Microsoft.Sql/servers/sql-shared'],
    ['azuremonitor', 'Microsoft.Insights/privateLinkScopes/ampls-shared'],
  ] as const)('reach %s by the API itself, which azurerm does not know', (group, target) => {
    const serviceResourceId = `${GROUP_ID}/providers/${target}`;
    const template = synthesise((stack) => {
      azapi(stack);
      const existing = workspace(stack);
      existing.addPrivateEndpointOutboundRule('data', { target: storage(stack), group: 'blob' });
      existing.addPrivateEndpointOutboundRule('other', { target: new ExistingResource(stack, 'Target', serviceResourceId), group, sparkEnabled: true });
    });
    expect(template.resource('azapi_resource')).toEqual({
      body: { properties: { type: 'PrivateEndpoint', category: 'UserDefined', destination: { serviceResourceId, subresourceTarget: group, sparkEnabled: true } } },
      depends_on: [expect.stringMatching(/_private_endpoint\.Workspace_OutboundRules_data_\w+$/)],
      name: 'other',
      parent_id: WORKSPACE_ID,
      replace_triggers_refs: ['properties.destination'],
      schema_validation_enabled: true,
      type: 'Microsoft.MachineLearningServices/workspaces/outboundRules@2025-09-01',
    });
  });

  test('wait for the roles that approving them needs', () => {
    const template = synthesise((stack) => {
      const target = storage(stack);
      const requiredRoleAssignments = [target.addRoleAssignment({ role: BuiltInRole.NETWORK_CONNECTION_APPROVER, grantee: identity(stack) })];
      workspace(stack).addPrivateEndpointOutboundRule('data', { target, group: 'blob', requiredRoleAssignments });
    });
    expect(template.resource(`${PREFIX}_private_endpoint`)).toMatchObject({ depends_on: [expect.stringMatching(/^azurerm_role_assignment\.Storage_AzureAIEnterpriseNetworkConnectionApproverToTraining_\w+$/)] });
  });

  test('fails with a sub-resource that there is not', () => {
    expect(failing((existing) => existing.addPrivateEndpointOutboundRule('data', { target: storage(TerraformStack.of(existing)), group: fromFile<OutboundPrivateLinkGroup>('Blob') }))).toBe(`[OutboundGroupUnsupported] 'group' is not a sub-resource that outbound rules reach: got "Blob"; expected ${OUTBOUND_PRIVATE_LINK_GROUPS.join(', ')}; name one of these (at test/Workspace/OutboundRules)`);
  });

  test('fails with a sub-resource of another type', () => {
    expect(failing((existing) => existing.addPrivateEndpointOutboundRule('data', { target: storage(TerraformStack.of(existing)), group: 'vault' }))).toBe(`[OutboundTargetMismatch] 'group' is not a sub-resource of Microsoft.Storage/storageAccounts: got "vault"; expected blob or dfs or file or queue or table or web; name a sub-resource of the target, or another target (at test/Workspace/OutboundRules)`);
  });

  test('fails with a target that no rule reaches', () => {
    expect(failing((existing) => existing.addPrivateEndpointOutboundRule('data', { target: new ExistingResource(TerraformStack.of(existing), 'Target', `${GROUP_ID}/providers/Microsoft.Web/sites/app-shared`), group: 'redisCache' }))).toBe(`[OutboundTargetMismatch] 'group' is not a sub-resource of Microsoft.Web/sites: got "redisCache"; expected a target of the type Microsoft.Cache/Redis; name a sub-resource of the target, or another target (at test/Workspace/OutboundRules)`);
  });
});
