import { UserError } from '../../constructs/core/errors';
import type { Json, JsonObject } from '../../facts/json';
import { asList, isObject } from '../../facts/json';
import type { Action, AttributeChange, Change } from '../model/change';
import { same, textsIn, UNKNOWN } from '../model/values';
import { diffBodies } from '../predict/diff';
import type { Difference } from '../predict/diff';
import type { TypeLookup } from '../predict/type-facts';
import { maskByLooks, maskByMarks, maskedNames, marksOfSchema } from './mask';
import { normalise } from './normalise';
import type { Secrets } from './scrub';
import type { SynthStack } from './synth';

/** What a change of a plan is read with. */
export interface PlanContext {
  readonly secrets: Secrets;
  readonly lookup: TypeLookup;
  readonly synth: SynthStack | undefined;
  readonly literals: ReadonlyMap<string, readonly string[]>;
}

/** Terraform's reasons, in plain words. */
const REASONS: Readonly<Record<string, string>> = {
  replace_because_tainted: 'it is tainted: making it failed before',
  replace_because_cannot_update: 'what changes can only be given to a new one',
  replace_by_request: 'the plan was asked to replace it',
  replace_by_triggers: "'replace_triggered_by' names something that changes",
  delete_because_no_resource_config: 'it is no longer in the program',
  delete_because_wrong_repetition: 'its count or for_each no longer has it',
  delete_because_count_index: 'its count is smaller',
  delete_because_each_key: 'its key is no longer in for_each',
  delete_because_no_module: 'its module is no longer in the program',
  delete_because_no_move_target: 'it moves to where nothing is',
  read_because_config_unknown: 'what it asks for is known after the apply only',
  read_because_dependency_pending: 'something that it depends on changes',
};

/** Reads one entry of `resource_changes` or `resource_drift`. */
export function planChange(stack: string, entry: JsonObject, { secrets, lookup, synth, literals }: PlanContext): Change {
  const { address, type, name } = entry;
  const change = entry.change;
  if (typeof address !== 'string' || typeof type !== 'string' || !isObject(change)) {
    throw new UserError(`[PlanEntryMalformed] A change in the plan of '${stack}' is incomplete: expected 'address', 'type' and 'change'; write the plan again`);
  }
  const previous = typeof entry.previous_address === 'string' && entry.previous_address !== address ? entry.previous_address : undefined;
  const importing = isObject(change.importing) ? change.importing : undefined;
  const actions = asList(change.actions).map(String);
  const action = actionOf(actions, previous !== undefined, importing !== undefined);
  if (action === undefined) throw new UserError(`[PlanActionUnknown] A change in the plan of '${stack}' has actions that aren't known: expected those of format 1.x; use a version of this tool for it`);
  const mode = entry.mode === 'data' ? 'data' : 'managed';
  const facts = lookup.of(type, mode);
  const marks = [change.before_sensitive, change.after_sensitive, marksOfSchema(objectOf(change.before), facts?.block), marksOfSchema(objectOf(change.after), facts?.block)];
  const raw = maskByMarks(objectOf(change.before), withUnknown(objectOf(change.after), change.after_unknown), marks);
  const clean = (side: JsonObject | null): JsonObject | null => (side === null ? null : objectOf(secrets.scrub(normalise(side, facts?.block))));
  const pair = maskByLooks({ before: clean(raw.before), after: clean(raw.after) });
  const replacePaths = asList(change.replace_paths).map((path) => asList(path).filter((step) => typeof step === 'string' || typeof step === 'number'));
  const known = synth?.resources.get(address.replace(/\[[^\]]*\]$/, ''));
  const deposed = typeof entry.deposed === 'string' ? ` (deposed ${entry.deposed})` : '';
  const reason = deposed === '' ? REASONS[String(entry.action_reason)] : 'it was left over when a replacement failed';
  const differences = ['update', 'replace', 'import', 'move'].includes(action) && pair.before !== null && pair.after !== null
    ? diffBodies(pair.before, pair.after, facts?.block, { zeroIsAbsent: facts?.zeroIsAbsent ?? true, configurationOnly: false })
    : [];
  return {
    id: `${stack}/${address}${deposed}`, stack, address: `${address}${deposed}`, type, name: typeof name === 'string' ? name : address, mode,
    ...(known?.constructPath === undefined ? {} : { constructPath: known.constructPath }),
    ...(known?.source === undefined ? {} : { source: known.source }),
    action,
    ...(action === 'replace' ? { order: actions[0] === 'create' ? 'create-first' as const : 'delete-first' as const } : {}),
    confidence: 'certain',
    ...(reason === undefined ? {} : { reason }),
    replacePaths,
    attributes: differences.map((difference) => attributeOf(difference, action, replacePaths)),
    causedBy: [],
    ...(previous === undefined ? {} : { previousAddress: previous }),
    ...(importing === undefined ? {} : { importId: typeof importing.id === 'string' ? String(secrets.scrub(importing.id)) : '' }),
    before: pair.before,
    after: pair.after,
    afterUnknown: unknownOf(change.after_unknown),
    sensitive: maskedNames(pair),
    secretLiterals: [...(literals.get(address.replace(/\[[^\]]*\]$/, '')) ?? [])],
    lifecycle: { preventDestroyBefore: false, preventDestroyAfter: known?.lifecycle.prevent_destroy === true },
  };
}

function attributeOf({ path, shown, before, after }: Difference, action: string, replacePaths: readonly (readonly (string | number)[])[]): AttributeChange {
  const sensitive = [...textsIn(before), ...textsIn(after)].some((text) => text.includes('(sensitive value'));
  const unknown = textsIn(after).includes(UNKNOWN);
  const forces = replacePaths.some((forced) => forced.every((step, index) => index >= path.length || same(step, path[index] ?? null) || typeof step === 'number'));
  return {
    path: shown,
    ...(sensitive || before === undefined ? {} : { before }),
    ...(sensitive || after === undefined ? {} : { after }),
    kind: sensitive ? 'sensitive' : unknown ? 'unknown' : 'known',
    effect: forces ? 'replace' : 'update',
    consequence: unknown && !forces && action === 'replace',
  };
}

/** What is known after the apply only stands in the value as such. */
function withUnknown(after: JsonObject | null, unknown: Json | undefined): JsonObject | null {
  return after === null ? null : objectOf(place(after, unknown));
}

function place(value: Json | undefined, unknown: Json | undefined): Json {
  if (unknown === true) return UNKNOWN;
  if (Array.isArray(unknown)) {
    const items = Array.isArray(value) ? value : [];
    return Array.from({ length: Math.max(items.length, unknown.length) }, (_, index) => place(items[index], unknown[index]));
  }
  if (isObject(unknown) && Object.keys(unknown).length > 0) {
    const base = isObject(value) ? value : {};
    return Object.fromEntries([...new Set([...Object.keys(base), ...Object.keys(unknown)])].map((key) => [key, place(base[key], unknown[key])]));
  }
  return value ?? null;
}

function unknownOf(unknown: Json | undefined): JsonObject {
  const result = withoutFalse(unknown);
  return isObject(result) ? result : {};
}

function withoutFalse(value: Json | undefined): Json | undefined {
  if (value === true) return true;
  if (Array.isArray(value)) {
    const items = value.map((item) => withoutFalse(item) ?? false);
    return items.some((item) => item !== false) ? items : undefined;
  }
  if (!isObject(value)) return undefined;
  const entries = Object.entries(value).flatMap(([key, item]) => {
    const inner = withoutFalse(item);
    return inner === undefined ? [] : [[key, inner] as const];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function objectOf(value: Json | undefined): JsonObject | null {
  return isObject(value) ? value : null;
}

/** The action that Terraform's list of them means. */
function actionOf(actions: readonly string[], moved: boolean, imported: boolean): Action | undefined {
  switch (actions.join(',')) {
    case 'no-op':
      return imported ? 'import' : moved ? 'move' : 'no-op';
    case 'create':
      return 'create';
    case 'read':
      return 'read';
    case 'update':
      return 'update';
    case 'delete':
      return 'delete';
    case 'forget':
      return 'forget';
    case 'delete,create':
    case 'create,delete':
    case 'create,forget':
    case 'forget,create':
      return 'replace';
    default:
      return undefined;
  }
}
