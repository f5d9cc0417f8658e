import { Octokit } from '@octokit/rest';
import { UserError } from '../../constructs/core/errors';
import { isObject } from '../../facts/json';
import { readJsonFile } from '../read/json-file';
import type { Post, Verdict } from './check';
import { DESCRIPTIONS, GENRE, takeAll } from './check';
import { describeFailure } from './failure';

const STATES = { passed: 'success', blocked: 'failure' } as const satisfies Record<Verdict, string>;

/**
 * Makes or updates a comment of a pull request on GitHub and the status of its commit, and says what it did. The token and the
 * place come from the environment only.
 */
export async function postToGitHub({ content, mark, check, verdict }: Post, environment: NodeJS.ProcessEnv): Promise<string> {
  const auth = environment['GITHUB_TOKEN'];
  const [owner, repo] = environment['GITHUB_REPOSITORY']?.split('/') ?? [];
  const number = Number(environment['REVIEW_PULL_REQUEST'] ?? /^refs\/pull\/(\d+)\//.exec(environment['GITHUB_REF'] ?? '')?.[1]);
  if (!auth) throw new UserError("[GitHubTokenMissing] 'GITHUB_TOKEN' is not set: expected a token that may write to pull requests and commit statuses; set it in the step");
  if (!owner || !repo || !Number.isInteger(number)) throw new UserError("[GitHubPlaceMissing] The pull request isn't known: expected 'GITHUB_REPOSITORY', and 'GITHUB_REF' of a pull request or 'REVIEW_PULL_REQUEST'; run it for a pull request");
  const sha = commitOf(environment);
  const octokit = new Octokit({ auth, baseUrl: environment['GITHUB_API_URL'] ?? 'https://api.github.com', log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined } });

  const comment = async (): Promise<string> => {
    const issue = { owner, repo, issue_number: number };
    const comments = await octokit.paginate(octokit.rest.issues.listComments, { ...issue, per_page: 100 });
    const known = comments.find((each) => each.body?.startsWith(mark) === true);
    if (known === undefined) {
      await octokit.rest.issues.createComment({ ...issue, body: content });
      return 'Commented on the pull request.';
    }
    if (known.body === content) return 'The comment is up to date.';
    await octokit.rest.issues.updateComment({ owner, repo, comment_id: known.id, body: content });
    return 'Updated the comment of the pull request.';
  };

  const status = async (): Promise<string> => {
    const [server, run] = [environment['GITHUB_SERVER_URL'], environment['GITHUB_RUN_ID']];
    const link = server && run ? { target_url: `${server}/${owner}/${repo}/actions/runs/${run}` } : {};
    // A context has one state: the one that was set last.
    await octokit.rest.repos.createCommitStatus({ owner, repo, sha, context: `${GENRE}/${check}`, state: STATES[verdict], description: DESCRIPTIONS[verdict], ...link });
    return `Set the check '${GENRE}/${check}': ${verdict}.`;
  };

  const refusal = (what: string, permission: string, work: () => Promise<string>) => async (): Promise<string> => {
    try {
      return await work();
    } catch (error) {
      throw new UserError(`[GitHubRefused] GitHub didn't take the ${what}: ${describeFailure(error, auth)}; expected a token that may write to ${permission}; check its permissions`);
    }
  };
  return takeAll([refusal('comment', 'pull requests', comment), refusal('check', 'commit statuses', status)]);
}

/** The commit that was reviewed. `GITHUB_SHA` isn't it: that is a merge which nobody sees. The newest of the pull request may be another one by now. */
function commitOf(environment: NodeJS.ProcessEnv): string {
  const given = environment['REVIEW_COMMIT'];
  const file = environment['GITHUB_EVENT_PATH'];
  const event = given === undefined && file ? readJsonFile(file, 'the event of the run') : undefined;
  const pull = isObject(event) ? event.pull_request : undefined;
  const head = isObject(pull) ? pull.head : undefined;
  const sha = given ?? (isObject(head) ? head.sha : undefined);
  if (typeof sha !== 'string' || !/^[0-9a-f]{40,64}$/.test(sha)) throw new UserError("[GitHubCommitMissing] The commit that was reviewed isn't known: expected 'GITHUB_EVENT_PATH' of a pull request or 'REVIEW_COMMIT', a whole commit id; run it for a pull request");
  return sha;
}
