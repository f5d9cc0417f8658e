import { rule } from './rule';

/** A scope of others is one that our stacks can add to. */
export const monitorPrivateLinkRule = rule(['network', 'subscriptionId'], ({ network: { monitorPrivateLink }, subscriptionId }, report) => {
  if (monitorPrivateLink?.kind !== 'existing') return;
  const owner = monitorPrivateLink.scopeId.split('/')[2] ?? '';
  if (owner.toLowerCase() !== subscriptionId.toLowerCase()) {
    report({ code: 'MonitorScopeElsewhere', prop: 'network.monitorPrivateLink.scopeId', rule: 'is in another subscription than the environment', got: owner, expected: subscriptionId, fix: "let the owner add the logs of the environment, or name a scope of the subscription; 'owned' makes one" });
  }
});
