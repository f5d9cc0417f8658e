/** A part of a schema of OpenAPI. */
type Schema = Readonly<Record<string, unknown>>;

const text: Schema = { type: 'string' };
const count: Schema = { type: 'integer' };
const texts: Schema = { type: 'array', items: text };
const map: Schema = { type: 'object', additionalProperties: text };
const list = (properties: Readonly<Record<string, Schema>>): Schema => ({ type: 'array', items: object(properties) });
const object = (properties: Readonly<Record<string, Schema>>): Schema => ({ type: 'object', properties });

const BACKEND = { name: text, port: count };
const KINDS: readonly (readonly [group: string, kind: string, plural: string, spec: Readonly<Record<string, Schema>>])[] = [
  ['gateway.networking.k8s.io', 'Gateway', 'gateways', {
    gatewayClassName: text,
    infrastructure: object({ annotations: map }),
    listeners: list({ name: text, hostname: text, port: count, protocol: text, tls: object({ mode: text, options: map, certificateRefs: list({ name: text }) }), allowedRoutes: object({ namespaces: object({ from: text, selector: object({ matchExpressions: list({ key: text, operator: text, values: texts }) }) }) }) }),
  }],
  ['gateway.networking.k8s.io', 'HTTPRoute', 'httproutes', {
    parentRefs: list({ name: text, namespace: text }),
    hostnames: texts,
    rules: list({ matches: list({ path: object({ type: text, value: text }) }), filters: list({ type: text, requestMirror: object({ backendRef: object(BACKEND), percent: count }) }), backendRefs: list({ ...BACKEND, weight: count }), timeouts: object({ request: text }) }),
  }],
  ['secrets-store.csi.x-k8s.io', 'SecretProviderClass', 'secretproviderclasses', { provider: text, parameters: map }],
  ['azmonitoring.coreos.com', 'PodMonitor', 'podmonitors', { labelLimit: count, labelNameLengthLimit: count, labelValueLengthLimit: count, selector: object({ matchLabels: map }), podMetricsEndpoints: list({ port: text, path: text, interval: text }) }],
];

/** What add-ons of AKS bring into a cluster, as far as services use it; what isn't here is refused in the plan. */
export const CUSTOM_RESOURCES: readonly object[] = KINDS.map(([group, kind, plural, spec]) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `${plural}.${group}`, annotations: { 'api-approved.kubernetes.io': 'unapproved, for tests' } },
  spec: {
    group,
    scope: 'Namespaced',
    names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: object({ spec: object(spec), status: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } }) } }],
  },
}));
