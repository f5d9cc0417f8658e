import { Token } from 'cdktf';
import type { CloudEndpoints } from '../core/cloud';
import type { Problems } from '../core/errors';
import { GUID } from '../core/text';
import type { IManagedIdentity } from '../identity/managed-identity';
import type { IGrantable } from '../identity/role-assignment';
import type { AssetReference } from './asset-reference';
import { AssetKind, checkAsset } from './asset-reference';
import type { ComputeCluster } from './compute-cluster';
import type { IWorkspace } from './workspace-base';

/** The application that Azure DevOps is in Entra, in every tenant. */
const AZURE_DEVOPS = '499b84ac-1321-427f-aa17-267ca6975798';

const JOBS_API_VERSION = '2025-09-01';

/** A pipeline job of the workspace, made of a pipeline component that was registered. */
export interface RetrainingJobOptions {
  /** The pipeline component. */
  readonly component: AssetReference;
  /** What its steps run on, where they don't say. */
  readonly computeCluster: ComputeCluster;
  /** @default 'retraining' */
  readonly experimentName?: string;
  /** Inputs of the component that are plain values, without secrets. @default - those of the component */
  readonly inputs?: Readonly<Record<string, string | number | boolean>>;
  /** The identity of the cluster that steps act as, where it has several. @default - the one that the cluster acts as */
  readonly identity?: IManagedIdentity;
}

/** A pipeline of Azure DevOps. */
export interface RetrainingPipelineOptions {
  /** The name of the organization, without `https://dev.azure.com/`. */
  readonly organization: string;
  /** The name or id of the project. */
  readonly project: string;
  /** The number of the pipeline, which its address has as `definitionId`. */
  readonly pipelineId: number;
  /** Without `refs/heads/`. @default 'main' */
  readonly branch?: string;
  /** Parameters of the pipeline, without secrets. @default - those of the pipeline */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** How a workflow signs in: as itself. */
export interface WorkflowAuthentication {
  readonly type: 'ManagedServiceIdentity';
  readonly audience: string;
}

/** A call over HTTP, as workflows have it. */
export interface WorkflowRequest {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  readonly uri: string;
  /** @default - none but those of the sign-in */
  readonly headers?: Readonly<Record<string, string>>;
  /** @default - none */
  readonly body?: object;
  /** Whether a call that fails is tried again. @default - four times */
  readonly retryPolicy?: { readonly type: 'none' };
  readonly authentication: WorkflowAuthentication;
}

/** What is started, and how it is seen to have ended, in expressions of workflows. */
export interface RetrainingCalls {
  readonly start: WorkflowRequest;
  /** Asks how far it is; called again and again. */
  readonly look: WorkflowRequest;
  /** True once it has ended. */
  readonly ended: string;
}

/**
 * What retrains a model: a pipeline job of the workspace, or a pipeline of Azure DevOps.
 *
 * Jobs are started through Azure Resource Manager, which reaches private workspaces too; batch endpoints are called at
 * the address of the workspace, which a workflow outside its network doesn't reach.
 */
export class RetrainingTarget {
  /** A pipeline job in the workspace of the monitor. The trigger gets the role that it needs. */
  static job(options: RetrainingJobOptions): RetrainingTarget {
    const { component, computeCluster, experimentName = 'retraining', inputs = {}, identity } = options;
    return new RetrainingTarget(
      (problems, workspace) => {
        checkAsset(problems, 'target.component', component, AssetKind.COMPONENT, workspace);
        problems.require(computeCluster.workspace === workspace, { code: 'RetrainingClusterOther', prop: 'target.computeCluster', rule: 'is in another workspace', got: computeCluster.node.path, expected: `a cluster of ${workspace.node.path}`, fix: 'name a cluster of the workspace of the monitor' });
        problems.require(/^[a-zA-Z0-9][\w-]{0,254}$/.test(experimentName), { code: 'RetrainingExperimentInvalid', prop: 'target.experimentName', rule: 'is not the name of an experiment', got: experimentName, expected: '1 to 255 characters: letters, digits, "_" and "-", starting with a letter or digit', fix: 'use only what is allowed' });
        const wrong = Object.keys(inputs).filter((name) => !/^[a-zA-Z_]\w*$/.test(name));
        problems.require(wrong.length === 0, { code: 'RetrainingInputInvalid', prop: 'target.inputs', rule: 'has a name that no input can have', got: wrong, expected: 'letters, digits and "_", not starting with a digit', fix: 'name the inputs as the component does' });
      },
      ({ resourceManager }, workspace) => {
        const authentication = { type: 'ManagedServiceIdentity', audience: `https://${resourceManager}/` } as const;
        // One name for all calls of a run: a call that is tried again starts nothing twice.
        const uri = `https://${resourceManager}${workspace.resourceId}/jobs/retraining-@{toLower(workflow().run.name)}?api-version=${JOBS_API_VERSION}`;
        const properties = {
          jobType: 'Pipeline',
          componentId: component.id,
          experimentName,
          displayName: 'Retraining after drift',
          inputs: Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, { jobInputType: 'literal', value: literal(String(value)) }])),
          identity: identity ? { identityType: 'Managed', clientId: identity.clientId, resourceId: identity.resourceId } : undefined,
          // The same inputs would otherwise give the results of the last run.
          settings: { default_compute: computeCluster.resourceId, force_rerun: true },
        };
        return {
          start: { method: 'PUT', uri, body: { properties }, authentication },
          look: { method: 'GET', uri, authentication },
          ended: "@contains(createArray('Completed', 'Failed', 'Canceled'), body('Look')?['properties']?['status'])",
        };
      },
      (workspace, trigger) => void workspace.grantDataScience(trigger),
    );
  }

  /**
   * A pipeline of Azure DevOps. Its organization gives access, not Azure: add the identity of the trigger as a user with
   * "Basic" access, and let it queue builds of that pipeline.
   */
  static azureDevOpsPipeline(options: RetrainingPipelineOptions): RetrainingTarget {
    const { organization, project, pipelineId, branch = 'main', parameters } = options;
    return new RetrainingTarget(
      (problems) => {
        const known = (value: string): boolean => !Token.isUnresolved(value);
        problems.require(!known(organization) || /^[a-zA-Z0-9]([a-zA-Z0-9-]{0,48}[a-zA-Z0-9])?$/.test(organization), { code: 'RetrainingOrganizationInvalid', prop: 'target.organization', rule: 'is not the name of an organization', got: organization, expected: '1 to 50 letters, digits and hyphens, starting and ending with a letter or digit', fix: 'pass the name alone, without address' });
        problems.require(!known(project) || GUID.test(project) || /^[^\\/:*?"<>;#$%{},+=[\]|]{1,64}$/.test(project), { code: 'RetrainingProjectInvalid', prop: 'target.project', rule: 'is not the name of a project', got: project, expected: '1 to 64 characters, none of \\ / : * ? " < > ; # $ % { } , + = [ ] |', fix: 'pass the name or the id' });
        problems.require(Token.isUnresolved(pipelineId) || (Number.isInteger(pipelineId) && pipelineId >= 1), { code: 'RetrainingPipelineInvalid', prop: 'target.pipelineId', rule: 'is not the number of a pipeline', got: pipelineId, expected: 'a whole number from 1', fix: "copy 'definitionId' from the address of the pipeline" });
        problems.require(!known(branch) || (!branch.startsWith('refs/') && /^[^\s~^:?*[\\]+$/.test(branch)), { code: 'RetrainingBranchInvalid', prop: 'target.branch', rule: 'is not the name of a branch', got: branch, expected: 'a name like main, without refs/heads/', fix: 'correct the name' });
      },
      () => {
        const authentication = { type: 'ManagedServiceIdentity', audience: AZURE_DEVOPS } as const;
        const runs = `https://dev.azure.com/${organization}/${Token.isUnresolved(project) ? project : encodeURIComponent(project)}/_apis/pipelines/${pipelineId}/runs`;
        return {
          // Tried again, it could start a second run; what was found stays for the next time.
          start: { method: 'POST', uri: `${runs}?api-version=7.1`, body: { resources: { repositories: { self: { refName: literal(`refs/heads/${branch}`) } } }, templateParameters: parameters && Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, literal(value)])) }, retryPolicy: { type: 'none' }, authentication },
          look: { method: 'GET', uri: `${runs}/@{body('Start')?['id']}?api-version=7.1`, authentication },
          ended: "@equals(body('Look')?['state'], 'completed')",
        };
      },
      () => undefined,
    );
  }

  private constructor(
    /** Records what is wrong with the target; what triggers call. */
    readonly check: (problems: Problems, workspace: IWorkspace) => void,
    /** The calls that start it; what triggers call. */
    readonly calls: (endpoints: CloudEndpoints, workspace: IWorkspace) => RetrainingCalls,
    /** Gives the identity of a trigger the roles that it needs in Azure; what triggers call. */
    readonly grant: (workspace: IWorkspace, trigger: IGrantable) => void,
  ) {}
}

/** Text as text: workflows would take what begins with `@` for an expression. */
function literal(text: string): string {
  return text.replace(/@(?=\{)|^@/g, '@@');
}
