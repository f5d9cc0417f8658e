import type { Json, JsonObject } from '../../facts/json';
import { isObject } from '../../facts/json';
import type { AttributeChange, Change, ChangeSet, Confidence } from '../model/change';
import { byText } from '../model/change';
import { isLiteral, textsIn, UNKNOWN, withoutSecrets } from '../model/values';
import type { Marks } from '../read/mask';
import { maskByLooks, maskByMarks, maskedNames, marksOfSchema, secretLiteralsIn } from '../read/mask';
import type { SynthResource, SynthStack } from '../read/synth';
import { changedOutputs, changedSettings, changedWaivers } from './settings-diff';
import { LIMITS } from './limits';
import { Propagation } from './propagate';
import { ReferenceIndex } from './references';
import { findRenames } from './rename';
import type { Prediction } from './pair';
import { compare } from './pair';
import { TypeLookup } from './type-facts';

/** The stacks of a tree by name. */
export type Tree = ReadonlyMap<string, SynthStack>;

/**
 * Predicts what Terraform would do with a state that is what `base` says, if it were given `head`. No state is read and nothing
 * outside the two trees is asked; what can't be known from them and from the provider facts is said to be unknown.
 */
export function predict(base: Tree, head: Tree, lookup: TypeLookup = new TypeLookup()): ChangeSet {
  const moves = movesOf(base, head);
  const renamed = new Map([...moves].map(([to, from]) => [from.id, addressIn(head, to)]));
  const before = new ReferenceIndex(base, lookup, renamed);
  const after = new ReferenceIndex(head, lookup);
  const predictions = pairs(base, head, moves).map(([old, next]) => compare(old, next, before, after, lookup));
  new Propagation(after, lookup, predictions).run();
  const renames = findRenames(predictions, before, after, lookup);
  const changes = predictions.map((prediction) => toChange(prediction, head, lookup)).filter(({ action }) => action !== 'no-op').sort(byText(({ id }) => id));
  const all = [...new Map([...base, ...head]).values()].flatMap((stack) => [...stack.resources.values()]).filter(({ mode }) => mode === 'managed');
  return {
    mode: 'synth',
    stacks: [...new Set([...base.keys(), ...head.keys()])].sort(),
    changes,
    drift: [],
    renames,
    outputs: changedOutputs(base, head, before, after),
    settings: changedSettings(base, head),
    health: [],
    waivers: changedWaivers(base, head),
    coverage: {
      resources: [...head.values()].reduce((sum, stack) => sum + [...stack.resources.values()].filter(({ mode }) => mode === 'managed').length, 0),
      unknownTypes: [...new Set(all.filter(({ type }) => lookup.of(type) === undefined).map(({ type }) => type))].sort(),
      limits: LIMITS,
    },
  };
}

/** The resources of the base by the id that they have after being moved. */
function movesOf(base: Tree, head: Tree): Map<string, SynthResource> {
  const moves = new Map<string, SynthResource>();
  for (const stack of head.values()) {
    const old = base.get(stack.name);
    for (const { from, to } of stack.moved) {
      // A move that was made earlier stays in the program, and moves nothing any more.
      const resource = old?.resources.get(from);
      const target = stack.resources.get(to);
      if (resource !== undefined && target !== undefined && !old?.resources.has(to) && !stack.resources.has(from)) moves.set(target.id, resource);
    }
  }
  return moves;
}

function addressIn(head: Tree, id: string): string {
  const [stack = '', address = ''] = [id.slice(0, id.indexOf('/')), id.slice(id.indexOf('/') + 1)];
  return head.get(stack)?.resources.get(address)?.address ?? address;
}

function pairs(base: Tree, head: Tree, moves: ReadonlyMap<string, SynthResource>): [SynthResource | undefined, SynthResource | undefined][] {
  const moved = new Set([...moves.values()].map(({ id }) => id));
  const result: [SynthResource | undefined, SynthResource | undefined][] = [];
  for (const stack of head.values()) {
    for (const resource of stack.resources.values()) result.push([moves.get(resource.id) ?? base.get(stack.name)?.resources.get(resource.address), resource]);
  }
  for (const stack of base.values()) {
    for (const resource of stack.resources.values()) {
      if (!head.get(stack.name)?.resources.has(resource.address) && !moved.has(resource.id)) result.push([resource, undefined]);
    }
  }
  return result;
}

function toChange(prediction: Prediction, head: Tree, lookup: TypeLookup): Change {
  const { before, after } = prediction;
  const resource = after ?? before;
  if (resource === undefined) throw new TypeError('A prediction is about a resource');
  const facts = lookup.of(resource.type, resource.mode)?.block;
  const marks = [marksOfSchema(prediction.beforeBody, facts), marksOfSchema(prediction.afterBody, facts)];
  const masked = maskByLooks(maskByMarks(prediction.beforeBody, prediction.afterBody, marks));
  const stack = head.get(resource.stack);
  const forgotten = prediction.action === 'delete' && stack?.forgotten.has(resource.address) === true;
  const gone = prediction.action === 'delete' && stack === undefined;
  const importId = prediction.action === 'create' ? stack?.imports.get(resource.address) : undefined;
  const moved = before !== undefined && after !== undefined && before.address !== after.address;
  const action = forgotten ? 'forget' : importId !== undefined ? 'import' : moved && prediction.action === 'no-op' ? 'move' : prediction.action;
  const reason = gone ? 'the stack is gone: nothing destroys its resources by itself, they stay without a program' : prediction.reasons[0];
  const confidence: Confidence = gone ? 'possible' : prediction.confidence;
  return {
    id: resource.id, stack: resource.stack, address: resource.address, type: resource.type, name: resource.name, mode: resource.mode,
    ...(resource.constructPath === undefined ? {} : { constructPath: resource.constructPath }),
    ...(resource.source === undefined ? {} : { source: resource.source }),
    action,
    ...(action === 'replace' ? { order: after?.lifecycle.create_before_destroy === true ? 'create-first' as const : 'delete-first' as const } : {}),
    confidence,
    ...(reason === undefined ? {} : { reason }),
    replacePaths: action === 'replace' ? prediction.differences.filter(({ forcesNew }) => forcesNew).map(({ path }) => path) : [],
    attributes: action === 'create' || action === 'delete' || action === 'forget' || action === 'import' ? [] : attributesOf(prediction, marks),
    causedBy: prediction.causedBy,
    ...(moved && before !== undefined ? { previousAddress: before.address } : {}),
    ...(importId === undefined ? {} : { importId }),
    before: masked.before,
    after: masked.after,
    afterUnknown: unknownOf(prediction, facts),
    sensitive: maskedNames(masked),
    secretLiterals: secretLiteralsIn(after?.body ?? null, marksOfSchema(after?.body ?? null, facts)).filter((path) => !secretLiteralsIn(before?.body ?? null, marksOfSchema(before?.body ?? null, facts)).includes(path)),
    lifecycle: {
      preventDestroyBefore: before?.lifecycle.prevent_destroy === true,
      preventDestroyAfter: after?.lifecycle.prevent_destroy === true,
    },
  };
}

/** What differs, as it may be shown: nothing that a mark, its name or its looks make a secret. */
function attributesOf({ differences, action }: Prediction, marks: readonly Marks[]): AttributeChange[] {
  return differences.map(({ path, shown, before, after, forcesNew }) => {
    const effect = action === 'unknown' ? 'unknown' : forcesNew ? 'replace' : 'update';
    if (marks.some((mark) => isSecretPath(mark, path)) || [before, after].some((value) => isSecretByLooks(value, path))) return { path: shown, kind: 'sensitive', effect, consequence: false };
    const unknown = after === UNKNOWN;
    const kind = unknown ? 'unknown' : [...textsIn(before), ...textsIn(after)].some((text) => !isLiteral(text)) ? 'reference' : 'known';
    return { path: shown, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }), kind, effect, consequence: unknown };
  });
}

function isSecretByLooks(value: Json | undefined, path: readonly (string | number)[]): boolean {
  if (value === undefined) return false;
  const name = [...path].reverse().find((step) => typeof step === 'string');
  return JSON.stringify(withoutSecrets(value, String(name ?? ''))) !== JSON.stringify(value);
}

/** Whether anything on or below a path is marked. Items are told apart by names in the path: there, a secret in any of them counts. */
function isSecretPath(mark: Marks, path: readonly (string | number)[]): boolean {
  if (mark === true) return true;
  const [step, ...rest] = path;
  if (Array.isArray(mark)) return typeof step === 'number' ? isSecretPath(mark[step], rest) : mark.some((item) => isSecretPath(item, step === undefined ? [] : rest));
  if (!isObject(mark)) return false;
  return step === undefined ? Object.values(mark).some((item) => isSecretPath(item, [])) : isSecretPath(mark[String(step)], rest);
}

/** What is known after the apply only: what the provider computes, of what is new, and what comes from that. */
function unknownOf({ action, differences, afterBody }: Prediction, facts: { readonly attributes: Readonly<Record<string, { readonly use: string }>> } | undefined): JsonObject {
  const result: Record<string, Json> = {};
  if ((action === 'create' || action === 'replace') && facts !== undefined) {
    for (const [name, { use }] of Object.entries(facts.attributes)) if (use === 'computed' || (use === 'optional computed' && afterBody?.[name] === undefined)) result[name] = true;
  }
  for (const [name, value] of Object.entries(afterBody ?? {})) if (textsIn(value).some((text) => text === UNKNOWN)) result[name] = true;
  for (const { path, after } of differences) if (after === UNKNOWN) result[String(path[0])] = true;
  return result;
}
