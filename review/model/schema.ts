import { z } from 'zod';
import { MODEL_VERSION } from './change';

const json: z.ZodType<unknown> = z.unknown();
const level = z.enum(['warn', 'block']);
const action = z.enum(['create', 'update', 'replace', 'delete', 'move', 'import', 'forget', 'read', 'no-op', 'unknown']);

const attribute = z.strictObject({
  path: z.string(), before: json.optional(), after: json.optional(),
  kind: z.enum(['known', 'unknown', 'sensitive', 'reference']), effect: z.enum(['update', 'replace', 'unknown']), consequence: z.boolean(),
});

const resourceChange = z.strictObject({
  address: z.string(), mode: z.enum(['managed', 'data']), type: z.string(), name: z.string(), provider_name: z.string(), previous_address: z.string().optional(),
  change: z.strictObject({
    actions: z.array(z.enum(['no-op', 'create', 'read', 'update', 'delete', 'forget'])).min(1).max(2),
    before: z.record(z.string(), json).nullable(), after: z.record(z.string(), json).nullable(), after_unknown: z.record(z.string(), json),
    before_sensitive: z.union([z.literal(false), z.record(z.string(), z.literal(true))]), after_sensitive: z.union([z.literal(false), z.record(z.string(), z.literal(true))]),
    replace_paths: z.array(z.array(z.union([z.string(), z.number()]))).optional(), importing: z.strictObject({ id: z.string() }).optional(),
  }),
  review: z.strictObject({
    id: z.string(), stack: z.string(), action, confidence: z.enum(['certain', 'likely', 'possible']), constructPath: z.string().optional(), source: z.string().optional(), reason: z.string().optional(),
    attributes: z.array(attribute), causedBy: z.array(z.strictObject({ id: z.string(), attribute: z.string() })), secretLiterals: z.array(z.string()),
  }),
});

const waiver = z.strictObject({ stack: z.string(), rule: z.string(), constructPath: z.string(), reason: z.string(), owner: z.string(), expires: z.iso.date(), added: z.boolean().optional() });

/** What `--json` writes; everything that reads it can check it by this. */
export const reviewJsonSchema = z.strictObject({
  format_version: z.string(), terraform_version: z.string(), applyable: z.boolean(), complete: z.boolean(), errored: z.boolean(),
  resource_changes: z.array(resourceChange), resource_drift: z.array(resourceChange),
  output_changes: z.record(z.string(), z.strictObject({ actions: z.array(z.string()), before_sensitive: z.boolean(), after_sensitive: z.boolean() })),
  review: z.strictObject({
    schema: z.literal(MODEL_VERSION), mode: z.enum(['synth', 'plan']), stacks: z.array(z.string()),
    verdict: z.strictObject({ outcome: z.enum(['clean', 'changes', 'blocked']), blocking: z.number(), warnings: z.number(), waived: z.number() }),
    findings: z.array(z.strictObject({
      rule: z.string(), ruleName: z.string(), level, stack: z.string(), address: z.string().optional(), constructPath: z.string().optional(), source: z.string().optional(), attribute: z.string().optional(),
      message: z.string(), remedy: z.string(), fingerprint: z.string().regex(/^[0-9a-f]{32}$/), waiver: waiver.optional(),
    })),
    renames: z.array(z.strictObject({ from: z.string(), to: z.string(), type: z.string(), similarity: z.number(), remedy: z.string() })),
    grants: z.array(z.strictObject({ stack: z.string(), id: z.string(), constructPath: z.string().optional(), direction: z.enum(['added', 'removed', 'changed', 'churn']), principal: z.string(), role: z.string(), scope: z.string(), condition: z.string().optional(), note: z.string(), privileged: z.boolean() })),
    exposure: z.array(z.strictObject({ stack: z.string(), id: z.string(), constructPath: z.string().optional(), direction: z.enum(['opened', 'closed']), traffic: z.enum(['inbound', 'outbound']), what: z.string(), port: z.string().optional(), peer: z.string().optional(), attribute: z.string() })),
    costs: z.array(z.strictObject({ stack: z.string(), address: z.string(), what: z.string(), direction: z.enum(['added', 'removed', 'changed']), before: z.string(), after: z.string() })),
    settings: z.array(z.strictObject({ stack: z.string(), kind: z.enum(['backend', 'provider', 'provider-config', 'terraform', 'stack', 'module']), name: z.string(), before: z.string().optional(), after: z.string().optional() })),
    health: z.array(z.strictObject({ stack: z.string(), errored: z.boolean(), complete: z.boolean(), deferred: z.number(), failedChecks: z.array(z.string()) })),
    waivers: z.array(waiver.extend({ state: z.enum(['used', 'unused', 'expired']) })),
    coverage: z.strictObject({ resources: z.number(), unknownTypes: z.array(z.string()), limits: z.array(z.string()) }),
  }),
});
