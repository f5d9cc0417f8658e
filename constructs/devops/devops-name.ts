import { Token } from 'cdktf';
import type { Problems } from '../core/errors';
import type { IDevOpsProject } from './devops-project';

interface DevOpsNameRule {
  /** What it is called in messages. */
  readonly what: string;
  readonly maxLength: number;
  /** What the whole name must match. */
  readonly pattern: RegExp;
  /** `pattern` in words. */
  readonly characters: string;
}

/** Names that Windows or Azure DevOps itself keep. */
const RESERVED = /^(App_(Browsers|code|Data|GlobalResources|LocalResources|Themes|WebResources)|bin|web\.config|AUX|COM\d+|CON|DefaultCollection|LPT[1-9]|NUL|PRN|SERVER|SignalR|WEB)$/i;

const PLAIN = /^(?![_.])[^\\/:*?"<>|;#$*{},+=[\]@~%&'\x00-\x1f]*[^\\/:*?"<>|;#$*{},+=[\]@~%&'.\x00-\x1f]$/;
const PLAIN_WORDS = 'letters, digits, spaces, "-", "_", "." and parentheses, not starting with "_" or ".", not ending with "."';
const plain = (what: string, maxLength: number): DevOpsNameRule => ({ what, maxLength, pattern: PLAIN, characters: PLAIN_WORDS });

/** The strictest of what portal, API and provider accept. */
const RULES = {
  project: plain('a project', 64),
  repository: { what: 'a repository', maxLength: 64, pattern: /^(?![_.-])[A-Za-z0-9_.-]*[A-Za-z0-9_-]$/, characters: 'letters, digits, "-", "_" and ".", starting with a letter or digit, not ending with "."' },
  environment: { what: 'an environment', maxLength: 127, pattern: /^[A-Za-z0-9 _-]*[A-Za-z0-9_-]$/, characters: 'letters, digits, spaces, "-" and "_"' },
  group: plain('a group or team', 64),
  pipeline: plain('a pipeline', 128),
  connection: plain('a service connection', 128),
  variableGroup: plain('a variable group', 128),
  pool: plain('an agent pool', 64),
  feed: { what: 'a feed', maxLength: 64, pattern: /^(?![_.])[A-Za-z0-9_.-]*[A-Za-z0-9_-]$/, characters: 'letters, digits, "-", "_" and ".", not starting with "_" or ".", not ending with "."' },
  area: plain('an area', 128),
  query: plain('a query or folder of queries', 128),
  dashboard: plain('a dashboard', 128),
  wiki: plain('a wiki', 128),
} as const satisfies Record<string, DevOpsNameRule>;

/** Something in an organization or project of Azure DevOps that has a name of its own. */
export type DevOpsThing = keyof typeof RULES;

/**
 * Records a name that Azure DevOps doesn't take.
 *
 * @see https://learn.microsoft.com/azure/devops/organizations/settings/naming-restrictions
 */
export function checkDevOpsName(problems: Problems, thing: DevOpsThing, name: string, prop = 'name'): void {
  if (Token.isUnresolved(name)) return;
  const { what, maxLength, pattern, characters }: DevOpsNameRule = RULES[thing];
  const fits = name.length > 0 && name.length <= maxLength && name.trim() === name && pattern.test(name) && !RESERVED.test(name);
  problems.require(fits, { code: 'DevOpsNameInvalid', prop, rule: `can't be the name of ${what}`, got: name, expected: `1 to ${maxLength} characters: ${characters}; no reserved word`, fix: 'rename it' });
}

/** Records a name that Azure DevOps doesn't take, or that something else of the kind has in the project. */
export function claimDevOpsName(problems: Problems, project: IDevOpsProject, thing: DevOpsThing, name: string, prop = 'name'): void {
  checkDevOpsName(problems, thing, name, prop);
  problems.require(project.claimName(thing, name), { code: 'DevOpsNameTaken', prop, rule: `is the name of ${RULES[thing].what} of the project already`, got: name, expected: 'a name of its own, whatever its capitals', fix: 'rename one of the two' });
}
