import { checkStack, inspectStack } from '../../facts/check';
import { stackWith, SUBNET } from './support';

describe('a stack', () => {
  it('is counted as it is checked', () => {
    const { findings, ...counts } = inspectStack(stackWith('azurerm_subnet', SUBNET));
    expect(findings).toEqual([]);
    expect(counts).toEqual({ resources: 3, dataSources: 1, attributes: 10 });
  });

  it('may read the state of another and hold data of its own', () => {
    const stack = {
      data: { terraform_remote_state: { network: { backend: 'local', config: { path: 'network.tfstate' }, workspace: '${terraform.workspace}' } } },
      resource: { terraform_data: { marker: { input: { subnet: '${data.terraform_remote_state.network.outputs.subnet.id}' } } } },
    };
    expect(checkStack(stack)).toEqual([]);
  });

  it('fails when it is not an object', () => {
    expect(() => checkStack([])).toThrow('A synthesised stack is a JSON object');
  });
});

describe('finds', () => {
  it.each([
    ['a resource type without facts', { resource: { azurerm_subnt: { main: {} } } },
      `[TypeWithoutFacts] 'azurerm_subnt' is not among the resource types of azurerm 4.79.0 in facts/: got 'azurerm_subnt'; expected 'azurerm_subnet'; did you mean 'azurerm_subnet'? (at stack, azurerm_subnt.main)`],
    ['a data source without facts', { data: { azurerm_images_of_everything: { main: {} } } },
      `[TypeWithoutFacts] 'azurerm_images_of_everything' is not among the data sources of azurerm 4.79.0 in facts/: got 'azurerm_images_of_everything'; expected a type that facts/types.json lists; add it to facts/types.json and run 'npm run facts:update' (at stack, data.azurerm_images_of_everything.main)`],
    ['a provider without facts', { resource: { aws_vpc: { main: {} } } },
      `[ProviderWithoutFacts] 'provider' has no facts: got 'aws'; expected one of 'azapi', 'azuread', 'azuredevops', 'azurerm', 'kubernetes', 'terraform'; add it to facts/types.json and run 'npm run facts:update' (at stack, aws_vpc.main)`],
    ['a wrong provider configuration', { provider: { azurerm: [{ alias: 'hub', features: [{}], tenant: 'x' }] } },
      `[AttributeUnknown] 'tenant' is not an attribute of the provider azurerm: got "x"; expected 'tenant_id'; did you mean 'tenant_id'? (at stack, provider.azurerm.hub)`],
    ['a wrong value in a provider configuration', { provider: { azurerm: { features: {}, use_oidc: 'maybe' } } },
      `[ValueTypeWrong] 'use_oidc' has the wrong type: got "maybe"; expected true or false; change the value (at stack, provider.azurerm)`],
    ['a wrong value of another provider', { resource: { azuread_group: { main: { display_name: 'g', security_enabled: true, visibility: 'Secret' } } } },
      `[ValueNotAllowed] 'visibility' has a value that the provider refuses: got "Secret"; expected one of 'Hiddenmembership', 'Private', 'Public'; use one of these (at stack, azuread_group.main)`],
    ['a missing attribute of azapi', { resource: { azapi_resource: { main: { name: 'x', body: { properties: { a: 1 } } } } } },
      `[AttributeMissing] 'type' is required: got nothing; expected a string; set it (at stack, azapi_resource.main)`],
  ])('%s', (_, stack, message) => {
    expect(checkStack(stack).map((finding) => finding.message)).toEqual([message]);
  });
});
