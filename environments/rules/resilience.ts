import { hasAvailabilityZones, isKnownRegion } from '../../constructs/core/regions';
import { rule } from './rule';

/** Storage is replicated over zones in production, and only where there are zones. */
export const storageRule = rule(['stage', 'location', 'storage'], ({ stage, location, storage: { replication, reason } }, report) => {
  if (!isKnownRegion(location)) return;
  const overZones = replication.endsWith('ZRS');
  if (overZones && !hasAvailabilityZones(location)) {
    report({ code: 'StorageZonesUnavailable', prop: 'storage.replication', rule: `can't be over zones in ${location}, which has none`, got: replication, expected: '"LRS", "GRS" or "RAGRS"', fix: 'change the replication or the region' });
  }
  if (stage === 'production' && !overZones && reason === undefined) {
    report({ code: 'ProductionStorageNotZonal', prop: 'storage.replication', rule: 'would lose production with one datacenter', got: replication, expected: '"ZRS", "GZRS" or "RAGZRS"', fix: "change it, or say why in 'storage.reason'" });
  }
});

/** What only a Premium registry can do needs one. */
export const registryRule = rule(['stage', 'location', 'access', 'retention', 'containerRegistry'], ({ stage, location, access, retention, containerRegistry: { sku, zoneRedundant, reason } }, report) => {
  const isPremium = sku === 'Premium';
  const premium = '"Premium"';
  if (!isPremium && !access.publicNetworkAccessEnabled) {
    report({ code: 'PrivateRegistryNeedsPremium', prop: 'containerRegistry.sku', rule: "can't be private", got: sku, expected: premium, fix: "choose Premium: private endpoints need it while 'access.publicNetworkAccessEnabled' is false" });
  }
  if (!isPremium && access.publicNetworkAccessEnabled && access.allowedIpRanges.length > 0) {
    report({ code: 'RegistryIpRulesNeedPremium', prop: 'containerRegistry.sku', rule: "can't be limited to the allowed ranges", got: sku, expected: premium, fix: "choose Premium: any other is open to the internet whatever 'access.allowedIpRanges' says" });
  }
  if (!isPremium && zoneRedundant) report({ code: 'RegistryZonesNeedPremium', prop: 'containerRegistry.zoneRedundant', rule: 'needs a Premium registry', got: true, expected: 'false', fix: 'choose Premium, or turn it off' });
  if (!isPremium && retention.untaggedImageDays !== undefined) {
    report({ code: 'ImageRetentionNeedsPremium', prop: 'retention.untaggedImageDays', rule: 'needs a Premium registry', got: retention.untaggedImageDays, expected: 'nothing', fix: "remove it, or set 'containerRegistry.sku' to \"Premium\"" });
  }
  if (!isKnownRegion(location)) return;
  const hasZones = hasAvailabilityZones(location);
  if (zoneRedundant && !hasZones) report({ code: 'RegistryWithoutZones', prop: 'containerRegistry.zoneRedundant', rule: `can't be in ${location}, which has no zones`, got: true, expected: 'false', fix: 'turn it off, or change the region' });
  if (stage === 'production' && hasZones && !zoneRedundant && reason === undefined) {
    report({ code: 'ProductionRegistryNotZonal', prop: 'containerRegistry.zoneRedundant', rule: 'is off in production', got: false, expected: 'true', fix: "turn it on, or say why in 'containerRegistry.reason'" });
  }
});
