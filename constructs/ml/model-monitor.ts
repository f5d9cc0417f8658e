import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import { Resource } from '../../.gen/providers/azapi/resource';
import type { DiagnosticTarget } from '../core/azure-resource';
import { AzureResource } from '../core/azure-resource';
import { Problems } from '../core/errors';
import type { IManagedIdentity } from '../identity/managed-identity';
import { checkEmails } from '../monitoring/email';
import type { AssetReference } from './asset-reference';
import { AssetKind, checkAsset } from './asset-reference';
import type { ComputeInstanceSchedule, ScheduleBody } from './compute-instance-schedule';
import { checkSchedule, ScheduleAction, scheduleBody } from './compute-instance-schedule';
import type { MonitorSignal, SignalBody } from './monitor-signal';
import type { IOnlineDeployment } from './online-deployment';
import type { IWorkspace } from './workspace-base';

const TYPE = 'Microsoft.MachineLearningServices/workspaces/schedules@2025-09-01';

/** What the model is for. */
export enum MonitorTask {
  CLASSIFICATION = 'Classification',
  REGRESSION = 'Regression',
}

/** The sizes that serverless Spark has. */
export enum SparkInstance {
  /** 4 cores, 32 GiB. */
  STANDARD_E4S_V3 = 'Standard_E4s_v3',
  /** 8 cores, 64 GiB. */
  STANDARD_E8S_V3 = 'Standard_E8s_v3',
  /** 16 cores, 128 GiB. */
  STANDARD_E16S_V3 = 'Standard_E16s_v3',
  /** 32 cores, 256 GiB. */
  STANDARD_E32S_V3 = 'Standard_E32s_v3',
  /** 64 cores, 432 GiB. */
  STANDARD_E64S_V3 = 'Standard_E64s_v3',
}

export interface ModelMonitorProps {
  readonly workspace: IWorkspace;
  /** The name of the schedule. */
  readonly name: string;
  /** What people see instead of the name. @default - the name */
  readonly displayName?: string;
  /** @default - none */
  readonly description?: string;
  /** When the monitor runs. */
  readonly schedule: Omit<ComputeInstanceSchedule, 'action' | 'enabled'>;
  /** @default true */
  readonly enabled?: boolean;
  readonly task: MonitorTask;
  /** The deployment that is watched. Either this or `model`. @default - none */
  readonly deployment?: IOnlineDeployment;
  /** The model that is watched, where it is deployed elsewhere. Either this or `deployment`. @default - none */
  readonly model?: AssetReference;
  /** What is watched, by names that alerts mention. */
  readonly signals: Readonly<Record<string, MonitorSignal>>;
  /** Who gets mail when a limit is passed. @default - nobody; Event Grid tells it in any case */
  readonly emails?: readonly string[];
  /** @default SparkInstance.STANDARD_E4S_V3 */
  readonly instance?: SparkInstance;
  /** @default '3.4' */
  readonly sparkRuntimeVersion?: string;
  /** The identity that runs act as; it reads the data and writes to the storage of the workspace (Storage Blob Data Contributor). @default - whoever deploys the monitor */
  readonly identity?: IManagedIdentity;
}

/** What is sent to Azure, as its API has it. */
interface ModelMonitorBody {
  readonly displayName?: string;
  readonly description?: string;
  readonly isEnabled: boolean;
  readonly trigger: MonitorTrigger;
  readonly action: {
    readonly actionType: 'CreateMonitor';
    readonly monitorDefinition: {
      readonly computeConfiguration: {
        readonly computeType: 'ServerlessSpark';
        readonly instanceType: SparkInstance;
        readonly runtimeVersion: string;
        readonly computeIdentity: { readonly computeIdentityType: 'AmlToken' } | { readonly computeIdentityType: 'ManagedIdentity'; readonly identity: { readonly type: 'UserAssigned'; readonly userAssignedIdentities: Readonly<Record<string, Readonly<Record<string, never>>>> } };
      };
      readonly monitoringTarget: { readonly taskType: MonitorTask; readonly deploymentId?: string; readonly modelId?: string };
      readonly signals: Readonly<Record<string, SignalBody & { readonly notificationTypes?: readonly ['AmlNotification'] }>>;
      readonly alertNotificationSettings?: { readonly emailNotificationSettings: { readonly emails: readonly string[] } };
    };
  };
}

type MonitorTrigger =
  | { readonly triggerType: 'Cron'; readonly expression: string; readonly timeZone: string; readonly startTime?: string }
  | ({ readonly triggerType: 'Recurrence'; readonly timeZone: string; readonly startTime?: string } & NonNullable<ScheduleBody['recurrence']>);

/**
 * Watches a model in production: on a schedule, compares what it meets and answers with what it was trained with or
 * with what turned out to be true, and tells people when a limit is passed.
 *
 * @see https://learn.microsoft.com/azure/machine-learning/concept-model-monitoring
 */
export class ModelMonitor extends AzureResource {
  readonly resourceId: string;
  readonly resourceName: string;
  readonly workspace: IWorkspace;
  /** The names of its signals, which alerts mention. */
  readonly signalNames: readonly string[];

  /** @throws ValidationError `MonitorNameInvalid`, `MonitorTargetCount`, `MonitorWorkspaceOther`, `MonitorSignalsEmpty`, `MonitorSignalName`, `MonitorSparkInvalid`, and those of schedules, signals, data and addresses */
  constructor(scope: Construct, id: string, props: ModelMonitorProps) {
    super(scope, id);
    const { workspace } = props;
    this.check(props);
    const emails = props.emails ?? [];
    const notify = emails.length > 0 ? { notificationTypes: ['AmlNotification'] as const } : {};
    const properties: ModelMonitorBody = {
      displayName: props.displayName,
      description: props.description,
      isEnabled: props.enabled ?? true,
      trigger: trigger(props.schedule),
      action: {
        actionType: 'CreateMonitor',
        monitorDefinition: {
          computeConfiguration: {
            computeType: 'ServerlessSpark',
            instanceType: props.instance ?? SparkInstance.STANDARD_E4S_V3,
            runtimeVersion: props.sparkRuntimeVersion ?? '3.4',
            computeIdentity: props.identity ? { computeIdentityType: 'ManagedIdentity', identity: { type: 'UserAssigned', userAssignedIdentities: { [props.identity.resourceId]: {} } } } : { computeIdentityType: 'AmlToken' },
          },
          monitoringTarget: { taskType: props.task, deploymentId: props.deployment?.resourceId, modelId: props.model?.id },
          signals: Object.fromEntries(Object.entries(props.signals).map(([name, signal]) => [name, { ...signal.body, ...notify }])),
          alertNotificationSettings: emails.length > 0 ? { emailNotificationSettings: { emails } } : undefined,
        },
      },
    };
    const resource = new Resource(this, 'Resource', {
      type: TYPE,
      name: props.name,
      parentId: workspace.resourceId,
      body: { properties },
      schemaValidationEnabled: true,
    });
    workspace.awaitAccess(resource);
    this.resourceId = resource.id;
    this.resourceName = resource.name;
    this.workspace = workspace;
    this.signalNames = Object.keys(props.signals);
  }

  protected override get diagnosticTargets(): readonly DiagnosticTarget[] {
    return [];
  }

  private check(props: ModelMonitorProps): void {
    const { workspace, deployment, model, signals, sparkRuntimeVersion } = props;
    const problems = new Problems(this);
    problems.require(Token.isUnresolved(props.name) || /^[a-zA-Z0-9][\w-]{0,254}$/.test(props.name), { code: 'MonitorNameInvalid', prop: 'name', rule: 'is not the name of a schedule', got: props.name, expected: '1 to 255 characters: letters, digits, "_" and "-", starting with a letter or digit', fix: 'use only what is allowed' });
    checkSchedule(problems, { ...props.schedule, action: ScheduleAction.START }, 'schedule');
    problems.require((deployment === undefined) !== (model === undefined), { code: 'MonitorTargetCount', prop: 'deployment', rule: "needs either 'deployment' or 'model'", got: { deployment: deployment?.node.path, model: model?.name }, expected: 'one of the two', fix: 'leave one out, or add one' });
    problems.require(deployment === undefined || deployment.endpoint.workspace === workspace, { code: 'MonitorWorkspaceOther', prop: 'deployment', rule: 'is in another workspace', got: deployment?.node.path, expected: `a deployment of ${workspace.node.path}`, fix: 'define the monitor in the workspace of the deployment' });
    checkAsset(problems, 'model', model, AssetKind.MODEL, workspace);
    const names = Object.keys(signals);
    problems.require(names.length > 0, { code: 'MonitorSignalsEmpty', prop: 'signals', rule: 'is empty', got: signals, expected: 'at least one signal', fix: 'say what is watched' });
    const invalid = names.filter((name) => !/^[a-zA-Z]\w{0,127}$/.test(name));
    problems.require(invalid.length === 0, { code: 'MonitorSignalName', prop: 'signals', rule: 'has a name that no signal can have', got: invalid, expected: 'letters, digits and "_", starting with a letter', fix: 'rename it' });
    Object.entries(signals).forEach(([name, signal]) => signal.check(problems, `signals.${name}`, workspace));
    checkEmails(problems, 'emails', props.emails ?? []);
    problems.require(sparkRuntimeVersion === undefined || /^[0-9]+\.[0-9]+$/.test(sparkRuntimeVersion), { code: 'MonitorSparkInvalid', prop: 'sparkRuntimeVersion', rule: 'is not a version of Spark', got: sparkRuntimeVersion, expected: 'a version like "3.4"', fix: 'write the first two numbers of the version' });
    problems.throwIfAny();
  }
}

/** The schedule in the form that jobs have, which is not quite that of instances. */
function trigger(schedule: ModelMonitorProps['schedule']): MonitorTrigger {
  const { cron, recurrence } = scheduleBody({ ...schedule, action: ScheduleAction.START });
  if (recurrence) return { triggerType: 'Recurrence', ...recurrence };
  return { triggerType: 'Cron', expression: cron?.expression ?? '', timeZone: cron?.timeZone ?? 'UTC', startTime: cron?.startTime };
}
