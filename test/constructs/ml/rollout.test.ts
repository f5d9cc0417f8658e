import type { TerraformStack } from 'cdktf';
import { ManagedOnlineDeployment } from '../../../constructs/ml/online-deployment';
import type { IOnlineDeployment } from '../../../constructs/ml/online-deployment';
import type { IOnlineEndpoint } from '../../../constructs/ml/online-endpoint';
import { ManagedOnlineEndpoint } from '../../../constructs/ml/online-endpoint';
import type { EndpointRolloutProps } from '../../../constructs/ml/rollout';
import { EndpointRollout } from '../../../constructs/ml/rollout';
import type { RolloutStep } from '../../../constructs/ml/rollout-step';
import { RolloutMetric, RolloutSteps } from '../../../constructs/ml/rollout-step';
import { problemsOf, synthesise } from '../../support/template';
import { deployment, ENDPOINT_ID, onlineEndpoint } from './serving-fixtures';

interface Deployments {
  readonly endpoint: IOnlineEndpoint;
  readonly blue: IOnlineDeployment;
  readonly green: IOnlineDeployment;
  readonly foreign: IOnlineDeployment;
}

function deployments(stack: TerraformStack): Deployments {
  const endpoint = onlineEndpoint(stack);
  const other = ManagedOnlineEndpoint.fromEndpointId(stack, 'Other', `${ENDPOINT_ID}-other`, { workspace: endpoint.workspace });
  return { endpoint, blue: deployment(stack, endpoint, 'blue'), green: deployment(stack, endpoint, 'green'), foreign: ManagedOnlineDeployment.fromAttributes(stack, 'foreign', { endpoint: other, name: 'red' }) };
}

type Choose = (all: Deployments) => Omit<EndpointRolloutProps, 'endpoint'>;
const rollout = (choose: Choose) => (stack: TerraformStack): EndpointRollout => {
  const all = deployments(stack);
  return new EndpointRollout(stack, 'Rollout', { endpoint: all.endpoint, ...choose(all) });
};
const bodyOf = (choose: Choose): unknown => synthesise(rollout(choose)).resource('azapi_update_resource')['body'];
const failing = (choose: Choose): string => problemsOf(rollout(choose));

const TRIED = { gates: [{ metric: RolloutMetric.ERROR_PERCENT, atMost: 1 }], pauseMinutes: 30 };
const DONE: RolloutStep = { name: 'complete', candidatePercent: 100 };
const STEPS = RolloutSteps.canary([10, 50], { ...TRIED, mirrorPercent: 20 });
const at = (currentStep: string): Choose => ({ blue, green }) => ({ stable: blue, candidate: green, steps: STEPS, currentStep });
const stepping = (...steps: readonly RolloutStep[]): Choose => ({ blue, green }) => ({ stable: blue, candidate: green, steps });

describe('EndpointRollout', () => {
  test('sends all traffic to one deployment, after all of them', () => {
    const template = synthesise(rollout(({ blue }) => ({ stable: blue })));
    expect(template.counts).toEqual({ azapi_resource: 2, azapi_update_resource: 1 });
    expect(template.resource('azapi_update_resource')).toEqual({
      body: { properties: { mirrorTraffic: { blue: 0, green: 0 }, traffic: { blue: 100, green: 0 } } },
      depends_on: [expect.stringMatching(/^azapi_resource\.blue_\w+$/), expect.stringMatching(/^azapi_resource\.green_\w+$/)],
      locks: [ENDPOINT_ID],
      resource_id: ENDPOINT_ID,
      type: 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints@2025-09-01',
    });
  });

  test('tells deployments that are defined later that they have no traffic', () => {
    const template = synthesise((stack) => {
      const endpoint = onlineEndpoint(stack);
      new EndpointRollout(stack, 'Rollout', { endpoint, stable: deployment(stack, endpoint, 'blue') });
      deployment(stack, endpoint, 'later');
    });
    expect(template.resource('azapi_update_resource')).toMatchObject({ body: { properties: { traffic: { blue: 100, later: 0 } } }, depends_on: [expect.any(String), expect.any(String)] });
  });

  test.each<[string, object]>([
    ['stable', { mirrorTraffic: { blue: 0, green: 0 }, traffic: { blue: 100, green: 0 } }],
    ['mirror', { mirrorTraffic: { blue: 0, green: 20 }, traffic: { blue: 100, green: 0 } }],
    ['canary-10', { mirrorTraffic: { blue: 0, green: 0 }, traffic: { blue: 90, green: 10 } }],
    ['canary-50', { mirrorTraffic: { blue: 0, green: 0 }, traffic: { blue: 50, green: 50 } }],
    ['complete', { mirrorTraffic: { blue: 0, green: 0 }, traffic: { blue: 0, green: 100 } }],
  ])('is at the step %s', (step, properties) => {
    expect(bodyOf(at(step))).toEqual({ properties });
  });

  test('goes from blue to green where no steps are given', () => {
    expect(bodyOf(({ blue, green }) => ({ stable: blue, candidate: green }))).toMatchObject({ properties: { traffic: { blue: 100, green: 0 } } });
    expect(bodyOf(({ blue, green }) => ({ stable: blue, candidate: green, currentStep: 'green' }))).toMatchObject({ properties: { traffic: { blue: 0, green: 100 } } });
  });

  test('takes all traffic away before a tear-down', () => {
    expect(bodyOf(({ blue }) => ({ stable: blue, trafficEnabled: false }))).toEqual({ properties: { mirrorTraffic: { blue: 0, green: 0 }, traffic: { blue: 0, green: 0 } } });
  });

  test('splits for good, and mirrors', () => {
    expect(bodyOf(({ blue, green }) => ({ split: { live: [{ deployment: blue, percent: 70 }, { deployment: green, percent: 30 }] } }))).toMatchObject({ properties: { traffic: { blue: 70, green: 30 } } });
    expect(bodyOf(({ blue, green }) => ({ split: { live: [{ deployment: blue, percent: 100 }], mirror: { deployment: green, percent: 50 } } }))).toMatchObject({ properties: { mirrorTraffic: { green: 50 } } });
  });

  test('takes an existing deployment as the stable one', () => {
    const template = synthesise((stack) => {
      const endpoint = onlineEndpoint(stack);
      const stable = ManagedOnlineDeployment.fromAttributes(stack, 'stable', { endpoint, name: 'old' });
      new EndpointRollout(stack, 'Rollout', { endpoint, stable, candidate: deployment(stack, endpoint, 'green') });
    });
    expect(template.resource('azapi_update_resource')).toMatchObject({ body: { properties: { traffic: { green: 0, old: 100 } } }, depends_on: [expect.stringMatching(/^azapi_resource\.green_\w+$/)] });
  });

  test.each<[string, Choose, string]>([
    ['no traffic at all', () => ({}), `[RolloutTrafficCount] 'stable' needs either 'stable' or 'split': got {}; expected one of the two; leave one out, or add one (at test/Rollout)`],
    ['a candidate of nothing', ({ green, blue }) => ({ candidate: green, split: { live: [{ deployment: blue, percent: 100 }] } }), `[RolloutCandidateUnused] 'candidate' has no effect without 'stable': got "test/green"; expected nothing, or 'stable'; leave it out, or say which deployment it takes over from (at test/Rollout)`],
    ['steps without candidate', ({ blue }) => ({ stable: blue, currentStep: 'green' }), `[RolloutStepsUnused] 'steps' and 'currentStep' have no effect without 'candidate': got "green"; expected nothing; leave them out, or pass a candidate (at test/Rollout)`],
    ['one deployment twice', ({ blue }) => ({ stable: blue, candidate: blue }), `[RolloutSameDeployment] 'candidate' is the stable deployment: got "blue"; expected another deployment; leave 'candidate' out once it has become the stable one (at test/Rollout)`],
    ['a step that is none', at('canary-20'), `[RolloutStepUnknown] 'currentStep' is not a step of the rollout: got "canary-20"; expected stable, mirror, canary-10, canary-50, complete; name one of these (at test/Rollout)`],
    ['a sum below 100', ({ blue, green }) => ({ split: { live: [{ deployment: blue, percent: 70 }, { deployment: green, percent: 20 }] } }), `[TrafficSumInvalid] 'split' adds up to 90: got {"blue":70,"green":20}; expected 100; correct the shares (at test/Rollout)`],
    ['a sum above 100', ({ blue, green }) => ({ split: { live: [{ deployment: blue, percent: 70 }, { deployment: green, percent: 40 }] } }), `[TrafficSumInvalid] 'split' adds up to 110: got {"blue":70,"green":40}; expected 100; correct the shares (at test/Rollout)`],
    ['a share that is none', ({ blue, green }) => ({ split: { live: [{ deployment: blue, percent: 110 }, { deployment: green, percent: -10 }] } }), `[TrafficPercentInvalid] 'split' has a share that is none: got {"blue":110,"green":-10}; expected whole numbers from 0 to 100; correct the number (at test/Rollout)`],
    ['a deployment twice in a split', ({ blue }) => ({ split: { live: [{ deployment: blue, percent: 50 }, { deployment: blue, percent: 50 }] } }), `[TrafficDeploymentTwice] 'split' names a deployment twice: got ["blue","blue"]; expected each deployment once; add the two shares up (at test/Rollout)`],
    ['a deployment of another endpoint', ({ foreign }) => ({ stable: foreign }), `[TrafficDeploymentUnknown] 'stable' names a deployment that the endpoint does not have: got ["test/foreign"]; expected deployments of test/Endpoint: blue, green; name only these (at test/Rollout)`],
    ['too much mirror traffic', ({ blue, green }) => ({ split: { live: [{ deployment: blue, percent: 100 }], mirror: { deployment: green, percent: 51 } } }), `[MirrorPercentInvalid] 'split.mirror' is out of range: got 51; expected a whole number from 1 to 50; choose a number in the range (at test/Rollout)`],
    ['mirror traffic to who has live traffic', ({ blue }) => ({ split: { live: [{ deployment: blue, percent: 100 }], mirror: { deployment: blue, percent: 10 } } }), `[MirrorHasLiveTraffic] 'split.mirror' copies to a deployment that has live traffic: got {"blue":100}; expected a deployment without live traffic; take its live traffic away, or mirror to another deployment (at test/Rollout)`],
    ['steps that fall', stepping({ name: 'half', candidatePercent: 50, ...TRIED }, { name: 'less', candidatePercent: 20, ...TRIED }, DONE), `[RolloutStepsNotIncreasing] 'steps' does not rise from step to step: got [50,20,100]; expected more traffic for the candidate in each step, or more copies while it has none; order the steps, and leave out what changes nothing (at test/Rollout)`],
    ['steps that stay', stepping({ name: 'half', candidatePercent: 50, ...TRIED }, { name: 'again', candidatePercent: 50, ...TRIED }, DONE), `[RolloutStepsNotIncreasing] 'steps' does not rise from step to step: got [50,50,100]; expected more traffic for the candidate in each step, or more copies while it has none; order the steps, and leave out what changes nothing (at test/Rollout)`],
    ['steps without end', stepping({ name: 'half', candidatePercent: 50, ...TRIED }), `[RolloutIncomplete] 'steps' does not end with all traffic on the candidate: got [50]; expected 100 in the last step; add a last step (at test/Rollout)`],
    ['two steps of one name', stepping({ name: 'step', candidatePercent: 50, ...TRIED }, { ...DONE, name: 'step' }), `[RolloutStepTwice] 'steps' has a name twice: got ["step","step"]; expected a name of its own for each step; rename one of the two (at test/Rollout)`],
    ['a share of a step that is none', stepping({ name: 'more', candidatePercent: 101 }), `[RolloutPercentInvalid] 'steps' has a share that is none: got [101]; expected whole numbers from 0 to 100; correct the number (at test/Rollout)`],
    ['a canary without metric', stepping({ name: 'half', candidatePercent: 50, pauseMinutes: 30 }, DONE), `[RolloutGateRequired] 'steps[0].gates' is required where the candidate is tried out: got []; expected at least one metric; say what must hold before the next step (at test/Rollout)`],
    ['a canary without pause', stepping({ name: 'half', candidatePercent: 50, gates: TRIED.gates }, DONE), `[RolloutPauseRequired] 'steps[0].pauseMinutes' is required where the candidate is tried out: got nothing; expected minutes; say how long the step is watched (at test/Rollout)`],
    ['a pause of nothing', stepping({ name: 'half', candidatePercent: 50, ...TRIED, pauseMinutes: 0 }, DONE), `[RolloutPauseInvalid] 'steps[0].pauseMinutes' is not a time to wait: got 0; expected whole minutes from 1; correct the number (at test/Rollout)`],
    ['a metric that never holds', stepping({ name: 'half', candidatePercent: 50, ...TRIED, gates: [{ metric: RolloutMetric.CPU_PERCENT, atMost: -1 }] }, DONE), `[RolloutGateInvalid] 'steps[0].gates' has a limit that can never hold: got [{"metric":"cpuPercent","atMost":-1}]; expected limits from 0; correct the number (at test/Rollout)`],
    ['mirror traffic beside live traffic', stepping({ name: 'half', candidatePercent: 50, mirrorPercent: 10, ...TRIED }, DONE), `[RolloutMirrorWithTraffic] 'steps[0].mirrorPercent' can't go with live traffic of the candidate: got {"candidatePercent":50,"mirrorPercent":10}; expected candidatePercent 0; make it a step of its own, before (at test/Rollout)`],
    ['too much mirror traffic in a step', stepping({ name: 'mirror', candidatePercent: 0, mirrorPercent: 60, ...TRIED }, DONE), `[RolloutMirrorInvalid] 'steps[0].mirrorPercent' is out of range: got 60; expected a whole number from 1 to 50; choose a number in the range (at test/Rollout)`],
  ])('fails for %s', (_, choose, message) => {
    expect(failing(choose)).toBe(message);
  });

  test('fails for a second rollout', () => {
    expect(problemsOf((stack) => {
      const { endpoint, blue } = deployments(stack);
      new EndpointRollout(stack, 'First', { endpoint, stable: blue });
      new EndpointRollout(stack, 'Second', { endpoint, stable: blue });
    })).toBe(`[RolloutTwice] 'endpoint' has another rollout: the two would take each other's traffic: got "test/Endpoint"; expected one rollout for each endpoint; leave one of the two out (at test/Second)`);
  });
});
