import { Octokit } from '@octokit/rest';
import { UserError } from '../../constructs/core/errors';
import { describeFailure } from './failure';

/** Makes or updates a comment of a pull request on GitHub, and says which. The token and the place come from the environment only. */
export async function postToGitHub(body: string, mark: string, environment: NodeJS.ProcessEnv): Promise<string> {
  const auth = environment['GITHUB_TOKEN'];
  const [owner, repo] = environment['GITHUB_REPOSITORY']?.split('/') ?? [];
  const number = Number(environment['REVIEW_PULL_REQUEST'] ?? /^refs\/pull\/(\d+)\//.exec(environment['GITHUB_REF'] ?? '')?.[1]);
  if (!auth) throw new UserError("[GitHubTokenMissing] 'GITHUB_TOKEN' is not set: expected a token that may write to pull requests; set it in the step");
  if (!owner || !repo || !Number.isInteger(number)) throw new UserError("[GitHubPlaceMissing] The pull request isn't known: expected 'GITHUB_REPOSITORY', and 'GITHUB_REF' of a pull request or 'REVIEW_PULL_REQUEST'; run it for a pull request");
  const octokit = new Octokit({ auth, baseUrl: environment['GITHUB_API_URL'] ?? 'https://api.github.com', log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined } });
  const issue = { owner, repo, issue_number: number };
  try {
    const comments = await octokit.paginate(octokit.rest.issues.listComments, { ...issue, per_page: 100 });
    const known = comments.find((comment) => comment.body?.startsWith(mark) === true);
    if (known === undefined) {
      await octokit.rest.issues.createComment({ ...issue, body });
      return 'Commented on the pull request.';
    }
    if (known.body === body) return 'The comment is up to date.';
    await octokit.rest.issues.updateComment({ owner, repo, comment_id: known.id, body });
    return 'Updated the comment of the pull request.';
  } catch (error) {
    throw new UserError(`[GitHubRefused] GitHub didn't take the comment: ${describeFailure(error, auth)}; expected a token that may write to pull requests; check its permissions`);
  }
}
