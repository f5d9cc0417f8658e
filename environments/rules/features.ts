import { rule } from './rule';

/** A feature and the section that describes it go together: neither is ignored. */
export const featureSectionsRule = rule(['features', 'aks', 'budget', 'compute'], ({ features, aks, budget, compute }, report) => {
  const check = (feature: 'aks' | 'budget' | 'synapseSpark' | 'computeInstances', section: string, isThere: boolean): void => {
    if (features[feature] && !isThere) report({ code: 'FeatureSettingsMissing', prop: section, rule: `is required with 'features.${feature}'`, expected: 'its settings', fix: `add them, or set 'features.${feature}' to false` });
    if (!features[feature] && isThere) report({ code: 'FeatureSettingsUnused', prop: section, rule: `has no effect without 'features.${feature}'`, expected: 'no settings', fix: `remove them, or set 'features.${feature}' to true` });
  };
  check('aks', 'aks', aks !== undefined);
  check('budget', 'budget', budget !== undefined);
  check('synapseSpark', 'compute.synapseSpark', compute.synapseSpark !== undefined);
  check('computeInstances', 'compute.instances', compute.instances.length > 0);
});

/** Defender watches the cluster, so that there has to be one. */
export const defenderRule = rule(['features'], ({ features }, report) => {
  if (features.defender && !features.aks) report({ code: 'DefenderWithoutCluster', prop: 'features.defender', rule: "has no effect without 'features.aks'", got: true, expected: 'false', fix: 'turn it off, or turn the cluster on' });
});
