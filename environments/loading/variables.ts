import { fail } from '../../constructs/core/errors';
import { GUID } from '../../constructs/core/text';
import { isPlaceholder } from '../placeholders';

/** Environment variables, as in `process.env`. */
export type Variables = Readonly<Record<string, string | undefined>>;


/**
 * Fills in subscription and tenant where they are placeholders, from the variable of the environment or the common one.
 *
 * @param name the environment, or `shared`
 * @throws ValidationError `VariableNotGuid`
 */
export function withVariables<T extends { readonly subscriptionId: string; readonly tenantId: string }>(settings: T, name: string, variables: Variables): T {
  const valueOf = (value: string, variable: string): string => {
    if (!isPlaceholder(value)) return value;
    const own = `${variable}_${name.toUpperCase()}`;
    const used = variables[own] ? own : variable;
    const replacement = variables[used];
    if (!replacement) return value;
    if (!GUID.test(replacement)) fail('environment variables', { code: 'VariableNotGuid', prop: used, rule: 'is not a GUID', got: replacement, expected: '8-4-4-4-12 hexadecimal digits', fix: `copy the id from \`az account show\`, or unset ${used}` });
    return replacement;
  };
  return { ...settings, subscriptionId: valueOf(settings.subscriptionId, 'AZURE_SUBSCRIPTION_ID'), tenantId: valueOf(settings.tenantId, 'AZURE_TENANT_ID') };
}
