import type { Problem } from '../../constructs/core/errors';
import { ValidationError } from '../../constructs/core/errors';
import type { Environment, SharedSettings } from '../schema';
import { environmentSchema, sharedSettingsSchema } from '../schema';
import { RULES } from '../rules';
import { accessRule } from '../rules/access';
import { checkStateClouds, cloudRegionRule } from '../rules/cloud';
import { LANDSCAPE_RULES } from '../rules/landscape';
import { checkDevOps, checkDevOpsEnvironments } from '../rules/devops';
import { checkModelRegistry, checkRegistryRegions } from '../rules/model-registry';
import { productionProtectionRule } from '../rules/protection';
import type { Sections } from '../rules/rule';
import { tagsRule } from '../rules/tags';
import type { Source } from './locations';
import { readPath } from './setting-path';
import { checkShape } from './shape';

interface Checked extends Sections {
  readonly source: Source;
  readonly problems: readonly Problem[];
}

/** Checks one environment: its shape, and what its sections mean together as far as their shape is right. */
function checkEnvironment(source: Source): Checked {
  const { problems, ...shaped } = checkShape<Environment>(environmentSchema, source.value);
  const found = [...problems];
  const { name } = shaped.sections;
  if (name !== undefined && name !== source.name) {
    found.push({ code: 'EnvironmentNameMismatch', prop: 'name', rule: 'is not the name of the file', got: name, expected: `"${source.name}"`, fix: 'rename one of them' });
  }
  RULES.forEach((rule) => rule(shaped, (problem) => found.push(problem)));
  return { source, ...shaped, problems: found.map((problem) => withLine(problem, source)) };
}

function withLine(problem: Problem, { lineOf }: Source): Problem {
  const line = lineOf?.(readPath(problem.prop));
  return line === undefined ? problem : { ...problem, fix: `${problem.fix} (line ${line})` };
}

/**
 * Checks environments, each one and all together.
 *
 * @param where what the environments are of, for problems of several
 * @throws ValidationError with everything that is wrong in any of them
 */
export function checkEnvironments(sources: readonly Source[], where: string): Environment[] {
  const checked = sources.map(checkEnvironment);
  const common: Problem[] = [];
  LANDSCAPE_RULES.forEach((rule) => rule(checked.map(({ sections }) => sections), (problem) => common.push(problem)));
  const wrong = checked.filter(({ problems }) => problems.length > 0);
  const [only] = wrong;
  if (only && wrong.length === 1 && common.length === 0) throw new ValidationError(only.problems, only.source.where);
  const all = [...wrong.flatMap(({ source, problems }) => problems.map((problem) => ({ ...problem, prop: `${source.name}.${problem.prop}` }))), ...common];
  if (all.length > 0) throw new ValidationError(all, where);
  return checked.map(({ sections }) => sections).filter(isComplete);
}

/** What no problem was found in is complete. */
function isComplete(sections: Partial<Environment>): sections is Environment {
  return sections.name !== undefined;
}

/**
 * Checks what the environments share.
 *
 * @throws ValidationError with everything that is wrong
 */
export function checkSharedSettings(value: unknown, where: string): SharedSettings {
  const { problems, sections, broken } = checkShape<SharedSettings>(sharedSettingsSchema, value);
  const found = [...problems];
  const { tags, protection, access, location, cloud } = sections;
  // Without the state there is no environment: it is as strict as production.
  [tagsRule, productionProtectionRule, accessRule, cloudRegionRule].forEach((rule) => rule({ sections: { stage: 'production', tags, protection, access, location, cloud }, broken }, (problem) => found.push(problem)));
  if (sections.modelRegistry) checkModelRegistry(sections.modelRegistry, (problem) => found.push(problem));
  if (sections.devOps) checkDevOps(sections.devOps, (problem) => found.push(problem));
  if (found.length > 0 || !isCompleteShared(sections)) throw new ValidationError(found, where);
  return sections;
}

function isCompleteShared(sections: Partial<SharedSettings>): sections is SharedSettings {
  return sections.stateAccount !== undefined;
}

/**
 * Checks what environments and shared settings mean together.
 *
 * @param complete whether these are all environments, so that a name that isn't among them is a wrong one
 * @throws ValidationError `RegistryNotInRegion`, `StateInOtherCloud`, `DevOpsStateUnreachable`, `DevOpsAgentsOutside`, `DevOpsTenantOther`, `DevOpsEnvironmentUnknown`, `DevOpsWithoutEnvironments`
 */
export function checkTogether(shared: SharedSettings, environments: readonly Environment[], where: string, complete = false): void {
  const problems: Problem[] = [];
  checkRegistryRegions(shared, environments, (problem) => problems.push(problem));
  checkStateClouds(shared, environments, (problem) => problems.push(problem));
  checkDevOpsEnvironments(shared, environments, complete, (problem) => problems.push(problem));
  if (problems.length > 0) throw new ValidationError(problems, where);
}
