import type { ManifestStack } from '../integration/harness/manifest';
import { inDependencyOrder, selectStacks } from '../integration/harness/manifest';

const stack = (name: string, ...dependencies: string[]): ManifestStack => ({ name, synthesizedStackPath: `stacks/${name}/cdk.tf.json`, dependencies });

const landscape = [stack('dev-ml', 'dev-platform', 'dev-network'), stack('dev-platform', 'dev-network'), stack('dev-network'), stack('shared-state')];

const names = (stacks: readonly ManifestStack[]): string[] => stacks.map(({ name }) => name);

describe('inDependencyOrder', () => {
  it('puts every stack after those it depends on', () => {
    expect(names(inDependencyOrder(landscape, ['dev-ml', 'dev-network', 'dev-platform']))).toEqual(['dev-network', 'dev-platform', 'dev-ml']);
  });

  it('keeps the order they are wanted in where no stack depends on another', () => {
    expect(names(inDependencyOrder(landscape, ['shared-state', 'dev-platform']))).toEqual(['shared-state', 'dev-network', 'dev-platform']);
  });

  it('adds the dependencies of a wanted stack, and nothing else', () => {
    expect(names(inDependencyOrder(landscape, ['dev-platform']))).toEqual(['dev-network', 'dev-platform']);
  });

  it('fails when a stack is not in the manifest', () => {
    expect(() => inDependencyOrder(landscape, ['dev-aks']))
      .toThrow("[StackUnknown] stack 'dev-aks' is not in the manifest; there are: dev-ml, dev-network, dev-platform, shared-state");
  });

  it('fails when stacks depend on each other', () => {
    expect(() => inDependencyOrder([stack('a', 'b'), stack('b', 'a')], ['a'])).toThrow('[StackCycle] stacks depend on each other: a -> b -> a');
  });
});

describe('selectStacks', () => {
  it('takes all stacks, the shared ones first, those of an environment, or one, in their order', () => {
    expect(selectStacks(landscape, undefined, undefined)).toEqual(['shared-state', 'dev-ml', 'dev-platform', 'dev-network']);
    expect(selectStacks(landscape, 'dev', undefined)).toEqual(['dev-ml', 'dev-platform', 'dev-network']);
    expect(selectStacks(landscape, 'dev', 'shared-state')).toEqual(['shared-state']);
  });

  it('fails when an environment has no stacks', () => {
    expect(() => selectStacks(landscape, 'prod', undefined))
      .toThrow("[EnvironmentUnknown] no stack of environment 'prod'; there are: dev-ml, dev-network, dev-platform, shared-state");
  });
});
