import { PriorityClassV1 } from '@cdktf/provider-kubernetes/lib/priority-class-v1';
import { Construct } from 'constructs';
import { Problems } from '../core/errors';
import { checkKubernetesName } from './kubernetes-name';

export interface ServicePriorityProps {
  readonly name: string;
  /** Higher goes first; 1 to 1000000000. What has no class has 0. */
  readonly value: number;
  /** Whether pods of lower priority make room. @default true */
  readonly preemptionEnabled?: boolean;
}

/** What goes first where a cluster has no room: scoring before training, for example. One for the whole cluster. */
export class ServicePriority extends Construct {
  readonly priorityClassName: string;

  /** @throws ValidationError `KubernetesNameInvalid`, `PriorityValueInvalid` */
  constructor(scope: Construct, id: string, { name, value, preemptionEnabled }: ServicePriorityProps) {
    super(scope, id);
    const problems = new Problems(this);
    checkKubernetesName(problems, 'name', name);
    problems.require(Number.isInteger(value) && value >= 1 && value <= 1_000_000_000, { code: 'PriorityValueInvalid', prop: 'value', rule: 'is out of range', got: value, expected: 'a whole number from 1 to 1000000000', fix: "choose a number in the range; higher ones are Kubernetes' own" });
    problems.throwIfAny();
    const resource = new PriorityClassV1(this, 'Resource', { metadata: { name }, value, globalDefault: false, preemptionPolicy: (preemptionEnabled ?? true) ? 'PreemptLowerPriority' : 'Never' });
    this.priorityClassName = resource.metadata.name;
  }
}
