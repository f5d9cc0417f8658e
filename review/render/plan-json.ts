import type { Json, JsonObject } from '../../facts/json';
import type { Action, Change } from '../model/change';
import { MODEL_VERSION } from '../model/change';
import type { Review } from '../model/finding';
import { sorted } from '../model/values';

/** The form of Terraform's plans that this is written in. */
const FORMAT_VERSION = '1.2';

/** Terraform's own words for actions. What isn't known is given as the worse of what it may be. */
const ACTIONS: Readonly<Record<Action, readonly string[]>> = {
  create: ['create'], update: ['update'], delete: ['delete'], replace: ['delete', 'create'], unknown: ['delete', 'create'], forget: ['forget'], read: ['read'], move: ['no-op'], import: ['no-op'], 'no-op': ['no-op'],
};

/**
 * A review in the shape of `terraform show -json`, so that what reads plans can read it, with everything else under `review`.
 * Secrets are not in it; where one was, the marks of the plan say so.
 */
export function renderJson(review: Review): string {
  const { mode, stacks, renames, findings, grants, exposure, costs, settings, health, waiverStates, coverage, verdict } = review;
  const json = {
    format_version: FORMAT_VERSION,
    terraform_version: '1.11.4',
    applyable: review.changes.length > 0 || review.outputs.length > 0,
    complete: health.every(({ complete }) => complete),
    errored: health.some(({ errored }) => errored),
    resource_changes: review.changes.map(changeJson),
    resource_drift: review.drift.map(changeJson),
    output_changes: Object.fromEntries(review.outputs.map(({ stack, name, action, sensitive }) => [`${stack}/${name}`, { actions: [action], before_sensitive: sensitive, after_sensitive: sensitive }])),
    review: { schema: MODEL_VERSION, mode, stacks, verdict, findings, renames, grants, exposure, costs, settings, health, waivers: waiverStates, coverage },
  };
  return `${JSON.stringify(json, null, 2)}\n`;
}

function changeJson(change: Change): object {
  const { address, mode, type, name, action, order, before, after, afterUnknown, replacePaths, sensitive } = change;
  const marks = (side: JsonObject | null): Json => (side === null ? false : Object.fromEntries(sensitive.filter((key) => key in side).map((key) => [key, true])));
  const actions = action === 'import' && change.attributes.length > 0 ? ['update'] : action === 'replace' && order === 'create-first' ? ['create', 'delete'] : ACTIONS[action];
  return {
    address, mode, type, name, provider_name: `registry.terraform.io/${type.split('_')[0] ?? type}`,
    ...(change.previousAddress === undefined ? {} : { previous_address: change.previousAddress }),
    change: {
      actions,
      before: before === null ? null : sorted(plain(before)),
      after: after === null || action === 'delete' ? null : sorted(plain(after)),
      after_unknown: action === 'delete' ? {} : sorted(plain(afterUnknown)),
      before_sensitive: marks(before),
      after_sensitive: marks(action === 'delete' ? null : after),
      ...(replacePaths.length === 0 ? {} : { replace_paths: replacePaths }),
      ...(change.importId === undefined ? {} : { importing: { id: change.importId } }),
    },
    review: {
      id: change.id, stack: change.stack, action, confidence: change.confidence,
      ...(change.constructPath === undefined ? {} : { constructPath: change.constructPath }),
      ...(change.source === undefined ? {} : { source: change.source }),
      ...(change.reason === undefined ? {} : { reason: change.reason }),
      attributes: change.attributes, causedBy: change.causedBy, secretLiterals: change.secretLiterals,
    },
  };
}

function plain(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined));
}
