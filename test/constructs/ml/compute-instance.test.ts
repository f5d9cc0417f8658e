import { TerraformStack } from 'cdktf';
import { WeekDay } from '../../../constructs/core/week-day';
import type { ComputeInstanceProps } from '../../../constructs/ml/compute-instance';
import { ComputeInstance } from '../../../constructs/ml/compute-instance';
import type { ComputeInstanceSchedule } from '../../../constructs/ml/compute-instance-schedule';
import { RecurrenceFrequency, ScheduleAction } from '../../../constructs/ml/compute-instance-schedule';
import { IsolationMode } from '../../../constructs/ml/managed-network';
import { VmSize } from '../../../constructs/ml/vm-size';
import { problemsOf, synthesise } from '../../support/template';
import { azapi, GROUP_ID, identity, PERSON_ID, storage, subnet, SUBNET_ID, workspace, WORKSPACE_ID } from './fixtures';

const BASE = { vmSize: VmSize.STANDARD_DS3_V2, assignedUser: { objectId: PERSON_ID }, purpose: 'alice' };
const STOP = { action: ScheduleAction.STOP };
const failing = (props: Partial<ComputeInstanceProps>): string => problemsOf((stack) => new ComputeInstance(stack, 'Alice', { workspace: workspace(stack), ...BASE, ...props }));
const schedule = (options: Omit<ComputeInstanceSchedule, 'action'>): string => failing({ schedules: [{ ...STOP, ...options }] });

const IMMUTABLE = ['properties.properties.vmSize', 'properties.properties.subnet', 'properties.properties.enableNodePublicIp', 'properties.properties.personalComputeInstanceSettings', 'properties.properties.setupScripts'];

describe('ComputeInstance', () => {
  test('is one person\'s, without SSH and public address, shut down when idle', () => {
    const template = synthesise((stack) => {
      azapi(stack);
      new ComputeInstance(stack, 'Alice', { workspace: workspace(stack), ...BASE });
    });
    expect(template.resource('azapi_resource')).toEqual({
      body: {
        properties: {
          computeType: 'ComputeInstance',
          disableLocalAuth: true,
          properties: {
            applicationSharingPolicy: 'Personal',
            computeInstanceAuthorizationType: 'personal',
            enableNodePublicIp: false,
            idleTimeBeforeShutdown: 'PT60M',
            personalComputeInstanceSettings: { assignedUser: { objectId: PERSON_ID, tenantId: '99999999-8888-7777-6666-555555555555' } },
            sshSettings: { sshPublicAccess: 'Disabled' },
            vmSize: 'Standard_DS3_v2',
          },
        },
      },
      lifecycle: { ignore_changes: ['tags'] },
      location: 'westeurope',
      name: 'ci-mlops-dev-we-alice',
      parent_id: WORKSPACE_ID,
      replace_triggers_refs: IMMUTABLE,
      schema_validation_enabled: true,
      type: 'Microsoft.MachineLearningServices/workspaces/computes@2025-12-01',
    });
  });

  test('takes all values', () => {
    const template = synthesise((stack) => {
      azapi(stack);
      new ComputeInstance(stack, 'Alice', {
        workspace: workspace(stack, IsolationMode.DISABLED),
        name: 'ci-of-alice',
        description: 'All values',
        vmSize: VmSize.STANDARD_D4DS_V5,
        assignedUser: { objectId: PERSON_ID, tenantId: 'dddddddd-0000-4000-8000-000000000001' },
        idleMinutes: 15,
        subnet: subnet(stack),
        nodePublicIpEnabled: true,
        identities: [identity(stack)],
        schedules: [
          { ...STOP, cron: '0 19 * * 1-5', timeZone: 'W. Europe Standard Time', startTime: '2026-01-31T08:00:00' },
          { action: ScheduleAction.START, enabled: false, recurrence: { frequency: RecurrenceFrequency.WEEK, interval: 2, hours: [8], minutes: [30], weekDays: [WeekDay.MONDAY] } },
          { ...STOP, recurrence: { frequency: RecurrenceFrequency.MONTH, monthDays: [31] } },
        ],
        creationScript: { path: 'Users/admin/setup.sh', arguments: '--language en', timeoutMinutes: 20 },
        startupScript: { path: 'Users/admin/start.sh' },
      });
    });
    expect(template.resource('azapi_resource')).toMatchObject({
      body: {
        properties: {
          description: 'All values',
          properties: {
            enableNodePublicIp: true,
            idleTimeBeforeShutdown: 'PT15M',
            personalComputeInstanceSettings: { assignedUser: { objectId: PERSON_ID, tenantId: 'dddddddd-0000-4000-8000-000000000001' } },
            schedules: {
              computeStartStop: [
                { action: 'Stop', status: 'Enabled', triggerType: 'Cron', cron: { expression: '0 19 * * 1-5', startTime: '2026-01-31T08:00:00', timeZone: 'W. Europe Standard Time' } },
                { action: 'Start', status: 'Disabled', triggerType: 'Recurrence', recurrence: { frequency: 'Week', interval: 2, timeZone: 'UTC', schedule: { hours: [8], minutes: [30], weekDays: ['Monday'] } } },
                { action: 'Stop', status: 'Enabled', triggerType: 'Recurrence', recurrence: { frequency: 'Month', interval: 1, timeZone: 'UTC', schedule: { hours: [0], minutes: [0], monthDays: [31] } } },
              ],
            },
            setupScripts: {
              scripts: {
                creationScript: { scriptArguments: '--language en', scriptData: 'Users/admin/setup.sh', scriptSource: 'workspaceStorage', timeout: '20m' },
                startupScript: { scriptData: 'Users/admin/start.sh', scriptSource: 'workspaceStorage', timeout: '15m' },
              },
            },
            subnet: { id: SUBNET_ID },
            vmSize: 'Standard_D4ds_v5',
          },
        },
      },
      identity: [{ identity_ids: [`${GROUP_ID}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-training`], type: 'UserAssigned' }],
      name: 'ci-of-alice',
    });
  });

  test('can run until it is stopped', () => {
    const block = synthesise((stack) => {
      azapi(stack);
      new ComputeInstance(stack, 'Alice', { workspace: workspace(stack), ...BASE, idleShutdownEnabled: false });
    }).resource('azapi_resource');
    expect(block['body']).not.toHaveProperty('properties.properties.idleTimeBeforeShutdown');
  });

  test('is granted roles where it has an identity of its own', () => {
    const template = synthesise((stack) => {
      azapi(stack);
      const { identity: own } = new ComputeInstance(stack, 'Alice', { workspace: workspace(stack), ...BASE, systemAssignedIdentityEnabled: true });
      if (own) storage(stack).grantBlobRead(own);
    });
    expect(template.resource('azurerm_role_assignment')).toMatchObject({ principal_id: expect.stringMatching(/^\$\{azapi_resource\.Alice_\w+\.identity\[0\]\.principal_id\}$/) });
    expect(template.resource('azapi_resource')).toMatchObject({ identity: [{ type: 'SystemAssigned' }] });
  });

  test('fails with a name that is too long', () => {
    expect(failing({ name: 'ci-mlops-dev-we-alice-liddell' })).toBe(`[NameTooLong] 'name' is too long for a compute instance: got "ci-mlops-dev-we-alice-liddell"; expected 4 to 24 characters: letters, digits and hyphens, starting with a letter and not ending with a hyphen; shorten it (at test/Alice)`);
  });

  test('fails with an idle time that is too short', () => {
    expect(failing({ idleMinutes: 5 })).toBe(`[IdleMinutesInvalid] 'idleMinutes' is out of range: got 5; expected whole minutes from 15 to 4320, which is three days; choose a number in the range (at test/Alice)`);
  });

  test('fails with an idle time that has no effect', () => {
    expect(failing({ idleShutdownEnabled: false, idleMinutes: 30 })).toBe(`[IdleMinutesUnused] 'idleMinutes' has no effect with 'idleShutdownEnabled: false': got 30; expected nothing; leave one of the two out (at test/Alice)`);
  });

  test('fails with a sign-in name instead of an id', () => {
    expect(failing({ assignedUser: { objectId: 'alice@example.com', tenantId: 'example.com' } })).toBe(`2 problems (at test/Alice):
  - [AssignedUserInvalid] 'assignedUser.objectId' is not a GUID: got "alice@example.com"; expected the id of a user or tenant in Entra, a GUID; copy it from \`az ad user show\`, not the sign-in name
  - [AssignedUserInvalid] 'assignedUser.tenantId' is not a GUID: got "example.com"; expected the id of a user or tenant in Entra, a GUID; copy it from \`az ad user show\`, not the sign-in name`);
  });

  test('fails without a tenant where no context has one', () => {
    expect(problemsOf((stack) => {
      const bare = new TerraformStack(stack.node.root, 'bare');
      new ComputeInstance(bare, 'Alice', { workspace: workspace(bare), name: 'ci-alice', ...BASE });
    })).toBe(`[ContextRequired] 'assignedUser.tenantId' needs the tenant to be known: expected a landscape context above the construct; give the stack a context with setLandscapeContext() (at bare/Alice)`);
  });

  test('fails with identities of both kinds', () => {
    expect(problemsOf((stack) => new ComputeInstance(stack, 'Alice', { workspace: workspace(stack), ...BASE, systemAssignedIdentityEnabled: true, identities: [identity(stack)] }))).toBe(`[InstanceIdentitiesExclusive] 'identities' can't go with 'systemAssignedIdentityEnabled': expected one of the two; leave one out (at test/Alice)`);
  });

  test('fails without a subnet in a workspace without managed network', () => {
    expect(problemsOf((stack) => new ComputeInstance(stack, 'Alice', { workspace: workspace(stack, IsolationMode.DISABLED), ...BASE }))).toBe(`[ComputeSubnetRequired] 'subnet' is required without a managed network and without public addresses: got nothing; expected a subnet; pass a subnet, or set 'nodePublicIpEnabled: true' (at test/Alice)`);
  });

  test('fails with a schedule that has no trigger', () => {
    expect(schedule({})).toBe(`[ScheduleTriggerCount] 'schedules[0]' needs either 'cron' or 'recurrence': got {}; expected one of the two; leave one out, or add one (at test/Alice)`);
  });

  test('fails with a schedule that has two triggers', () => {
    expect(schedule({ cron: '0 19 * * *', recurrence: { frequency: RecurrenceFrequency.DAY } })).toBe(`[ScheduleTriggerCount] 'schedules[0]' needs either 'cron' or 'recurrence': got {"cron":"0 19 * * *","recurrence":{"frequency":"Day"}}; expected one of the two; leave one out, or add one (at test/Alice)`);
  });

  test('fails with a cron expression of six fields', () => {
    expect(schedule({ cron: '0 0 19 * * *' })).toBe(`[ScheduleCronInvalid] 'schedules[0].cron' is not a cron expression: got "0 0 19 * * *"; expected five fields: minute, hour, day of month, month, day of week; write it like "0 19 * * 1-5" (at test/Alice)`);
  });

  test('fails with a time zone that Windows does not know', () => {
    expect(schedule({ cron: '0 19 * * *', timeZone: 'Europe/Amsterdam' })).toBe(`[ScheduleTimeZoneInvalid] 'schedules[0].timeZone' is not a time zone of Windows: got "Europe/Amsterdam"; expected a name like "W. Europe Standard Time" or "UTC"; look the name up with \`tzutil /l\` (at test/Alice)`);
  });

  test('fails with a start time in a zone', () => {
    expect(schedule({ cron: '0 19 * * *', startTime: '2026-01-31T08:00:00Z' })).toBe(`[ScheduleStartTimeInvalid] 'schedules[0].startTime' is not a time: got "2026-01-31T08:00:00Z"; expected a time like 2026-01-31T08:00:00, without a zone; correct it; the zone is in 'timeZone' (at test/Alice)`);
  });

  test('fails with an hour that no day has', () => {
    expect(schedule({ recurrence: { frequency: RecurrenceFrequency.DAY, hours: [24] } })).toBe(`[ScheduleRecurrenceInvalid] 'schedules[0].recurrence' has a number out of range: got {"interval":1,"hours":[24],"minutes":[],"monthDays":[]}; expected interval from 1, hours 0 to 23, minutes 0 to 59, monthDays 1 to 31; correct the number (at test/Alice)`);
  });

  test('fails with days of the week every day, and days of the month every week', () => {
    expect(failing({
      schedules: [
        { ...STOP, recurrence: { frequency: RecurrenceFrequency.DAY, weekDays: [WeekDay.FRIDAY] } },
        { ...STOP, recurrence: { frequency: RecurrenceFrequency.WEEK, monthDays: [1] } },
      ],
    })).toBe(`2 problems (at test/Alice):
  - [ScheduleWeekDaysUnused] 'schedules[0].recurrence.weekDays' has no effect with Day: got ["Friday"]; expected nothing, or 'Week' as frequency; leave it out, or change 'frequency'
  - [ScheduleMonthDaysUnused] 'schedules[1].recurrence.monthDays' has no effect with Week: got [1]; expected nothing, or 'Month' as frequency; leave it out, or change 'frequency'`);
  });

  test('fails with a script that is a URL, and runs for no time', () => {
    expect(failing({ creationScript: { path: 'https://example.com/setup.sh', timeoutMinutes: 0 } })).toBe(`2 problems (at test/Alice):
  - [SetupScriptPathInvalid] 'creationScript.path' is not a path in the file share of the workspace: got "https://example.com/setup.sh"; expected a path like Users/admin/setup.sh, without a leading slash; upload the script in the studio, and write its path here
  - [SetupScriptTimeoutInvalid] 'creationScript.timeoutMinutes' is not a time to wait: got 0; expected whole minutes, at least 1; correct the number`);
  });

  test('fails with a secret in the arguments of a script, without showing it', () => {
    expect(failing({ startupScript: { path: 'Users/admin/start.sh', arguments: '--password=hunter2' } })).toBe(`[SetupScriptSecret] 'startupScript.arguments' looks like it has a secret: expected arguments without secrets; let the script read the secret from the vault (at test/Alice)`);
  });
});
