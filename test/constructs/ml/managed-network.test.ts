import { IsolationMode, ManagedFirewallSku } from '../../../constructs/ml/managed-network';
import { OutboundRuleSets } from '../../../constructs/ml/outbound-rule-sets';
import type { WorkspaceProps } from '../../../constructs/ml/workspace';
import { Workspace } from '../../../constructs/ml/workspace';
import { problemsOf, synthesise } from '../../support/template';
import { azapi, workspaceProps } from './fixtures';

const WORKSPACE = expect.stringMatching(/^\$\{azurerm_machine_learning_workspace\.Workspace_\w+\.id\}$/);
const templateOf = (props: Partial<WorkspaceProps>) => synthesise((stack) => {
  azapi(stack);
  new Workspace(stack, 'Workspace', { ...workspaceProps(stack), ...props });
});

describe('the firewall of a managed network', () => {
  test('is left to Azure', () => {
    expect(templateOf({}).counts).toEqual({ azurerm_machine_learning_workspace: 1 });
  });

  test('is there before the first rule that needs it', () => {
    const template = templateOf({ managedNetwork: { firewallSku: ManagedFirewallSku.BASIC }, outboundRules: [OutboundRuleSets.python()] });
    expect(template.resource('azapi_update_resource')).toEqual({ body: { properties: { managedNetwork: { firewallSku: 'Basic' } } }, locks: [WORKSPACE], resource_id: WORKSPACE, type: 'Microsoft.MachineLearningServices/workspaces@2025-09-01' });
    const rules = template.resources('azurerm_machine_learning_workspace_network_outbound_rule_fqdn');
    expect(Object.fromEntries(Object.values(rules).map((rule) => [rule['name'], rule['depends_on']]))).toEqual({
      'pypi': [expect.stringMatching(/^azapi_update_resource\.Workspace_ManagedNetworkFirewall_/)],
      'pypi-files': [expect.stringMatching(/^azurerm_machine_learning_workspace_network_outbound_rule_fqdn\.Workspace_OutboundRules_pypi_/)],
    });
  });

  test('is changed together with address ranges, which a second change would drop', () => {
    const template = templateOf({ managedNetwork: { firewallSku: ManagedFirewallSku.STANDARD }, publicNetworkAccessEnabled: true, ipRules: ['203.0.113.0/24'] });
    expect(template.resource('azapi_update_resource')).toMatchObject({ body: { properties: { ipAllowlist: ['203.0.113.0/24'], managedNetwork: { firewallSku: 'Standard' } } }, type: 'Microsoft.MachineLearningServices/workspaces@2025-10-01-preview' });
  });

  test.each([IsolationMode.DISABLED, IsolationMode.ALLOW_INTERNET_OUTBOUND])('fails with %s', (isolationMode) => {
    expect(problemsOf((stack) => new Workspace(stack, 'Workspace', { ...workspaceProps(stack), managedNetwork: { isolationMode, firewallSku: ManagedFirewallSku.BASIC } }))).toBe(
      `[FirewallSkuUnused] 'managedNetwork.firewallSku' has no effect with ${isolationMode}, which has no firewall: got "Basic"; expected nothing, or AllowOnlyApprovedOutbound; leave it out (at test/Workspace)`,
    );
  });
});
