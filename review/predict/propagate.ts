import { parseExpression } from '../../facts/expressions';
import type { Json } from '../../facts/json';
import { asList, isObject } from '../../facts/json';
import type { AttributeFacts, BlockFacts } from '../../facts/model';
import type { Action, Confidence } from '../model/change';
import { UNKNOWN } from '../model/values';
import type { SynthResource } from '../read/synth';
import { azapiDifferences } from './azapi';
import { conditionalReplace } from './conditional';
import type { Difference } from './diff';
import type { Prediction } from './pair';
import { isIgnored, leastSure } from './pair';
import type { ReferenceIndex, Target } from './references';
import type { TypeLookup } from './type-facts';

/** A value of one resource that comes from another. */
interface Edge {
  readonly from: Prediction;
  readonly place: Pick<Difference, 'path' | 'shown' | 'schemaPath'>;
  readonly target: Target;
  /** What the value is made of is the only thing that differs, or nothing does. */
  readonly triggers: boolean;
}

/** Types whose ids are new with each of them: they have a version, or are made up by Azure. */
const FRESH_IDS = new Set(['azurerm_key_vault_key', 'azurerm_key_vault_secret', 'azurerm_key_vault_certificate', 'azurerm_role_definition']);

/** Follows replacements through the expressions that refer to what is replaced, until nothing more changes. */
export class Propagation {
  private readonly edges = new Map<string, Edge[]>();
  private readonly waiting: Prediction[] = [];

  constructor(
    private readonly head: ReferenceIndex,
    private readonly lookup: TypeLookup,
    private readonly predictions: readonly Prediction[],
  ) {}

  run(): void {
    for (const prediction of this.predictions) if (prediction.after !== undefined) this.collect(prediction, prediction.after);
    for (const prediction of this.predictions) {
      if (prediction.after === undefined) continue;
      if (prediction.action === 'create') this.noteNew(prediction);
      else if (prediction.action !== 'no-op') this.waiting.push(prediction);
    }
    for (let next = this.waiting.shift(); next !== undefined; next = this.waiting.shift()) this.follow(next);
  }

  private collect(from: Prediction, resource: SynthResource): void {
    this.collectIn(from, resource.body, resource.stack, { path: [], shown: '', schemaPath: '' }, this.lookup.of(resource.type, resource.mode)?.block);
    for (const text of [...(resource.mode === 'data' ? resource.dependsOn : []), ...asList(resource.lifecycle.replace_triggered_by)]) {
      if (typeof text !== 'string') continue;
      const place = { path: ['lifecycle'], shown: 'lifecycle', schemaPath: 'lifecycle' };
      for (const reference of this.expressionReferences(text)) for (const target of this.head.targets(reference, resource.stack)) this.add({ from, place, target, triggers: true });
    }
  }

  private expressionReferences(text: string): ReturnType<ReferenceIndex['references']> {
    if (text.startsWith('${')) return this.head.references(text);
    return parseExpression(text).references;
  }

  private collectIn(from: Prediction, value: Json | undefined, stack: string, place: Edge['place'], facts: BlockFacts | undefined): void {
    if (typeof value === 'string') {
      for (const reference of this.head.references(value)) for (const target of this.head.targets(reference, stack)) this.add({ from, place, target, triggers: false });
    } else if (Array.isArray(value)) {
      value.forEach((item, index) => this.collectIn(from, item, stack, isObject(item) ? { ...place, path: [...place.path, index], shown: value.length > 1 ? `${place.shown}[${index}]` : place.shown } : place, facts));
    } else if (isObject(value)) {
      for (const [name, item] of Object.entries(value)) {
        const join = (text: string): string => (text === '' ? name : `${text}.${name}`);
        // A single block is a list of one, in Terraform's paths.
        const block = facts?.blocks?.[name];
        const path = block !== undefined && block.nesting !== 'single' && isObject(item) ? [...place.path, name, 0] : [...place.path, name];
        this.collectIn(from, item, stack, { path, shown: join(place.shown), schemaPath: join(place.schemaPath) }, block);
      }
    }
  }

  private add(edge: Edge): void {
    const list = this.edges.get(edge.target.resource.id);
    if (list === undefined) this.edges.set(edge.target.resource.id, [edge]);
    else list.push(edge);
  }

  /** References to what is new are differences already; what they come from is noted. */
  private noteNew(prediction: Prediction): void {
    for (const edge of this.edges.get(idOf(prediction)) ?? []) {
      const { from } = edge;
      if (edge.triggers || from.action === 'no-op' || from.action === 'create' || !from.differences.some(({ schemaPath }) => schemaPath === edge.place.schemaPath)) continue;
      this.cause(from, prediction, edge);
    }
  }

  private follow(prediction: Prediction): void {
    for (const edge of this.edges.get(idOf(prediction)) ?? []) {
      const { from, target } = edge;
      if (from === prediction || from.after === undefined) continue;
      if (from.after.mode === 'data') {
        this.deferData(from, prediction, edge);
      } else if (from.action !== 'create') {
        if (edge.triggers) this.trigger(from, prediction, edge);
        else {
          const confidence = this.becomesUnknown(prediction, target);
          if (confidence !== undefined) this.affect(from, prediction, edge, confidence);
        }
      }
    }
  }

  /** Data is read during the apply when what it depends on changes; then nothing of it is known before. */
  private deferData(from: Prediction, cause: Prediction, edge: Edge): void {
    const changes = edge.triggers ? cause.action !== 'no-op' : this.becomesUnknown(cause, edge.target) !== undefined;
    if (!changes || from.action === 'read') return;
    from.action = 'read';
    from.confidence = cause.confidence;
    this.cause(from, cause, edge);
    this.waiting.push(from);
  }

  private trigger(from: Prediction, cause: Prediction, edge: Edge): void {
    if (from.action === 'replace') return;
    this.cause(from, cause, edge);
    this.raise(from, 'replace', cause.confidence, `'replace_triggered_by' names ${cause.after?.address ?? ''}`);
  }

  private affect(from: Prediction, cause: Prediction, edge: Edge, confidence: Confidence): void {
    const { place } = edge;
    if (isIgnored(place, from.after?.lifecycle.ignore_changes)) return;
    this.cause(from, cause, edge);
    const known = from.differences.find(({ schemaPath, shown }) => schemaPath === place.schemaPath && (shown === place.shown || schemaPath !== ''));
    const forces = this.forces(from, place);
    const difference: Difference = { ...place, ...(known?.before === undefined ? this.beforeOf(from, place) : { before: known.before }), after: UNKNOWN, forcesNew: forces || known?.forcesNew === true, maybeEqual: false };
    from.differences = [...from.differences.filter((other) => other !== known), difference].sort((a, b) => (a.shown < b.shown ? -1 : 1));
    if (this.lookup.of(from.after?.type ?? '') === undefined) this.raise(from, 'unknown', leastSure('possible', confidence), `there are no facts for ${from.after?.type ?? ''}: this may be an update or a replacement`);
    else if (forces) this.raise(from, 'replace', leastSure(confidence, cause.confidence), `'${place.shown}' comes from ${cause.after?.address ?? ''}, and can only be given to a new one`);
    else this.raise(from, 'update', leastSure(confidence, cause.confidence), `'${place.shown}' comes from ${cause.after?.address ?? ''}`);
  }

  private beforeOf(from: Prediction, place: Edge['place']): { readonly before?: Json } {
    const value = place.path.reduce<Json | undefined>((inner, step) => (Array.isArray(inner) ? inner[Number(step)] : isObject(inner) ? inner[step] : undefined), from.beforeBody ?? undefined);
    return value === undefined ? {} : { before: value };
  }

  private raise(prediction: Prediction, action: Action, confidence: Confidence, reason: string): void {
    if (RANK[action] <= RANK[prediction.action]) return;
    prediction.action = action;
    prediction.confidence = confidence;
    prediction.reasons = [reason, ...prediction.reasons];
    this.waiting.push(prediction);
  }

  private cause(from: Prediction, cause: Prediction, edge: Edge): void {
    const id = idOf(cause);
    const attribute = edge.place.shown;
    if (from.causedBy.some((known) => known.id === id && known.attribute === attribute)) return;
    from.causedBy = [...from.causedBy, { id, attribute }].sort((a, b) => (`${a.id} ${a.attribute}` < `${b.id} ${b.attribute}` ? -1 : 1));
  }

  /** Whether an attribute of a changing resource is known after the apply only; how sure that is. */
  private becomesUnknown(prediction: Prediction, { resource, attribute, acrossStacks }: Target): Confidence | undefined {
    const { action } = prediction;
    if (action === 'read') return acrossStacks ? 'possible' : 'likely';
    const facts = this.lookup.of(resource.type, resource.mode)?.block.attributes[attribute];
    const computed = facts === undefined ? !(attribute in resource.body) : isComputed(facts, attribute, resource);
    if (!computed) return undefined;
    if (action === 'update') return resource.type.startsWith('azapi_') && attribute === 'output' && !acrossStacks ? 'likely' : undefined;
    if (action === 'unknown') return 'possible';
    if (action !== 'replace') return undefined;
    if (!acrossStacks) return 'certain';
    // Another stack reads the new value when this one is applied: an id that is made of names stays what it was.
    if (attribute !== 'id' || FRESH_IDS.has(resource.type)) return 'likely';
    return prediction.differences.some(({ forcesNew, path }) => forcesNew && isOfId(String(path[0]))) ? 'likely' : undefined;
  }

  private forces(from: Prediction, place: Edge['place']): boolean {
    const { after, beforeBody, afterBody } = from;
    if (after === undefined || beforeBody === null || afterBody === null) return false;
    if (after.type === 'terraform_data') return place.path[0] === 'triggers_replace';
    const plain: Difference = { ...place, after: UNKNOWN, forcesNew: false, maybeEqual: false };
    const [judged = plain] = azapiDifferences(after.type, [plain], beforeBody, afterBody);
    if (after.type.startsWith('azapi_')) return judged.forcesNew;
    const facts = this.lookup.of(after.type)?.block;
    if (facts === undefined) return false;
    return forcesAt(facts, place.schemaPath.split('.')) || conditionalReplace(after.type, place.schemaPath, 'before', UNKNOWN, afterBody) === true;
  }
}

const RANK: Readonly<Record<Action, number>> = { 'no-op': 0, read: 1, move: 1, import: 1, forget: 1, update: 2, unknown: 3, replace: 4, create: 5, delete: 5 };

function idOf({ before, after }: Prediction): string {
  return (after ?? before)?.id ?? '';
}

function isComputed(facts: AttributeFacts, attribute: string, resource: SynthResource): boolean {
  return facts.use === 'computed' || (facts.use === 'optional computed' && !(attribute in resource.body));
}

/** Whether an attribute is a part of the id that Azure gives: the name, and what it is in. */
function isOfId(name: string): boolean {
  return /(?:^|_)name$|_id$/.test(name) && !/^(?:tenant|client|object|principal)_id$/.test(name);
}

function forcesAt(facts: BlockFacts, names: readonly string[]): boolean {
  const [name = '', ...rest] = names;
  const attribute = facts.attributes[name];
  if (attribute !== undefined) return attribute.force_new === true || (rest.length > 0 && attribute.fields?.[rest[0] ?? '']?.force_new === true);
  const block = facts.blocks?.[name];
  if (block === undefined) return false;
  // What is unknown in an item of a set makes all of the item new.
  if (block.nesting === 'set' && Object.values(block.attributes).some(({ force_new: forces }) => forces === true)) return true;
  return rest.length > 0 && forcesAt(block, rest);
}
