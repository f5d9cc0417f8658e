import { DataAzurermKeyVaultSecret } from '@cdktf/provider-azurerm/lib/data-azurerm-key-vault-secret';
import { Token } from 'cdktf';
import type { TerraformVariable } from 'cdktf';
import type { Construct } from 'constructs';
import { fail } from '../core/errors';
import type { IKeyVault } from '../security/key-vault';

/**
 * A secret by reference: its value is read when Terraform runs, and is never in the program or in what it writes.
 * Terraform still keeps it in its state, which has to be protected like the secret.
 */
export class SecretValue {
  /** A secret in a vault, which whoever deploys can read. */
  static fromKeyVault(scope: Construct, id: string, keyVault: IKeyVault, secretName: string): SecretValue {
    if (!Token.isUnresolved(secretName) && !/^[0-9a-zA-Z-]{1,127}$/.test(secretName)) {
      fail(scope, { code: 'SecretNameInvalid', prop: 'secretName', rule: 'is not the name of a secret', expected: '1 to 127 letters, digits and hyphens', fix: 'pass the name of the secret, not its value' });
    }
    return new SecretValue(new DataAzurermKeyVaultSecret(scope, id, { keyVaultId: keyVault.resourceId, name: secretName }).value);
  }

  /**
   * A variable of the stack, marked as sensitive.
   *
   * @throws ValidationError `SecretVariableNotSensitive`
   */
  static fromVariable(variable: TerraformVariable): SecretValue {
    if (variable.sensitive !== true) fail(variable, { code: 'SecretVariableNotSensitive', prop: 'sensitive', rule: 'must be true for a variable that holds a secret', got: variable.sensitive, expected: 'true', fix: "set 'sensitive: true' on the variable" });
    if (variable.default !== undefined) fail(variable, { code: 'SecretVariableDefault', prop: 'default', rule: "can't be set for a variable that holds a secret", expected: 'no default', fix: 'pass the value when Terraform runs' });
    return new SecretValue(variable.stringValue);
  }

  /**
   * An attribute of another resource, for example a client secret of `azuread`.
   *
   * @param scope the construct that uses the secret
   * @throws ValidationError `SecretLiteral`
   */
  static fromReference(scope: Construct, reference: string): SecretValue {
    // The whole text is one reference: a token of CDKTF, or an expression without quoted text.
    const whole = Token.isUnresolved(reference) ? /^\$\{TfToken\[[^\]]+\]\}$/.test(reference) : /^\$\{[a-z][\w.[\]-]*\}$/.test(reference);
    if (!whole) fail(scope, { code: 'SecretLiteral', prop: 'secret', rule: "can't be a literal", expected: 'a reference that Terraform resolves', fix: 'use SecretValue.fromKeyVault() or SecretValue.fromVariable()' });
    return new SecretValue(reference);
  }

  private constructor(
    /** What Terraform replaces with the secret. */
    readonly reference: string,
  ) {}
}
