import { AzureCloud } from '../core/cloud';
import type { SecurityRuleOptions } from './security-rule';
import { RuleAccess, RuleDirection, RuleProtocol } from './security-rule';

/** What compute of Azure Machine Learning in a network of one's own reaches. */
export interface MachineLearningOutboundOptions {
  /** The region of the workspace, for example `westeurope`. */
  readonly location: string;
  /** Whether RStudio runs on compute instances. @default false */
  readonly rStudioEnabled?: boolean;
  /** Whether logs go to Azure Monitor at its public address; support needs it too. @default true */
  readonly monitorEnabled?: boolean;
  /** Whether the workspace has high business impact set: Batch then reads the key vault. @default false */
  readonly highBusinessImpact?: boolean;
  /** Whether file shares are reached through a firewall rather than a private endpoint in the network. @default false */
  readonly fileSharesEnabled?: boolean;
  /** The cloud of the workspace. @default AzureCloud.PUBLIC */
  readonly cloud?: AzureCloud;
}

/** Sets of rules that the landscape needs, for `rules` and `addRules` of a network security group. */
export class SecurityRules {
  /** Nothing comes in from the Internet; rules with a lower priority number can still let parts of it in. */
  static denyInternetInbound(): Readonly<Record<string, SecurityRuleOptions>> {
    return {
      DenyInternetInbound: { direction: RuleDirection.INBOUND, access: RuleAccess.DENY, protocol: RuleProtocol.ANY, sources: ['Internet'], destinations: ['*'], priority: 4096, description: 'Nothing comes in from the Internet' },
    };
  }

  /** Nothing goes out to the Internet but what rules with a lower priority number let out. */
  static denyInternetOutbound(): Readonly<Record<string, SecurityRuleOptions>> {
    return {
      DenyInternetOutbound: { direction: RuleDirection.OUTBOUND, access: RuleAccess.DENY, protocol: RuleProtocol.ANY, sources: ['*'], destinations: ['Internet'], priority: 4096, description: 'Only what another rule allows goes out to the Internet' },
    };
  }

  /**
   * What compute without public addresses reaches in a network of one's own. With a managed network it is not needed.
   *
   * @see https://learn.microsoft.com/azure/machine-learning/how-to-access-azureml-behind-firewall
   */
  static machineLearningOutbound(options: MachineLearningOutboundOptions): Readonly<Record<string, SecurityRuleOptions>> {
    const { location, rStudioEnabled = false, monitorEnabled = true, highBusinessImpact = false, fileSharesEnabled = false, cloud = AzureCloud.PUBLIC } = options;
    return {
      AllowEntraOutbound: outbound('AzureActiveDirectory', [80, 443], 'Sign-in with Entra'),
      AllowMachineLearningOutbound: outbound('AzureMachineLearning', rStudioEnabled ? [443, 8787, 18881] : [443, 18881], 'Azure Machine Learning, and IntelliSense in notebooks'),
      AllowMachineLearningUdpOutbound: outbound('AzureMachineLearning', [5831], 'Creating, updating and deleting compute instances', RuleProtocol.UDP),
      AllowBatchOutbound: outbound(`BatchNodeManagement.${location}`, [443], 'Azure Batch, which runs the compute', RuleProtocol.ANY),
      AllowResourceManagerOutbound: outbound('AzureResourceManager', [443], 'Azure Resource Manager'),
      AllowStorageOutbound: outbound(`Storage.${location}`, fileSharesEnabled ? [443, 445] : [443], 'Data and system images of the compute'),
      // Azure in China has its studio without Front Door.
      ...(cloud === AzureCloud.CHINA ? {} : { AllowFrontDoorOutbound: outbound('AzureFrontDoor.FrontEnd', [443], 'Studio, and images and environments of AutoML') }),
      AllowMicrosoftRegistryOutbound: outbound(`MicrosoftContainerRegistry.${location}`, [443], 'Images of Microsoft'),
      AllowMicrosoftRegistryContentOutbound: outbound('AzureFrontDoor.FirstParty', [443], 'Layers of the images of Microsoft'),
      ...(monitorEnabled ? { AllowMonitorOutbound: outbound('AzureMonitor', [443], 'Logs and metrics') } : {}),
      ...(highBusinessImpact ? { AllowKeyVaultOutbound: outbound(`AzureKeyVault.${location}`, [443], 'Key vault of a workspace with high business impact') } : {}),
    };
  }
}

function outbound(destination: string, ports: readonly number[], description: string, protocol: RuleProtocol = RuleProtocol.TCP): SecurityRuleOptions {
  return { direction: RuleDirection.OUTBOUND, access: RuleAccess.ALLOW, protocol, sources: ['VirtualNetwork'], destinations: [destination], ports, description };
}
