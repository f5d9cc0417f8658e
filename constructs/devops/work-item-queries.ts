import type { Construct } from 'constructs';
import { Workitemquery } from '../../.gen/providers/azuredevops/workitemquery';
import { WorkitemqueryFolder } from '../../.gen/providers/azuredevops/workitemquery-folder';
import { AzureConstruct } from '../core/azure-construct';
import { Problems } from '../core/errors';
import { claimDevOpsName } from './devops-name';
import type { IDevOpsProject } from './devops-project';

export interface WorkItemQueriesProps {
  readonly project: IDevOpsProject;
  /** The folder below "Shared Queries". */
  readonly folder: string;
  /** Queries in WIQL, by their names. */
  readonly queries: Readonly<Record<string, string>>;
}

/**
 * Shared queries for work items, in a folder of their own.
 *
 * @see https://learn.microsoft.com/azure/devops/boards/queries/wiql-syntax
 */
export class WorkItemQueries extends AzureConstruct {
  /** @throws ValidationError `QueryInvalid`, and those of the names */
  constructor(scope: Construct, id: string, { project, folder, queries }: WorkItemQueriesProps) {
    super(scope, id);
    const problems = new Problems(this);
    claimDevOpsName(problems, project, 'query', folder, 'folder');
    for (const [name, wiql] of Object.entries(queries)) {
      claimDevOpsName(problems, project, 'query', name, 'queries');
      problems.require(/^\s*SELECT\s[\s\S]+\sFROM\s+WorkItem(s|Links)\b/i.test(wiql), { code: 'QueryInvalid', prop: `queries.${name}`, rule: 'is not a query for work items', got: wiql, expected: 'SELECT fields FROM WorkItems WHERE conditions', fix: 'write it like SELECT [System.Id] FROM WorkItems' });
    }
    problems.throwIfAny();
    const parent = new WorkitemqueryFolder(this, 'Resource', { projectId: project.projectId, area: 'Shared Queries', name: folder });
    for (const [name, wiql] of Object.entries(queries)) new Workitemquery(this, name, { projectId: project.projectId, parentId: parent.id, name, wiql });
  }
}
