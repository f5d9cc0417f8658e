import type { Problems } from '../core/errors';
import type { IOnlineDeployment } from './online-deployment';
import type { IOnlineEndpoint } from './online-endpoint';

/** Azure's limit of traffic that is copied. */
export const MAX_MIRROR_PERCENT = 50;

/** The part of the requests that a deployment answers, or gets a copy of. */
export interface TrafficShare {
  readonly deployment: IOnlineDeployment;
  /** 0 to 100. */
  readonly percent: number;
}

/** What callers get from where, and who else gets copies. */
export interface TrafficSplit {
  /** Adds up to 100. */
  readonly live: readonly TrafficShare[];
  /** Gets copies of live requests; nobody sees its answers. At most 50 percent, to a deployment without live traffic. @default - nobody */
  readonly mirror?: TrafficShare;
}

/** Records what is wrong with a split. */
export function checkTraffic(problems: Problems, endpoint: IOnlineEndpoint, { live, mirror }: TrafficSplit, prop: string): void {
  const all = mirror ? [...live, mirror] : live;
  const foreign = all.filter(({ deployment }) => deployment.endpoint !== endpoint).map(({ deployment }) => deployment.node.path);
  problems.require(foreign.length === 0, { code: 'TrafficDeploymentUnknown', prop, rule: 'names a deployment that the endpoint does not have', got: foreign, expected: `deployments of ${endpoint.node.path}: ${endpoint.deploymentNames.join(', ') || 'there are none'}`, fix: 'name only these' });
  const names = live.map(({ deployment }) => deployment.deploymentName);
  problems.require(new Set(names).size === names.length, { code: 'TrafficDeploymentTwice', prop, rule: 'names a deployment twice', got: names, expected: 'each deployment once', fix: 'add the two shares up' });
  const valid = live.every(({ percent }) => Number.isInteger(percent) && percent >= 0 && percent <= 100);
  problems.require(valid, { code: 'TrafficPercentInvalid', prop, rule: 'has a share that is none', got: shares(live), expected: 'whole numbers from 0 to 100', fix: 'correct the number' });
  const sum = live.reduce((total, { percent }) => total + percent, 0);
  problems.require(!valid || sum === 100, { code: 'TrafficSumInvalid', prop, rule: `adds up to ${sum}`, got: shares(live), expected: '100', fix: 'correct the shares' });
  if (!mirror) return;
  problems.require(endpoint.mirrorTrafficSupported, { code: 'MirrorUnsupported', prop: `${prop}.mirror`, rule: 'is not to be had on Kubernetes', got: mirror.deployment.deploymentName, expected: 'live traffic only', fix: 'leave it out, or use a ManagedOnlineEndpoint' });
  checkMirror(problems, live, mirror, `${prop}.mirror`);
}

function checkMirror(problems: Problems, live: readonly TrafficShare[], mirror: TrafficShare, prop: string): void {
  const { deployment, percent } = mirror;
  problems.require(Number.isInteger(percent) && percent >= 1 && percent <= MAX_MIRROR_PERCENT, { code: 'MirrorPercentInvalid', prop, rule: 'is out of range', got: percent, expected: `a whole number from 1 to ${MAX_MIRROR_PERCENT}`, fix: 'choose a number in the range' });
  const own = live.find((share) => share.deployment === deployment)?.percent ?? 0;
  problems.require(own === 0, { code: 'MirrorHasLiveTraffic', prop, rule: 'copies to a deployment that has live traffic', got: { [deployment.deploymentName]: own }, expected: 'a deployment without live traffic', fix: 'take its live traffic away, or mirror to another deployment' });
}

function shares(live: readonly TrafficShare[]): Readonly<Record<string, number>> {
  return Object.fromEntries(live.map(({ deployment, percent }) => [deployment.deploymentName, percent]));
}

/** A split as Azure's API has it. */
export interface TrafficBody {
  readonly traffic: Readonly<Record<string, number>>;
  readonly mirrorTraffic: Readonly<Record<string, number>>;
}

/**
 * A split as Azure's API has it. Deployments without a share have 0: the provider adds a body to what Azure has, so what is left out would stay.
 *
 * @param names all deployments of the endpoint
 */
export function trafficBody({ live, mirror }: TrafficSplit, names: readonly string[]): TrafficBody {
  const none = Object.fromEntries(names.map((name) => [name, 0]));
  return { traffic: { ...none, ...shares(live) }, mirrorTraffic: { ...none, ...shares(mirror ? [mirror] : []) } };
}
