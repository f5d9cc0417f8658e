import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import { ServiceendpointAzurerm } from '../../.gen/providers/azuredevops/serviceendpoint-azurerm';
import { AzureConstruct } from '../core/azure-construct';
import { AzureCloud } from '../core/cloud';
import { fail, Problems } from '../core/errors';
import { cloudOf, landscapeContextOf } from '../core/landscape-context';
import type { IWaitable } from '../core/waitable';
import type { ManagedIdentity } from '../identity/managed-identity';
import type { BranchAccessOptions } from './branch-control';
import { addBranchAccess, checkBranchAccess } from './branch-control';
import type { IBuildDefinition } from './build-definition';
import { claimDevOpsName } from './devops-name';
import type { IDevOpsProject } from './devops-project';
import type { PipelineAccessOptions } from './pipeline-authorization';
import { authorizePipeline } from './pipeline-authorization';

/** What Azure DevOps calls the clouds. */
const CLOUD_NAMES: Readonly<Record<AzureCloud, string>> = {
  [AzureCloud.PUBLIC]: 'AzureCloud',
  [AzureCloud.US_GOVERNMENT]: 'AzureUSGovernment',
  [AzureCloud.CHINA]: 'AzureChinaCloud',
};

/** Inputs that a connection with a secret would have. */
const SECRET_INPUT = /(key|secret|certificate|password|credential|scheme)/i;

export interface ServiceConnectionProps extends PipelineAccessOptions, BranchAccessOptions {
  readonly project: IDevOpsProject;
  readonly name: string;
  /** What pipelines are in Azure while they use the connection; its roles say what they may do. It is to be used for nothing else. */
  readonly identity: ManagedIdentity;
  /** What the connection is for. */
  readonly description: string;
  /** The subscription that pipelines start in, a GUID. @default - that of the stack */
  readonly subscriptionId?: string;
  /** How Azure DevOps shows the subscription. @default - its id */
  readonly subscriptionName?: string;
}

/** A connection to Azure. */
export interface IServiceConnection extends IWaitable {
  readonly connectionId: string;
  readonly connectionName: string;
  /** What has to be there before the connection works: for what uses it at once. */
  readonly credentials: readonly ITerraformDependable[];
}

/**
 * How pipelines sign in to Azure: by workload identity federation alone. Azure DevOps says for each run who it is, and the identity
 * trusts exactly that connection; there is no secret to keep, to rotate or to lose.
 *
 * The connection is made first, with the identity's client id; issuer and subject of the credential come from the connection, never
 * from a pattern, since Azure DevOps changes theirs. Only YAML of the branch `main` may use it, unless said otherwise. It isn't tried out when it is made, because the credential can't exist by then.
 *
 * @see https://learn.microsoft.com/azure/devops/pipelines/release/configure-workload-identity
 */
export class ServiceConnection extends AzureConstruct implements IServiceConnection {
  readonly connectionId: string;
  readonly connectionName: string;
  readonly identity: ManagedIdentity;
  readonly dependable: ITerraformDependable;
  readonly credentials: readonly ITerraformDependable[];

  private readonly project: IDevOpsProject;

  /** @throws ValidationError `ServiceConnectionSecret`, `BranchControlUnused`, those of the branches and of the name */
  constructor(scope: Construct, id: string, props: ServiceConnectionProps) {
    super(scope, id);
    const secret = Object.keys(props).find((key) => SECRET_INPUT.test(key));
    if (secret !== undefined) fail(this, { code: 'ServiceConnectionSecret', prop: secret, rule: 'is that of a connection with a secret', expected: 'workload identity federation, which needs an identity alone', fix: 'leave it out' });
    const problems = new Problems(this);
    claimDevOpsName(problems, props.project, 'connection', props.name);
    checkBranchAccess(problems, props);
    problems.throwIfAny();
    const { subscriptionId, tenantId } = landscapeContextOf(this, 'identity', 'tenant');
    const subscription = props.subscriptionId ?? subscriptionId;
    const resource = new ServiceendpointAzurerm(this, 'Resource', {
      projectId: props.project.projectId,
      serviceEndpointName: props.name,
      description: props.description,
      serviceEndpointAuthenticationScheme: 'WorkloadIdentityFederation',
      environment: CLOUD_NAMES[cloudOf(this)],
      azurermSpnTenantid: tenantId,
      azurermSubscriptionId: subscription,
      azurermSubscriptionName: props.subscriptionName ?? subscription,
      credentials: { serviceprincipalid: props.identity.clientId },
      features: { validate: false },
    });
    this.project = props.project;
    this.identity = props.identity;
    this.dependable = resource;
    this.connectionId = resource.id;
    this.connectionName = props.name;
    this.credentials = [props.identity.addFederatedCredential({ name: 'azure-devops', issuer: resource.workloadIdentityFederationIssuer, subject: resource.workloadIdentityFederationSubject })];
    addBranchAccess(this, { projectId: props.project.projectId, targetResourceId: this.connectionId, targetResourceType: 'endpoint' }, props);
    if (props.allPipelinesAllowed) authorizePipeline(this, this.project, 'endpoint', this.connectionId);
  }

  /** Lets a pipeline use the connection. */
  authorize(pipeline: IBuildDefinition): void {
    authorizePipeline(this, this.project, 'endpoint', this.connectionId, pipeline);
  }
}
