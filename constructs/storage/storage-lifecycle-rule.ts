import type { StorageManagementPolicyRule } from '@cdktf/provider-azurerm/lib/storage-management-policy';
import type { Problems } from '../core/errors';
import type { StorageReplication } from './storage-replication';
import { isZonal } from './storage-replication';

/** What the days of a lifecycle rule are counted from. */
export enum StorageAgeSince {
  /** The blob was last written. */
  MODIFICATION = 'Modification',
  /** The blob was last read or written; needs access tracking. */
  LAST_ACCESS = 'LastAccess',
  CREATION = 'Creation',
}

/**
 * Moves old blobs to cheaper tiers, and deletes them at last.
 *
 * @see https://learn.microsoft.com/azure/storage/blobs/lifecycle-management-overview
 */
export interface StorageLifecycleRule {
  /** Letters, digits and hyphens; at most 256 characters. */
  readonly name: string;
  /** Blobs whose path starts with one of these, for example `logs/2024`; the container comes first. @default - all */
  readonly prefixes?: readonly string[];
  /** @default StorageAgeSince.MODIFICATION */
  readonly ageSince?: StorageAgeSince;
  /** @default - never */
  readonly coolAfterDays?: number;
  /** @default - never */
  readonly coldAfterDays?: number;
  /** @default - never */
  readonly archiveAfterDays?: number;
  /** @default - never */
  readonly deleteAfterDays?: number;
  /** When earlier versions are deleted, from their creation. @default - never */
  readonly deleteVersionsAfterDays?: number;
  /** When snapshots are deleted, from their creation. @default - never */
  readonly deleteSnapshotsAfterDays?: number;
}

/** The features of an account that decide which rules it can have. */
export interface StorageLifecycleCapabilities {
  readonly replication: StorageReplication;
  readonly blobVersioningEnabled: boolean;
  readonly accessTrackingEnabled: boolean;
}

const STEPS = ['coolAfterDays', 'coldAfterDays', 'archiveAfterDays', 'deleteAfterDays'] as const;
const ACTIONS = [...STEPS, 'deleteVersionsAfterDays', 'deleteSnapshotsAfterDays'] as const;

/** Records what is wrong with the lifecycle rules of an account. */
export function checkLifecycleRules(problems: Problems, rules: readonly StorageLifecycleRule[], capabilities: StorageLifecycleCapabilities): void {
  const names = rules.map((rule) => rule.name);
  rules.forEach((rule, index) => {
    const prop = `lifecycleRules[${index}]`;
    const steps = STEPS.filter((step) => rule[step] !== undefined);
    const ordered = steps.every((step, at) => at === 0 || (rule[steps[at - 1] ?? step] ?? 0) < (rule[step] ?? 0));
    problems.require(/^[a-zA-Z0-9-]{1,256}$/.test(rule.name), { code: 'LifecycleNameInvalid', prop: `${prop}.name`, rule: 'is not a name for a rule', got: rule.name, expected: '1 to 256 letters, digits and hyphens', fix: 'use only what is allowed' });
    problems.require(names.indexOf(rule.name) === index, { code: 'LifecycleNameDuplicate', prop: `${prop}.name`, rule: 'is the name of an earlier rule', got: rule.name, expected: 'a name of its own', fix: 'rename one of the two' });
    problems.require(ACTIONS.some((action) => rule[action] !== undefined), { code: 'LifecycleRuleEmpty', prop, rule: 'does nothing', got: rule, expected: `one of ${ACTIONS.join(', ')}`, fix: 'say after how many days something happens, or leave the rule out' });
    for (const action of ACTIONS) {
      const days = rule[action];
      problems.require(days === undefined || (Number.isInteger(days) && days >= 0 && days <= 99999), { code: 'LifecycleDaysInvalid', prop: `${prop}.${action}`, rule: 'is out of range', got: days, expected: 'whole days from 0 to 99999', fix: 'choose a number in the range' });
    }
    problems.require(ordered, { code: 'LifecycleOrderWrong', prop, rule: 'moves blobs in the wrong order', got: Object.fromEntries(steps.map((step) => [step, rule[step]])), expected: `growing days in the order ${STEPS.join(', ')}`, fix: 'let each step come after the one before' });
    problems.require(rule.archiveAfterDays === undefined || !isZonal(capabilities.replication), { code: 'ArchiveTierUnavailable', prop: `${prop}.archiveAfterDays`, rule: `can't be used with ${capabilities.replication}`, got: rule.archiveAfterDays, expected: 'LRS, GRS or RAGRS', fix: "use 'coldAfterDays', or another replication" });
    problems.require(rule.deleteVersionsAfterDays === undefined || capabilities.blobVersioningEnabled, { code: 'LifecycleVersionsUnused', prop: `${prop}.deleteVersionsAfterDays`, rule: 'has no effect without versions', got: rule.deleteVersionsAfterDays, expected: 'an account with blob versioning', fix: 'leave it out, or switch blob versioning on' });
    problems.require(rule.ageSince !== StorageAgeSince.LAST_ACCESS || capabilities.accessTrackingEnabled, { code: 'AccessTrackingRequired', prop: `${prop}.ageSince`, rule: 'needs access tracking', got: rule.ageSince, expected: "'accessTrackingEnabled: true' on the account", fix: "switch it on, or use 'StorageAgeSince.MODIFICATION'" });
    problems.require(rule.ageSince === undefined || steps.length > 0, { code: 'LifecycleAgeUnused', prop: `${prop}.ageSince`, rule: 'has no effect on versions and snapshots', got: rule.ageSince, expected: `one of ${STEPS.join(', ')} with it`, fix: 'leave it out' });
  });
}

/** A lifecycle rule as the provider takes it. */
export function lifecyclePolicyRule(rule: StorageLifecycleRule): StorageManagementPolicyRule {
  return {
    name: rule.name,
    enabled: true,
    filters: { blobTypes: ['blockBlob'], prefixMatch: rule.prefixes && [...rule.prefixes] },
    actions: {
      baseBlob: STEPS.some((step) => rule[step] !== undefined) ? baseBlobActions(rule) : undefined,
      version: rule.deleteVersionsAfterDays === undefined ? undefined : { deleteAfterDaysSinceCreation: rule.deleteVersionsAfterDays },
      snapshot: rule.deleteSnapshotsAfterDays === undefined ? undefined : { deleteAfterDaysSinceCreationGreaterThan: rule.deleteSnapshotsAfterDays },
    },
  };
}

function baseBlobActions(rule: StorageLifecycleRule): StorageManagementPolicyRule['actions']['baseBlob'] {
  const { coolAfterDays: cool, coldAfterDays: cold, archiveAfterDays: archive, deleteAfterDays: remove } = rule;
  switch (rule.ageSince ?? StorageAgeSince.MODIFICATION) {
    case StorageAgeSince.MODIFICATION:
      return { tierToCoolAfterDaysSinceModificationGreaterThan: cool, tierToColdAfterDaysSinceModificationGreaterThan: cold, tierToArchiveAfterDaysSinceModificationGreaterThan: archive, deleteAfterDaysSinceModificationGreaterThan: remove };
    case StorageAgeSince.LAST_ACCESS:
      return { tierToCoolAfterDaysSinceLastAccessTimeGreaterThan: cool, tierToColdAfterDaysSinceLastAccessTimeGreaterThan: cold, tierToArchiveAfterDaysSinceLastAccessTimeGreaterThan: archive, deleteAfterDaysSinceLastAccessTimeGreaterThan: remove };
    case StorageAgeSince.CREATION:
      return { tierToCoolAfterDaysSinceCreationGreaterThan: cool, tierToColdAfterDaysSinceCreationGreaterThan: cold, tierToArchiveAfterDaysSinceCreationGreaterThan: archive, deleteAfterDaysSinceCreationGreaterThan: remove };
  }
}
