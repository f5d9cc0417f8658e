import type { Kind } from './kind';
import { box, connection, hidden, marker, node } from './kind';

const PARENT = ['parent_id'];
const NAMESPACE = 'metadata.namespace';

/** How resources of azapi are drawn, by ARM type in small letters, without the version. */
export const ARM_KINDS: Readonly<Record<string, Kind>> = {
  'microsoft.logic/workflows': node('Logic app', 'delivery'),
  'microsoft.machinelearningservices/registries': node('ML registry', 'machine learning', { plural: 'ML registries' }),
  'microsoft.machinelearningservices/workspaces': node('ML workspace', 'machine learning'),
  'microsoft.machinelearningservices/workspaces/batchendpoints': node('Batch endpoint', 'serving', { owner: PARENT, flow: 'out of owner' }),
  'microsoft.machinelearningservices/workspaces/batchendpoints/deployments': node('Batch deployment', 'serving', { owner: PARENT, flow: 'out of owner' }),
  'microsoft.machinelearningservices/workspaces/computes': node('Workspace compute', 'compute', { owner: PARENT, dataTo: ['body.properties.resourceId'] }),
  'microsoft.machinelearningservices/workspaces/connections': node('Connection', 'machine learning', { owner: PARENT }),
  'microsoft.machinelearningservices/workspaces/data': marker('data asset', PARENT),
  'microsoft.machinelearningservices/workspaces/data/versions': hidden('version of a data asset', PARENT),
  'microsoft.machinelearningservices/workspaces/datastores': node('Datastore', 'data', { owner: PARENT, flow: 'into owner' }),
  'microsoft.machinelearningservices/workspaces/onlineendpoints': node('Online endpoint', 'serving', { owner: PARENT, flow: 'out of owner', dataTo: ['body.properties.compute'] }),
  'microsoft.machinelearningservices/workspaces/onlineendpoints/deployments': node('Online deployment', 'serving', { owner: PARENT, flow: 'out of owner' }),
  'microsoft.machinelearningservices/workspaces/outboundrules': connection('Outbound rule', { from: 'parent_id', to: 'body.properties.destination.serviceResourceId', label: 'outbound private endpoint', detail: 'body.properties.destination.subresourceTarget' }),
  'microsoft.machinelearningservices/workspaces/schedules': node('Schedule', 'monitoring', { owner: PARENT }),
  'microsoft.network/privatednszones': node('Private DNS zone', 'network'),
  'microsoft.network/virtualhubs': node('Virtual hub', 'network'),
  'microsoft.network/virtualnetworks': node('Virtual network', 'network'),
  'microsoft.storage/storageaccounts/queueservices/queues': node('Storage queue', 'data', { owner: PARENT }),
};

/** How resources of azuread, azuredevops and kubernetes are drawn, and helpers of Terraform. */
export const OTHER_KINDS: Readonly<Record<string, Kind>> = {
  azapi_resource_action: hidden('action', ['resource_id']),
  azapi_update_resource: hidden('setting', ['resource_id', 'parent_id']),
  azuread_application: node('Entra application', 'identity'),
  azuread_application_federated_identity_credential: marker('federated credential', 'application_id'),
  azuread_group: node('Entra group', 'identity'),
  azuread_service_principal: node('Service principal', 'identity'),
  azuredevops_agent_queue: hidden('agent queue', 'project_id'),
  azuredevops_build_definition: node('Pipeline', 'delivery', { owner: ['project_id'] }),
  azuredevops_environment: node('Deployment environment', 'delivery', { owner: ['project_id'] }),
  azuredevops_git_repository: node('Git repository', 'delivery', { plural: 'Git repositories', owner: ['project_id'] }),
  azuredevops_group: node('DevOps group', 'identity', { owner: ['scope'] }),
  azuredevops_project: node('DevOps project', 'delivery'),
  azuredevops_serviceendpoint_azurecr: node('Service connection', 'delivery', { owner: ['project_id'] }),
  azuredevops_serviceendpoint_azurerm: node('Service connection', 'delivery', { owner: ['project_id'] }),
  azuredevops_team: node('DevOps team', 'identity', { owner: ['project_id'] }),
  azuredevops_variable_group: marker('variable group', 'project_id'),
  kubernetes_cluster_role_binding_v1: hidden('cluster role binding'),
  kubernetes_cluster_role_v1: hidden('cluster role'),
  kubernetes_config_map_v1: marker('config map', NAMESPACE),
  kubernetes_cron_job_v1: node('Scheduled job', 'serving'),
  kubernetes_deployment_v1: node('Deployment', 'serving'),
  kubernetes_horizontal_pod_autoscaler_v2: marker('autoscaler', NAMESPACE),
  kubernetes_ingress_v1: node('Ingress', 'network'),
  kubernetes_job_v1: node('Job', 'serving'),
  kubernetes_limit_range_v1: hidden('limit range', NAMESPACE),
  kubernetes_manifest: node('Kubernetes object', 'serving'),
  kubernetes_namespace_v1: box('Namespace', 'serving'),
  kubernetes_network_policy_v1: marker('network policy', NAMESPACE, { plural: 'network policies' }),
  kubernetes_pod_disruption_budget_v1: marker('disruption budget', NAMESPACE),
  kubernetes_priority_class_v1: hidden('priority class'),
  kubernetes_resource_quota_v1: marker('quota', NAMESPACE),
  kubernetes_role_binding_v1: hidden('role binding', NAMESPACE),
  kubernetes_role_v1: hidden('role', NAMESPACE),
  kubernetes_secret_v1: marker('secret', NAMESPACE),
  kubernetes_service_account_v1: node('Service account', 'identity'),
  kubernetes_service_v1: node('Service', 'network'),
  random_id: hidden('random id'),
  random_password: hidden('random password'),
  random_string: hidden('random string'),
  random_uuid: hidden('random id'),
  terraform_data: hidden('Terraform data'),
  time_sleep: hidden('wait'),
  time_static: hidden('time'),
};

/** Kinds that aren't resources of a stack. */
export const PRINCIPALS: Readonly<Record<'Group' | 'User' | 'ServicePrincipal' | 'other', Kind>> = {
  Group: node('Entra group', 'identity'),
  User: node('User', 'identity'),
  ServicePrincipal: node('Service principal', 'identity'),
  other: node('Principal', 'identity'),
};

export const OUTSIDE_SCOPES = {
  managementGroup: node('Management group', 'governance'),
  subscription: node('Subscription', 'governance'),
  resourceGroup: node('Resource group', 'governance'),
} satisfies Readonly<Record<string, Kind>>;

