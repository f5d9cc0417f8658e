import { ConfigMapV1 } from '@cdktf/provider-kubernetes/lib/config-map-v1';
import { Manifest } from '@cdktf/provider-kubernetes/lib/manifest';
import { TerraformVariable } from 'cdktf';
import { Construct } from 'constructs';
import { Problems } from '../core/errors';
import { checkSteps } from '../ml/rollout-step';
import type { ScoringDeployment } from './scoring-deployment';
import type { ScoringService } from './scoring-service';
import type { ServiceMetricNames, ServiceRolloutStep } from './service-gate';
import { checkGates, metricQuery, requestsQuery } from './service-gate';
import type { ServiceGateway } from './service-gateway';
import type { ValidationOptions } from './validation-job';
import { ValidationJob } from './validation-job';

/** Who changed the route last must not keep the next apply, or a rollback by hand, from changing it again. */
const FIELD_MANAGER = { name: 'Terraform', forceConflicts: true };

export interface ServiceRolloutProps {
  readonly service: ScoringService;
  readonly gateway: ServiceGateway;
  /** The deployment that callers are used to. */
  readonly stable: ScoringDeployment;
  /** The deployment that is to take over. @default - none: all traffic is the stable one's */
  readonly candidate?: ScoringDeployment;
  /** The way from the one to the other, beginning with no traffic; required with `candidate`. @default - none */
  readonly steps?: readonly ServiceRolloutStep[];
  /** What the candidate must reach on the validation set before any traffic; required with `candidate`. @default - none */
  readonly validation?: ValidationOptions;
  /** Where on that way the service is; with `stepVariableName`, where it is unless a pipeline says otherwise. @default - the first step */
  readonly currentStep?: string;
  /** A variable of Terraform that moves the rollout, `TF_VAR_<stepVariableName>`: each step is a plan of its own. @default - none: `currentStep` moves it */
  readonly stepVariableName?: string;
  /** How many requests a step must have seen before its gates say anything. @default 100 */
  readonly minRequests?: number;
  /** Whether the pipeline takes a candidate back by itself; else it stops, and asks. @default true */
  readonly automaticRollbackEnabled?: boolean;
  /** @default - as ServiceMetricNames has them */
  readonly metricNames?: ServiceMetricNames;
  /** Which paths of the host name are the service's. @default '/' */
  readonly pathPrefix?: string;
  /** How long a request may take; 1 to 3600. @default 60 */
  readonly timeoutSeconds?: number;
}

/**
 * Who answers the requests of a service: the stable deployment, or it and a candidate, by the weights of the current step. A
 * candidate gets nothing before it has passed its validation. The steps, their gates and how to take the candidate back are
 * kept in the cluster too, for the pipeline that moves it.
 *
 * @see https://gateway-api.sigs.k8s.io/guides/traffic-splitting/
 */
export class ServiceRollout extends Construct {
  /** All steps, for the pipeline that moves the rollout and checks the gates. */
  readonly steps: readonly ServiceRolloutStep[];
  /** Where the service is, unless a pipeline says otherwise; nothing without a candidate. */
  readonly currentStep: ServiceRolloutStep | undefined;

  private readonly variable: TerraformVariable | undefined;

  /** @throws ValidationError with the codes that README.md lists */
  constructor(scope: Construct, id: string, private readonly props: ServiceRolloutProps) {
    super(scope, id);
    const { service, gateway, candidate, validation } = props;
    this.steps = candidate ? (props.steps ?? []) : [];
    this.currentStep = props.currentStep === undefined ? this.steps[0] : this.steps.find(({ name }) => name === props.currentStep);
    this.check();
    this.variable = candidate && props.stepVariableName !== undefined ? this.stepVariable(props.stepVariableName) : undefined;
    const job = candidate && validation ? new ValidationJob(this, 'ValidationJob', { ...validation, candidate }) : undefined;
    const namespace = service.namespace.namespaceName;
    new ConfigMapV1(this, 'Plan', { metadata: { name: `${service.serviceName}-rollout`, namespace }, data: { 'rollout.json': JSON.stringify(this.plan, undefined, 2) } });
    new Manifest(this, 'Resource', {
      manifest: {
        apiVersion: 'gateway.networking.k8s.io/v1',
        kind: 'HTTPRoute',
        metadata: { name: service.serviceName, namespace },
        spec: {
          parentRefs: [{ name: gateway.gatewayName, namespace: gateway.namespace.namespaceName }],
          hostnames: [gateway.hostName],
          rules: [{
            matches: [{ path: { type: 'PathPrefix', value: props.pathPrefix ?? '/' } }],
            ...this.mirror,
            backendRefs: this.backends,
            timeouts: { request: `${props.timeoutSeconds ?? 60}s` },
          }],
        },
      },
      fieldManager: FIELD_MANAGER,
      dependsOn: [...(job ? [job.dependable] : []), ...props.stable.dependables, ...(candidate?.dependables ?? [])],
    });
  }

  /** The rollout as the pipeline reads it. */
  get plan(): object {
    const { service, stable, candidate, minRequests = 100, automaticRollbackEnabled = true, stepVariableName, metricNames } = this.props;
    const first = this.steps[0];
    return {
      service: service.serviceName,
      namespace: service.namespace.namespaceName,
      stable: stable.deploymentName,
      ...(candidate && first ? {
        candidate: candidate.deploymentName,
        candidateDigest: candidate.image.digest,
        minRequests,
        onFailure: automaticRollbackEnabled ? 'rollBack' : 'stop',
        steps: this.steps.map(({ name, candidatePercent, mirrorPercent, pauseMinutes, gates }) => ({
          name,
          candidatePercent,
          mirrorPercent,
          pauseMinutes,
          requestsQuery: pauseMinutes === undefined ? undefined : requestsQuery(candidate, pauseMinutes, metricNames),
          gates: gates?.map(({ metric, atMost }) => ({ metric, atMost, query: metricQuery(metric, { deployment: candidate, stable, minutes: pauseMinutes ?? 1, names: metricNames }) })),
        })),
        rollback: {
          step: first.name,
          variable: stepVariableName,
          // At once, without a plan; the step must follow, or the next apply goes on where the rollout was.
          command: `kubectl patch httproute ${service.serviceName} --namespace ${service.namespace.namespaceName} --type json --patch '${JSON.stringify(this.rollbackPatch)}'`,
        },
      } : {}),
    };
  }

  private get rollbackPatch(): object[] {
    const backends = this.backendNames.map((_, index) => ({ op: 'replace', path: `/spec/rules/0/backendRefs/${index}/weight`, value: index === 0 ? 100 : 0 }));
    return this.isMirrored ? [...backends, { op: 'replace', path: '/spec/rules/0/filters/0/requestMirror/percent', value: 0 }] : backends;
  }

  private get isMirrored(): boolean {
    return this.steps.some(({ mirrorPercent }) => mirrorPercent !== undefined);
  }

  private get backendNames(): readonly string[] {
    const { stable, candidate } = this.props;
    return [stable.clusterServiceName, ...(candidate ? [candidate.clusterServiceName] : [])];
  }

  private get backends(): object[] {
    return this.backendNames.map((name, index) => ({ name, port: 80, weight: index === 0 ? this.byStep((step) => 100 - (step?.candidatePercent ?? 0)) : this.byStep((step) => step?.candidatePercent ?? 0) }));
  }

  /** Copies are always there where a step has some, at 0 percent in the others: so a step changes numbers alone. */
  private get mirror(): object {
    const [, candidate] = this.backendNames;
    if (candidate === undefined || !this.isMirrored) return {};
    return { filters: [{ type: 'RequestMirror', requestMirror: { backendRef: { name: candidate, port: 80 }, percent: this.byStep((step) => step?.mirrorPercent ?? 0) } }] };
  }

  /** A number of the current step; looked up by Terraform where a variable names the step. */
  private byStep(number: (step: ServiceRolloutStep | undefined) => number): number | string {
    if (!this.variable) return number(this.currentStep);
    const numbers = this.steps.map((step) => `"${step.name}" = ${number(step)}`).join(', ');
    return `\${lookup({${numbers}}, var.${this.variable.friendlyUniqueId})}`;
  }

  private stepVariable(name: string): TerraformVariable {
    const names = this.steps.map((step) => step.name);
    const variable = new TerraformVariable(this, 'Step', {
      type: 'string',
      nullable: false,
      default: this.currentStep?.name,
      description: `Step of the rollout of ${this.props.service.serviceName}.`,
      validation: [{ condition: `\${contains([${names.map((step) => `"${step}"`).join(', ')}], var.${name})}`, errorMessage: `${name} must be a step of the rollout: ${names.join(', ')}.` }],
    });
    variable.overrideLogicalId(name);
    return variable;
  }

  private check(): void {
    const { service, gateway, stable, candidate, steps, validation, currentStep, stepVariableName, metricNames = {}, minRequests = 100, pathPrefix = '/', timeoutSeconds = 60, automaticRollbackEnabled } = this.props;
    const problems = new Problems(this);
    service.claimRollout(problems);
    const foreign = [stable, ...(candidate ? [candidate] : [])].filter((deployment) => deployment.service !== service).map(({ node }) => node.path);
    problems.require(foreign.length === 0, { code: 'ServiceRolloutForeign', prop: 'stable', rule: 'or candidate is a deployment of another service', got: foreign, expected: `deployments of ${service.node.path}`, fix: 'name only these' });
    problems.require(candidate !== stable, { code: 'ServiceRolloutSame', prop: 'candidate', rule: 'is the stable deployment', got: candidate?.deploymentName, expected: 'another deployment', fix: "leave 'candidate' out once it has become the stable one" });
    problems.require(pathPrefix.startsWith('/'), { code: 'ServicePathInvalid', prop: 'pathPrefix', rule: 'is not the start of a path', got: pathPrefix, expected: 'a path that starts with "/"', fix: 'correct it' });
    problems.require(Number.isInteger(timeoutSeconds) && timeoutSeconds >= 1 && timeoutSeconds <= 3600, { code: 'ServiceTimeoutInvalid', prop: 'timeoutSeconds', rule: 'is out of range', got: timeoutSeconds, expected: 'whole seconds from 1 to 3600', fix: 'choose a number in the range' });
    problems.require(gateway.namespace !== service.namespace, { code: 'GatewayNamespaceShared', prop: 'gateway', rule: 'is in the namespace of the service, whose standards its pods do not meet', got: gateway.node.path, expected: 'a gateway in a namespace of its own', fix: 'give the gateway another namespace, with PodSecurityLevel.BASELINE' });
    if (!candidate) {
      const unused = Object.entries({ steps, validation, currentStep, stepVariableName, automaticRollbackEnabled, minRequests: this.props.minRequests, metricNames: this.props.metricNames }).filter(([, value]) => value !== undefined).map(([prop]) => prop);
      problems.require(unused.length === 0, { code: 'ServiceRolloutUnused', prop: 'candidate', rule: 'is missing, and these have no effect without it', got: unused, expected: 'nothing but the stable deployment', fix: 'leave them out, or pass a candidate' });
    } else {
      this.checkCandidate(problems);
      checkGates(problems, this.steps, metricNames);
      problems.require(Number.isInteger(minRequests) && minRequests >= 1, { code: 'MinRequestsInvalid', prop: 'minRequests', rule: 'is not a number of requests', got: minRequests, expected: 'a whole number from 1', fix: 'correct it' });
    }
    problems.throwIfAny();
  }

  private checkCandidate(problems: Problems): void {
    const { steps, validation, currentStep, stepVariableName } = this.props;
    problems.require(validation !== undefined, { code: 'ServiceValidationRequired', prop: 'validation', rule: 'is required with a candidate, which gets no traffic untried', got: undefined, expected: 'a command, a validation set and what to reach', fix: 'say how the candidate is validated' });
    problems.require(stepVariableName === undefined || /^[a-z_][a-z0-9_]*$/.test(stepVariableName), { code: 'StepVariableInvalid', prop: 'stepVariableName', rule: 'is not a name for a variable', got: stepVariableName, expected: 'lower-case letters, digits and "_", not starting with a digit', fix: 'rename it' });
    if (steps === undefined) {
      problems.add({ code: 'ServiceStepsRequired', prop: 'steps', rule: 'is required with a candidate', got: undefined, expected: 'steps from 0 to 100 percent', fix: 'pass RolloutSteps.canary(...), or steps of your own' });
      return;
    }
    checkSteps(problems, steps);
    const [first] = steps;
    problems.require(first === undefined || (first.candidatePercent === 0 && first.mirrorPercent === undefined), { code: 'ServiceRolloutNoReturn', prop: 'steps[0]', rule: 'gives the candidate traffic at once: there is no step to go back to', got: first, expected: 'a first step with candidatePercent 0 and no copies', fix: 'add it' });
    problems.require(steps.every(({ name }) => /^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(name)), { code: 'ServiceStepNameInvalid', prop: 'steps', rule: 'has a name that variables and commands can not carry', got: steps.map(({ name }) => name), expected: 'lower-case letters, digits and hyphens, starting with a letter', fix: 'rename it' });
    problems.require(this.currentStep !== undefined, { code: 'ServiceStepUnknown', prop: 'currentStep', rule: 'is not a step of the rollout', got: currentStep, expected: steps.map(({ name }) => name).join(', ') || 'no step, since there are none', fix: 'name one of these' });
  }
}
