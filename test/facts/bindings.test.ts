import { App, TerraformStack, Testing } from 'cdktf';
import { Resource } from '../../.gen/providers/azapi/resource';
import { AzapiProvider } from '../../.gen/providers/azapi/provider';
import { BuildDefinition } from '../../.gen/providers/azuredevops/build-definition';
import { Project } from '../../.gen/providers/azuredevops/project';
import { AzuredevopsProvider } from '../../.gen/providers/azuredevops/provider';
import { checkStack } from '../../facts/check';

describe('the generated bindings', () => {
  it('write what the facts accept, for the pinned versions', () => {
    const stack = new TerraformStack(new App(), 'devops');
    new AzapiProvider(stack, 'azapi');
    new AzuredevopsProvider(stack, 'azuredevops');
    new Resource(stack, 'Registry', { type: 'Microsoft.MachineLearningServices/registries@2024-10-01', name: 'reg', parentId: '/subscriptions/x', body: { properties: {} } });
    const project = new Project(stack, 'Project', { name: 'mlops', visibility: 'private' });
    new BuildDefinition(stack, 'Build', { name: 'ci', projectId: project.id, repository: { repoType: 'TfsGit', repoId: 'r', ymlPath: 'ci.yml' }, ciTrigger: { useYaml: true } });

    const json: { terraform: { required_providers: object } } = JSON.parse(Testing.synth(stack));

    expect(json.terraform.required_providers).toEqual({
      azapi: { source: 'azure/azapi', version: '2.12.0' },
      azuredevops: { source: 'microsoft/azuredevops', version: '1.16.0' },
    });
    expect(checkStack(json)).toEqual([]);
  });
});
