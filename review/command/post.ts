import { parseArgs } from 'node:util';
import { UserError } from '../../constructs/core/errors';
import type { Verdict } from '../post/check';
import { readText } from '../read/json-file';
import { marker, plainId, verdictIn } from '../render/markdown';
import { EXIT, UsageError } from './usage';

/** What the places take, in characters. */
const LONGEST = { github: 65_536, azureDevOps: 150_000 };

/** `review post`: makes or updates one comment of a pull request, and its status check. */
export async function reviewPost(args: readonly string[], environment: NodeJS.ProcessEnv = process.env): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { github: { type: 'boolean' }, 'azure-devops': { type: 'boolean' }, file: { type: 'string' }, id: { type: 'string' }, verdict: { type: 'string' } } });
  const { github = false, 'azure-devops': azureDevOps = false, file, id } = values;
  if (github === azureDevOps) throw new UsageError("[PlaceMissing] 'review post' needs exactly one of '--github' and '--azure-devops': expected where to post; give one of them");
  if (file === undefined || id === undefined) throw new UsageError("[PostIncomplete] 'review post' needs '--file' and '--id': expected a comment, and what it is found again by; give both");
  const mark = marker(id);
  const text = readText(file, 'a review in Markdown');
  if (text.trim() === '') throw new UserError(`[CommentEmpty] '${file}' is empty: expected a review in Markdown; look at the step that wrote it`);
  const verdict = verdictOf(values.verdict, text, file);
  const content = `${mark}\n${text.replace(/^<!-- review:[\w.-]+ -->\r?\n/, '')}`;
  const longest = github ? LONGEST.github : LONGEST.azureDevOps;
  if (content.length > longest) throw new UserError(`[CommentTooLong] '${file}' is too long for a comment: got ${content.length} characters; expected at most ${longest}; write it with '--target ${github ? 'github' : 'azuredevops'}'`);
  const post = { content, mark, check: plainId(id), verdict };
  // The clients are loaded when they are needed only: the other commands would start a tenth of a second later.
  const done = github ? await (await import('../post/github')).postToGitHub(post, environment) : await (await import('../post/azure-devops')).postToAzureDevOps(post, environment);
  process.stdout.write(`${done}\n`);
  return EXIT.ok;
}

/** What the check says: what the review itself says, or what is given for a text that says nothing. */
function verdictOf(given: string | undefined, text: string, file: string): Verdict {
  if (given !== undefined && given !== 'passed' && given !== 'blocked') throw new UsageError(`[VerdictUnknown] '--verdict' is no verdict: got "${given}"; expected passed or blocked; take one of them`);
  const own = verdictIn(text);
  if (own !== undefined && given !== undefined && own !== given) throw new UserError(`[VerdictContradicted] '${file}' says ${own}, and '--verdict' says ${given}: expected the same; leave '--verdict' out`);
  const verdict = own ?? given;
  if (verdict === undefined) throw new UserError(`[VerdictMissing] '${file}' doesn't say whether a gate blocks: expected a review that 'review' wrote with '--markdown', or '--verdict'; add '--verdict passed' or '--verdict blocked'`);
  return verdict;
}
