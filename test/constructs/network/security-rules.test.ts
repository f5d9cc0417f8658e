import type { TerraformStack } from 'cdktf';
import { NetworkSecurityGroup } from '../../../constructs/network/network-security-group';
import type { SecurityRuleOptions } from '../../../constructs/network/security-rule';
import { SecurityRules } from '../../../constructs/network/security-rules';
import { synthesise, testResourceGroup } from '../../support/template';

/** Each rule of a set on one line, as a group takes it. */
function lines(rules: Readonly<Record<string, SecurityRuleOptions>>): readonly string[] {
  let found: readonly string[] = [];
  synthesise((stack: TerraformStack) => {
    const group = new NetworkSecurityGroup(stack, 'Rules', { resourceGroup: testResourceGroup(stack), rules });
    found = group.rules.map((rule) => `${rule.priority} ${rule.name}: ${rule.direction} ${rule.access} ${rule.protocol} ${rule.sources.join()} -> ${rule.destinations.join()}:${(rule.ports ?? ['*']).join()}`);
  });
  return found;
}

describe('SecurityRules', () => {
  test('keep the Internet out, and in, after all other rules', () => {
    expect(lines({ ...SecurityRules.denyInternetInbound(), ...SecurityRules.denyInternetOutbound() })).toEqual([
      '4096 DenyInternetInbound: Inbound Deny * Internet -> *:*',
      '4096 DenyInternetOutbound: Outbound Deny * * -> Internet:*',
    ]);
  });

  test('let compute of Azure Machine Learning reach what Microsoft lists', () => {
    expect(lines(SecurityRules.machineLearningOutbound({ location: 'westeurope' }))).toEqual([
      '1000 AllowEntraOutbound: Outbound Allow Tcp VirtualNetwork -> AzureActiveDirectory:80,443',
      '1010 AllowMachineLearningOutbound: Outbound Allow Tcp VirtualNetwork -> AzureMachineLearning:443,18881',
      '1020 AllowMachineLearningUdpOutbound: Outbound Allow Udp VirtualNetwork -> AzureMachineLearning:5831',
      '1030 AllowBatchOutbound: Outbound Allow * VirtualNetwork -> BatchNodeManagement.westeurope:443',
      '1040 AllowResourceManagerOutbound: Outbound Allow Tcp VirtualNetwork -> AzureResourceManager:443',
      '1050 AllowStorageOutbound: Outbound Allow Tcp VirtualNetwork -> Storage.westeurope:443',
      '1060 AllowFrontDoorOutbound: Outbound Allow Tcp VirtualNetwork -> AzureFrontDoor.FrontEnd:443',
      '1070 AllowMicrosoftRegistryOutbound: Outbound Allow Tcp VirtualNetwork -> MicrosoftContainerRegistry.westeurope:443',
      '1080 AllowMicrosoftRegistryContentOutbound: Outbound Allow Tcp VirtualNetwork -> AzureFrontDoor.FirstParty:443',
      '1090 AllowMonitorOutbound: Outbound Allow Tcp VirtualNetwork -> AzureMonitor:443',
    ]);
  });

  test('follow what the workspace uses', () => {
    const rules = lines(SecurityRules.machineLearningOutbound({ location: 'westeurope', rStudioEnabled: true, monitorEnabled: false, highBusinessImpact: true, fileSharesEnabled: true }));
    expect(rules.filter((line) => /MachineLearningOutbound|Storage|Monitor|KeyVault/.test(line))).toEqual([
      '1010 AllowMachineLearningOutbound: Outbound Allow Tcp VirtualNetwork -> AzureMachineLearning:443,8787,18881',
      '1050 AllowStorageOutbound: Outbound Allow Tcp VirtualNetwork -> Storage.westeurope:443,445',
      '1090 AllowKeyVaultOutbound: Outbound Allow Tcp VirtualNetwork -> AzureKeyVault.westeurope:443',
    ]);
  });
});
