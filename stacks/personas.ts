import type { IAzureResource } from '../constructs/core/azure-resource';
import { BuiltInRole } from '../constructs/identity/built-in-role';
import type { IGrantable } from '../constructs/identity/role-assignment';
import { Principal } from '../constructs/identity/role-assignment';
import type { Environment } from '../environments/schema';

/** A kind of person who works with the landscape: the roles of the Team Data Science Process, and who runs and audits it. */
export type Persona = keyof Environment['personas'];

/** What roles of people apply to. */
export type PersonaScope = 'workspace' | 'workspaceStorage' | 'dataLake' | 'containerRegistry' | 'keyVault' | 'logs' | 'platform' | 'cluster';

type Roles = Readonly<Partial<Record<PersonaScope, readonly BuiltInRole[]>>>;

const {
  READER, CONTRIBUTOR, ML_DATA_SCIENTIST, ML_COMPUTE_OPERATOR, STORAGE_BLOB_DATA_CONTRIBUTOR, STORAGE_BLOB_DATA_READER,
  STORAGE_FILE_DATA_PRIVILEGED_CONTRIBUTOR, ACR_PULL, KEY_VAULT_READER, LOG_ANALYTICS_READER, MONITORING_READER,
  AKS_CLUSTER_USER, AKS_RBAC_READER, AKS_RBAC_WRITER,
} = BuiltInRole;

/** What works with data in a workspace whose storage is reached by identity. */
const WORKSPACE_FILES = [STORAGE_BLOB_DATA_CONTRIBUTOR, STORAGE_FILE_DATA_PRIVILEGED_CONTRIBUTOR];

/** The roles of each persona where models are developed and tested. */
const ROLES: Readonly<Record<Persona, Roles>> = {
  dataScientist: { workspace: [ML_DATA_SCIENTIST], workspaceStorage: WORKSPACE_FILES, dataLake: [STORAGE_BLOB_DATA_READER], containerRegistry: [ACR_PULL], logs: [LOG_ANALYTICS_READER] },
  dataEngineer: { workspace: [ML_DATA_SCIENTIST], workspaceStorage: WORKSPACE_FILES, dataLake: [STORAGE_BLOB_DATA_CONTRIBUTOR] },
  mlEngineer: {
    workspace: [ML_DATA_SCIENTIST, ML_COMPUTE_OPERATOR], workspaceStorage: WORKSPACE_FILES, dataLake: [STORAGE_BLOB_DATA_READER], containerRegistry: [ACR_PULL], logs: [LOG_ANALYTICS_READER],
    cluster: [AKS_CLUSTER_USER, AKS_RBAC_WRITER],
  },
  solutionArchitect: { platform: [READER], workspace: [READER], cluster: [READER] },
  projectManager: { workspace: [READER] },
  projectLead: { workspace: [ML_DATA_SCIENTIST, ML_COMPUTE_OPERATOR], workspaceStorage: WORKSPACE_FILES, platform: [READER] },
  platformEngineer: { platform: [CONTRIBUTOR], workspace: [CONTRIBUTOR], cluster: [AKS_CLUSTER_USER] },
  auditor: { platform: [READER], workspace: [READER], keyVault: [KEY_VAULT_READER], logs: [LOG_ANALYTICS_READER, MONITORING_READER], cluster: [AKS_CLUSTER_USER, AKS_RBAC_READER] },
};

/** In production, models arrive by pipelines: who develops them elsewhere only looks on. */
const PRODUCTION_ROLES: Readonly<Partial<Record<Persona, Roles>>> = {
  dataScientist: { workspace: [READER], logs: [LOG_ANALYTICS_READER] },
  dataEngineer: { workspace: [READER], dataLake: [STORAGE_BLOB_DATA_READER] },
  mlEngineer: { workspace: [READER, ML_COMPUTE_OPERATOR], logs: [LOG_ANALYTICS_READER], cluster: [AKS_CLUSTER_USER, AKS_RBAC_READER] },
  projectLead: { workspace: [READER], platform: [READER] },
};

/** The roles of a persona in an environment. */
export function rolesOf(persona: Persona, stage: Environment['stage']): Roles {
  return (stage === 'production' ? PRODUCTION_ROLES[persona] : undefined) ?? ROLES[persona];
}

/** The groups of a persona, named so that their order in the environment doesn't matter. */
export function groupsOfPersona(environment: Environment, persona: Persona): IGrantable[] {
  return environment.personas[persona].map((objectId) => groupPrincipal(persona, objectId));
}

/** An Entra group, under a name that only changes with the group. */
export function groupPrincipal(name: string, objectId: string): IGrantable {
  return Principal.group(`${name.charAt(0).toUpperCase()}${name.slice(1)}-${objectId.slice(-12)}`, objectId);
}

/** Grants what every persona has on the given resources; once where a group has the same role as several personas, which Azure refuses twice. */
export function grantPersonas(environment: Environment, targets: Readonly<Partial<Record<PersonaScope, IAzureResource>>>): void {
  const granted = new Set<string>();
  for (const persona of Object.keys(ROLES) as Persona[]) {
    const roles = rolesOf(persona, environment.stage);
    for (const [scope, target] of Object.entries(targets) as [PersonaScope, IAzureResource][]) {
      for (const role of roles[scope] ?? []) {
        for (const grantee of groupsOfPersona(environment, persona)) {
          const grant = `${scope} ${role.guid} ${grantee.principalId.toLowerCase()}`;
          if (!granted.has(grant)) target.addRoleAssignment({ role, grantee });
          granted.add(grant);
        }
      }
    }
  }
}
