import type { TerraformVariable } from 'cdktf';
import type { Construct } from 'constructs';
import { ServicehookStorageQueuePipelines } from '../../.gen/providers/azuredevops/servicehook-storage-queue-pipelines';
import { ServicehookWebhookTfs } from '../../.gen/providers/azuredevops/servicehook-webhook-tfs';
import { AzureConstruct } from '../core/azure-construct';
import { fail } from '../core/errors';
import type { IBuildDefinition } from './build-definition';
import type { IDevOpsProject } from './devops-project';
import type { GitRepository } from './git-repository';

/** What a service hook tells of. */
export enum ServiceHookEvent {
  /** A run of a pipeline failed. */
  RUN_FAILED = 'runFailed',
  /** A pull request was opened. */
  PULL_REQUEST_CREATED = 'pullRequestCreated',
  /** A work item was made. */
  WORK_ITEM_CREATED = 'workItemCreated',
}

/** Somewhere that HTTP requests are sent to. */
export interface WebhookOptions {
  /** The variable that holds the address; sensitive, since whoever has it can post. */
  readonly url: TerraformVariable;
  readonly event: ServiceHookEvent;
  /** Whose pull requests; only with PULL_REQUEST_CREATED. @default - all repositories */
  readonly repository?: GitRepository;
}

/** A queue that messages are put into. */
export interface StorageQueueOptions {
  readonly accountName: string;
  readonly queueName: string;
  /** The variable that holds a key of the account; sensitive. Azure DevOps has no other way to sign in to a queue. */
  readonly accountKey: TerraformVariable;
  /** The pipeline whose runs are told of when they are complete. @default - all of them */
  readonly pipeline?: IBuildDefinition;
}

/** Where a service hook tells of what happens. */
export type ServiceHookTarget = { readonly webhook: WebhookOptions; readonly storageQueue?: undefined } | { readonly storageQueue: StorageQueueOptions; readonly webhook?: undefined };

export type ServiceHookProps = { readonly project: IDevOpsProject } & ServiceHookTarget;

/**
 * Tells others of what happens in a project. Address and key are sensitive variables, never literals; Terraform keeps both in the state.
 *
 * @see https://learn.microsoft.com/azure/devops/service-hooks/overview
 */
export class ServiceHook extends AzureConstruct {
  /** @throws ValidationError `ServiceHookLiteral`, `ServiceHookVariableOpen`, `ServiceHookRepositoryUnused` */
  constructor(scope: Construct, id: string, { project: { projectId }, webhook, storageQueue }: ServiceHookProps) {
    super(scope, id);
    if (webhook) {
      const { url, event, repository } = webhook;
      if (repository && event !== ServiceHookEvent.PULL_REQUEST_CREATED) fail(this, { code: 'ServiceHookRepositoryUnused', prop: 'webhook.repository', rule: 'has no effect on that event', got: event, expected: ServiceHookEvent.PULL_REQUEST_CREATED, fix: 'leave it out' });
      new ServicehookWebhookTfs(this, 'Resource', {
        projectId,
        url: this.sensitive(url, 'webhook.url'),
        acceptUntrustedCerts: false,
        buildCompleted: event === ServiceHookEvent.RUN_FAILED ? { buildStatus: 'Failed' } : undefined,
        // A block of nothing but undefined would be left out.
        gitPullRequestCreated: event === ServiceHookEvent.PULL_REQUEST_CREATED ? (repository ? { repositoryId: repository.repositoryId } : {}) : undefined,
        workItemCreated: event === ServiceHookEvent.WORK_ITEM_CREATED ? {} : undefined,
      });
    }
    if (storageQueue) {
      const { accountName, queueName, accountKey, pipeline } = storageQueue;
      new ServicehookStorageQueuePipelines(this, webhook ? 'Queue' : 'Resource', {
        projectId, accountName, queueName,
        accountKey: this.sensitive(accountKey, 'storageQueue.accountKey'),
        runStateChangedEvent: { pipelineId: pipeline?.pipelineId, runStateFilter: 'Completed' },
      });
    }
  }

  /** The value of a variable that Terraform doesn't show; the value itself is never in a message. */
  private sensitive(variable: TerraformVariable, prop: string): string {
    if (typeof variable !== 'object') fail(this, { code: 'ServiceHookLiteral', prop, rule: 'is written out', expected: 'a sensitive variable of Terraform', fix: 'declare a TerraformVariable with sensitive: true, and set it when deploying' });
    if (variable.sensitive !== true) fail(this, { code: 'ServiceHookVariableOpen', prop, rule: 'is a variable that Terraform shows', got: variable.node.id, expected: 'a sensitive variable', fix: 'declare it with sensitive: true' });
    return variable.stringValue;
  }
}
