import { AZURERM_KINDS } from './azurerm-kinds';
import type { Kind } from './kind';
import { hidden, marker, node } from './kind';
import { ARM_KINDS, OTHER_KINDS } from './other-kinds';

/** An outbound rule of azapi that isn't a private endpoint. */
const OUTBOUND_RULE = marker('outbound rule', 'parent_id');

/** What a workspace's compute is called, by the type that Azure gives it. */
const COMPUTE_LABELS: Readonly<Record<string, string>> = { ComputeInstance: 'Compute instance', AmlCompute: 'Compute cluster', Kubernetes: 'Kubernetes compute', SynapseSpark: 'Attached Spark pool', DataFactory: 'Attached compute', Databricks: 'Attached Databricks', VirtualMachine: 'Attached virtual machine' };

/** What a workspace is called, by its kind. */
const WORKSPACE_LABELS: Readonly<Record<string, string>> = { FeatureStore: 'Feature store', Hub: 'AI hub', Project: 'AI project' };

/** Types in Azure, in small letters, that azurerm has under a name of its own. */
const ARM_ALIASES: Readonly<Record<string, string>> = {
  'microsoft.cognitiveservices/accounts': 'cognitive_account',
  'microsoft.containerregistry/registries': 'container_registry',
  'microsoft.containerservice/managedclusters': 'kubernetes_cluster',
  'microsoft.insights/actiongroups': 'monitor_action_group',
  'microsoft.insights/components': 'application_insights',
  'microsoft.keyvault/vaults': 'key_vault',
  'microsoft.managedidentity/userassignedidentities': 'user_assigned_identity',
  'microsoft.network/virtualnetworks/subnets': 'subnet',
  'microsoft.operationalinsights/workspaces': 'log_analytics_workspace',
  'microsoft.search/searchservices': 'search_service',
  'microsoft.storage/storageaccounts': 'storage_account',
};

/** Azure DevOps has many types for settings of a project, which are details of it. */
const DEVOPS_PROJECT_DETAIL = hidden('setting of a DevOps project', ['project_id']);

/** The kind of a resource: of every type, known or not. */
export function kindOf(type: string, block: { readonly armType?: string; readonly outboundType?: string; readonly computeType?: string; readonly workspaceKind?: string; readonly manifestKind?: string } = {}): Kind {
  const kind = tableKind(type, block.armType);
  if (block.outboundType !== undefined && block.outboundType !== 'PrivateEndpoint') return OUTBOUND_RULE;
  if (kind.label === 'Workspace compute') return relabelled(block.computeType === 'Kubernetes' ? { ...kind, flow: 'out of owner' } : kind, COMPUTE_LABELS[block.computeType ?? '']);
  if (type === 'kubernetes_manifest') return relabelled(kind, block.manifestKind);
  return kind.label === 'ML workspace' ? relabelled(kind, WORKSPACE_LABELS[block.workspaceKind ?? '']) : kind;
}

function tableKind(type: string, armType: string | undefined): Kind {
  if (type.startsWith('azapi_') && armType !== undefined && OTHER_KINDS[type] === undefined) return kindOfArmType(armType);
  const known = OTHER_KINDS[type] ?? (type.startsWith('azurerm_') ? AZURERM_KINDS[type.slice('azurerm_'.length)] : undefined);
  return known ?? (type.startsWith('azuredevops_') ? DEVOPS_PROJECT_DETAIL : node(words(type), 'other', { owner: ['parent_id'] }));
}

/** The kind of a resource by its type in Azure, as it stands in a resource id. */
export function kindOfArmType(armType: string): Kind {
  const lower = armType.toLowerCase();
  const known = ARM_KINDS[lower] ?? AZURERM_KINDS[ARM_ALIASES[lower] ?? ''];
  return known ?? node(spaced(armType.split('/').at(-1) ?? armType), 'other', { owner: ['parent_id'] });
}

function relabelled(kind: Kind, label: string | undefined): Kind {
  return label === undefined ? kind : { ...kind, label, plural: `${label}s` };
}

/** `azurerm_some_thing` as words. */
function words(type: string): string {
  const text = type.slice(type.indexOf('_') + 1).replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `someThings` as words. */
function spaced(name: string): string {
  const text = name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

