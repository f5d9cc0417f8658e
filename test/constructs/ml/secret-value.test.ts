import { TerraformLocal, TerraformVariable } from 'cdktf';
import { SecretValue } from '../../../constructs/ml/secret-value';
import { KeyVault } from '../../../constructs/security/key-vault';
import { problemsOf, synthesise } from '../../support/template';
import { VAULT_ID } from './fixtures';

const LITERAL = 'hunter2hunter2==';

describe('SecretValue', () => {
  test('reads a secret of a vault when Terraform runs', () => {
    const template = synthesise((stack) => {
      const secret = SecretValue.fromKeyVault(stack, 'AccountKey', KeyVault.fromAttributes(stack, 'Vault', { resourceId: VAULT_ID }), 'account-key');
      new TerraformLocal(stack, 'reference', secret.reference);
    });
    expect(template.json['data']).toMatchObject({ azurerm_key_vault_secret: { AccountKey: { key_vault_id: VAULT_ID, name: 'account-key' } } });
    expect(template.json['locals']).toEqual({ reference: '${data.azurerm_key_vault_secret.AccountKey.value}' });
  });

  test('comes from a sensitive variable, or from an attribute', () => {
    const template = synthesise((stack) => {
      const variable = new TerraformVariable(stack, 'account_key', { type: 'string', sensitive: true });
      new TerraformLocal(stack, 'variable', SecretValue.fromVariable(variable).reference);
      new TerraformLocal(stack, 'token', SecretValue.fromReference(stack, variable.stringValue).reference);
      new TerraformLocal(stack, 'expression', SecretValue.fromReference(stack, '${azuread_application_password.reader.value}').reference);
    });
    expect(template.json['locals']).toEqual({ expression: '${azuread_application_password.reader.value}', token: '${var.account_key}', variable: '${var.account_key}' });
  });

  test('fails with a literal, without showing it', () => {
    expect(problemsOf((stack) => SecretValue.fromReference(stack, LITERAL))).toBe(`[SecretLiteral] 'secret' can't be a literal: expected a reference that Terraform resolves; use SecretValue.fromKeyVault() or SecretValue.fromVariable() (at test)`);
  });

  test.each(['${"hunter2"}', 'x${var.key}', ''])('fails with %p, which has a literal in it', (text) => {
    expect(problemsOf((stack) => SecretValue.fromReference(stack, text))).toMatch(/^\[SecretLiteral\] /);
  });

  test('fails with a literal around a reference', () => {
    expect(problemsOf((stack) => SecretValue.fromReference(stack, `sv=2024&${new TerraformVariable(stack, 'sas', { sensitive: true }).stringValue}`))).toMatch(/^\[SecretLiteral\] /);
  });

  test('fails with a variable that Terraform would print', () => {
    expect(problemsOf((stack) => SecretValue.fromVariable(new TerraformVariable(stack, 'account_key', { type: 'string' })))).toBe(`[SecretVariableNotSensitive] 'sensitive' must be true for a variable that holds a secret: got nothing; expected true; set 'sensitive: true' on the variable (at test/account_key)`);
  });

  test('fails with a variable that has the secret as its default, without showing it', () => {
    expect(problemsOf((stack) => SecretValue.fromVariable(new TerraformVariable(stack, 'account_key', { type: 'string', sensitive: true, default: LITERAL })))).toBe(`[SecretVariableDefault] 'default' can't be set for a variable that holds a secret: expected no default; pass the value when Terraform runs (at test/account_key)`);
  });

  test('fails with a secret where its name should be, without showing it', () => {
    expect(problemsOf((stack) => SecretValue.fromKeyVault(stack, 'AccountKey', KeyVault.fromAttributes(stack, 'Vault', { resourceId: VAULT_ID }), LITERAL))).toBe(`[SecretNameInvalid] 'secretName' is not the name of a secret: expected 1 to 127 letters, digits and hyphens; pass the name of the secret, not its value (at test)`);
  });
});
