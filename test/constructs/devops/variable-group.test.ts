import type { VariableGroupSource } from '../../../constructs/devops/variable-group';
import { VariableGroup } from '../../../constructs/devops/variable-group';
import type { Fixture } from './fixtures';
import { byId, connection, inProject, pipeline, repository, wrongInProject } from './fixtures';

const values = ({ stack, project }: Fixture, source: VariableGroupSource): VariableGroup => new VariableGroup(stack, 'Values', { project, name: 'landscape-dev', description: 'What is in dev', ...source });
const CANARY = 'https://contoso.webhook.office.com/webhookb2/1';

describe('VariableGroup', () => {
  test('has plain values, for the pipelines that are named', () => {
    const template = inProject((fixture) => values(fixture, { variables: { region: 'westeurope' } }).authorize(pipeline(fixture, repository(fixture))));
    expect(template.resource('azuredevops_variable_group')).toEqual({ project_id: expect.stringMatching(/^\$\{azuredevops_project\./), name: 'landscape-dev', description: 'What is in dev', allow_access: false, variable: [{ name: 'region', value: 'westeurope' }] });
    expect(byId(template, 'azuredevops_pipeline_authorization', 'type')).toEqual({ 'Values_Authorization-build': { type: 'variablegroup' } });
  });

  test('has secrets of a vault by their names, once the connection works', () => {
    const template = inProject((fixture) => values(fixture, { keyVault: { keyVaultName: 'kv-hub', connection: connection(fixture), secretNames: ['teams-webhook-url'] } }));
    expect(template.resource('azuredevops_variable_group')).toMatchObject({
      key_vault: { name: 'kv-hub', service_endpoint_id: expect.stringMatching(/^\$\{azuredevops_serviceendpoint_azurerm\./) }, variable: [{ name: 'teams-webhook-url' }],
      depends_on: [expect.stringMatching(/^azurerm_federated_identity_credential\./)],
    });
    expect(byId(template, 'azuredevops_check_branch_control', 'target_resource_type', 'allowed_branches')['Values_BranchControl']).toEqual({ target_resource_type: 'variablegroup', allowed_branches: 'refs/heads/main' });
  });

  test('is opened to all pipelines by a switch', () => {
    const template = inProject(({ stack, project }) => new VariableGroup(stack, 'Values', { project, name: 'all', description: 'x', variables: { a: 'b' }, allPipelinesAllowed: true }));
    expect(template.resource('azuredevops_pipeline_authorization')).toEqual({ project_id: expect.stringMatching(/^\$\{azuredevops_project\./), resource_id: expect.stringMatching(/^\$\{azuredevops_variable_group\./), type: 'variablegroup' });
  });

  test.each<readonly [string, (fixture: Fixture) => VariableGroupSource, string]>([
    ['no variable', () => ({ variables: {} }), `[VariableGroupEmpty] 'variables' are none: got {}; expected at least one variable; add one, or leave the group out (at test/Values)`],
    ['a name with a space', () => ({ variables: { 'a b': 'c' } }), `[VariableNameInvalid] 'variables.a b' is no name of a variable: got "a b"; expected letters, digits, "_" and ".", not a digit first; rename it (at test/Values)`],
    ['a webhook', () => ({ variables: { channel: CANARY } }), `[VariableSecretLiteral] 'variables.channel' holds what looks like a secret: expected values that anybody may see; keep it in a key vault, and name it in a group with 'keyVault' (at test/Values)`],
    ['a value under the name of a secret', () => ({ variables: { API_KEY: 'x' } }), `[VariableSecretLiteral] 'variables.API_KEY' holds what looks like a secret: expected values that anybody may see; keep it in a key vault, and name it in a group with 'keyVault' (at test/Values)`],
    ['no secret', (fixture) => ({ keyVault: { keyVaultName: 'kv', connection: connection(fixture), secretNames: [] } }), `[VariableGroupWithoutSecrets] 'keyVault.secretNames' are none: got []; expected at least one secret; name one, or leave the group out (at test/Values)`],
    ['a secret in place of its name', (fixture) => ({ keyVault: { keyVaultName: 'kv', connection: connection(fixture), secretNames: [CANARY] } }), `[VaultSecretNameInvalid] 'keyVault.secretNames[0]' can't be the name of a secret, or is there twice: expected 1 to 127 letters, digits and hyphens, each name once; name the secret, not its value (at test/Values)`],
  ])('fails with %s, without showing it', (_, source, message) => {
    expect(wrongInProject((fixture) => values(fixture, source(fixture)))).toBe(message);
    expect(message).not.toContain(CANARY);
  });

  test('fails with neither values nor a vault, which types don\'t let through', () => {
    expect(wrongInProject(({ stack, project }) => {
      const untyped = JSON.parse('{}') as VariableGroupSource;
      new VariableGroup(stack, 'Values', { project, name: 'x', description: 'x', ...untyped });
    })).toBe(`[VariableGroupSource] 'variables' needs either 'variables' or 'keyVault': expected one of the two; leave one out, or make two groups (at test/Values)`);
  });
});
