import { PodSecurityLevel, ServingNamespace } from '../../../constructs/serving/serving-namespace';
import type { ServingNamespaceProps } from '../../../constructs/serving/serving-namespace';
import { problemsOf, synthesise } from '../../support/template';
import { kubernetes } from './serving-fixtures';

const PROPS: ServingNamespaceProps = { name: 'scoring', quota: { cpuMillicores: 8000, memoryMib: 16384, pods: 20 } };
const template = (props: Partial<ServingNamespaceProps> = {}) => synthesise((stack) => {
  kubernetes(stack);
  new ServingNamespace(stack, 'Scoring', { ...PROPS, ...props });
});
const failing = (props: Partial<ServingNamespaceProps>): string => problemsOf((stack) => new ServingNamespace(stack, 'Scoring', { ...PROPS, ...props }));

describe('ServingNamespace', () => {
  test('refuses strong pods, what is over its quota, and all traffic but for names', () => {
    const all = template();
    expect(all.resource('kubernetes_namespace_v1')).toEqual({
      metadata: {
        name: 'scoring',
        labels: {
          'pod-security.kubernetes.io/audit': 'restricted', 'pod-security.kubernetes.io/audit-version': 'latest',
          'pod-security.kubernetes.io/enforce': 'restricted', 'pod-security.kubernetes.io/enforce-version': 'latest',
          'pod-security.kubernetes.io/warn': 'restricted', 'pod-security.kubernetes.io/warn-version': 'latest',
        },
      },
    });
    expect(all.resource('kubernetes_resource_quota_v1')).toEqual({
      metadata: { name: 'quota', namespace: expect.stringMatching(/^\$\{kubernetes_namespace_v1\./) },
      spec: { hard: { 'limits.memory': '16Gi', pods: '20', 'requests.cpu': '8', 'requests.memory': '16Gi', 'requests.nvidia.com/gpu': '0', 'services.loadbalancers': '0', 'services.nodeports': '0' } },
    });
    expect(all.resource('kubernetes_limit_range_v1')).toMatchObject({ spec: { limit: [{ type: 'Container', default: { cpu: '100m', memory: '256Mi' }, default_request: { cpu: '100m', memory: '256Mi' } }] } });
    expect(Object.values(all.resources('kubernetes_network_policy_v1')).map(({ spec }) => spec)).toEqual([
      {
        egress: [{ ports: [{ port: '53', protocol: 'UDP' }, { port: '53', protocol: 'TCP' }], to: [{ namespace_selector: { match_labels: { 'kubernetes.io/metadata.name': 'kube-system' } }, pod_selector: { match_labels: { 'k8s-app': 'kube-dns' } } }] }],
        pod_selector: {}, policy_types: ['Egress'],
      },
      { pod_selector: {}, policy_types: ['Ingress', 'Egress'] },
    ]);
  });

  test('takes all its values', () => {
    const all = template({ podSecurityLevel: PodSecurityLevel.BASELINE, podSecurityVersion: 'v1.34', labels: { team: 'prices' }, containerDefaults: { cpuMillicores: 50, memoryMib: 64 }, quota: { ...PROPS.quota, gpus: 2, loadBalancers: 1 } });
    expect(all.resource('kubernetes_namespace_v1')).toMatchObject({ metadata: { labels: { team: 'prices', 'pod-security.kubernetes.io/enforce': 'baseline', 'pod-security.kubernetes.io/enforce-version': 'v1.34' } } });
    expect(all.resource('kubernetes_resource_quota_v1')).toMatchObject({ spec: { hard: { 'requests.nvidia.com/gpu': '2', 'services.loadbalancers': '1' } } });
    expect(all.resource('kubernetes_resource_quota_v1')).not.toMatchObject({ spec: { hard: { 'services.nodeports': '0' } } });
    expect(all.resource('kubernetes_limit_range_v1')).toMatchObject({ spec: { limit: [{ default: { cpu: '50m', memory: '64Mi' } }] } });
  });

  test('is imported by its name', () => {
    synthesise((stack) => expect(ServingNamespace.fromNamespaceName(stack, 'Existing', 'scoring').namespaceName).toBe('scoring'));
    expect(problemsOf((stack) => ServingNamespace.fromNamespaceName(stack, 'Existing', 'Scoring'))).toBe(`[KubernetesNameInvalid] 'namespaceName' is not a name that Kubernetes takes: got "Scoring"; expected 1 to 63 characters: lower-case letters, digits and hyphens, starting with a letter and ending with a letter or digit; use only what is allowed (at test/Existing)`);
  });

  test.each<[string, Partial<ServingNamespaceProps>, string]>([
    ['a namespace of Kubernetes', { name: 'kube-system' }, `[NamespaceReserved] 'name' is a namespace of Kubernetes or AKS: got "kube-system"; expected a name of your own; choose another name (at test/Scoring)`],
    ['a quota that is none', { quota: { cpuMillicores: 0, memoryMib: 1024, pods: 1 } }, `[NamespaceQuotaInvalid] 'quota' has an amount that is none: got {"cpuMillicores":0,"memoryMib":1024,"pods":1,"gpus":0,"loadBalancers":0}; expected whole numbers: from 1, for gpus and loadBalancers from 0; correct the numbers (at test/Scoring)`],
    ['defaults over the quota', { containerDefaults: { cpuMillicores: 9000 } }, `[ContainerDefaultsInvalid] 'containerDefaults' are no amounts that the quota has room for: got {"cpuMillicores":9000,"memoryMib":256}; expected whole numbers from 1, up to 8000 and 16384; lower them, or raise the quota (at test/Scoring)`],
    ['a version that is none', { podSecurityVersion: '1.34' }, `[PodSecurityVersionInvalid] 'podSecurityVersion' is not a version of Kubernetes: got "1.34"; expected latest, or v1 and a minor version, for example v1.34; correct it (at test/Scoring)`],
    ['labels that would switch protection off', { labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } }, `[NamespaceLabelReserved] 'labels' has keys that Kubernetes itself gives a meaning: got ["pod-security.kubernetes.io/enforce"]; expected keys of your own; leave these out; 'podSecurityLevel' says what pods may do (at test/Scoring)`],
  ])('fails for %s', (_, props, message) => {
    expect(failing(props)).toBe(message);
  });
});
