import { UserError } from '../../constructs/core/errors';

/** A command that is called wrongly; it ends with 64. */
export class UsageError extends UserError {}

/** What the command ends with. An error is never one of the other codes. */
export const EXIT = { ok: 0, error: 1, changes: 2, blocked: 3, usage: 64 } as const;

export const HELP = `Reviews a change of the infrastructure before it is made.

  npm run review -- synth --base DIR --head DIR     two synthesised trees, without a state or credentials
  npm run review -- synth --base-ref REF            what REF synthesises, and what is here
  npm run review -- plan FILE...                    what 'terraform show -json' printed, one file for each stack: STACK.plan.json
  npm run review -- drift FILE...                   what differs from the state though nobody changed it here
  npm run review -- post --github|--azure-devops --file FILE --id ID
                                                    one comment and one status check of a pull request, made or updated;
                                                    --verdict passed|blocked for a file that 'review' didn't write

What is written (synth, plan, drift):
  --markdown FILE     for a comment; --target github|azuredevops|plain, --link URL to the whole report, --id ID
  --html FILE         one page with everything, and pictures of what changes; it needs no network
  --json              JSON in the shape of a plan to standard output, and nothing else
  --sarif FILE, --junit FILE

How it is judged (synth, plan):
  --settings FILE     levels of gates, by environment (YAML, JSON or TypeScript)
  --rules FILE        rules of your own (TypeScript)
  --as-of YYYY-MM-DD  the day that waivers are compared with (default: today)
  --synth DIR         with 'plan' and 'drift': the tree that was planned, for construct paths, waivers and pictures (default: cdktf.out, if there)
  --env NAME          with '--base-ref': only this environment; repeat it for several
  --scan FILE, --scan-base FILE
                      reports of scanners (SARIF, checkov JSON), here and of the base
  --detailed-exitcode 2 when something changes

Ends with 0 when nothing blocks, 2 for changes (with --detailed-exitcode), 3 when a gate blocks, 1 for errors, 64 for a wrong call.
`;
