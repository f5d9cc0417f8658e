import { providerOf } from '../../facts/check-references';
import { defaultFacts } from '../../facts/load';
import type { BlockFacts, Facts } from '../../facts/model';

/** What is known of a resource type. */
export interface TypeFacts {
  readonly block: BlockFacts;
  /** Providers on the older SDK can't tell an absent value from an empty one. */
  readonly zeroIsAbsent: boolean;
}

/** Providers on the newer framework, where absent and empty are two things. */
const FRAMEWORK = new Set(['azapi', 'terraform']);

/** Look-up of resource types, remembered. */
export class TypeLookup {
  private readonly found = new Map<string, TypeFacts | undefined>();

  constructor(private readonly facts: Facts = defaultFacts()) {}

  /** @returns nothing for a type that there are no facts for */
  of(type: string, mode: 'managed' | 'data' = 'managed'): TypeFacts | undefined {
    const key = `${mode}.${type}`;
    if (!this.found.has(key)) this.found.set(key, this.read(type, mode));
    return this.found.get(key);
  }

  private read(type: string, mode: 'managed' | 'data'): TypeFacts | undefined {
    const provider = providerOf(type);
    const facts = this.facts.provider(provider);
    const block = mode === 'data' ? facts?.data[type] : facts?.resources[type];
    return block && { block, zeroIsAbsent: !FRAMEWORK.has(provider) };
  }
}
