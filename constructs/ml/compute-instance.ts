import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import { Resource } from '../../.gen/providers/azapi/resource';
import { Problems } from '../core/errors';
import { landscapeContextOf } from '../core/landscape-context';
import { GUID } from '../core/text';
import type { IManagedIdentity } from '../identity/managed-identity';
import type { IGrantable } from '../identity/role-assignment';
import type { ComputeNetworkOptions, ComputeOptions } from './compute';
import { checkIdentities, Compute, computeIdentity } from './compute';
import type { ComputeInstanceSchedule, ScheduleBody } from './compute-instance-schedule';
import { checkSchedule, scheduleBody } from './compute-instance-schedule';
import type { CustomApplication, CustomServiceBody } from './custom-application';
import { checkCustomApplications, customServices, secretServices } from './custom-application';
import { SystemAssignedIdentity } from './system-assigned-identity';
import type { VmSize } from './vm-size';

/** The first version of Azure's API that has idle shutdown outside of previews. */
const TYPE = 'Microsoft.MachineLearningServices/workspaces/computes@2025-12-01';

/** What only another instance can have; all else Azure changes in place. */
const REPLACED_BY = ['vmSize', 'subnet', 'enableNodePublicIp', 'personalComputeInstanceSettings', 'setupScripts'];

/** Azure's limits of the time before an idle instance is shut down: a quarter of an hour and three days. */
const IDLE_MINUTES = { min: 15, max: 4320 };

/** The person an instance is for: nobody else can sign in to it. */
export interface AssignedUser {
  /** The Entra object id. */
  readonly objectId: string;
  /** The Entra tenant. @default - the tenant of the landscape */
  readonly tenantId?: string;
}

/** A shell script in the file share of the workspace. It is no place for secrets: it should read them from the vault. */
export interface SetupScript {
  /** Its path in the share, for example `Users/admin/setup.sh`. */
  readonly path: string;
  /** What the script is called with. @default - nothing */
  readonly arguments?: string;
  /** How long it may run. @default 15 */
  readonly timeoutMinutes?: number;
}

export interface ComputeInstanceProps extends ComputeOptions, ComputeNetworkOptions {
  /** Tells instances apart in generated names, for example the name of the person. @default - none */
  readonly purpose?: string;
  readonly vmSize: VmSize;
  readonly assignedUser: AssignedUser;
  /** Whether an idle instance is shut down. @default true */
  readonly idleShutdownEnabled?: boolean;
  /** How long it is idle before that; 15 to 4320. @default 60 */
  readonly idleMinutes?: number;
  /** When it starts and stops by itself. @default - never */
  readonly schedules?: readonly ComputeInstanceSchedule[];
  /** Runs once, when the instance is created. @default - none */
  readonly creationScript?: SetupScript;
  /** Runs at every start. @default - none */
  readonly startupScript?: SetupScript;
  /** Applications in containers, for example RStudio. Azure starts them with the instance and can't change them: others replace it. @default - none */
  readonly customApplications?: readonly CustomApplication[];
  /** Whether the instance has an identity of its own; with it, idle shutdown needs Contributor on the workspace for it. @default false */
  readonly systemAssignedIdentityEnabled?: boolean;
  /** The identities that code on the instance can use, instead of one of its own. @default - none: code acts as the person */
  readonly identities?: readonly IManagedIdentity[];
}

/** What is sent to Azure, as its API has it. */
interface ComputeInstanceBody {
  readonly computeType: 'ComputeInstance';
  readonly description?: string;
  readonly disableLocalAuth: boolean;
  readonly properties: {
    readonly vmSize: string;
    readonly subnet?: { readonly id: string };
    readonly enableNodePublicIp: boolean;
    readonly applicationSharingPolicy: 'Personal';
    readonly sshSettings: { readonly sshPublicAccess: 'Disabled' };
    readonly computeInstanceAuthorizationType: 'personal';
    readonly personalComputeInstanceSettings: { readonly assignedUser: { readonly objectId: string; readonly tenantId: string } };
    readonly idleTimeBeforeShutdown?: string;
    readonly schedules?: { readonly computeStartStop: readonly ScheduleBody[] };
    readonly setupScripts?: { readonly scripts: { readonly creationScript?: ScriptBody; readonly startupScript?: ScriptBody } };
    readonly customServices?: readonly CustomServiceBody[];
  };
}

interface ScriptBody {
  readonly scriptSource: 'workspaceStorage';
  readonly scriptData: string;
  readonly scriptArguments?: string;
  readonly timeout: string;
}

/**
 * A person's machine in the workspace: without SSH and public address, shut down when idle.
 *
 * It is made by azapi: azurerm knows neither idle shutdown nor schedules and replaces an instance for anything.
 *
 * @see https://learn.microsoft.com/azure/machine-learning/concept-compute-instance
 */
export class ComputeInstance extends Compute {
  readonly resourceId: string;
  readonly resourceName: string;
  /** Who code on the instance can act as, apart from the person. */
  readonly identity: IGrantable | undefined;

  /** @throws ValidationError `IdleMinutesInvalid`, `IdleMinutesUnused`, `InstanceIdentitiesExclusive`, `SetupScriptPathInvalid`, `SetupScriptTimeoutInvalid`, `SetupScriptSecret`, and those of custom applications, of schedules, of a compute and its name */
  constructor(scope: Construct, id: string, props: ComputeInstanceProps) {
    super(scope, id);
    const { workspace } = props;
    const problems = new Problems(this);
    const name = this.computeName(problems, 'computeInstance', props, props.purpose);
    this.checkNetwork(problems, workspace, props);
    this.check(problems, props);
    problems.throwIfAny();
    const tenantId = props.assignedUser.tenantId ?? this.tenantId();
    const identified = props.identities !== undefined || (props.systemAssignedIdentityEnabled ?? false);
    const properties: ComputeInstanceBody = {
      computeType: 'ComputeInstance',
      description: props.description,
      disableLocalAuth: true,
      properties: {
        vmSize: props.vmSize.name,
        subnet: props.subnet && { id: props.subnet.resourceId },
        enableNodePublicIp: props.nodePublicIpEnabled ?? false,
        applicationSharingPolicy: 'Personal',
        sshSettings: { sshPublicAccess: 'Disabled' },
        computeInstanceAuthorizationType: 'personal',
        personalComputeInstanceSettings: { assignedUser: { objectId: props.assignedUser.objectId, tenantId } },
        idleTimeBeforeShutdown: (props.idleShutdownEnabled ?? true) ? `PT${props.idleMinutes ?? 60}M` : undefined,
        schedules: props.schedules && { computeStartStop: props.schedules.map(scheduleBody) },
        setupScripts: props.creationScript || props.startupScript ? { scripts: { creationScript: scriptBody(props.creationScript), startupScript: scriptBody(props.startupScript) } } : undefined,
        customServices: props.customApplications && customServices(props.customApplications),
      },
    };
    const secrets = secretServices(props.customApplications ?? []);
    const replacedBy = props.customApplications ? [...REPLACED_BY, 'customServices'] : REPLACED_BY;
    const resource = new Resource(this, 'Resource', {
      type: TYPE,
      name,
      parentId: workspace.resourceId,
      location: workspace.location,
      identity: identified ? [computeIdentity(props.identities)] : undefined,
      body: { properties },
      sensitiveBody: secrets && { properties: { properties: { customServices: secrets } } },
      schemaValidationEnabled: true,
      replaceTriggersRefs: replacedBy.map((property) => `properties.properties.${property}`),
      // Azure can't change the tags of an instance.
      lifecycle: { ignoreChanges: ['tags'] },
    });
    workspace.awaitAccess(resource);
    this.resourceId = resource.id;
    this.resourceName = resource.name;
    const own = props.systemAssignedIdentityEnabled ? new SystemAssignedIdentity(this, 'SystemAssignedIdentity', resource.identity.get(0).principalId) : undefined;
    this.identity = props.identities?.[0] ?? own;
    this.addFeatures(props);
  }

  private tenantId(): string {
    return landscapeContextOf(this, 'assignedUser.tenantId', 'tenant').tenantId;
  }

  private check(problems: Problems, props: ComputeInstanceProps): void {
    const { idleMinutes } = props;
    const idle = idleMinutes === undefined || (Number.isInteger(idleMinutes) && idleMinutes >= IDLE_MINUTES.min && idleMinutes <= IDLE_MINUTES.max);
    problems.require(idle, { code: 'IdleMinutesInvalid', prop: 'idleMinutes', rule: 'is out of range', got: idleMinutes, expected: `whole minutes from ${IDLE_MINUTES.min} to ${IDLE_MINUTES.max}, which is three days`, fix: 'choose a number in the range' });
    problems.require(idleMinutes === undefined || (props.idleShutdownEnabled ?? true), { code: 'IdleMinutesUnused', prop: 'idleMinutes', rule: "has no effect with 'idleShutdownEnabled: false'", got: idleMinutes, expected: 'nothing', fix: 'leave one of the two out' });
    problems.require(props.identities === undefined || props.systemAssignedIdentityEnabled !== true, { code: 'InstanceIdentitiesExclusive', prop: 'identities', rule: "can't go with 'systemAssignedIdentityEnabled'", expected: 'one of the two', fix: 'leave one out' });
    checkIdentities(problems, props.identities);
    for (const prop of ['objectId', 'tenantId'] as const) {
      const value = props.assignedUser[prop];
      problems.require(value === undefined || Token.isUnresolved(value) || GUID.test(value), { code: 'AssignedUserInvalid', prop: `assignedUser.${prop}`, rule: 'is not a GUID', got: value, expected: 'the id of a user or tenant in Entra, a GUID', fix: 'copy it from `az ad user show`, not the sign-in name' });
    }
    props.schedules?.forEach((schedule, index) => checkSchedule(problems, schedule, `schedules[${index}]`));
    if (props.customApplications) checkCustomApplications(problems, props.customApplications);
    for (const prop of ['creationScript', 'startupScript'] as const) {
      const script = props[prop];
      if (script) checkScript(problems, script, prop);
    }
  }
}

function checkScript(problems: Problems, script: SetupScript, prop: string): void {
  const minutes = script.timeoutMinutes ?? 15;
  problems.require(Token.isUnresolved(script.path) || /^[\w.-]+(\/[\w.@ -]+)*$/.test(script.path), { code: 'SetupScriptPathInvalid', prop: `${prop}.path`, rule: 'is not a path in the file share of the workspace', got: script.path, expected: 'a path like Users/admin/setup.sh, without a leading slash', fix: 'upload the script in the studio, and write its path here' });
  problems.require(Number.isInteger(minutes) && minutes >= 1, { code: 'SetupScriptTimeoutInvalid', prop: `${prop}.timeoutMinutes`, rule: 'is not a time to wait', got: minutes, expected: 'whole minutes, at least 1', fix: 'correct the number' });
  problems.require(!/(^|[^a-z])(password|passwd|pwd|secret|token|key|sig)(\s*[=:]\s*|\s+)\S/i.test(script.arguments ?? ''), { code: 'SetupScriptSecret', prop: `${prop}.arguments`, rule: 'looks like it has a secret', expected: 'arguments without secrets', fix: 'let the script read the secret from the vault' });
}

function scriptBody(script: SetupScript | undefined): ScriptBody | undefined {
  return script && { scriptSource: 'workspaceStorage', scriptData: script.path, scriptArguments: script.arguments, timeout: `${script.timeoutMinutes ?? 15}m` };
}
