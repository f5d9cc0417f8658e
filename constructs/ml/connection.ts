import type { Construct } from 'constructs';
import { Resource } from '../../.gen/providers/azapi/resource';
import { AzureConstruct } from '../core/azure-construct';
import { Problems } from '../core/errors';
import { nameProblem } from '../core/naming';
import { ConnectionAuth, ConnectionAuthKind } from './connection-auth';
import type { ConnectionTarget } from './connection-target';
import type { IWorkspace } from './workspace-base';
import { WorkspaceChild } from './workspace-base';

const TYPE = 'Microsoft.MachineLearningServices/workspaces/connections@2025-09-01';

export interface WorkspaceConnectionProps {
  /** The workspace, hub or project that has the connection; that of a hub is there in all of its projects, too. */
  readonly workspace: IWorkspace;
  /** What jobs and flows call the connection; 3 to 33 characters. */
  readonly name: string;
  readonly target: ConnectionTarget;
  /** @default - Entra, where the target takes it; else it is required */
  readonly auth?: ConnectionAuth;
}

/**
 * Leads a workspace, hub or project to a service outside: by identity where the service can, else by a secret that is
 * written and never read back, so that it is in no plan.
 *
 * @see https://learn.microsoft.com/azure/machine-learning/how-to-connection
 */
export class WorkspaceConnection extends AzureConstruct {
  /** The Azure resource id. */
  readonly connectionId: string;
  readonly connectionName: string;

  /** @throws ValidationError `ConnectionAuthRequired`, `ConnectionAuthUnsupported`, `ConnectionKeyDisabled`, those of the target, and those of the name */
  constructor(scope: Construct, id: string, props: WorkspaceConnectionProps) {
    super(scope, id);
    const { target, workspace, name } = props;
    const auth = props.auth ?? (target.authKinds[0] === ConnectionAuthKind.ENTRA ? ConnectionAuth.entra() : undefined);
    const problems = new Problems(this);
    const problem = nameProblem('connection', name);
    if (problem) problems.add(problem);
    else workspace.claimName(problems, WorkspaceChild.CONNECTION, name);
    target.problems.forEach((found) => problems.add(found));
    const kinds = target.authKinds.join(', ');
    problems.require(auth !== undefined, { code: 'ConnectionAuthRequired', prop: 'auth', rule: `is required for a connection to ${target.category}`, got: auth, expected: kinds, fix: 'pass a ConnectionAuth of one of these kinds' });
    problems.require(auth === undefined || target.authKinds.includes(auth.kind), { code: 'ConnectionAuthUnsupported', prop: 'auth', rule: `is not how a connection signs in to ${target.category}`, got: auth?.kind, expected: kinds, fix: 'use a ConnectionAuth of one of these kinds' });
    problems.require(auth?.kind !== ConnectionAuthKind.API_KEY || target.keysEnabled !== false, { code: 'ConnectionKeyDisabled', prop: 'auth', rule: 'is by a key, which the target has switched off', got: auth?.kind, expected: ConnectionAuthKind.ENTRA, fix: "leave 'auth' out, and grant a role at the target" });
    problems.throwIfAny();
    const plain = auth?.plain ?? {};
    const secrets = Object.fromEntries(Object.entries(auth?.secrets ?? {}).map(([key, secret]) => [key, secret.reference]));
    const resource = new Resource(this, 'Resource', {
      type: TYPE,
      name,
      parentId: workspace.resourceId,
      body: {
        properties: {
          category: target.category,
          target: target.url,
          authType: auth?.kind,
          // Else only who wrote it, which is the deploying pipeline, could use it.
          isSharedToAll: true,
          ...(Object.keys(target.metadata).length > 0 && { metadata: target.metadata }),
          ...(Object.keys(plain).length > 0 && { credentials: plain }),
        },
      },
      sensitiveBody: Object.keys(secrets).length > 0 ? { properties: { credentials: secrets } } : undefined,
      schemaValidationEnabled: true,
      // Azure refuses two changes of one workspace at once.
      locks: [workspace.resourceId],
    });
    this.connectionId = resource.id;
    this.connectionName = resource.name;
  }
}
