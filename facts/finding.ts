import type { Json } from './json';

/** Every rule that a synthesised stack is checked for. */
export type FindingCode =
  | 'AttributeMissing'
  | 'AttributeReadOnly'
  | 'AttributeUnknown'
  | 'AttributesConflict'
  | 'AttributesTooMany'
  | 'AttributesTooFew'
  | 'AttributesIncomplete'
  | 'BlocksTooFew'
  | 'BlocksTooMany'
  | 'ProviderAliasUnknown'
  | 'ProviderWithoutFacts'
  | 'ReferenceAttributeUnknown'
  | 'ReferenceNotBare'
  | 'ReferenceUnknown'
  | 'TypeWithoutFacts'
  | 'ValueNotAllowed'
  | 'ValueOutOfRange'
  | 'ValueTypeWrong';

/** One way in which a synthesised stack breaks what its provider accepts. */
export interface Finding {
  readonly code: FindingCode;
  /** Terraform address, such as `azurerm_key_vault.main`. */
  readonly address: string;
  /** Path of the construct that wrote it, such as `dev-platform/KeyVault/Resource`. */
  readonly constructPath: string;
  /** Dotted path of the attribute in the resource. */
  readonly attribute: string;
  /** The value as JSON, `(sensitive)` in place of a secret, `nothing` where it is absent. */
  readonly value: string;
  readonly allowed: string;
  readonly message: string;
}

/** What a rule has to say; the subject adds where. */
export interface Problem {
  readonly code: FindingCode;
  readonly attribute: string;
  readonly rule: string;
  readonly value: string;
  readonly allowed: string;
  readonly advice: string;
}

/** A block of the stack under check, which collects its own findings. */
export class Subject {
  readonly findings: Finding[] = [];
  /** How many attributes were checked. */
  attributes = 0;

  constructor(
    readonly address: string,
    readonly constructPath: string,
    /** What the block is called in messages: a resource type, or `provider azurerm`. */
    readonly type: string,
  ) {}

  report({ code, attribute, rule, value, allowed, advice }: Problem): void {
    const where = `(at ${this.constructPath}, ${this.address})`;
    const message = `[${code}] '${attribute}' ${rule}: got ${value}; expected ${allowed}; ${advice} ${where}`;
    this.findings.push({ code, address: this.address, constructPath: this.constructPath, attribute, value, allowed, message });
  }
}

const LONGEST_VALUE = 120;
const SECRET_NAME = /pass|secret|token|key|credential|certificate|connection_string|sas/i;

/** A value for a message; never a secret. */
export function printValue(value: Json | undefined, sensitive: boolean): string {
  if (value === undefined || value === null) return 'nothing';
  if (sensitive) return '(sensitive)';
  const text = JSON.stringify(value);
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}

/** Whether the name alone suggests a secret, for attributes that no facts describe. */
export function looksSecret(name: string): boolean {
  return SECRET_NAME.test(name);
}
