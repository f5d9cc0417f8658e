import type { Construct } from 'constructs';
import { Dashboard as DashboardResource } from '../../.gen/providers/azuredevops/dashboard';
import { AzureConstruct } from '../core/azure-construct';
import { fail, Problems } from '../core/errors';
import { claimDevOpsName } from './devops-name';
import type { IDevOpsProject } from './devops-project';
import type { Team } from './team';

/** Minutes between two refreshes that Azure DevOps knows. */
const REFRESH_MINUTES: readonly number[] = [0, 5];

export interface DashboardProps {
  readonly project: IDevOpsProject;
  readonly name: string;
  /** What it shows. */
  readonly description: string;
  /** The team that it is of. @default - the project */
  readonly team?: Team;
  /** Every how many minutes it refreshes itself: 5, or 0 for never. @default 0 */
  readonly refreshMinutes?: number;
}

/**
 * A dashboard, empty at first: its widgets are the team's to choose, and no provider knows them.
 *
 * @see https://learn.microsoft.com/azure/devops/report/dashboards/dashboards
 */
export class Dashboard extends AzureConstruct {
  /** @throws ValidationError `DashboardRefreshInvalid`, and those of the name */
  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    const { project, name, description, team, refreshMinutes = 0 } = props;
    if (!REFRESH_MINUTES.includes(refreshMinutes)) fail(this, { code: 'DashboardRefreshInvalid', prop: 'refreshMinutes', rule: 'is not how often a dashboard can refresh itself', got: refreshMinutes, expected: '0 or 5', fix: 'change it' });
    const problems = new Problems(this);
    claimDevOpsName(problems, project, 'dashboard', name);
    problems.throwIfAny();
    new DashboardResource(this, 'Resource', { projectId: project.projectId, name, description, teamId: team?.teamId, refreshInterval: refreshMinutes });
  }
}
