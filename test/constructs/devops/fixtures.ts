import type { TerraformStack } from 'cdktf';
import { AzuredevopsProvider } from '../../../.gen/providers/azuredevops/provider';
import { BuildDefinition } from '../../../constructs/devops/build-definition';
import { DevOpsProject } from '../../../constructs/devops/devops-project';
import { EntraGroup } from '../../../constructs/devops/entra-group';
import type { GitRepositoryProps } from '../../../constructs/devops/git-repository';
import { GitRepository } from '../../../constructs/devops/git-repository';
import { ServiceConnection } from '../../../constructs/devops/service-connection';
import { ManagedIdentity } from '../../../constructs/identity/managed-identity';
import type { Block, Template } from '../../support/template';
import { problemsOf, synthesise, testResourceGroup } from '../../support/template';

export const GROUP_ID = 'aaaaaaaa-0000-0000-0000-000000000001';
export const OTHER_GROUP_ID = 'aaaaaaaa-0000-0000-0000-000000000002';

/** What tests define things in. */
export interface Fixture {
  readonly stack: TerraformStack;
  readonly project: DevOpsProject;
}

function fixture(stack: TerraformStack): Fixture {
  new AzuredevopsProvider(stack, 'azuredevops', { orgServiceUrl: 'https://dev.azure.com/contoso' });
  return { stack, project: new DevOpsProject(stack, 'Project', { name: 'ml', description: 'Models' }) };
}

/** What is synthesised in a project. */
export function inProject(define: (fixture: Fixture) => void): Template {
  return synthesise((stack) => define(fixture(stack)));
}

/** What is wrong with what is defined in a project. */
export function wrongInProject(define: (fixture: Fixture) => void): string {
  return problemsOf((stack) => define(fixture(stack)));
}

/** Blocks of a type by the end of their ids, with the parts that a test looks at. */
export function byId(template: Template, type: string, ...keys: readonly string[]): Readonly<Record<string, Block>> {
  return Object.fromEntries(Object.entries(template.resources(type)).map(([id, block]) => [id.replace(/_[0-9A-F]{8}$/, ''), keys.length === 0 ? block : Object.fromEntries(keys.map((key) => [key, block[key]]))]));
}

export const group = ({ stack }: Fixture, id = 'Group', objectId = GROUP_ID): EntraGroup => new EntraGroup(stack, id, { objectId });

export const repository = ({ stack, project }: Fixture, props: Partial<GitRepositoryProps> = {}): GitRepository => new GitRepository(stack, 'Repository', { project, name: 'model', ...props });

export const pipeline = ({ stack, project }: Fixture, of: GitRepository, name = 'build'): BuildDefinition => new BuildDefinition(stack, `Pipeline-${name}`, { project, repository: of, name, yamlPath: `pipelines/${name}.yml` });

export function connection({ stack, project }: Fixture, name = 'azure-dev'): ServiceConnection {
  const identity = new ManagedIdentity(stack, `Identity-${name}`, { resourceGroup: testResourceGroup(stack), purpose: 'deploy' });
  return new ServiceConnection(stack, 'Connection', { project, name, identity, description: 'Deploys' });
}
