/** A Terraform type constraint, as `terraform providers schema -json` writes it. */
export type TypeConstraint =
  | 'string'
  | 'number'
  | 'bool'
  | 'dynamic'
  | ['list' | 'set' | 'map', TypeConstraint]
  | ['object', Record<string, TypeConstraint>];

/** Who gives an attribute its value: the configuration, the provider, or either. */
export type Use = 'required' | 'optional' | 'computed' | 'optional computed';

export type Nesting = 'single' | 'list' | 'set' | 'map';

/** What the provider enforces beyond its schema. */
export interface Rules {
  readonly force_new?: true;
  readonly default?: string | number | boolean;
  readonly one_of?: readonly (string | number)[];
  /** `one_of` compares without regard to case. */
  readonly ignore_case?: true;
  readonly min?: number;
  readonly max?: number;
  readonly conflicts_with?: readonly string[];
  readonly exactly_one_of?: readonly string[];
  readonly at_least_one_of?: readonly string[];
  readonly required_with?: readonly string[];
}

/** Rules for the fields of an attribute that holds objects, such as `security_rule`. */
export interface FieldRules extends Rules {
  /** The provider refuses an object without this field. */
  readonly required?: true;
  readonly fields?: Record<string, FieldRules>;
}

export interface AttributeFacts extends FieldRules {
  readonly use: Use;
  /** Absent when `nested` gives the type. */
  readonly type?: TypeConstraint;
  readonly nested?: { readonly nesting: Nesting; readonly attributes: Record<string, AttributeFacts> };
  readonly sensitive?: true;
  readonly write_only?: true;
}

export interface BlockFacts {
  readonly attributes: Record<string, AttributeFacts>;
  readonly blocks?: Record<string, NestedBlockFacts>;
}

export interface NestedBlockFacts extends BlockFacts, Rules {
  readonly nesting: Nesting;
  readonly min_items?: number;
  readonly max_items?: number;
}

/** The part of one provider that the landscape uses. */
export interface ProviderFacts {
  readonly name: string;
  readonly source: string;
  readonly version: string;
  readonly provider: BlockFacts;
  readonly resources: Record<string, BlockFacts>;
  readonly data: Record<string, BlockFacts>;
}

/** Look up a provider's facts by its local name; `undefined` for a provider without any. */
export interface Facts {
  readonly providerNames: readonly string[];
  provider(name: string): ProviderFacts | undefined;
}
