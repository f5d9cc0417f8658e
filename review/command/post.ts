import { parseArgs } from 'node:util';
import { UserError } from '../../constructs/core/errors';
import { postToAzureDevOps } from '../post/azure-devops';
import { postToGitHub } from '../post/github';
import { readText } from '../read/json-file';
import { marker } from '../render/markdown';
import { EXIT, UsageError } from './usage';

/** What the places take, in characters. */
const LONGEST = { github: 65_536, azureDevOps: 150_000 };

/** `review post`: makes or updates one comment of a pull request. */
export async function reviewPost(args: readonly string[], environment: NodeJS.ProcessEnv = process.env): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { github: { type: 'boolean' }, 'azure-devops': { type: 'boolean' }, file: { type: 'string' }, id: { type: 'string' } } });
  const { github = false, 'azure-devops': azureDevOps = false, file, id } = values;
  if (github === azureDevOps) throw new UsageError("[PlaceMissing] 'review post' needs exactly one of '--github' and '--azure-devops': expected where to post; give one of them");
  if (file === undefined || id === undefined) throw new UsageError("[PostIncomplete] 'review post' needs '--file' and '--id': expected a comment, and what it is found again by; give both");
  const mark = marker(id);
  const text = readText(file, 'a review in Markdown');
  if (text.trim() === '') throw new UserError(`[CommentEmpty] '${file}' is empty: expected a review in Markdown; look at the step that wrote it`);
  const body = `${mark}\n${text.replace(/^<!-- review:[\w.-]+ -->\n/, '')}`;
  const longest = github ? LONGEST.github : LONGEST.azureDevOps;
  if (body.length > longest) throw new UserError(`[CommentTooLong] '${file}' is too long for a comment: got ${body.length} characters; expected at most ${longest}; write it with '--target ${github ? 'github' : 'azuredevops'}'`);
  const done = github ? await postToGitHub(body, mark, environment) : await postToAzureDevOps(body, mark, environment);
  process.stdout.write(`${done}\n`);
  return EXIT.ok;
}
