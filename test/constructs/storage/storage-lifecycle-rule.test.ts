import { StorageAccount } from '../../../constructs/storage/storage-account';
import type { StorageAccountProps } from '../../../constructs/storage/storage-account';
import { StorageAgeSince } from '../../../constructs/storage/storage-lifecycle-rule';
import { StorageReplication } from '../../../constructs/storage/storage-replication';
import { problemsOf, synthesise, testResourceGroup } from '../../support/template';

const synth = (props: Partial<StorageAccountProps>) => synthesise((stack) => new StorageAccount(stack, 'Storage', { resourceGroup: testResourceGroup(stack), ...props }));
const problems = (props: Partial<StorageAccountProps>) => problemsOf((stack) => new StorageAccount(stack, 'Storage', { resourceGroup: testResourceGroup(stack), ...props }));

describe('StorageLifecycleRule', () => {
  test('moves blobs from tier to tier, and deletes versions and snapshots', () => {
    const template = synth({
      replication: StorageReplication.LRS,
      lifecycleRules: [{ name: 'age', prefixes: ['logs/'], coolAfterDays: 30, coldAfterDays: 90, archiveAfterDays: 180, deleteAfterDays: 365, deleteVersionsAfterDays: 7, deleteSnapshotsAfterDays: 8 }],
    });
    expect(template.resource('azurerm_storage_management_policy')).toEqual({
      rule: [
        {
          actions: {
            base_blob: { delete_after_days_since_modification_greater_than: 365, tier_to_archive_after_days_since_modification_greater_than: 180, tier_to_cold_after_days_since_modification_greater_than: 90, tier_to_cool_after_days_since_modification_greater_than: 30 },
            snapshot: { delete_after_days_since_creation_greater_than: 8 },
            version: { delete_after_days_since_creation: 7 },
          },
          enabled: true,
          filters: { blob_types: ['blockBlob'], prefix_match: ['logs/'] },
          name: 'age',
        },
      ],
      storage_account_id: expect.stringMatching(/^\$\{azurerm_storage_account\.Storage_\w+\.id\}$/),
    });
  });

  test('counts from the last access or the creation', () => {
    const template = synth({
      accessTrackingEnabled: true,
      lifecycleRules: [{ name: 'read', ageSince: StorageAgeSince.LAST_ACCESS, coolAfterDays: 1, coldAfterDays: 2, deleteAfterDays: 3 }, { name: 'made', ageSince: StorageAgeSince.CREATION, coolAfterDays: 1, coldAfterDays: 2, deleteAfterDays: 3 }, { name: 'versions', deleteVersionsAfterDays: 9 }],
    });
    const rules = template.resource('azurerm_storage_management_policy')['rule'] as { actions: object }[];
    expect(rules.map(({ actions }) => actions)).toEqual([
      { base_blob: { delete_after_days_since_last_access_time_greater_than: 3, tier_to_cold_after_days_since_last_access_time_greater_than: 2, tier_to_cool_after_days_since_last_access_time_greater_than: 1 } },
      { base_blob: { delete_after_days_since_creation_greater_than: 3, tier_to_cold_after_days_since_creation_greater_than: 2, tier_to_cool_after_days_since_creation_greater_than: 1 } },
      { version: { delete_after_days_since_creation: 9 } },
    ]);
  });

  test.each([
    ['nothing to do', { lifecycleRules: [{ name: 'idle' }] }, `[LifecycleRuleEmpty] 'lifecycleRules[0]' does nothing: got {"name":"idle"}; expected one of coolAfterDays, coldAfterDays, archiveAfterDays, deleteAfterDays, deleteVersionsAfterDays, deleteSnapshotsAfterDays; say after how many days something happens, or leave the rule out (at test/Storage)`],
    ['a wrong name', { lifecycleRules: [{ name: 'my rule', deleteAfterDays: 1 }] }, `[LifecycleNameInvalid] 'lifecycleRules[0].name' is not a name for a rule: got "my rule"; expected 1 to 256 letters, digits and hyphens; use only what is allowed (at test/Storage)`],
    ['a name twice', { lifecycleRules: [{ name: 'age', deleteAfterDays: 1 }, { name: 'age', deleteAfterDays: 2 }] }, `[LifecycleNameDuplicate] 'lifecycleRules[1].name' is the name of an earlier rule: got "age"; expected a name of its own; rename one of the two (at test/Storage)`],
    ['days out of range', { lifecycleRules: [{ name: 'age', deleteAfterDays: 100000 }] }, `[LifecycleDaysInvalid] 'lifecycleRules[0].deleteAfterDays' is out of range: got 100000; expected whole days from 0 to 99999; choose a number in the range (at test/Storage)`],
    ['steps in the wrong order', { lifecycleRules: [{ name: 'age', coolAfterDays: 90, deleteAfterDays: 30 }] }, `[LifecycleOrderWrong] 'lifecycleRules[0]' moves blobs in the wrong order: got {"coolAfterDays":90,"deleteAfterDays":30}; expected growing days in the order coolAfterDays, coldAfterDays, archiveAfterDays, deleteAfterDays; let each step come after the one before (at test/Storage)`],
    ['an archive over zones', { lifecycleRules: [{ name: 'age', archiveAfterDays: 90 }] }, `[ArchiveTierUnavailable] 'lifecycleRules[0].archiveAfterDays' can't be used with ZRS: got 90; expected LRS, GRS or RAGRS; use 'coldAfterDays', or another replication (at test/Storage)`],
    ['versions that there are none of', { blobVersioningEnabled: false, lifecycleRules: [{ name: 'age', deleteVersionsAfterDays: 90 }] }, `[LifecycleVersionsUnused] 'lifecycleRules[0].deleteVersionsAfterDays' has no effect without versions: got 90; expected an account with blob versioning; leave it out, or switch blob versioning on (at test/Storage)`],
    ['access that is not tracked', { lifecycleRules: [{ name: 'age', ageSince: StorageAgeSince.LAST_ACCESS, coolAfterDays: 30 }] }, `[AccessTrackingRequired] 'lifecycleRules[0].ageSince' needs access tracking: got "LastAccess"; expected 'accessTrackingEnabled: true' on the account; switch it on, or use 'StorageAgeSince.MODIFICATION' (at test/Storage)`],
    ['an age that nothing is counted from', { lifecycleRules: [{ name: 'age', ageSince: StorageAgeSince.CREATION, deleteSnapshotsAfterDays: 30 }] }, `[LifecycleAgeUnused] 'lifecycleRules[0].ageSince' has no effect on versions and snapshots: got "Creation"; expected one of coolAfterDays, coldAfterDays, archiveAfterDays, deleteAfterDays with it; leave it out (at test/Storage)`],
  ])('fails with %s', (_, props, message) => {
    expect(problems(props)).toBe(message);
  });
});
