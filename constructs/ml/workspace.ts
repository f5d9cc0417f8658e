import type { Construct } from 'constructs';
import { Problems } from '../core/errors';
import { parseResourceId } from '../core/resource-id';
import type { IManagedIdentity } from '../identity/managed-identity';
import type { IGrantable } from '../identity/role-assignment';
import { Principal } from '../identity/role-assignment';
import type { IsolationMode } from './managed-network';
import { OwnedWorkspace } from './owned-workspace';
import type { IWorkspace } from './workspace-base';
import { WorkspaceBase } from './workspace-base';
import type { WorkspaceOptions } from './workspace-options';

export type WorkspaceProps = WorkspaceOptions;

/** What an existing workspace is known by, apart from its id. */
export interface WorkspaceAttributes {
  /** Azure region. */
  readonly location: string;
  readonly isolationMode: IsolationMode;
  /** @default false */
  readonly publicNetworkAccessEnabled?: boolean;
  /** The user-assigned identity that it acts as. @default - it acts as its own identity */
  readonly userAssignedIdentity?: IManagedIdentity;
  /** The Entra object id of its own identity. @default - unknown: nothing can be granted to it */
  readonly principalId?: string;
}

/**
 * Where models are trained, registered and served from: private, with a managed network that lets out only what is
 * approved, and data reached by identity instead of keys, unless its props say otherwise.
 *
 * @see https://learn.microsoft.com/azure/machine-learning/concept-workspace
 */
export class Workspace extends OwnedWorkspace {
  /** An existing workspace, of any kind. */
  static fromWorkspaceId(scope: Construct, id: string, workspaceId: string, attributes: WorkspaceAttributes): IWorkspace {
    return new ImportedWorkspace(scope, id, workspaceId, attributes);
  }

  constructor(scope: Construct, id: string, props: WorkspaceProps) {
    super(scope, id, props, { kind: 'Default', namedResource: 'workspace', abbreviation: 'mlw' }, new Problems(`${scope.node.path}/${id}`));
  }
}

class ImportedWorkspace extends WorkspaceBase {
  readonly resourceName: string;
  readonly location: string;
  readonly isolationMode: IsolationMode;
  readonly publicNetworkAccessEnabled: boolean;
  readonly identity: IGrantable | undefined;
  readonly userAssignedIdentity: IManagedIdentity | undefined;
  protected readonly resourceGroupName: string;
  protected readonly privateLinkName: string;

  constructor(scope: Construct, id: string, readonly resourceId: string, attributes: WorkspaceAttributes) {
    super(scope, id);
    const parsed = parseResourceId(this, 'workspaceId', resourceId, 'Microsoft.MachineLearningServices/workspaces');
    this.resourceName = parsed.name;
    this.resourceGroupName = parsed.resourceGroupName;
    this.privateLinkName = parsed.name;
    this.location = attributes.location;
    this.isolationMode = attributes.isolationMode;
    this.publicNetworkAccessEnabled = attributes.publicNetworkAccessEnabled ?? false;
    this.userAssignedIdentity = attributes.userAssignedIdentity;
    const own = attributes.principalId === undefined ? undefined : Principal.servicePrincipal(id, attributes.principalId);
    this.identity = attributes.userAssignedIdentity ?? own;
  }

  override get hasPrivateEndpoint(): boolean {
    return true;
  }
}
