import { AZURE_CLOUDS, cloudEndpoints } from '../../constructs/core/cloud';
import { NAME_RULES } from '../../constructs/core/name-rules';
import { privateEndpointProblem } from '../../constructs/ml/outbound-rule';
import { rule } from './rule';

/** Storage is reached by a private endpoint: Azure refuses it by name. */
const STORAGE_HOST = new RegExp(`\\.(blob|dfs|file|queue|table)\\.(${AZURE_CLOUDS.map((cloud) => cloudEndpoints(cloud).storage.replaceAll('.', '\\.')).join('|')})$`, 'i');
const PORT_RANGE = /^(\d{1,5})(-(\d{1,5}))?$/;

/** Outbound rules are those that the isolation mode knows. */
export const outboundModeRule = rule(['workspace'], ({ workspace: { isolationMode, outboundRules } }, report) => {
  if (!outboundRules) return;
  if (isolationMode === 'Disabled') {
    report({ code: 'OutboundRulesWithoutManagedNetwork', prop: 'workspace.outboundRules', rule: 'has no effect without a managed network', expected: "nothing while 'workspace.isolationMode' is \"Disabled\"", fix: 'remove it, or choose another isolation mode' });
    return;
  }
  if (isolationMode === 'AllowOnlyApprovedOutbound') return;
  for (const [kind, what] of [['fqdns', 'hosts'], ['serviceTags', 'service tags']] as const) {
    if (Object.keys(outboundRules[kind] ?? {}).length === 0) continue;
    report({ code: 'OutboundRulesNeedApprovedMode', prop: `workspace.outboundRules.${kind}`, rule: `can't approve ${what} where the whole internet is allowed`, got: Object.keys(outboundRules[kind] ?? {}), expected: `nothing while 'workspace.isolationMode' is "${isolationMode}"`, fix: 'remove them, or choose "AllowOnlyApprovedOutbound"' });
  }
});

/** Outbound rules have names and targets that Azure takes. */
export const outboundRulesRule = rule(['workspace'], ({ workspace: { outboundRules } }, report) => {
  const { fqdns = {}, serviceTags = {}, privateEndpoints = {} } = outboundRules ?? {};
  const { minLength, maxLength, pattern, characters } = NAME_RULES.outboundRule;
  const kinds = { fqdns, serviceTags, privateEndpoints };
  const seen = new Map<string, string>();
  for (const [kind, rules] of Object.entries(kinds)) {
    for (const name of Object.keys(rules)) {
      const prop = `workspace.outboundRules.${kind}.${name}`;
      if (name.length < minLength || name.length > maxLength || !pattern.test(name)) report({ code: 'OutboundRuleNameInvalid', prop, rule: "can't be the name of an outbound rule", got: name, expected: `${minLength} to ${maxLength} characters: ${characters}`, fix: 'rename the rule' });
      const twin = seen.get(name.toLowerCase());
      if (twin) report({ code: 'OutboundRuleNameTwice', prop, rule: `has the name of a rule in ${twin}`, got: name, expected: 'one name per rule', fix: 'rename one of them' });
      seen.set(name.toLowerCase(), kind);
    }
  }
  for (const [name, host] of Object.entries(fqdns)) {
    if (STORAGE_HOST.test(host)) report({ code: 'OutboundHostIsStorage', prop: `workspace.outboundRules.fqdns.${name}`, rule: 'is storage, which Azure refuses by name', got: host, expected: 'any other host', fix: "reach storage by a rule in 'workspace.outboundRules.privateEndpoints'" });
  }
  for (const [name, { targetId, group }] of Object.entries(privateEndpoints)) {
    const problem = privateEndpointProblem(targetId, group);
    if (problem) report({ ...problem, code: 'OutboundTargetUnfit', prop: `workspace.outboundRules.privateEndpoints.${name}.group` });
  }
  for (const [name, { ports, protocol }] of Object.entries(serviceTags)) {
    const prop = `workspace.outboundRules.serviceTags.${name}.ports`;
    if (ports === undefined || ports === '*') continue;
    if (protocol === 'ICMP') report({ code: 'ServiceTagPortsUnused', prop, rule: 'has no effect with ICMP', got: ports, expected: 'nothing', fix: 'remove it' });
    if (!ports.split(',').every(isPortRange)) report({ code: 'ServiceTagPortsInvalid', prop, rule: 'has what is not a port', got: ports, expected: 'ports and ranges from 1 to 65535, for example "443,8000-8100", or "*"', fix: 'correct the ports' });
  }
});

function isPortRange(text: string): boolean {
  const match = PORT_RANGE.exec(text.trim());
  if (!match) return false;
  const first = Number(match[1]);
  const last = Number(match[3] ?? match[1]);
  return first >= 1 && first <= last && last <= 65535;
}
