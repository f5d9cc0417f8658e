import type { Construct } from 'constructs';
import { Area as AreaResource } from '../../.gen/providers/azuredevops/area';
import { AreaPermissions } from '../../.gen/providers/azuredevops/area-permissions';
import { Team as TeamResource } from '../../.gen/providers/azuredevops/team';
import { AzureConstruct } from '../core/azure-construct';
import { Problems } from '../core/errors';
import type { IDevOpsGroup } from './devops-group';
import { claimDevOpsName } from './devops-name';
import type { IDevOpsProject } from './devops-project';

export interface TeamProps {
  readonly project: IDevOpsProject;
  readonly name: string;
  /** What the team answers for. */
  readonly description: string;
  /** Groups whose members are members of the team, and may work on its items. */
  readonly members: readonly IDevOpsGroup[];
  /** Groups that set up the team's boards; among the members. @default - none */
  readonly administrators?: readonly IDevOpsGroup[];
  /** Groups that read the team's items without being members. @default - none */
  readonly readers?: readonly IDevOpsGroup[];
}

/**
 * A team with an area of its own: its work items, boards and backlog.
 *
 * @see https://learn.microsoft.com/azure/devops/organizations/settings/about-teams-and-settings
 */
export class Team extends AzureConstruct {
  readonly teamId: string;
  readonly teamName: string;
  /** The area of the team's work items. */
  readonly areaPath: string;

  /** @throws ValidationError `TeamWithoutMembers`, `TeamAdministratorNotMember`, and those of the name */
  constructor(scope: Construct, id: string, props: TeamProps) {
    super(scope, id);
    const problems = new Problems(this);
    const { project, name, description, members, administrators = [], readers = [] } = props;
    const { projectId } = project;
    claimDevOpsName(problems, project, 'group', name);
    claimDevOpsName(problems, project, 'area', name);
    problems.require(members.length > 0, { code: 'TeamWithoutMembers', prop: 'members', rule: 'are nobody', got: [], expected: 'at least one group', fix: 'name who is in the team' });
    const strangers = administrators.filter((group) => !members.includes(group)).map(({ groupName }) => groupName);
    problems.require(strangers.length === 0, { code: 'TeamAdministratorNotMember', prop: 'administrators', rule: 'are not in the team', got: strangers, expected: 'groups among the members', fix: "add them to 'members'" });
    problems.throwIfAny();
    const area = new AreaResource(this, 'Area', { projectId, name });
    const team = new TeamResource(this, 'Resource', {
      projectId,
      name,
      description,
      members: members.map(({ descriptor }) => descriptor),
      administrators: administrators.length > 0 ? administrators.map(({ descriptor }) => descriptor) : undefined,
      area: [{ path: area.path, isDefault: true, includeChildren: true }],
    });
    this.teamId = team.id;
    this.teamName = name;
    this.areaPath = area.path;
    const read = { GENERIC_READ: 'Allow', WORK_ITEM_READ: 'Allow' };
    const write = { ...read, WORK_ITEM_WRITE: 'Allow', WORK_ITEM_SAVE_COMMENT: 'Allow', MANAGE_TEST_PLANS: 'Allow', MANAGE_TEST_SUITES: 'Allow' };
    for (const { groupName, descriptor } of members) new AreaPermissions(this, `Members-${groupName}`, { projectId, path: `/${name}`, principal: descriptor, permissions: write, dependsOn: [area] });
    for (const { groupName, descriptor } of readers.filter((group) => !members.includes(group))) new AreaPermissions(this, `Readers-${groupName}`, { projectId, path: `/${name}`, principal: descriptor, permissions: read, dependsOn: [area] });
  }
}
