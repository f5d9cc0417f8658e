import type { Json, JsonObject } from '../../facts/json';

/** Version of the change model and of the JSON that is written from it. A reader accepts one major version. */
export const MODEL_VERSION = '1.0';

/** Where a review comes from: two synthesised trees, or plans that Terraform made. */
export type Mode = 'synth' | 'plan';

/**
 * What happens to a resource. `unknown` stands for a change of a type that there are no facts for: it may be an update or a
 * replacement, and isn't called either.
 */
export type Action = 'create' | 'update' | 'replace' | 'delete' | 'move' | 'import' | 'forget' | 'read' | 'no-op' | 'unknown';

/** All actions, the ones that lose something first. */
export const ACTIONS: readonly Action[] = ['delete', 'replace', 'unknown', 'update', 'create', 'forget', 'move', 'import', 'read', 'no-op'];

/** How sure an action is. Terraform's own plan is certain; a prediction without a state is what the facts allow it to be. */
export type Confidence = 'certain' | 'likely' | 'possible';

/** What an attribute's change leads to. */
export type Effect = 'update' | 'replace' | 'unknown';

/** What a value is; `sensitive` ones are never in the model. */
export type ValueKind = 'known' | 'unknown' | 'sensitive' | 'reference';

/** One attribute that differs. */
export interface AttributeChange {
  /** As people write it: `network_rules.default_action`, `security_rule["ssh"].access`, `tags["owner"]`. */
  readonly path: string;
  /** @default - there is none, or it must not be shown */
  readonly before?: Json;
  /** @default - there is none, or it must not be shown */
  readonly after?: Json;
  readonly kind: ValueKind;
  readonly effect: Effect;
  /** It differs only because something else is replaced: folded in what people read. */
  readonly consequence: boolean;
}

/** Why a resource changes that isn't changed itself. */
export interface Cause {
  /** Id of the change that it comes from. */
  readonly id: string;
  /** The attribute through which it comes. */
  readonly attribute: string;
}

/** Which resource is meant. */
export interface ResourceIdentity {
  /** `stack/address`. */
  readonly id: string;
  readonly stack: string;
  readonly address: string;
  readonly type: string;
  readonly name: string;
  readonly mode: 'managed' | 'data';
  /** Path of the construct. @default - not known: plans have none, unless a synthesised tree is given with them */
  readonly constructPath?: string;
  /** Where in the program the construct was made. @default - not known */
  readonly source?: string;
}

/** What happens to one resource. */
export interface Change extends ResourceIdentity {
  readonly action: Action;
  /** Of a replacement: the old one goes before the new one comes, or after. @default - it isn't replaced */
  readonly order?: 'delete-first' | 'create-first';
  readonly confidence: Confidence;
  /** In plain words. @default - the action says it all */
  readonly reason?: string;
  /** Attributes that force the replacement. */
  readonly replacePaths: readonly (readonly (string | number)[])[];
  readonly attributes: readonly AttributeChange[];
  readonly causedBy: readonly Cause[];
  /** @default - it had no other */
  readonly previousAddress?: string;
  /** @default - it isn't imported */
  readonly importId?: string;
  /** What it was, with defaults, without secrets; `null` where there was nothing. */
  readonly before: JsonObject | null;
  readonly after: JsonObject | null;
  /** `true` where a value is known after the apply only. */
  readonly afterUnknown: JsonObject;
  /** Top-level attributes whose values were taken out. */
  readonly sensitive: readonly string[];
  /** Attributes with a secret written out in the configuration. */
  readonly secretLiterals: readonly string[];
  readonly lifecycle: LifecycleChange;
}

/** What Terraform is told about the life of a resource, before and after. */
export interface LifecycleChange {
  readonly preventDestroyBefore: boolean;
  readonly preventDestroyAfter: boolean;
}

/** A destroyed resource and a new one that are likely the same. */
export interface Rename {
  readonly from: string;
  readonly to: string;
  readonly type: string;
  /** How much of the two is the same, from 0 to 1. */
  readonly similarity: number;
  /** The line that keeps the resource. */
  readonly remedy: string;
}

/** An output of a stack that differs. */
export interface OutputChange {
  readonly stack: string;
  readonly name: string;
  readonly action: 'create' | 'update' | 'delete';
  readonly sensitive: boolean;
}

/** Something of a stack outside its resources that differs. */
export interface SettingChange {
  readonly stack: string;
  readonly kind: 'backend' | 'provider' | 'provider-config' | 'terraform' | 'stack' | 'module';
  readonly name: string;
  /** @default - it wasn't there */
  readonly before?: string;
  /** @default - it is gone */
  readonly after?: string;
}

/** How well a plan did. */
export interface PlanHealth {
  readonly stack: string;
  readonly errored: boolean;
  readonly complete: boolean;
  readonly deferred: number;
  /** Addresses of checks, conditions and the like that don't hold, or can't be told. */
  readonly failedChecks: readonly string[];
}

/** A finding that its team has accepted, in code. */
export interface Waiver {
  readonly stack: string;
  readonly rule: string;
  /** It holds for this construct and all in it. */
  readonly constructPath: string;
  readonly reason: string;
  readonly owner: string;
  /** The last day on which it holds, as `YYYY-MM-DD`. */
  readonly expires: string;
  /** Whether it comes in the same change. @default - not known: there is no base */
  readonly added?: boolean;
}

/** Everything that two inputs, or plans, differ in. */
export interface ChangeSet {
  readonly mode: Mode;
  /** The stacks that were looked at, sorted. */
  readonly stacks: readonly string[];
  readonly changes: readonly Change[];
  /** What differs from the state though nobody changed it here. */
  readonly drift: readonly Change[];
  readonly renames: readonly Rename[];
  readonly outputs: readonly OutputChange[];
  readonly settings: readonly SettingChange[];
  readonly health: readonly PlanHealth[];
  readonly waivers: readonly Waiver[];
  /** How many resources were looked at, and the types that there are no facts for. */
  readonly coverage: { readonly resources: number; readonly unknownTypes: readonly string[]; readonly limits: readonly string[] };
}

/** Whether something was, or is to be, there. */
export function isLoss(change: Change): boolean {
  return change.action === 'delete' || change.action === 'replace' || change.action === 'unknown';
}

/** Sorts by a text, the same on every machine. */
export function byText<T>(text: (item: T) => string): (a: T, b: T) => number {
  return (a, b) => {
    const [first, second] = [text(a), text(b)];
    return first < second ? -1 : first > second ? 1 : 0;
  };
}
