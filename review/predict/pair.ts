import type { Json, JsonObject } from '../../facts/json';
import { asList, isObject } from '../../facts/json';
import type { Action, Cause, Confidence } from '../model/change';
import { isLiteral, same, textsIn } from '../model/values';
import { normalise } from '../read/normalise';
import type { SynthResource } from '../read/synth';
import { azapiDifferences } from './azapi';
import { conditionalReplace } from './conditional';
import type { Difference } from './diff';
import { diffBodies } from './diff';
import { isKeptBlock, withCodeDefaults, withKept } from './kept';
import type { ReferenceIndex } from './references';
import type { TypeLookup } from './type-facts';

/** What is predicted for a resource; it grows while causes are followed. */
export interface Prediction {
  readonly before: SynthResource | undefined;
  readonly after: SynthResource | undefined;
  readonly beforeBody: JsonObject | null;
  readonly afterBody: JsonObject | null;
  action: Action;
  confidence: Confidence;
  reasons: string[];
  differences: Difference[];
  causedBy: Cause[];
}

/** Compares a resource with what it was, by itself: what comes from others is added later. */
export function compare(before: SynthResource | undefined, after: SynthResource | undefined, base: ReferenceIndex, head: ReferenceIndex, lookup: TypeLookup): Prediction {
  const resource = after ?? before;
  const facts = resource === undefined ? undefined : lookup.of(resource.type, resource.mode);
  const body = (side: SynthResource | undefined, index: ReferenceIndex): JsonObject | null => (side === undefined ? null : normalise(withCodeDefaults(side.type, index.resolveBody(side)), facts?.block));
  const [beforeBody, afterBody] = [body(before, base), body(after, head)];
  const prediction: Prediction = { before, after, beforeBody, afterBody, action: 'no-op', confidence: 'certain', reasons: [], differences: [], causedBy: [] };
  if (resource === undefined || resource.mode === 'data') return prediction;
  if (beforeBody === null || afterBody === null) {
    const missing = facts === undefined;
    return { ...prediction, action: before === undefined ? 'create' : 'delete', confidence: missing || resource.repeated !== undefined ? 'likely' : 'certain' };
  }
  if (before !== undefined && after !== undefined && before.type !== after.type) {
    return { ...prediction, action: 'unknown', confidence: 'possible', reasons: [`it becomes another type: ${before.type} was ${after.type}`] };
  }
  const raw = diffBodies(beforeBody, afterBody, facts?.block, { zeroIsAbsent: facts?.zeroIsAbsent ?? true, configurationOnly: true, keepsBlock: (path) => isKeptBlock(resource.type, path) });
  const differences = decide(resource.type, raw, beforeBody, afterBody).filter((difference) => !isIgnored(difference, after?.lifecycle.ignore_changes));
  const repeats = !same(before?.repeated, after?.repeated);
  if (differences.length === 0 && !repeats) return prediction;
  if (facts === undefined) {
    return { ...prediction, action: 'unknown', confidence: 'possible', differences, reasons: [`there are no facts for ${resource.type}: this may be an update or a replacement`] };
  }
  const forcing = differences.filter(({ forcesNew }) => forcesNew);
  if (forcing.length > 0) {
    return { ...prediction, action: 'replace', differences, confidence: forcing.map(confidenceOf).reduce(surest), reasons: [`${shownList(forcing)} can only be given to a new one`] };
  }
  const reasons = repeats ? ['how many there are of it changes: single instances may come or go'] : [];
  return { ...prediction, afterBody: withKept(resource.type, beforeBody, afterBody, facts.block), action: 'update', differences, confidence: repeats ? 'possible' : differences.map(confidenceOf).reduce(surest, 'possible'), reasons };
}

/** Applies what providers decide in code, beyond their schema. */
function decide(type: string, differences: readonly Difference[], before: JsonObject, after: JsonObject): Difference[] {
  return azapiDifferences(type, differences, before, after).map((difference) => {
    if (type === 'terraform_data') return { ...difference, forcesNew: difference.path[0] === 'triggers_replace' };
    const condition = conditionalReplace(type, difference.schemaPath, difference.before, difference.after, after);
    return condition === undefined ? difference : { ...difference, forcesNew: difference.forcesNew || condition };
  });
}

/** Whether Terraform is told not to look at an attribute. */
export function isIgnored({ path }: Pick<Difference, 'path'>, ignored: Json | undefined): boolean {
  if (ignored === 'all') return true;
  return asList(ignored).some((item) => {
    if (typeof item !== 'string') return false;
    if (item === 'all') return true;
    const steps = item.split(/[.[\]"]+/).filter((step) => step !== '');
    return steps.every((step, index) => index < path.length && (String(path[index]) === step || (path[index] === 0 && step === '0')));
  });
}

/** How sure it is that two values differ: texts are, expressions may come to the same. */
function confidenceOf({ before, after, maybeEqual }: Difference): Confidence {
  if (maybeEqual) return 'possible';
  const [b, a] = [isPlain(before), isPlain(after)];
  return b && a ? 'certain' : b || a ? 'possible' : 'likely';
}

function isPlain(value: Json | undefined): boolean {
  return textsIn(value).every((text) => isLiteral(text));
}

const RANK: Readonly<Record<Confidence, number>> = { certain: 2, likely: 1, possible: 0 };

/** The surer of two. */
export function surest(a: Confidence, b: Confidence): Confidence {
  return RANK[a] >= RANK[b] ? a : b;
}

/** The less sure of two. */
export function leastSure(a: Confidence, b: Confidence): Confidence {
  return RANK[a] <= RANK[b] ? a : b;
}

/** Attributes as a list in a sentence. */
export function shownList(differences: readonly Pick<Difference, 'shown'>[]): string {
  const names = [...new Set(differences.map(({ shown }) => `'${shown}'`))];
  return names.length > 4 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');
}

/** Whether an object has a value under a path of names. */
export function valueAt(body: JsonObject | null, names: readonly string[]): Json | undefined {
  return names.reduce<Json | undefined>((inner, name) => {
    const first = Array.isArray(inner) ? inner[0] : inner;
    return isObject(first) ? first[name] : undefined;
  }, body ?? undefined);
}
