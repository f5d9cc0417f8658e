import { Token } from 'cdktf';
import type { Problems } from '../core/errors';
import { GUID } from '../core/text';
import type { PromotionStage, PromotionStageName, PromotionStages, RequiredApprovals, RequiredMetric } from './promotion-stage';
import { LINEAGE_TAGS, MetricDirection, PROMOTION_ORDER, PromotionStageName as Stage } from './promotion-stage';

const MAX_APPROVALS = 10;
const DIRECTIONS: readonly string[] = Object.values(MetricDirection);

/** Records a name that no model of a registry can have. */
export function checkModelName(problems: Problems, modelName: string): void {
  problems.require(Token.isUnresolved(modelName) || /^[a-zA-Z0-9][a-zA-Z0-9_-]{0,254}$/.test(modelName), { code: 'PromotionModelNameInvalid', prop: 'modelName', rule: 'is not the name of a model', got: modelName, expected: '1 to 255 characters: letters, digits, "_" and "-", starting with a letter or digit', fix: 'write the name that the model is registered under, without its version' });
}

/** Records lineage tags that are no tags, or are there already. */
export function checkLineageTags(problems: Problems, additional: readonly string[]): void {
  const all = [...LINEAGE_TAGS, ...additional];
  additional.forEach((tag, index) => {
    const prop = `additionalLineageTags[${index}]`;
    problems.require(/^[a-zA-Z][\w.-]{0,254}$/.test(tag), { code: 'PromotionLineageTagInvalid', prop, rule: 'is not the name of a tag', got: tag, expected: '1 to 255 characters: letters, digits, "_", "-" and ".", starting with a letter', fix: 'write the name of the tag, not its value' });
    problems.require(all.indexOf(tag) === LINEAGE_TAGS.length + index, { code: 'PromotionLineageTagTwice', prop, rule: 'is required already', got: tag, expected: `tags other than ${LINEAGE_TAGS.join(', ')}, each once`, fix: 'leave it out' });
  });
}

/** Records what is wrong with the stages, each by itself and between them. */
export function checkStages(problems: Problems, stages: PromotionStages): void {
  for (const name of PROMOTION_ORDER) {
    const stage = stages[name];
    const prop = `stages.${name}`;
    checkMetrics(problems, stage.metrics, `${prop}.metrics`);
    checkApprovals(problems, name, stage.approvals, `${prop}.approvals`);
    problems.require((stage.pipelineCredential === undefined) !== (stage.identity === undefined), { code: 'PromotionPipelineInvalid', prop: `${prop}.pipelineCredential`, rule: "must be given where 'identity' isn't, and only there", got: stage.identity?.node.path, expected: "one of 'pipelineCredential' and 'identity'", fix: 'say who signs in, or pass an identity' });
  }
  for (const [index, name] of PROMOTION_ORDER.entries()) {
    const before = PROMOTION_ORDER[index - 1];
    if (before) checkStricter(problems, name, stages[name].metrics, before, stages[before].metrics);
  }
  checkSeparation(problems, stages);
}

function checkMetrics(problems: Problems, metrics: readonly RequiredMetric[], prop: string): void {
  problems.require(metrics.length > 0, { code: 'PromotionMetricsEmpty', prop, rule: 'lets every model through', got: metrics, expected: 'at least one metric', fix: 'say what a model has to reach' });
  metrics.forEach((metric, index) => {
    const { name, direction, threshold } = metric;
    problems.require(/^[\w][\w ./-]{0,249}$/.test(name), { code: 'PromotionMetricNameInvalid', prop: `${prop}[${index}].name`, rule: 'is not the name of a metric', got: name, expected: '1 to 250 characters: letters, digits, spaces, "_", "-", "." and "/", starting with a letter, digit or "_"', fix: 'write the name that the run logs' });
    problems.require(metrics.findIndex((other) => other.name === name) === index, { code: 'PromotionMetricTwice', prop: `${prop}[${index}].name`, rule: 'is in the gate already', got: name, expected: 'each metric once', fix: 'leave one of the two out' });
    problems.require(DIRECTIONS.includes(direction), { code: 'PromotionDirectionInvalid', prop: `${prop}[${index}].direction`, rule: 'does not say which of two different values is better', got: direction, expected: DIRECTIONS.join(', '), fix: 'choose one; a value that equals the threshold passes with both' });
    problems.require(Token.isUnresolved(threshold) || Number.isFinite(threshold), { code: 'PromotionThresholdInvalid', prop: `${prop}[${index}].threshold`, rule: 'is not a number', got: String(threshold), expected: 'a finite number', fix: 'write the worst value that passes' });
  });
}

function checkApprovals(problems: Problems, name: PromotionStageName, approvals: RequiredApprovals | undefined, prop: string): void {
  if (!approvals) {
    problems.require(name !== Stage.PROD, { code: 'PromotionApprovalsRequired', prop, rule: 'is required before production', got: approvals, expected: 'at least one group of approvers', fix: 'name the Entra group of those who may approve' });
    return;
  }
  const { groupObjectIds: groups, minimumCount = 1 } = approvals;
  problems.require(groups.length > 0, { code: 'PromotionApproversEmpty', prop: `${prop}.groupObjectIds`, rule: 'has no group, so nobody could approve', got: groups, expected: 'at least one group', fix: "name a group, or leave 'approvals' out before production" });
  groups.forEach((group, index) => {
    problems.require(Token.isUnresolved(group) || GUID.test(group), { code: 'PromotionApproverInvalid', prop: `${prop}.groupObjectIds[${index}]`, rule: 'is not a GUID', got: group, expected: 'the object id of an Entra group', fix: 'copy it from `az ad group show`, not the name of the group' });
    problems.require(groups.findIndex((other) => other.toLowerCase() === group.toLowerCase()) === index, { code: 'PromotionApproverTwice', prop: `${prop}.groupObjectIds[${index}]`, rule: 'is in the list already', got: group, expected: 'each group once', fix: 'leave one of the two out' });
  });
  problems.require(Number.isInteger(minimumCount) && minimumCount >= 1 && minimumCount <= MAX_APPROVALS, { code: 'PromotionApprovalCountInvalid', prop: `${prop}.minimumCount`, rule: 'is out of range', got: minimumCount, expected: `a whole number from 1 to ${MAX_APPROVALS}`, fix: 'choose a number in the range' });
}

/** A later gate lets nothing through that an earlier one stops. */
function checkStricter(problems: Problems, name: PromotionStageName, metrics: readonly RequiredMetric[], before: PromotionStageName, earlier: readonly RequiredMetric[]): void {
  const prop = `stages.${name}.metrics`;
  for (const required of earlier) {
    const own = metrics.find((metric) => metric.name === required.name);
    if (!own) {
      problems.add({ code: 'PromotionMetricMissing', prop, rule: `lacks a metric that '${before}' requires`, got: metrics.map((metric) => metric.name), expected: `a list with "${required.name}"`, fix: `add the metric, or leave it out of '${before}'` });
      continue;
    }
    const same = own.direction === required.direction;
    problems.require(same, { code: 'PromotionDirectionChanged', prop: `${prop}, "${own.name}"`, rule: `turns the direction that the metric has in '${before}'`, got: own.direction, expected: required.direction, fix: 'use the same direction in all stages' });
    const looser = same && (own.direction === MetricDirection.HIGHER_IS_BETTER ? own.threshold < required.threshold : own.threshold > required.threshold);
    problems.require(Token.isUnresolved(own.threshold) || Token.isUnresolved(required.threshold) || !looser, { code: 'PromotionThresholdLooser', prop: `${prop}, "${own.name}"`, rule: `is looser than in '${before}'`, got: own.threshold, expected: `${own.direction === MetricDirection.HIGHER_IS_BETTER ? 'at least' : 'at most'} ${required.threshold}`, fix: `tighten it, or loosen '${before}'` });
  }
}

/** What tells the stages apart: nobody who is let into one gets into another. */
function checkSeparation(problems: Problems, stages: PromotionStages): void {
  const check = (code: 'identity' | 'credential' | 'workspace', key: (stage: PromotionStage) => string | undefined): void => {
    const seen = new Map<string, PromotionStageName>();
    for (const name of PROMOTION_ORDER) {
      const value = key(stages[name]);
      if (value === undefined) continue;
      const other = seen.get(value);
      if (other) problems.add(SEPARATION[code](name, other));
      seen.set(value, name);
    }
  };
  check('identity', (stage) => stage.identity?.resourceId);
  check('credential', ({ pipelineCredential }) => pipelineCredential && `${pipelineCredential.issuer} ${pipelineCredential.subject}`);
  check('workspace', (stage) => stage.workspace?.resourceId);
}

const SEPARATION = {
  identity: (name: PromotionStageName, other: PromotionStageName) => ({ code: 'PromotionIdentityShared', prop: `stages.${name}.identity`, rule: `is the identity of '${other}', too`, expected: 'an identity of its own for each stage', fix: 'pass another identity' }),
  credential: (name: PromotionStageName, other: PromotionStageName) => ({ code: 'PromotionSubjectShared', prop: `stages.${name}.pipelineCredential.subject`, rule: `would let the pipeline of '${other}' in`, expected: 'a subject of its own for each stage', fix: 'use the subject of the environment, or of the service connection, of this stage' }),
  workspace: (name: PromotionStageName, other: PromotionStageName) => ({ code: 'PromotionWorkspaceShared', prop: `stages.${name}.workspace`, rule: `is the workspace of '${other}', too`, expected: 'a workspace of its own for each stage', fix: 'pass another workspace' }),
};
