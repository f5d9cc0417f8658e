import { EventgridSystemTopicEventSubscription } from '@cdktf/provider-azurerm/lib/eventgrid-system-topic-event-subscription';
import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import { Resource } from '../../.gen/providers/azapi/resource';
import type { AzureResourceOptions } from '../core/azure-resource';
import { AzureResource } from '../core/azure-resource';
import { cloudEndpoints } from '../core/cloud';
import { Problems } from '../core/errors';
import { cloudOf } from '../core/landscape-context';
import { waitFor } from '../core/waitable';
import type { IResourceGroup } from '../governance/resource-group';
import type { IGrantable } from '../identity/role-assignment';
import type { IActionGroup } from '../monitoring/action-group';
import { AlertSeverity, MetricAlert } from '../monitoring/metric-alert';
import { MetricAggregation, MetricCriterion, MetricOperator } from '../monitoring/metric-criterion';
import type { IStorageAccount } from '../storage/storage-account';
import { StorageQueue } from '../storage/storage-queue';
import type { ModelMonitor } from './model-monitor';
import type { RetrainingTarget } from './retraining-target';
import { retrainingWorkflow } from './retraining-workflow';
import { SystemAssignedIdentity } from './system-assigned-identity';
import type { WorkspaceEvents } from './workspace-events';

const WORKFLOW_TYPE = 'Microsoft.Logic/workflows@2019-05-01';

/** The tag that monitors give a run that passed a limit, with the signal in its text. */
const BREACH = 'data.RunTags.azureml_modelmonitor_threshold_breached';

/** Event Grid's limit of values in the filters of one subscription, less the one of the text. */
const MAX_SIGNALS = 24;

export interface RetrainingTriggerProps extends AzureResourceOptions {
  readonly resourceGroup: IResourceGroup;
  /** The events of the workspace of the monitor. */
  readonly events: WorkspaceEvents;
  /** Whose findings start it. */
  readonly monitor: ModelMonitor;
  /** The signals of the monitor that start it: drift and performance, not quality, since bad data makes no better model. Their names must be unique in the workspace, as events name the signal alone. */
  readonly signals: readonly string[];
  /** Keeps what was found until it is looked at. Where it has a firewall, it must let in trusted services of Azure. */
  readonly storageAccount: IStorageAccount;
  /** What is started. */
  readonly target: RetrainingTarget;
  /** How often it looks whether something was found, and so the shortest time between two trainings; 1 to 500. @default 24 */
  readonly minimumHours?: number;
  /** How long it waits for a training to end before it starts another one; 1 to 500. @default 24 */
  readonly maximumTrainingHours?: number;
  /** Who is told when the queue can't be read or training can't be started; jobs that fail are for `WorkspaceAlerts`. @default - nobody */
  readonly actionGroups?: readonly IActionGroup[];
  /** @default - by the naming convention, with `purpose` */
  readonly name?: string;
  /** Tells triggers apart in generated names. @default 'retraining' */
  readonly purpose?: string;
  /** Whether it looks; what is found is kept for a week in any case. @default true */
  readonly enabled?: boolean;
}

/**
 * Starts training again when a model monitor finds drift: at most once in `minimumHours`, and never two at a time.
 *
 * Event Grid puts what monitors find into a queue, as the identity of the topic; a Logic App looks into the queue, starts
 * the target and empties it, as its own. No step has an address with a signature: the usual ways to start a Logic App,
 * an action group's receiver and a web hook of Event Grid, keep one in the state. Nor can anybody call the workflow, for
 * it has no address at all. The queue makes one training of many findings, and keeps them when a start fails.
 *
 * Azure Monitor is no way here: no metric tells of drift, and the log of jobs doesn't have the tag that names the signal.
 *
 * @see https://learn.microsoft.com/azure/machine-learning/how-to-monitor-model-performance
 */
export class RetrainingTrigger extends AzureResource {
  readonly resourceId: string;
  readonly resourceName: string;
  /** Who starts the target. */
  readonly identity: IGrantable;

  /** @throws ValidationError `RetrainingWorkspaceOther`, `RetrainingSignalsCount`, `RetrainingSignalUnknown`, `RetrainingHoursInvalid`, and those of the name, the target and alerts */
  constructor(scope: Construct, id: string, props: RetrainingTriggerProps) {
    super(scope, id);
    const { events, monitor, storageAccount, target, signals, minimumHours = 24, maximumTrainingHours = 24 } = props;
    const { workspace } = monitor;
    const problems = new Problems(this);
    const name = this.nameOf(problems, 'logicApp', props.name, props.purpose ?? 'retraining');
    const subscription = this.nameOf(problems, 'eventGridSubscription', undefined, props.purpose ?? 'retraining');
    this.check(problems, props, { minimumHours, maximumTrainingHours });
    problems.throwIfAny();
    const endpoints = cloudEndpoints(cloudOf(this));
    const queue = new StorageQueue(this, 'Findings', { storageAccount, name: subscription.toLowerCase() });
    const send = queue.grantSend(events.identity);
    new EventgridSystemTopicEventSubscription(this, 'Subscription', {
      name: subscription,
      systemTopic: events.resourceName,
      resourceGroupName: events.resourceGroup.resourceName,
      includedEventTypes: ['Microsoft.MachineLearningServices.RunStatusChanged'],
      // Both must hold: a limit was passed, and by one of the signals.
      advancedFilter: { stringContains: [{ key: BREACH, values: ['has failed due to one or more features violating metric thresholds'] }, { key: BREACH, values: [...signals] }] },
      storageQueueEndpoint: { storageAccountId: storageAccount.resourceId, queueName: queue.resourceName, queueMessageTimeToLiveInSeconds: 604_800 },
      deliveryIdentity: { type: 'SystemAssigned' },
      retryPolicy: { eventTimeToLive: 1440, maxDeliveryAttempts: 30 },
      dependsOn: waitFor(this, [send]),
    });
    const messages = `https://${storageAccount.resourceName}.queue.${endpoints.storage}/${queue.resourceName}`;
    const definition = retrainingWorkflow({ queueUri: messages, calls: target.calls(endpoints, workspace), minimumHours, maximumTrainingHours });
    const resource = new Resource(this, 'Resource', {
      type: WORKFLOW_TYPE,
      name,
      parentId: props.resourceGroup.resourceId,
      location: props.resourceGroup.location,
      identity: [{ type: 'SystemAssigned' }],
      body: { properties: { state: (props.enabled ?? true) ? 'Enabled' : 'Disabled', definition } },
      schemaValidationEnabled: true,
    });
    this.resourceId = resource.id;
    this.resourceName = resource.name;
    this.identity = new SystemAssignedIdentity(this, 'SystemAssignedIdentity', resource.identity.get(0).principalId);
    queue.grantWrite(this.identity);
    target.grant(workspace, this.identity);
    this.addFeatures(props);
    if (props.actionGroups) this.addAlert(props.resourceGroup, props.actionGroups);
  }

  private addAlert(resourceGroup: IResourceGroup, actionGroups: readonly IActionGroup[]): void {
    const failed = MetricCriterion.of({ targetType: 'Microsoft.Logic/workflows', metricName: 'RunsFailed', aggregation: MetricAggregation.TOTAL, operator: MetricOperator.GREATER_THAN, threshold: 0 });
    new MetricAlert(this, 'Failed', { resourceGroup, name: `${this.resourceName} fails to start training`, target: this, criteria: [failed], actionGroups, severity: AlertSeverity.ERROR, windowMinutes: 60, frequencyMinutes: 15 });
  }

  private check(problems: Problems, props: RetrainingTriggerProps, hours: Readonly<Record<'minimumHours' | 'maximumTrainingHours', number>>): void {
    const { events, monitor, signals } = props;
    problems.require(events.workspace === monitor.workspace, { code: 'RetrainingWorkspaceOther', prop: 'events', rule: 'are those of another workspace', got: events.workspace.node.path, expected: `events of ${monitor.workspace.node.path}`, fix: 'pass the events of the workspace of the monitor' });
    problems.require(signals.length >= 1 && signals.length <= MAX_SIGNALS, { code: 'RetrainingSignalsCount', prop: 'signals', rule: 'has the wrong number of signals', got: signals.length, expected: `1 to ${MAX_SIGNALS}`, fix: 'say which findings start training' });
    const unknown = signals.filter((signal) => !Token.isUnresolved(signal) && !monitor.signalNames.includes(signal));
    problems.require(unknown.length === 0, { code: 'RetrainingSignalUnknown', prop: 'signals', rule: 'names what is no signal of the monitor', got: unknown, expected: monitor.signalNames.join(', '), fix: 'name one of these' });
    for (const [prop, value] of Object.entries(hours)) {
      problems.require(Number.isInteger(value) && value >= 1 && value <= 500, { code: 'RetrainingHoursInvalid', prop, rule: 'is a time that workflows do not have', got: value, expected: 'whole hours from 1 to 500', fix: 'correct the number' });
    }
    props.target.check(problems, monitor.workspace);
  }
}
