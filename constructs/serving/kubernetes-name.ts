import { Token } from 'cdktf';
import type { Problems } from '../core/errors';

/** What parts of the scoring service are told apart by. */
export const SERVICE_LABEL = 'app.kubernetes.io/name';
/** Which deployment of the service a pod is of. */
export const DEPLOYMENT_LABEL = 'app.kubernetes.io/instance';
/** Whether a pod scores or validates. */
export const COMPONENT_LABEL = 'app.kubernetes.io/component';
/** The label that Kubernetes itself gives every namespace. */
export const NAMESPACE_LABEL = 'kubernetes.io/metadata.name';

/** Records a name that Kubernetes refuses; those of services are the strictest, so they all follow the same rule. */
export function checkKubernetesName(problems: Problems, prop: string, name: string, maxLength = 63): void {
  const valid = Token.isUnresolved(name) || (name.length <= maxLength && /^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(name));
  problems.require(valid, { code: 'KubernetesNameInvalid', prop, rule: 'is not a name that Kubernetes takes', got: name, expected: `1 to ${maxLength} characters: lower-case letters, digits and hyphens, starting with a letter and ending with a letter or digit`, fix: 'use only what is allowed' });
}

/** Processors as Kubernetes writes them: `500m`, `2`. Another form of the same amount would differ in every plan. */
export function cpuQuantity(millicores: number): string {
  return millicores % 1000 === 0 ? `${millicores / 1000}` : `${millicores}m`;
}

/** Memory as Kubernetes writes it: `512Mi`, `2Gi`. */
export function memoryQuantity(mebibytes: number): string {
  return mebibytes % 1024 === 0 ? `${mebibytes / 1024}Gi` : `${mebibytes}Mi`;
}
