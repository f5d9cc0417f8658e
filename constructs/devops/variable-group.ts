import type { Construct } from 'constructs';
import { VariableGroup as VariableGroupResource } from '../../.gen/providers/azuredevops/variable-group';
import { AzureConstruct } from '../core/azure-construct';
import { Problems } from '../core/errors';
import { waitFor } from '../core/waitable';
import type { IWaitable } from '../core/waitable';
import { isSecretName, isSecretText } from '../core/secret-text';
import type { BranchAccessOptions } from './branch-control';
import { addBranchAccess, checkBranchAccess } from './branch-control';
import type { IBuildDefinition } from './build-definition';
import { claimDevOpsName } from './devops-name';
import type { IDevOpsProject } from './devops-project';
import type { PipelineAccessOptions } from './pipeline-authorization';
import { authorizePipeline } from './pipeline-authorization';
import type { IServiceConnection } from './service-connection';

const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_.]*$/;
const SECRET_NAME = /^[A-Za-z0-9-]{1,127}$/;

/** Secrets that stay in a key vault: pipelines read them when they run. */
export interface KeyVaultVariables extends BranchAccessOptions {
  /** The name of the key vault. */
  readonly keyVaultName: string;
  /** The connection that reads it; its identity needs Key Vault Secrets User. */
  readonly connection: IServiceConnection;
  /** Names of secrets that are in the vault already. */
  readonly secretNames: readonly string[];
  /** Roles that the identity of the connection needs before: Azure DevOps reads the vault when the group is made. @default - they are there */
  readonly requiredRoleAssignments?: readonly IWaitable[];
}

/** Either plain values, or secrets of a key vault. */
export type VariableGroupSource =
  | { readonly variables: Readonly<Record<string, string>>; readonly keyVault?: undefined }
  | { readonly keyVault: KeyVaultVariables; readonly variables?: undefined };

/** What both kinds of variable groups have. */
export interface VariableGroupOptions extends PipelineAccessOptions {
  readonly project: IDevOpsProject;
  readonly name: string;
  /** What is in the group. */
  readonly description: string;
}

export type VariableGroupProps = VariableGroupOptions & VariableGroupSource;

/**
 * Values that several pipelines read. Secrets stay in a key vault, which the group is linked to; a plain value that looks like one is refused.
 *
 * Only YAML of the branch `main` reads the secrets, unless said otherwise.
 * When a linked group is made, Azure DevOps reads the vault: it has to be reachable from there, with the secrets in it.
 *
 * @see https://learn.microsoft.com/azure/devops/pipelines/library/variable-groups
 */
export class VariableGroup extends AzureConstruct {
  readonly variableGroupId: string;
  readonly variableGroupName: string;

  private readonly project: IDevOpsProject;

  /** @throws ValidationError `VariableGroupSource`, `VariableGroupEmpty`, `VariableNameInvalid`, `VariableSecretLiteral`, `VaultSecretNameInvalid`, and those of the name */
  constructor(scope: Construct, id: string, props: VariableGroupProps) {
    super(scope, id);
    const problems = new Problems(this);
    const { project, name, description, variables, keyVault } = props;
    claimDevOpsName(problems, project, 'variableGroup', name);
    problems.require((variables === undefined) !== (keyVault === undefined), { code: 'VariableGroupSource', prop: 'variables', rule: "needs either 'variables' or 'keyVault'", expected: 'one of the two', fix: 'leave one out, or make two groups' });
    checkVariables(problems, variables);
    checkVault(problems, keyVault);
    problems.throwIfAny();
    const resource = new VariableGroupResource(this, 'Resource', {
      projectId: project.projectId,
      name,
      description,
      // Pipelines are authorised one by one.
      allowAccess: false,
      keyVault: keyVault && { name: keyVault.keyVaultName, serviceEndpointId: keyVault.connection.connectionId },
      variable: keyVault ? keyVault.secretNames.map((secret) => ({ name: secret })) : Object.entries(variables ?? {}).map(([variable, value]) => ({ name: variable, value })),
      dependsOn: keyVault && [...keyVault.connection.credentials, ...(waitFor(this, keyVault.requiredRoleAssignments ?? []) ?? [])],
    });
    this.project = project;
    this.variableGroupId = resource.id;
    this.variableGroupName = name;
    if (keyVault) addBranchAccess(this, { projectId: project.projectId, targetResourceId: this.variableGroupId, targetResourceType: 'variablegroup' }, keyVault);
    if (props.allPipelinesAllowed) authorizePipeline(this, project, 'variablegroup', this.variableGroupId);
  }

  /** Lets a pipeline read the group. */
  authorize(pipeline: IBuildDefinition): void {
    authorizePipeline(this, this.project, 'variablegroup', this.variableGroupId, pipeline);
  }
}

function checkVariables(problems: Problems, variables: Readonly<Record<string, string>> | undefined): void {
  if (variables === undefined) return;
  problems.require(Object.keys(variables).length > 0, { code: 'VariableGroupEmpty', prop: 'variables', rule: 'are none', got: {}, expected: 'at least one variable', fix: 'add one, or leave the group out' });
  for (const [name, value] of Object.entries(variables)) {
    problems.require(VARIABLE_NAME.test(name), { code: 'VariableNameInvalid', prop: `variables.${name}`, rule: 'is no name of a variable', got: name, expected: 'letters, digits, "_" and ".", not a digit first', fix: 'rename it' });
    // The value isn't shown: it may be the secret.
    problems.require(!isSecretName(name) && !isSecretText(value), { code: 'VariableSecretLiteral', prop: `variables.${name}`, rule: 'holds what looks like a secret', expected: 'values that anybody may see', fix: "keep it in a key vault, and name it in a group with 'keyVault'" });
  }
}

function checkVault(problems: Problems, keyVault: KeyVaultVariables | undefined): void {
  if (keyVault === undefined) return;
  checkBranchAccess(problems, keyVault);
  const { secretNames } = keyVault;
  problems.require(secretNames.length > 0, { code: 'VariableGroupWithoutSecrets', prop: 'keyVault.secretNames', rule: 'are none', got: [], expected: 'at least one secret', fix: 'name one, or leave the group out' });
  secretNames.forEach((secret, index) => {
    problems.require(SECRET_NAME.test(secret) && secretNames.indexOf(secret) === index, { code: 'VaultSecretNameInvalid', prop: `keyVault.secretNames[${index}]`, rule: "can't be the name of a secret, or is there twice", expected: '1 to 127 letters, digits and hyphens, each name once', fix: 'name the secret, not its value' });
  });
}
