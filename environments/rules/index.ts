import { accessRule } from './access';
import { budgetRule } from './budget';
import { cloudFeaturesRule, cloudMonitorRule, cloudRegionRule, machineLearningRegionRule } from './cloud';
import { computeClustersRule, computeNamesRule, imageBuildRule } from './compute-clusters';
import { computeInstancesRule } from './compute-instances';
import { eligibilityRule } from './eligibility';
import { defenderRule, featureSectionsRule } from './features';
import { clusterAccessRule, clusterPoolsRule, clusterZonesRule } from './kubernetes';
import { clusterMachineLearningRule } from './kubernetes-machine-learning';
import { servingRule, servingServicesRule } from './kubernetes-serving';
import { clusterRangeSizesRule, clusterRangesRule } from './kubernetes-ranges';
import { monitorPrivateLinkRule } from './monitor-private-link';
import { addressSpaceRule, existingSubnetsRule } from './network-ranges';
import { dnsZonesRule, networkKindRule, subnetPurposesRule, subnetsFitRule, subnetSizesRule, trainingOutboundRule } from './network-subnets';
import { personasRule } from './personas';
import { productionProtectionRule, purgeRule } from './protection';
import { registryRule, storageRule } from './resilience';
import type { Rule } from './rule';
import { stageRule } from './stage';
import { stateRule } from './state';
import { storageLifecycleRule } from './storage-lifecycle';
import { tagsRule } from './tags';
import { outboundModeRule, outboundRulesRule } from './workspace';

/** What is asked of every environment, in the order of its sections. */
export const RULES: readonly Rule[] = [
  stageRule,
  cloudRegionRule,
  machineLearningRegionRule,
  tagsRule,
  stateRule,
  productionProtectionRule,
  purgeRule,
  budgetRule,
  accessRule,
  networkKindRule,
  addressSpaceRule,
  existingSubnetsRule,
  subnetPurposesRule,
  subnetSizesRule,
  subnetsFitRule,
  dnsZonesRule,
  trainingOutboundRule,
  monitorPrivateLinkRule,
  outboundModeRule,
  outboundRulesRule,
  storageRule,
  storageLifecycleRule,
  registryRule,
  computeNamesRule,
  computeClustersRule,
  imageBuildRule,
  computeInstancesRule,
  clusterAccessRule,
  clusterZonesRule,
  clusterPoolsRule,
  clusterRangesRule,
  clusterRangeSizesRule,
  clusterMachineLearningRule,
  servingRule,
  servingServicesRule,
  personasRule,
  eligibilityRule,
  featureSectionsRule,
  defenderRule,
  cloudFeaturesRule,
  cloudMonitorRule,
];
