import { checkStack } from '../../facts/check';
import { messagesFor, stackWith, SUBNET } from './support';

const subnet = (name: string, more: object = {}) => ({ ...SUBNET, name, ...more });

describe('accepts references to', () => {
  it.each([
    ['an attribute', '${azurerm_virtual_network.net.name}'],
    ['an item of a list', '${azurerm_virtual_network.net.ip_address_pool[0].id}'],
    ['an item of a list, the old way', '${azurerm_virtual_network.net.ip_address_pool.0.id}'],
    ['every item of a set', '${one(azurerm_virtual_network.net.subnet[*].id)}'],
    ['an item of a converted set', '${tolist(azurerm_virtual_network.net.address_space)[0]}'],
    ['a key of a map', '${azurerm_virtual_network.net.tags["team"]}'],
    ['a data source', '${data.azurerm_client_config.current.tenant_id}'],
    ['a variable and a local', '${var.region}-${local.name}'],
    ['a name that a for expression defines', '${join(",", [for item in var.region : item.name if item.id != ""])}'],
    ['nothing, when escaped', '$${azurerm_nope.x.y}'],
    ['what Terraform defines', '${path.module}${terraform.workspace}${each.key}'],
  ])('%s', (_, name) => {
    expect(messagesFor('azurerm_subnet', subnet(name))).toEqual([]);
  });

  it('an instance of a resource with count', () => {
    const stack = stackWith('azurerm_subnet', subnet('snet', { count: 2, name: '${azurerm_resource_group.group.name}' }), { output: { id: { value: '${azurerm_subnet.main[0].id}' } } });
    expect(checkStack(stack)).toEqual([]);
  });

  it('resources in depends_on and lifecycle', () => {
    const lifecycle = { ignore_changes: ['delegation[0].name'], replace_triggered_by: ['azurerm_virtual_network.net.id'] };
    expect(messagesFor('azurerm_subnet', subnet('snet', { depends_on: ['azurerm_virtual_network.net', 'data.azurerm_client_config.current'], lifecycle }))).toEqual([]);
  });
});

describe('finds references to', () => {
  it.each([
    ['a resource that is not there', { name: '${azurerm_virtual_network.nett.name}' },
      `[ReferenceUnknown] 'name' refers to 'azurerm_virtual_network.nett', which the stack doesn't declare: got 'azurerm_virtual_network.nett.name'; expected 'net'; did you mean 'net'?`],
    ['a data source that is not there', { name: '${data.azurerm_subnet.other.id}' },
      `[ReferenceUnknown] 'name' refers to 'data.azurerm_subnet.other', which the stack doesn't declare: got 'data.azurerm_subnet.other.id'; expected something declared in the same stack; declare it, or pass it between stacks as an output`],
    ['a variable that is not there', { name: '${upper(var.regon)}' },
      `[ReferenceUnknown] 'name' refers to 'var.regon', which the stack doesn't declare: got 'var.regon'; expected 'region'; did you mean 'region'?`],
    ['a local that is not there', { name: '%{ if local.nam == "x" }a%{ endif }' },
      `[ReferenceUnknown] 'name' refers to 'local.nam', which the stack doesn't declare: got 'local.nam'; expected 'name'; did you mean 'name'?`],
    ['an attribute that is not there', { name: '${azurerm_virtual_network.net.nme}' },
      `[ReferenceAttributeUnknown] 'name' refers to 'nme', which azurerm_virtual_network doesn't have there: got 'azurerm_virtual_network.net.nme'; expected 'name'; did you mean 'name'?`],
    ['an attribute of a text', { name: '${azurerm_virtual_network.net.id.nested}' },
      `[ReferenceAttributeUnknown] 'name' refers to 'nested', which azurerm_virtual_network doesn't have there: got 'azurerm_virtual_network.net.id.nested'; expected no further step; change the reference`],
    ['a list without an index', { name: '${azurerm_virtual_network.net.ip_address_pool.id}' },
      `[ReferenceAttributeUnknown] 'name' refers to 'id', which azurerm_virtual_network doesn't have there: got 'azurerm_virtual_network.net.ip_address_pool.id'; expected '[0]', '[*]'; change the reference`],
    ['a set by position', { name: '${azurerm_virtual_network.net.address_space[0]}' },
      `[ReferenceAttributeUnknown] 'name' refers to '[0]', which azurerm_virtual_network doesn't have there: got 'azurerm_virtual_network.net.address_space[0]'; expected '[*]', 'one(…)', 'tolist(…)[0]'; change the reference`],
    ['a dependency that is not there', { depends_on: ['azurerm_virtual_network.other'] },
      `[ReferenceUnknown] 'depends_on' refers to 'azurerm_virtual_network.other', which the stack doesn't declare: got 'azurerm_virtual_network.other'; expected 'net'; declare it, or pass it between stacks as an output`],
    ['a dependency as a template', { depends_on: ['${azurerm_virtual_network.net}'] },
      `[ReferenceNotBare] 'depends_on' is a template where Terraform takes an address alone: got "\${azurerm_virtual_network.net}"; expected an address such as azurerm_key_vault.main; leave out "\${" and "}"; in cdktf, pass the resource itself or what dependable() gives`],
    ['an ignored attribute that is not there', { lifecycle: { ignore_changes: ['nam'] } },
      `[AttributeUnknown] 'lifecycle.ignore_changes' names an attribute that azurerm_subnet doesn't have: got "nam"; expected 'name'; did you mean 'name'?`],
    ['a lifecycle argument that is not there', { lifecycle: { prevent_destory: true } },
      `[AttributeUnknown] 'lifecycle.prevent_destory' is not an attribute of lifecycle: got true; expected 'prevent_destroy'; did you mean 'prevent_destroy'?`],
    ['a provider alias that is not there', { provider: 'azurerm.hub' },
      `[ProviderAliasUnknown] 'provider' is not a configured provider: got 'azurerm.hub'; expected 'azurerm'; configure the alias in the stack`],
  ])('%s', (_, change, message) => {
    expect(messagesFor('azurerm_subnet', subnet('snet', change))).toEqual([message]);
  });

  it('an instance of a resource without count', () => {
    const [finding] = checkStack(stackWith('azurerm_subnet', subnet('snet'), { output: { id: { value: '${azurerm_subnet.main[0].id}' } } }));
    expect(finding).toMatchObject({ code: 'ReferenceAttributeUnknown', address: 'output.id', constructPath: 'dev-platform', attribute: 'value', value: `'azurerm_subnet.main[0].id'` });
  });

  it('an import target that is not there', () => {
    const findings = checkStack(stackWith('azurerm_subnet', subnet('snet'), { import: [{ to: 'azurerm_subnet.old', id: 'x' }] }));
    expect(findings.map(({ code, address }) => [code, address])).toEqual([['ReferenceUnknown', 'import.azurerm_subnet.old']]);
  });
});
