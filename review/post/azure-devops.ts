import { getBearerHandler, WebApi } from 'azure-devops-node-api';
import type { IGitApi } from 'azure-devops-node-api/GitApi';
import type { GitPullRequestStatus } from 'azure-devops-node-api/interfaces/GitInterfaces';
import { CommentThreadStatus, CommentType, GitStatusState } from 'azure-devops-node-api/interfaces/GitInterfaces';
import { UserError } from '../../constructs/core/errors';
import type { Post } from './check';
import { DESCRIPTIONS, GENRE, takeAll } from './check';
import { describeFailure } from './failure';

/** What a run of Azure Pipelines for a pull request has in its environment. */
const NEEDED = ['SYSTEM_COLLECTIONURI', 'SYSTEM_TEAMPROJECT', 'BUILD_REPOSITORY_ID', 'SYSTEM_PULLREQUEST_PULLREQUESTID', 'SYSTEM_PULLREQUEST_SOURCECOMMITID'] as const;

/** Where a pull request is. */
interface Place {
  readonly url: string;
  readonly project: string;
  readonly repository: string;
  readonly pullRequest: number;
  /** The commit that was reviewed. */
  readonly commit: string;
}

/**
 * Makes or updates a thread of a pull request in Azure Repos and its status check, and says what it did. Where a gate blocks, the
 * thread is open, so that a branch policy on open comments holds as well. The token and the place come from the environment only.
 */
export async function postToAzureDevOps(post: Post, environment: NodeJS.ProcessEnv): Promise<string> {
  const token = environment['SYSTEM_ACCESSTOKEN'];
  if (!token) throw new UserError("[AzureDevOpsTokenMissing] 'SYSTEM_ACCESSTOKEN' is not set: expected the token of the run; map it in the step with $(System.AccessToken)");
  const [url = '', project = '', repository = '', number = '', commit = ''] = NEEDED.map((name) => environment[name]);
  const missing = NEEDED.filter((name) => !environment[name]);
  if (missing.length > 0 || !/^\d+$/.test(number)) throw new UserError(`[AzureDevOpsPlaceMissing] The pull request isn't known: expected ${missing.join(', ') || NEEDED[3]}; run it for a pull request`);
  const place = { url, project, repository, pullRequest: Number(number), commit };
  const step = (what: string, work: (git: IGitApi) => Promise<string>) => async (): Promise<string> => {
    try {
      return await work(await new WebApi(url, getBearerHandler(token)).getGitApi());
    } catch (error) {
      if (error instanceof UserError) throw error;
      throw new UserError(`[AzureDevOpsRefused] Azure DevOps didn't take the ${what}: ${describeFailure(error, token)}; expected a token that may contribute to pull requests; give the build service that permission`);
    }
  };
  return takeAll([step('comment', (git) => comment(git, post, place)), step('check', (git) => check(git, post, place, environment['BUILD_BUILDID']))]);
}

async function comment(git: IGitApi, { content, mark, verdict }: Post, { repository, pullRequest, project }: Place): Promise<string> {
  const status = verdict === 'blocked' ? CommentThreadStatus.Active : CommentThreadStatus.Closed;
  const threads = await git.getThreads(repository, pullRequest, project);
  for (const thread of threads ?? []) {
    const known = thread.comments?.find((each) => each.content?.startsWith(mark) === true && each.isDeleted !== true);
    if (thread.id === undefined || thread.isDeleted === true || known?.id === undefined) continue;
    if (known.content !== content) await git.updateComment({ content }, repository, pullRequest, thread.id, known.id, project);
    if (thread.status !== status) await git.updateThread({ status }, repository, pullRequest, thread.id, project);
    return known.content === content ? 'The comment is up to date.' : 'Updated the comment of the pull request.';
  }
  await git.createThread({ comments: [{ content, commentType: CommentType.Text, parentCommentId: 0 }], status }, repository, pullRequest, project);
  return 'Commented on the pull request.';
}

/** The check belongs to the push that was reviewed: a later push starts without one, and a late run doesn't speak for it. */
async function check(git: IGitApi, post: Post, { url, project, repository, pullRequest, commit }: Place, build: string | undefined): Promise<string> {
  const said = `'${GENRE}/${post.check}': ${post.verdict}.`;
  const iterations = await git.getPullRequestIterations(repository, pullRequest, project);
  const iteration = (iterations ?? []).filter(({ sourceRefCommit }) => sourceRefCommit?.commitId === commit).at(-1)?.id;
  if (iteration === undefined) throw new UserError(`[AzureDevOpsPushMissing] The pull request has no push with the commit that was reviewed: got ${commit.slice(0, 12)}; expected one that is still in it; run the newest again`);
  const wanted = {
    context: { genre: GENRE, name: post.check }, description: DESCRIPTIONS[post.verdict], state: post.verdict === 'passed' ? GitStatusState.Succeeded : GitStatusState.Failed,
    ...(build ? { targetUrl: `${url.replace(/\/$/, '')}/${encodeURIComponent(project)}/_build/results?buildId=${build}` } : {}),
  };
  const all = await git.getPullRequestIterationStatuses(repository, pullRequest, iteration, project);
  const known = (all ?? []).filter(({ context }) => context?.genre === GENRE && context.name === post.check).sort(byId);
  const last = known.at(-1);
  const same = last !== undefined && last.state === wanted.state && last.description === wanted.description && last.targetUrl === wanted.targetUrl;
  const kept = same ? last.id : (await git.createPullRequestIterationStatus(wanted, repository, pullRequest, iteration, project)).id;
  // The new one is there before the old ones go: the check is never without a state.
  for (const { id } of known) if (id !== undefined && id !== kept) await git.deletePullRequestIterationStatus(repository, pullRequest, iteration, id, project);
  return same ? `The check is up to date, ${said}` : `Set the check ${said}`;
}

function byId(a: GitPullRequestStatus, b: GitPullRequestStatus): number {
  return (a.id ?? 0) - (b.id ?? 0);
}
