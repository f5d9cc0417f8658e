import { isZonal, StorageReplication } from '../../constructs/storage/storage-replication';
import { rule } from './rule';

const STEPS = ['coolAfterDays', 'coldAfterDays', 'archiveAfterDays', 'deleteAfterDays'] as const;
const DELETIONS = ['deleteVersionsAfterDays', 'deleteSnapshotsAfterDays'] as const;

/** Old blobs go where the account lets them go, and no model is deleted because it is old. */
export const storageLifecycleRule = rule(['storage'], ({ storage: { lifecycle = {}, replication } }, report) => {
  for (const [name, settings] of Object.entries(lifecycle)) {
    const { account, prefixes } = settings;
    const prop = `storage.lifecycle.${name}`;
    const steps = STEPS.flatMap((step) => (settings[step] === undefined ? [] : [{ step, days: settings[step] }]));
    const reversed = steps.find(({ days }, index) => index > 0 && days <= (steps[index - 1]?.days ?? 0));
    if (!/^[a-zA-Z0-9-]{1,256}$/.test(name)) report({ code: 'LifecycleRuleNameInvalid', prop, rule: "can't be the name of a rule", got: name, expected: '1 to 256 letters, digits and hyphens', fix: 'rename the rule' });
    if ([...STEPS, ...DELETIONS].every((action) => settings[action] === undefined)) report({ code: 'LifecycleRuleWithoutEffect', prop, rule: 'does nothing', expected: `one of ${[...STEPS, ...DELETIONS].join(', ')}`, fix: 'say when something happens, or remove the rule' });
    if (prefixes?.length === 0) report({ code: 'LifecyclePrefixesEmpty', prop: `${prop}.prefixes`, rule: 'is empty', got: prefixes, expected: 'at least one start of a path', fix: 'name one, or leave it out to mean everything' });
    if (reversed) report({ code: 'LifecycleStepsReversed', prop: `${prop}.${reversed.step}`, rule: 'is not after the step before', got: reversed.days, expected: `growing days in the order ${STEPS.join(', ')}`, fix: 'raise it, or lower the one before' });
    if (settings.archiveAfterDays !== undefined && isZonal(StorageReplication[replication])) report({ code: 'LifecycleArchiveZonal', prop: `${prop}.archiveAfterDays`, rule: `can't be with ${replication}, which has no archive`, got: settings.archiveAfterDays, expected: 'LRS, GRS or RAGRS', fix: "use 'coldAfterDays', or another 'storage.replication'" });
    if (settings.deleteVersionsAfterDays !== undefined && account === 'dataLake') report({ code: 'LifecycleVersionsInLake', prop: `${prop}.deleteVersionsAfterDays`, rule: 'has no effect on the data lake, which keeps no versions', got: settings.deleteVersionsAfterDays, expected: 'nothing', fix: "remove it, or set 'account' to \"workspace\"" });
    if (settings.deleteAfterDays !== undefined && account === 'workspace' && prefixes === undefined) report({ code: 'LifecycleDeletesModels', prop: `${prop}.deleteAfterDays`, rule: 'would delete models, since they are in the workspace account beside what is temporary', got: settings.deleteAfterDays, expected: "'prefixes' with it", fix: 'name where the temporary files are, or move old blobs to a cheaper tier' });
  }
});
