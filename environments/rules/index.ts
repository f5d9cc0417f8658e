import { accessRule } from './access';
import { budgetRule } from './budget';
import { computeClustersRule, computeNamesRule, imageBuildRule } from './compute-clusters';
import { computeInstancesRule } from './compute-instances';
import { defenderRule, featureSectionsRule } from './features';
import { clusterAccessRule, clusterPoolsRule, clusterZonesRule } from './kubernetes';
import { clusterRangeSizesRule, clusterRangesRule } from './kubernetes-ranges';
import { addressSpaceRule, existingSubnetsRule } from './network-ranges';
import { dnsZonesRule, networkKindRule, subnetPurposesRule, subnetsFitRule, subnetSizesRule, trainingOutboundRule } from './network-subnets';
import { personasRule } from './personas';
import { productionProtectionRule, purgeRule } from './protection';
import { registryRule, storageRule } from './resilience';
import type { Rule } from './rule';
import { stageRule } from './stage';
import { stateRule } from './state';
import { tagsRule } from './tags';
import { outboundModeRule, outboundRulesRule } from './workspace';

/** What is asked of every environment, in the order of its sections. */
export const RULES: readonly Rule[] = [
  stageRule,
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
  outboundModeRule,
  outboundRulesRule,
  storageRule,
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
  personasRule,
  featureSectionsRule,
  defenderRule,
];
