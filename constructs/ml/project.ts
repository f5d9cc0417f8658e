import { AiFoundryProject } from '@cdktf/provider-azurerm/lib/ai-foundry-project';
import type { TerraformResource } from 'cdktf';
import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import type { AzureResourceOptions } from '../core/azure-resource';
import { fail, Problems } from '../core/errors';
import { parseResourceId } from '../core/resource-id';
import type { IManagedIdentity } from '../identity/managed-identity';
import type { IGrantable, RoleAssignment } from '../identity/role-assignment';
import { Principal } from '../identity/role-assignment';
import type { PrivateEndpoint } from '../network/private-endpoint';
import { AI_DEVELOPER } from './foundry-role';
import type { IHub } from './hub';
import type { IsolationMode } from './managed-network';
import { SystemAssignedIdentity } from './system-assigned-identity';
import type { IWorkspace } from './workspace-base';
import { WorkspaceBase } from './workspace-base';

/** What a project is made of, apart from its hub. */
export interface ProjectOptions extends AzureResourceOptions {
  /** @default - by the naming convention, with `purpose` */
  readonly name?: string;
  /** Tells projects apart in generated names. @default - none */
  readonly purpose?: string;
  /** What people see instead of the name; 1 to 256 characters. @default - the name */
  readonly friendlyName?: string;
  /** 1 to 2048 characters. @default - none */
  readonly description?: string;
  /** The user-assigned identity that the project acts as. @default - the project's own */
  readonly identity?: IManagedIdentity;
  /** @default - `deletionProtectionEnabled` of the stack */
  readonly deletionProtectionEnabled?: boolean;
}

export interface ProjectProps extends ProjectOptions {
  /** What the project is part of; another hub means another project. */
  readonly hub: IHub;
}

/** What an existing project is known by, apart from its id. */
export interface ProjectAttributes {
  readonly hub: IHub;
  /** The user-assigned identity that it acts as. @default - it acts as its own identity */
  readonly userAssignedIdentity?: IManagedIdentity;
  /** The Entra object id of its own identity. @default - unknown: nothing can be granted to it */
  readonly principalId?: string;
}

/** A project of Azure AI Foundry, owned or existing: a workspace whose network is that of its hub. */
export interface IProject extends IWorkspace {
  readonly hub: IHub;

  /** Lets the grantee build in the project. */
  grantDevelop(grantee: IGrantable): RoleAssignment;
}

abstract class ProjectBase extends WorkspaceBase implements IProject {
  readonly location: string;
  readonly isolationMode: IsolationMode;
  readonly publicNetworkAccessEnabled: boolean;

  constructor(scope: Construct, id: string, readonly hub: IHub) {
    super(scope, id);
    this.location = hub.location;
    this.isolationMode = hub.isolationMode;
    this.publicNetworkAccessEnabled = hub.publicNetworkAccessEnabled;
  }

  override get hasPrivateEndpoint(): boolean {
    return this.hub.hasPrivateEndpoint;
  }

  override awaitAccess(compute: TerraformResource): void {
    this.hub.awaitAccess(compute);
  }

  grantDevelop(grantee: IGrantable): RoleAssignment {
    return this.grant(AI_DEVELOPER, grantee);
  }

  /** @throws ValidationError `ProjectNetworkOfHub`: the network is the hub's, here and for all rules */
  override addPrivateEndpoint(): PrivateEndpoint {
    return this.refuse('privateEndpoints', 'addPrivateEndpoint');
  }

  override addFqdnOutboundRule(): void {
    this.refuse('outboundRules', 'addFqdnOutboundRule');
  }

  override addServiceTagOutboundRule(): void {
    this.refuse('outboundRules', 'addServiceTagOutboundRule');
  }

  override addPrivateEndpointOutboundRule(): void {
    this.refuse('outboundRules', 'addPrivateEndpointOutboundRule');
  }

  override addOutboundRules(): void {
    this.refuse('outboundRules', 'addOutboundRules');
  }

  private refuse(prop: string, method: string): never {
    return fail(this, { code: 'ProjectNetworkOfHub', prop, rule: "can't be of a project, whose network is that of its hub", expected: `a call of ${method}() on the hub`, fix: `use project.hub.${method}()` });
  }
}

/**
 * Where one team works in a hub of Azure AI Foundry; takes endpoints, connections, assets and computes like a workspace.
 *
 * @see https://learn.microsoft.com/azure/ai-foundry/how-to/hub-create-projects
 */
export class Project extends ProjectBase {
  /** An existing project. */
  static fromProjectId(scope: Construct, id: string, projectId: string, attributes: ProjectAttributes): IProject {
    return new ImportedProject(scope, id, projectId, attributes);
  }

  readonly resourceId: string;
  readonly resourceName: string;
  readonly identity: IGrantable;
  readonly userAssignedIdentity: IManagedIdentity | undefined;
  /** The GUID that Azure AI Foundry knows the project by. */
  readonly projectGuid: string;
  /** Of private endpoints, which a project has none of. */
  protected readonly resourceGroupName = '';
  protected readonly privateLinkName = 'proj';

  /** @throws ValidationError `ProjectTextLength`, and those of the name */
  constructor(scope: Construct, id: string, props: ProjectProps) {
    super(scope, id, props.hub);
    const problems = new Problems(this);
    const name = this.nameOf(problems, 'hubProject', props.name, props.purpose);
    for (const [prop, text, length] of [['friendlyName', props.friendlyName, 256], ['description', props.description, 2048]] as const) {
      problems.require(text === undefined || Token.isUnresolved(text) || (text.length > 0 && text.length <= length), { code: 'ProjectTextLength', prop, rule: 'is empty or too long', got: text && `${text.length} characters`, expected: `1 to ${length} characters`, fix: 'shorten it, or leave it out' });
    }
    problems.throwIfAny();
    const resource = new AiFoundryProject(this, 'Resource', {
      name,
      location: props.hub.location,
      aiServicesHubId: props.hub.resourceId,
      identity: props.identity ? { type: 'UserAssigned', identityIds: [props.identity.resourceId] } : { type: 'SystemAssigned' },
      primaryUserAssignedIdentity: props.identity?.resourceId,
      friendlyName: props.friendlyName,
      description: props.description,
      lifecycle: this.protectedLifecycle(props.deletionProtectionEnabled),
    });
    this.resourceId = resource.id;
    this.resourceName = resource.name;
    this.projectGuid = resource.projectId;
    this.userAssignedIdentity = props.identity;
    this.identity = props.identity ?? new SystemAssignedIdentity(this, 'SystemAssignedIdentity', resource.identity.principalId);
    this.addFeatures(props);
  }
}

class ImportedProject extends ProjectBase {
  readonly resourceName: string;
  readonly identity: IGrantable | undefined;
  readonly userAssignedIdentity: IManagedIdentity | undefined;
  protected readonly resourceGroupName: string;
  protected readonly privateLinkName: string;

  constructor(scope: Construct, id: string, readonly resourceId: string, attributes: ProjectAttributes) {
    super(scope, id, attributes.hub);
    const { name, resourceGroupName } = parseResourceId(this, 'projectId', resourceId, 'Microsoft.MachineLearningServices/workspaces');
    this.resourceName = name;
    this.resourceGroupName = resourceGroupName;
    this.privateLinkName = name;
    this.userAssignedIdentity = attributes.userAssignedIdentity;
    this.identity = attributes.userAssignedIdentity ?? (attributes.principalId === undefined ? undefined : Principal.servicePrincipal(id, attributes.principalId));
  }
}
