import { dependable, Lazy, Token } from 'cdktf';
import type { Construct } from 'constructs';
import { UpdateResource } from '../../.gen/providers/azapi/update-resource';
import { AzureConstruct } from '../core/azure-construct';
import { Problems } from '../core/errors';
import { waitFor } from '../core/waitable';
import type { IOnlineDeployment } from './online-deployment';
import type { IOnlineEndpoint } from './online-endpoint';
import { ONLINE_ENDPOINT_TYPE } from './online-endpoint';
import type { RolloutStep } from './rollout-step';
import { checkSteps, RolloutSteps } from './rollout-step';
import type { TrafficSplit } from './traffic';
import { checkTraffic, trafficBody } from './traffic';

export interface EndpointRolloutProps {
  readonly endpoint: IOnlineEndpoint;
  /** The deployment that callers are used to. Either this or `split`. @default - none */
  readonly stable?: IOnlineDeployment;
  /** The deployment that is to take over; only with `stable`. @default - none: all traffic is the stable one's */
  readonly candidate?: IOnlineDeployment;
  /** The way from the one to the other; only with `candidate`. @default RolloutSteps.blueGreen() */
  readonly steps?: readonly RolloutStep[];
  /** Where on that way the endpoint is; only with `candidate`. @default - the first step */
  readonly currentStep?: string;
  /** A split that stays, for example of an experiment. Either this or `stable`. @default - none */
  readonly split?: TrafficSplit;
  /** Whether requests are answered at all. Azure deletes no deployment that has traffic: set it to false, and deploy, before a tear-down. @default true */
  readonly trafficEnabled?: boolean;
}

/**
 * Who answers the requests of an endpoint: one deployment, a split, or the current step of a rollout. It comes after the
 * deployments, since Azure refuses traffic to what doesn't exist yet. One endpoint has one rollout.
 *
 * @see https://learn.microsoft.com/azure/machine-learning/how-to-safely-rollout-online-endpoints
 */
export class EndpointRollout extends AzureConstruct {
  /** What is live in the current step, while traffic is on. */
  readonly split: TrafficSplit;
  /** All steps, for the pipeline that moves `currentStep` and checks the gates. */
  readonly steps: readonly RolloutStep[];
  /** Where the endpoint is; nothing without a candidate. */
  readonly currentStep: RolloutStep | undefined;

  /** @throws ValidationError `RolloutTrafficCount`, `RolloutCandidateUnused`, `RolloutStepsUnused`, `RolloutSameDeployment`, `RolloutStepUnknown`, and those of steps and splits */
  constructor(scope: Construct, id: string, props: EndpointRolloutProps) {
    super(scope, id);
    const { endpoint, stable, candidate, split } = props;
    const problems = new Problems(this);
    endpoint.claimRollout(problems);
    this.steps = candidate ? (props.steps ?? RolloutSteps.blueGreen()) : [];
    this.currentStep = props.currentStep === undefined ? this.steps[0] : this.steps.find(({ name }) => name === props.currentStep);
    this.check(problems, props);
    this.split = split ?? stepSplit(stable, candidate, this.currentStep);
    if (problems.all.length === 0) checkTraffic(problems, endpoint, this.split, split ? 'split' : 'stable');
    problems.throwIfAny();
    const drained: TrafficSplit = { live: [] };
    const effective = (props.trafficEnabled ?? true) ? this.split : drained;
    const resource = new UpdateResource(this, 'Resource', {
      type: ONLINE_ENDPOINT_TYPE,
      resourceId: endpoint.resourceId,
      // Deployments that are defined after the rollout have no traffic, and must be told so.
      body: { properties: Lazy.anyValue({ produce: () => trafficBody(effective, endpoint.deploymentNames) }) },
      locks: [endpoint.resourceId],
    });
    const produce = (): string[] => (waitFor(this, endpoint.deployments) ?? []).map(dependable);
    resource.dependsOn = Token.asList(Lazy.listValue({ produce }, { omitEmpty: true }));
  }

  private check(problems: Problems, { stable, candidate, steps, currentStep, split }: EndpointRolloutProps): void {
    problems.require((stable === undefined) !== (split === undefined), { code: 'RolloutTrafficCount', prop: 'stable', rule: "needs either 'stable' or 'split'", got: { stable: stable?.node.path, split: split && 'a split' }, expected: 'one of the two', fix: 'leave one out, or add one' });
    problems.require(candidate === undefined || stable !== undefined, { code: 'RolloutCandidateUnused', prop: 'candidate', rule: "has no effect without 'stable'", got: candidate?.node.path, expected: "nothing, or 'stable'", fix: 'leave it out, or say which deployment it takes over from' });
    problems.require(candidate !== undefined || (steps === undefined && currentStep === undefined), { code: 'RolloutStepsUnused', prop: 'steps', rule: "and 'currentStep' have no effect without 'candidate'", got: currentStep ?? steps?.map(({ name }) => name), expected: 'nothing', fix: 'leave them out, or pass a candidate' });
    problems.require(candidate === undefined || candidate !== stable, { code: 'RolloutSameDeployment', prop: 'candidate', rule: 'is the stable deployment', got: candidate?.deploymentName, expected: 'another deployment', fix: "leave 'candidate' out once it has become the stable one" });
    if (!candidate) return;
    checkSteps(problems, this.steps);
    problems.require(this.currentStep !== undefined, { code: 'RolloutStepUnknown', prop: 'currentStep', rule: 'is not a step of the rollout', got: currentStep, expected: this.steps.map(({ name }) => name).join(', ') || 'no step, since there are none', fix: 'name one of these' });
  }
}

function stepSplit(stable: IOnlineDeployment | undefined, candidate: IOnlineDeployment | undefined, step: RolloutStep | undefined): TrafficSplit {
  const percent = step?.candidatePercent ?? 0;
  const live = [...(stable ? [{ deployment: stable, percent: 100 - percent }] : []), ...(candidate ? [{ deployment: candidate, percent }] : [])];
  const mirror = candidate && step?.mirrorPercent !== undefined ? { deployment: candidate, percent: step.mirrorPercent } : undefined;
  return { live, mirror };
}
