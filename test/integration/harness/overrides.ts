/** The parts of a synthesised stack that the harness looks at. */
export interface StackJson {
  readonly terraform?: { readonly required_providers?: Readonly<Record<string, unknown>> };
  readonly variable?: Readonly<Record<string, unknown>>;
  readonly data?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly resource?: Readonly<Record<string, Readonly<Record<string, { readonly lifecycle?: { readonly prevent_destroy?: boolean } }>>>>;
}

const REMOTE_STATE_PREFIX = 'cross-stack-reference-input-';

const mapValues = <From, To>(record: Readonly<Record<string, From>>, map: (value: From, key: string) => To): Record<string, To> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));

/** The stacks whose outputs a stack reads, by the names that cdktf gives to its remote states. */
export function readsStatesOf(stack: StackJson): string[] {
  return Object.keys(stack.data?.['terraform_remote_state'] ?? {}).map((name) => {
    if (!name.startsWith(REMOTE_STATE_PREFIX)) throw new Error(`terraform_remote_state '${name}' is not one that cdktf made: whose state it reads can't be told`);
    return name.slice(REMOTE_STATE_PREFIX.length);
  });
}

/** Terraform override file that keeps a stack's state, and those it reads, in local files. */
export function stateOverride(stack: StackJson, stackName: string, stateFileOf: (stack: string) => string): object {
  const states = Object.fromEntries(readsStatesOf(stack).map((name) => [
    REMOTE_STATE_PREFIX + name,
    { backend: 'local', config: { path: stateFileOf(name) } },
  ]));
  return {
    terraform: { backend: { local: { path: stateFileOf(stackName) } } },
    ...(Object.keys(states).length > 0 && { data: { terraform_remote_state: states } }),
  };
}

/** Terraform override file that lifts `prevent_destroy` where it is set, or undefined where it is nowhere. */
export function destroyOverride(stack: StackJson): object | undefined {
  const protectedResources = Object.fromEntries(
    Object.entries(stack.resource ?? {})
      .map(([type, resources]) => [type, Object.entries(resources).filter(([, { lifecycle }]) => lifecycle?.prevent_destroy === true)] as const)
      .filter(([, resources]) => resources.length > 0)
      .map(([type, resources]) => [type, mapValues(Object.fromEntries(resources), () => ({ lifecycle: { prevent_destroy: false } }))]),
  );
  return Object.keys(protectedResources).length > 0 ? { resource: protectedResources } : undefined;
}

/** Addresses of the management locks of a stack: they go first, since nothing under a lock can be deleted. */
export function lockAddresses(stack: StackJson): string[] {
  return Object.keys(stack.resource?.['azurerm_management_lock'] ?? {}).map((name) => `azurerm_management_lock.${name}`);
}

const EXISTING_RESOURCE = /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/[^/]+(\/[^/$]+\/[^/$]+)+$/i;

/** What a stack refers to by a literal id: resources that others own, and that are there before it. */
export function existingResources(stack: unknown): string[] {
  const ids = new Set<string>();
  JSON.stringify(stack, (_key, value: unknown) => {
    if (typeof value === 'string' && EXISTING_RESOURCE.test(value)) ids.add(value);
    return value;
  });
  return [...ids].sort();
}

/** Providers of a stack that the stand-in doesn't serve to the point of an apply. */
export function providersNotStoodInFor(stack: StackJson): string[] {
  const served = ['azurerm', 'azapi', 'random', 'time', 'null'];
  return Object.keys(stack.terraform?.required_providers ?? {}).filter((name) => !served.includes(name)).sort();
}

/** Variables that the harness sets: the placeholders of the repository count as resolved, and the given values where a stack has the variable. */
export function variablesFor(stack: StackJson, given: Readonly<Record<string, string>> = {}): Record<string, string> {
  const values = Object.entries({ unresolved_placeholders: '[]', ...given }).filter(([name]) => stack.variable !== undefined && name in stack.variable);
  return Object.fromEntries(values.map(([name, value]) => [`TF_VAR_${name}`, value]));
}
