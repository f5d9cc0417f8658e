import type { ChangeAction, Changes, LandscapeGraph, SynthesisedStack } from '../../diagram';
import { landscapeGraph, mergedGraph, onlyChanged, renderSvg } from '../../diagram';
import type { JsonObject } from '../../facts/json';
import { isObject } from '../../facts/json';
import type { Action, Change } from '../model/change';
import { byText } from '../model/change';
import { withoutSecrets } from '../model/values';
import { count } from './text';

/** A picture for the report: SVG of our own making. */
export interface Picture {
  readonly id: string;
  readonly title: string;
  /** What it shows, in words; for those who don't see it as well. */
  readonly note: string;
  readonly svg: string;
}

/** What a drawing has marks for. What is only moved, imported or forgotten stays as it is in Azure. */
const DRAWN: Readonly<Partial<Record<Action, ChangeAction>>> = { create: 'create', update: 'update', replace: 'replace', unknown: 'replace', delete: 'destroy' };

/** Several instances of a resource are drawn as one: with the gravest of what happens to them. */
const GRAVITY: readonly ChangeAction[] = ['destroy', 'replace', 'create', 'update'];

/**
 * Draws what changes, and what is one line away from it: a picture for each environment that something changes in.
 *
 * @param before what was synthesised; none, where only a plan says what goes
 */
export async function drawChanges(changes: readonly Change[], before: readonly SynthesisedStack[] | undefined, after: readonly SynthesisedStack[]): Promise<Picture[]> {
  const managed = changes.filter(({ mode }) => mode === 'managed');
  const groups = [...new Set(managed.flatMap((change) => (DRAWN[change.action] === undefined ? [] : groupOf(change.stack))))].sort(byText((group) => group));
  const pictures: Picture[] = [];
  for (const group of groups) {
    const own = managed.filter(({ stack }) => groupOf(stack) === group);
    const of = (stacks: readonly SynthesisedStack[]): SynthesisedStack[] => stacks.filter(({ name }) => groupOf(name) === group);
    const picture = await drawGroup(group, own, of(before ?? withLost(after, own)), of(after));
    if (picture !== undefined) pictures.push(picture);
  }
  return pictures;
}

async function drawGroup(group: string, changes: readonly Change[], before: readonly SynthesisedStack[], after: readonly SynthesisedStack[]): Promise<Picture | undefined> {
  const marks = marksOf(changes);
  const now = graphOf(after);
  const graph = mergedGraph(withoutMoved(graphOf(before), now, marks), now);
  if (onlyChanged(graph, marks).nodes.length === 0) return undefined;
  const title = `Landscape of ${group}: what changes`;
  const unknown = changes.filter(({ action }) => action === 'unknown').length;
  const note = `${count(marks.size, 'resource')} of ${group} before and after in one picture, with what is one line away. Every change is in the tables as well.${unknown === 0 ? '' : ` Marked as replaced because there are no facts for the type: ${unknown}.`}`;
  return { id: `landscape-${group.replace(/[^A-Za-z0-9]+/g, '-')}`, title, note, svg: await renderSvg(graph, { changes: marks, onlyChanged: true, title }) };
}

/** Stacks are called after their environment: `dev-ml` is of `dev`. */
function groupOf(stack: string): string {
  const end = stack.lastIndexOf('-');
  return end > 0 ? stack.slice(0, end) : stack;
}

function marksOf(changes: readonly Change[]): Changes {
  const marks = new Map<string, ChangeAction>();
  for (const { stack, address, action } of changes) {
    const mark = DRAWN[action];
    const id = `${stack}/${withoutIndex(address)}`;
    const known = marks.get(id);
    if (mark !== undefined && (known === undefined || GRAVITY.indexOf(mark) < GRAVITY.indexOf(known))) marks.set(id, mark);
  }
  return marks;
}

/** `type.name["key"]` and `type.name[0]` are both drawn as `type.name`. */
function withoutIndex(address: string): string {
  return address.replace(/\[(?:\d+|".*")\]$/, '');
}

function graphOf(stacks: readonly SynthesisedStack[]): LandscapeGraph {
  return landscapeGraph(stacks.map(({ name, json }) => ({ name, json: isObject(json) ? withoutSecretsIn(json) : json })));
}

/** A name can hold a secret too. */
function withoutSecretsIn(json: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(json).map(([section, value]) => [section, section === 'resource' || section === 'data' ? withoutSecrets(value ?? {}) : value]));
}

/** What was under another address, and goes on under the new one, is drawn once. */
function withoutMoved(before: LandscapeGraph, after: LandscapeGraph, marks: Changes): LandscapeGraph {
  const still = new Set(after.nodes.map(({ id }) => id));
  const nodes = before.nodes.filter(({ id, stack }) => stack === undefined || still.has(id) || marks.has(id));
  const kept = new Set(nodes.map(({ id }) => id));
  return { nodes, edges: before.edges.filter(({ from, to }) => kept.has(from) && kept.has(to)) };
}

/** Attributes that say what a resource is and is called; its references are ids in a plan, and would be drawn as something outside. */
const IDENTIFYING = ['name', 'display_name', 'type', 'kind'];

/** The stacks with what a plan takes away from them, which the synthesised tree doesn't have any more. */
function withLost(stacks: readonly SynthesisedStack[], changes: readonly Change[]): SynthesisedStack[] {
  return stacks.map(({ name: stack, json }) => {
    if (!isObject(json)) return { name: stack, json };
    const resources = new Map(Object.entries(isObject(json.resource) ? json.resource : {}));
    for (const { type, name, address, before, constructPath } of changes.filter((change) => change.stack === stack && change.action === 'delete')) {
      const known = resources.get(type);
      const instances = isObject(known) ? known : {};
      if (withoutIndex(address) !== `${type}.${name}` || instances[name] !== undefined) continue;
      const block = Object.fromEntries(Object.entries(before ?? {}).filter(([key]) => IDENTIFYING.includes(key)));
      resources.set(type, { ...instances, [name]: { ...block, ...(constructPath === undefined ? {} : { '//': { metadata: { path: constructPath } } }) } });
    }
    return { name: stack, json: { ...json, resource: Object.fromEntries(resources) } };
  });
}
