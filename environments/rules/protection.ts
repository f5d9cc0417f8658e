import { rule } from './rule';

/** Production is locked, protected and recoverable, unless it is said why not. */
export const productionProtectionRule = rule(['stage', 'protection'], ({ stage, protection }, report) => {
  if (stage !== 'production' || protection.reason !== undefined) return;
  const fix = "correct it, or say why in 'protection.reason'";
  if (!protection.locksEnabled) report({ code: 'ProductionUnlocked', prop: 'protection.locksEnabled', rule: 'is off in production', got: false, expected: 'true', fix });
  if (!protection.deletionProtectionEnabled) report({ code: 'ProductionUnprotected', prop: 'protection.deletionProtectionEnabled', rule: 'is off in production', got: false, expected: 'true', fix });
  if (protection.purgeOnDestroyEnabled) report({ code: 'ProductionPurged', prop: 'protection.purgeOnDestroyEnabled', rule: 'is on in production', got: true, expected: 'false', fix });
});

/** What is to be purged at destroy can't be kept from being destroyed. */
export const purgeRule = rule(['protection', 'features'], ({ protection, features }, report) => {
  if (!protection.purgeOnDestroyEnabled) return;
  const prop = 'protection.purgeOnDestroyEnabled';
  if (protection.locksEnabled || protection.deletionProtectionEnabled) {
    report({ code: 'PurgeContradictsProtection', prop, rule: 'contradicts locks and deletion protection', got: true, expected: 'false while one of them is on', fix: 'decide whether the environment comes and goes' });
  }
  if (features.customerManagedKeys) {
    report({ code: 'PurgeContradictsKeys', prop, rule: "can't be with customer-managed keys, whose vault can't be purged", got: true, expected: "false while 'features.customerManagedKeys' is on", fix: 'turn one of them off' });
  }
});
