import { Construct } from 'constructs';
import type { DeploymentEnvironment } from '../constructs/devops/deployment-environment';
import type { BuildFolder } from '../constructs/devops/build-folder';
import type { IDevOpsGroup } from '../constructs/devops/devops-group';
import type { IDevOpsProject } from '../constructs/devops/devops-project';
import { EntraGroup } from '../constructs/devops/entra-group';
import type { Feed } from '../constructs/devops/feed';
import type { GitRepository } from '../constructs/devops/git-repository';
import { GroupPermissions } from '../constructs/devops/group-permissions';
import { ProjectGroup } from '../constructs/devops/project-group';
import { Team } from '../constructs/devops/team';
import type { Environment } from '../environments/schema';
import { DEVOPS_PERSONAS, DEVOPS_TEAMS } from './devops-personas';
import type { Persona } from './persona-table';
import { PERSONA_NAMES, PERSONAS } from './persona-table';

/** What personas have permissions on. */
export interface DevOpsResources {
  readonly infrastructure: GitRepository;
  readonly model: GitRepository;
  readonly infrastructureFolder: BuildFolder;
  readonly modelFolder: BuildFolder;
  readonly environments: readonly DeploymentEnvironment[];
  readonly feed: Feed;
}

/** Who is in the project: the Entra groups of the environments, as one group for each persona, and the teams. */
export class DevOpsPeople extends Construct {
  readonly teams: Readonly<Record<string, Team>>;

  private readonly personas: ReadonlyMap<Persona, IDevOpsGroup>;

  constructor(scope: Construct, id: string, private readonly project: IDevOpsProject, environments: readonly Environment[]) {
    super(scope, id);
    this.personas = new Map(PERSONA_NAMES.flatMap((persona) => this.personaGroup(persona, environments)));
    this.teams = this.addTeams();
  }

  /** An Entra group; the same one for everybody who names it. */
  group(objectId: string): IDevOpsGroup {
    const id = `Entra-${objectId.toLowerCase()}`;
    const known = this.node.tryFindChild(id);
    return known instanceof EntraGroup ? known : new EntraGroup(this, id, { objectId });
  }

  /** Gives each persona what the table of personas says. */
  grant(resources: DevOpsResources): void {
    for (const [persona, group] of this.personas) {
      const table = DEVOPS_PERSONAS[persona];
      new GroupPermissions(this, `Permissions-${persona}`, {
        project: this.project,
        group,
        repositories: [{ repository: resources.infrastructure, access: table.infrastructure }, { repository: resources.model, access: table.model }],
        folders: [{ folder: resources.infrastructureFolder, rights: table.infrastructurePipelines }, { folder: resources.modelFolder, rights: table.modelPipelines }],
        library: table.library,
        testsManaged: table.testsManaged,
        planningEnabled: table.planningEnabled,
      });
      resources.environments.forEach((environment) => environment.grant(group, table.environments));
      resources.feed.grant(group, table.feed);
    }
  }

  private personaGroup(persona: Persona, environments: readonly Environment[]): [Persona, IDevOpsGroup][] {
    const ids = [...new Set(environments.flatMap(({ personas }) => personas[persona].map((objectId) => objectId.toLowerCase())))].sort();
    if (ids.length === 0) return [];
    const { title, purpose } = PERSONAS[persona];
    return [[persona, new ProjectGroup(this, `Persona-${persona}`, { project: this.project, name: title, description: purpose, members: ids.map((objectId) => this.group(objectId)) })]];
  }

  private addTeams(): Record<string, Team> {
    const groupsOf = (personas: readonly Persona[]): IDevOpsGroup[] => personas.flatMap((persona) => this.personas.get(persona) ?? []);
    return Object.fromEntries(
      Object.entries(DEVOPS_TEAMS).flatMap(([id, { name, description, members, administrators }]) => {
        const groups = groupsOf(members);
        return groups.length === 0 ? [] : [[id, new Team(this, `Team-${id}`, { project: this.project, name, description, members: groups, administrators: groupsOf(administrators), readers: groupsOf(PERSONA_NAMES) })]];
      }),
    );
  }
}
