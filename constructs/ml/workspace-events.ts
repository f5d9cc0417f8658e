import { EventgridSystemTopic } from '@cdktf/provider-azurerm/lib/eventgrid-system-topic';
import type { Construct } from 'constructs';
import type { AzureResourceOptions } from '../core/azure-resource';
import { AzureResource } from '../core/azure-resource';
import { Problems } from '../core/errors';
import type { IResourceGroup } from '../governance/resource-group';
import type { IGrantable } from '../identity/role-assignment';
import { SystemAssignedIdentity } from './system-assigned-identity';
import type { IWorkspace } from './workspace-base';

export interface WorkspaceEventsProps extends AzureResourceOptions {
  /** The group of the workspace: Azure keeps the topic of a resource beside it. */
  readonly resourceGroup: IResourceGroup;
  /** What emits the events. */
  readonly workspace: IWorkspace;
  /** @default - by the naming convention, with `purpose` */
  readonly name?: string;
  /** Tells topics apart in generated names. @default - none */
  readonly purpose?: string;
}

/**
 * The events of a workspace in Event Grid, for subscriptions: jobs and monitors that end, models that are registered or
 * deployed. Azure lets a workspace have one such topic, so all subscriptions share it. They are delivered by its identity.
 *
 * @see https://learn.microsoft.com/azure/machine-learning/how-to-use-event-grid
 */
export class WorkspaceEvents extends AzureResource {
  readonly resourceId: string;
  readonly resourceName: string;
  readonly resourceGroup: IResourceGroup;
  readonly workspace: IWorkspace;
  /** Who events are delivered as. */
  readonly identity: IGrantable;

  constructor(scope: Construct, id: string, props: WorkspaceEventsProps) {
    super(scope, id);
    const problems = new Problems(this);
    const name = this.nameOf(problems, 'eventGridSystemTopic', props.name, props.purpose);
    problems.throwIfAny();
    const resource = new EventgridSystemTopic(this, 'Resource', {
      name,
      resourceGroupName: props.resourceGroup.resourceName,
      location: props.workspace.location,
      sourceResourceId: props.workspace.resourceId,
      topicType: 'Microsoft.MachineLearningServices.Workspaces',
      // Storage behind a firewall lets in the topic's own identity, and no other.
      identity: { type: 'SystemAssigned' },
    });
    this.resourceId = resource.id;
    this.resourceName = resource.name;
    this.resourceGroup = props.resourceGroup;
    this.workspace = props.workspace;
    this.identity = new SystemAssignedIdentity(this, 'SystemAssignedIdentity', resource.identity.principalId);
    this.addFeatures(props);
  }
}
