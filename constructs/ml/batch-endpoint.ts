import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import { Resource } from '../../.gen/providers/azapi/resource';
import type { AzureResourceOptions, DiagnosticTarget, IAzureResource } from '../core/azure-resource';
import { AzureResource } from '../core/azure-resource';
import { Problems } from '../core/errors';
import { parseResourceId } from '../core/resource-id';
import { BuiltInRole } from '../identity/built-in-role';
import type { IGrantable, RoleAssignment } from '../identity/role-assignment';
import { checkServingName } from './serving-name';
import type { IWorkspace } from './workspace-base';

/** The type of a batch endpoint, with the version of Azure's API. */
export const BATCH_ENDPOINT_TYPE = 'Microsoft.MachineLearningServices/workspaces/batchEndpoints@2025-09-01';

export interface BatchEndpointProps extends Pick<AzureResourceOptions, 'lock' | 'roleAssignments'> {
  readonly workspace: IWorkspace;
  /** Part of the address that is called, so unique in the region; 3 to 32 characters. */
  readonly name: string;
  /** @default - none */
  readonly description?: string;
}

/** A batch endpoint, owned or existing. */
export interface IBatchEndpoint extends IAzureResource {
  readonly workspace: IWorkspace;

  /**
   * Lets the grantee start jobs through the endpoint.
   *
   * @param role holds `batchEndpoints/score/action`
   */
  grantInvoke(grantee: IGrantable, role?: BuiltInRole): RoleAssignment;
  /** Records a problem where the endpoint has a deployment of that name, or a default one already; what deployments call. */
  claimDeployment(problems: Problems, name: string, defaultEnabled: boolean): void;
}

abstract class BatchEndpointBase extends AzureResource implements IBatchEndpoint {
  abstract readonly workspace: IWorkspace;

  private readonly names = new Set<string>();
  private defaultName: string | undefined;

  grantInvoke(grantee: IGrantable, role = BuiltInRole.ML_DATA_SCIENTIST): RoleAssignment {
    return this.grant(role, grantee);
  }

  claimDeployment(problems: Problems, name: string, defaultEnabled: boolean): void {
    problems.require(!this.names.has(name.toLowerCase()), { code: 'BatchDeploymentNameTwice', prop: 'name', rule: 'is the name of another deployment of the endpoint', got: name, expected: 'a name of its own for each deployment', fix: 'give one of the two another name' });
    problems.require(!defaultEnabled || this.defaultName === undefined, { code: 'BatchDefaultTwice', prop: 'defaultEnabled', rule: 'is set for another deployment of the endpoint', got: this.defaultName, expected: 'one default deployment', fix: 'leave one of the two out' });
    this.names.add(name.toLowerCase());
    if (defaultEnabled) this.defaultName = name;
  }

  protected override get diagnosticTargets(): readonly DiagnosticTarget[] {
    return [];
  }
}

/**
 * One address that starts scoring jobs, called with tokens of Entra. It is as private as its workspace; jobs act as the
 * caller and as the identity of their cluster.
 *
 * @see https://learn.microsoft.com/azure/machine-learning/concept-endpoints-batch
 */
export class BatchEndpoint extends BatchEndpointBase {
  /**
   * An existing endpoint.
   *
   * @throws ValidationError `BatchEndpointWorkspaceOther`
   */
  static fromEndpointId(scope: Construct, id: string, endpointId: string, workspace: IWorkspace): IBatchEndpoint {
    return new ImportedBatchEndpoint(scope, id, endpointId, workspace);
  }

  readonly resourceId: string;
  readonly resourceName: string;
  readonly workspace: IWorkspace;

  /** @throws ValidationError `ServingNameInvalid` */
  constructor(scope: Construct, id: string, props: BatchEndpointProps) {
    super(scope, id);
    const problems = new Problems(this);
    checkServingName(problems, 'endpoint', props.name);
    problems.throwIfAny();
    const resource = new Resource(this, 'Resource', {
      type: BATCH_ENDPOINT_TYPE,
      name: props.name,
      parentId: props.workspace.resourceId,
      location: props.workspace.location,
      // The default deployment comes later; the key is here for `ignoreBodyChanges`, which keeps only what the body names.
      body: { properties: { authMode: 'AADToken', description: props.description, defaults: {} } },
      schemaValidationEnabled: true,
      ignoreBodyChanges: ['properties.defaults'],
    });
    this.resourceId = resource.id;
    this.resourceName = resource.name;
    this.workspace = props.workspace;
    this.addFeatures(props);
  }
}

class ImportedBatchEndpoint extends BatchEndpointBase {
  readonly resourceName: string;

  constructor(scope: Construct, id: string, readonly resourceId: string, readonly workspace: IWorkspace) {
    super(scope, id);
    this.resourceName = parseResourceId(this, 'endpointId', resourceId, 'Microsoft.MachineLearningServices/workspaces/batchEndpoints').name;
    const problems = new Problems(this);
    problems.require(Token.isUnresolved(workspace.resourceId) || resourceId.toLowerCase().startsWith(`${workspace.resourceId.toLowerCase()}/`), { code: 'BatchEndpointWorkspaceOther', prop: 'endpointId', rule: 'is an endpoint of another workspace', got: resourceId, expected: `an endpoint of ${workspace.node.path}`, fix: 'pass the workspace that the endpoint is in' });
    problems.throwIfAny();
  }
}
