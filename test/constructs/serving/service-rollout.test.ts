import type { TerraformStack } from 'cdktf';
import { Problems } from '../../../constructs/core/errors';
import { RolloutSteps } from '../../../constructs/ml/rollout-step';
import type { ScoringDeployment } from '../../../constructs/serving/scoring-deployment';
import { ScoringService } from '../../../constructs/serving/scoring-service';
import type { ServiceRolloutStep } from '../../../constructs/serving/service-gate';
import { ServiceMetric } from '../../../constructs/serving/service-gate';
import type { ServiceRolloutProps } from '../../../constructs/serving/service-rollout';
import { ServiceRollout } from '../../../constructs/serving/service-rollout';
import type { ValidationOptions } from '../../../constructs/serving/validation-job';
import { identity } from '../ml/fixtures';
import { problemsOf, synthesise } from '../../support/template';
import { deployment, gateway, OTHER_DIGEST, registry, service } from './serving-fixtures';
import { ContainerImage } from '../../../constructs/serving/container-image';

type Choose = (all: { readonly blue: ScoringDeployment; readonly green: ScoringDeployment; readonly owner: ScoringService }) => Omit<ServiceRolloutProps, 'service' | 'gateway'>;

function rollout(choose: Choose) {
  return (stack: TerraformStack): ServiceRollout => {
    const owner = service(stack, { metricsEnabled: false });
    const blue = deployment(stack, owner);
    const green = deployment(stack, owner, { name: 'green', image: ContainerImage.of({ registry: registry(stack), repository: 'scoring/prices', digest: OTHER_DIGEST }), model: { name: 'prices', version: '4' } });
    return new ServiceRollout(stack, 'Rollout', { service: owner, gateway: gateway(stack), ...choose({ blue, green, owner }) });
  };
}

const GATES = [{ metric: ServiceMetric.ERROR_PERCENT, atMost: 1 }, { metric: ServiceMetric.PREDICTION_DRIFT_PERCENT, atMost: 10 }];
const VALIDATION: ValidationOptions = { command: ['python', '-m', 'scoring.validate'], datasetUri: 'abfss://curated@stlake.dfs.core.windows.net/validation/7', quality: [{ metric: 'accuracy', atLeast: 0.9 }] };
const STEPS = RolloutSteps.canary([10, 50], { gates: GATES, pauseMinutes: 30, mirrorPercent: 20 });
const trying = (props: Partial<ServiceRolloutProps> = {}): Choose => ({ blue, green }) => ({ stable: blue, candidate: green, steps: STEPS, validation: VALIDATION, ...props });
const stepping = (...steps: readonly ServiceRolloutStep[]): Choose => trying({ steps });
const validating = (validation: Partial<ValidationOptions>): Choose => trying({ validation: { ...VALIDATION, ...validation } });
const failing = (choose: Choose): string => problemsOf(rollout(choose));
const START: ServiceRolloutStep = { name: 'stable', candidatePercent: 0 };
const DONE: ServiceRolloutStep = { name: 'complete', candidatePercent: 100 };
const TRIED = { gates: GATES, pauseMinutes: 30 };

interface Route {
  readonly manifest: { readonly kind: string; readonly spec: { readonly rules: readonly Readonly<Record<string, unknown>>[] } };
}

function routeOf(choose: Choose): Route & Readonly<Record<string, unknown>> {
  const found = Object.values(synthesise(rollout(choose)).resources('kubernetes_manifest')).find((manifest) => (manifest as unknown as Route).manifest.kind === 'HTTPRoute');
  return found as unknown as Route & Readonly<Record<string, unknown>>;
}
const weights = (choose: Choose): unknown => (routeOf(choose).manifest.spec.rules[0]?.['backendRefs'] as { weight: unknown }[]).map(({ weight }) => weight);
const copies = (choose: Choose): unknown => routeOf(choose).manifest.spec.rules[0]?.['filters'];

describe('ServiceRollout', () => {
  test('sends all requests to the stable deployment', () => {
    expect(routeOf(({ blue }) => ({ stable: blue }))).toEqual({
      depends_on: [expect.stringMatching(/^kubernetes_deployment_v1\.Service_Blue_/), expect.stringMatching(/^kubernetes_horizontal_pod_autoscaler_v2\.Service_Blue_/), expect.stringMatching(/^kubernetes_pod_disruption_budget_v1\.Service_Blue_/)],
      field_manager: { name: 'Terraform', force_conflicts: true },
      manifest: {
        apiVersion: 'gateway.networking.k8s.io/v1',
        kind: 'HTTPRoute',
        metadata: { name: 'prices', namespace: 'scoring' },
        spec: {
          parentRefs: [{ name: 'scoring', namespace: 'gateways' }],
          hostnames: ['scoring.ml.example.com'],
          rules: [{ matches: [{ path: { type: 'PathPrefix', value: '/' } }], backendRefs: [{ name: expect.stringMatching(/^\$\{kubernetes_service_v1\.Service_Blue_Service_/), port: 80, weight: 100 }], timeouts: { request: '60s' } }],
        },
      },
    });
  });

  test.each<[string, [number, number], number]>([['stable', [100, 0], 0], ['mirror', [100, 0], 20], ['canary-10', [90, 10], 0], ['canary-50', [50, 50], 0], ['complete', [0, 100], 0]])('is at the step %s', (currentStep, expected, percent) => {
    expect(weights(trying({ currentStep }))).toEqual(expected);
    expect(copies(trying({ currentStep }))).toEqual([{ type: 'RequestMirror', requestMirror: { backendRef: { name: expect.stringMatching(/Service_Green_Service_/), port: 80 }, percent } }]);
  });

  test('copies nothing where no step does', () => {
    expect(copies(trying({ steps: [START, { name: 'half', candidatePercent: 50, ...TRIED }, DONE] }))).toBeUndefined();
  });

  test('is moved by a variable, which can be nothing but a step', () => {
    const choose = trying({ stepVariableName: 'rollout_step', pathPrefix: '/prices', timeoutSeconds: 10 });
    expect(weights(choose)).toEqual(['${lookup({"stable" = 100, "mirror" = 100, "canary-10" = 90, "canary-50" = 50, "complete" = 0}, var.rollout_step)}', '${lookup({"stable" = 0, "mirror" = 0, "canary-10" = 10, "canary-50" = 50, "complete" = 100}, var.rollout_step)}']);
    expect(synthesise(rollout(choose)).json['variable']).toEqual({ rollout_step: { default: 'stable', description: 'Step of the rollout of prices.', nullable: false, type: 'string', validation: [{ condition: '${contains(["stable", "mirror", "canary-10", "canary-50", "complete"], var.rollout_step)}', error_message: 'rollout_step must be a step of the rollout: stable, mirror, canary-10, canary-50, complete.' }] } });
  });

  test('validates the candidate before it gets any traffic', () => {
    const template = synthesise(rollout(trying()));
    expect(template.resource('kubernetes_job_v1')).toMatchObject({
      depends_on: [expect.stringMatching(/^kubernetes_deployment_v1\.Service_Green_/), expect.stringMatching(/Green_Autoscaler/), expect.stringMatching(/Green_DisruptionBudget/)],
      metadata: { name: expect.stringMatching(/^prices-green-fedcba98-dob4-[0-9a-z]{5}$/), namespace: 'scoring', annotations: { 'validation/digest': OTHER_DIGEST } },
      wait_for_completion: true,
      timeouts: { create: '35m', update: '35m' },
      spec: {
        active_deadline_seconds: 1800,
        backoff_limit: 0,
        template: {
          metadata: { labels: { 'app.kubernetes.io/component': 'validation' } },
          spec: {
            restart_policy: 'Never',
            container: [{
              command: ['python', '-m', 'scoring.validate'],
              image: `crshared.azurecr.io/scoring/prices@${OTHER_DIGEST}`,
              port: [],
              env: [
                { name: 'VALIDATION_DATASET_URI', value: 'abfss://curated@stlake.dfs.core.windows.net/validation/7' },
                { name: 'VALIDATION_QUALITY', value: '{"accuracy":{"atLeast":0.9}}' },
                { name: 'VALIDATION_TARGET_URL', value: expect.stringMatching(/^http:\/\/\$\{kubernetes_service_v1\.Service_Green_Service_/) },
              ],
              security_context: { allow_privilege_escalation: false, read_only_root_filesystem: true },
            }],
          },
        },
      },
    });
    expect(routeOf(trying())['depends_on']).toEqual([expect.stringMatching(/^kubernetes_job_v1\./), ...Array<unknown>(3).fill(expect.stringMatching(/Blue/)), ...Array<unknown>(3).fill(expect.stringMatching(/Green/))]);
  });

  test('says in the cluster how it goes on, and how it is taken back', () => {
    const plans: object[] = [];
    synthesise((stack) => { plans.push(rollout(trying({ minRequests: 50, stepVariableName: 'rollout_step' }))(stack).plan); });
    const green = 'namespace="scoring",pod=~"prices-green-fedcba98-dob4-[0-9a-z]+-[0-9a-z]{5}"';
    const blue = 'namespace="scoring",pod=~"prices-blue-01234567-gcfr-[0-9a-z]+-[0-9a-z]{5}"';
    const share = (labels: string): string => `sum by (le) (rate(scoring_prediction_bucket{${labels}}[30m])) / scalar(sum(rate(scoring_prediction_count{${labels}}[30m])))`;
    expect(plans[0]).toMatchObject({
      service: 'prices', namespace: 'scoring', stable: 'blue', candidate: 'green', candidateDigest: OTHER_DIGEST, minRequests: 50, onFailure: 'rollBack',
      steps: [START, {
        name: 'mirror', candidatePercent: 0, mirrorPercent: 20, pauseMinutes: 30,
        requestsQuery: `sum(increase(scoring_requests_total{${green}}[30m])) or vector(0)`,
        gates: [
          { metric: 'errorPercent', atMost: 1, query: `100 * (sum(rate(scoring_requests_total{${green},code=~"5.."}[30m])) or vector(0)) / sum(rate(scoring_requests_total{${green}}[30m]))` },
          { metric: 'predictionDriftPercent', atMost: 10, query: `100 * max(abs(${share(green)} - ${share(blue)}))` },
        ],
      }, { name: 'canary-10' }, { name: 'canary-50' }, DONE],
      rollback: { step: 'stable', variable: 'rollout_step', command: `kubectl patch httproute prices --namespace scoring --type json --patch '[{"op":"replace","path":"/spec/rules/0/backendRefs/0/weight","value":100},{"op":"replace","path":"/spec/rules/0/backendRefs/1/weight","value":0},{"op":"replace","path":"/spec/rules/0/filters/0/requestMirror/percent","value":0}]'` },
    });
  });

  test('asks for what the containers call their metrics, and stops where it may not go back by itself', () => {
    const plans: object[] = [];
    const gates = [{ metric: ServiceMetric.LATENCY_P95_MILLISECONDS, atMost: 200 }, { metric: ServiceMetric.LATENCY_P99_MILLISECONDS, atMost: 900 }];
    synthesise((stack) => { plans.push(rollout(trying({ steps: [START, { name: 'half', candidatePercent: 50, gates, pauseMinutes: 5 }, DONE], automaticRollbackEnabled: false, metricNames: { duration: 'latency' } }))(stack).plan); });
    const pods = 'namespace="scoring",pod=~"prices-green-fedcba98-dob4-[0-9a-z]+-[0-9a-z]{5}"';
    expect(plans[0]).toMatchObject({ onFailure: 'stop', steps: [START, { gates: [{ query: `1000 * histogram_quantile(0.95, sum by (le) (rate(latency_bucket{${pods}}[5m])))` }, { query: `1000 * histogram_quantile(0.99, sum by (le) (rate(latency_bucket{${pods}}[5m])))` }] }, DONE] });
  });

  test.each<[string, Choose, string]>([
    ['one deployment twice', ({ blue }) => ({ stable: blue, candidate: blue, steps: STEPS, validation: VALIDATION }), `[ServiceRolloutSame] 'candidate' is the stable deployment: got "blue"; expected another deployment; leave 'candidate' out once it has become the stable one (at test/Rollout)`],
    ['steps without a candidate', ({ blue }) => ({ stable: blue, steps: STEPS, currentStep: 'stable' }), `[ServiceRolloutUnused] 'candidate' is missing, and these have no effect without it: got ["steps","currentStep"]; expected nothing but the stable deployment; leave them out, or pass a candidate (at test/Rollout)`],
    ['a candidate without steps', ({ blue, green }) => ({ stable: blue, candidate: green, validation: VALIDATION }), `[ServiceStepsRequired] 'steps' is required with a candidate: got nothing; expected steps from 0 to 100 percent; pass RolloutSteps.canary(...), or steps of your own (at test/Rollout)`],
    ['a candidate that nobody tried', ({ blue, green }) => ({ stable: blue, candidate: green, steps: STEPS }), `[ServiceValidationRequired] 'validation' is required with a candidate, which gets no traffic untried: got nothing; expected a command, a validation set and what to reach; say how the candidate is validated (at test/Rollout)`],
    ['a step that is none', trying({ currentStep: 'canary-20' }), `[ServiceStepUnknown] 'currentStep' is not a step of the rollout: got "canary-20"; expected stable, mirror, canary-10, canary-50, complete; name one of these (at test/Rollout)`],
    ['weights that do not add up', stepping(START, { name: 'half', candidatePercent: 50, ...TRIED }), `[RolloutIncomplete] 'steps' does not end with all traffic on the candidate: got [0,50]; expected 100 in the last step; add a last step (at test/Rollout)`],
    ['a canary without a metric', stepping(START, { name: 'half', candidatePercent: 50, pauseMinutes: 30 }, DONE), `[RolloutGateRequired] 'steps[1].gates' is required where the candidate is tried out: got []; expected at least one metric; say what must hold before the next step (at test/Rollout)`],
    ['no way back', stepping({ name: 'half', candidatePercent: 50, ...TRIED }, DONE), `[ServiceRolloutNoReturn] 'steps[0]' gives the candidate traffic at once: there is no step to go back to: got {"name":"half","candidatePercent":50,"gates":[{"metric":"errorPercent","atMost":1},{"metric":"predictionDriftPercent"...; expected a first step with candidatePercent 0 and no copies; add it (at test/Rollout)`],
    ['a step that no command can name', stepping(START, { ...DONE, name: 'All of it' }), `[ServiceStepNameInvalid] 'steps' has a name that variables and commands can not carry: got ["stable","All of it"]; expected lower-case letters, digits and hyphens, starting with a letter; rename it (at test/Rollout)`],
    ['a metric twice', stepping(START, { name: 'half', candidatePercent: 50, pauseMinutes: 5, gates: [{ metric: ServiceMetric.ERROR_PERCENT, atMost: 1 }, { metric: ServiceMetric.ERROR_PERCENT, atMost: 2 }] }, DONE), `[ServiceGateTwice] 'steps[1].gates' has a metric twice: got ["errorPercent","errorPercent"]; expected one limit for each metric; leave one of the two out (at test/Rollout)`],
    ['a limit that nothing passes', stepping(START, { name: 'half', candidatePercent: 50, pauseMinutes: 5, gates: [{ metric: ServiceMetric.ERROR_PERCENT, atMost: 100 }] }, DONE), `[ServiceGateNeverFails] 'steps[1].gates' has a limit that nothing can pass: got [{"metric":"errorPercent","atMost":100}]; expected percent below 100; lower it (at test/Rollout)`],
    ['metrics that Prometheus does not take', trying({ metricNames: { requests: 'my-requests' } }), `[MetricNameInvalid] 'metricNames' has a name that Prometheus does not take: got ["my-requests"]; expected letters, digits, "_" and ":", not starting with a digit; correct it (at test/Rollout)`],
    ['a variable that is none', trying({ stepVariableName: 'Step' }), `[StepVariableInvalid] 'stepVariableName' is not a name for a variable: got "Step"; expected lower-case letters, digits and "_", not starting with a digit; rename it (at test/Rollout)`],
    ['no requests to judge by', trying({ minRequests: 0 }), `[MinRequestsInvalid] 'minRequests' is not a number of requests: got 0; expected a whole number from 1; correct it (at test/Rollout)`],
    ['a path that is none', trying({ pathPrefix: 'prices' }), `[ServicePathInvalid] 'pathPrefix' is not the start of a path: got "prices"; expected a path that starts with "/"; correct it (at test/Rollout)`],
    ['no time to answer', trying({ timeoutSeconds: 0 }), `[ServiceTimeoutInvalid] 'timeoutSeconds' is out of range: got 0; expected whole seconds from 1 to 3600; choose a number in the range (at test/Rollout)`],
    ['nothing that validates', validating({ command: [] }), `[ValidationCommandEmpty] 'validation.command' is nothing to run: got []; expected a command of the image; name what validates (at test/Rollout/ValidationJob)`],
    ['no validation set', validating({ datasetUri: 'validation.csv' }), `[ValidationDatasetInvalid] 'validation.datasetUri' does not say where the validation set is: got "validation.csv"; expected a URI with https, abfss or wasbs, or with azureml and a workspace; a pod resolves none of a registry; pass the URI of the data asset, version and all (at test/Rollout/ValidationJob)`],
    ['nothing to reach', validating({ quality: [] }), `[ValidationQualityInvalid] 'validation.quality' is empty, or has a metric twice or without a number: got []; expected at least one metric, each once, with what it must reach; say what the candidate must reach (at test/Rollout/ValidationJob)`],
    ['no time to validate', validating({ timeoutMinutes: 0 }), `[ValidationTimeInvalid] 'validation.timeoutMinutes' is out of range: got 0; expected whole minutes from 1 to 1440; choose a number in the range (at test/Rollout/ValidationJob)`],
  ])('fails for %s', (_, choose, message) => {
    expect(failing(choose)).toBe(message);
  });

  test('fails for a deployment of another service', () => {
    expect(problemsOf((stack) => {
      const owner = service(stack);
      const other = new ScoringService(stack, 'Other', { namespace: owner.namespace, name: 'other', identity: identity(stack, 'Another'), gatewayNamespaces: [owner.namespace] });
      new ServiceRollout(stack, 'Rollout', { service: owner, gateway: gateway(stack), stable: deployment(stack, other) });
    })).toBe(`[ServiceRolloutForeign] 'stable' or candidate is a deployment of another service: got ["test/Other/Blue"]; expected deployments of test/Service; name only these (at test/Rollout)`);
  });

  test('fails for a gateway beside the service, and for a second rollout', () => {
    expect(problemsOf((stack) => {
      const owner = service(stack);
      const props = { service: owner, gateway: gateway(stack, { namespace: owner.namespace }), stable: deployment(stack, owner) };
      owner.claimRollout(new Problems('first'));
      new ServiceRollout(stack, 'Rollout', props);
    })).toBe(
      `2 problems (at test/Rollout):
  - [ServiceRolloutTwice] 'service' has another rollout: the two would take each other's traffic: got "test/Service"; expected one rollout for each service; leave one of the two out
  - [GatewayNamespaceShared] 'gateway' is in the namespace of the service, whose standards its pods do not meet: got "test/Gateway"; expected a gateway in a namespace of its own; give the gateway another namespace, with PodSecurityLevel.BASELINE`,
    );
  });
});
