import { getBearerHandler, WebApi } from 'azure-devops-node-api';
import { CommentThreadStatus, CommentType } from 'azure-devops-node-api/interfaces/GitInterfaces';
import { UserError } from '../../constructs/core/errors';
import { describeFailure } from './failure';

/** What a run of Azure Pipelines has in its environment. */
const NEEDED = ['SYSTEM_COLLECTIONURI', 'SYSTEM_TEAMPROJECT', 'BUILD_REPOSITORY_ID', 'SYSTEM_PULLREQUEST_PULLREQUESTID'] as const;

/**
 * Makes or updates a thread of a pull request in Azure Repos, and says which. Where a gate blocks, the thread is open, so that
 * a branch policy on open comments holds as well. The token and the place come from the environment only.
 */
export async function postToAzureDevOps(content: string, mark: string, environment: NodeJS.ProcessEnv): Promise<string> {
  const token = environment['SYSTEM_ACCESSTOKEN'];
  if (!token) throw new UserError("[AzureDevOpsTokenMissing] 'SYSTEM_ACCESSTOKEN' is not set: expected the token of the run; map it in the step with $(System.AccessToken)");
  const [url = '', project = '', repository = '', number = ''] = NEEDED.map((name) => environment[name]);
  const missing = NEEDED.filter((name) => !environment[name]);
  if (missing.length > 0 || !/^\d+$/.test(number)) throw new UserError(`[AzureDevOpsPlaceMissing] The pull request isn't known: expected ${missing.join(', ') || NEEDED[3]}; run it for a pull request`);
  const pullRequest = Number(number);
  const status = /^## .*BLOCKED/m.test(content) ? CommentThreadStatus.Active : CommentThreadStatus.Closed;
  try {
    const git = await new WebApi(url, getBearerHandler(token)).getGitApi();
    const threads = await git.getThreads(repository, pullRequest, project);
    for (const thread of threads ?? []) {
      const comment = thread.comments?.find((each) => each.content?.startsWith(mark) === true && each.isDeleted !== true);
      if (thread.id === undefined || thread.isDeleted === true || comment?.id === undefined) continue;
      if (comment.content !== content) await git.updateComment({ content }, repository, pullRequest, thread.id, comment.id, project);
      if (thread.status !== status) await git.updateThread({ status }, repository, pullRequest, thread.id, project);
      return comment.content === content ? 'The comment is up to date.' : 'Updated the comment of the pull request.';
    }
    await git.createThread({ comments: [{ content, commentType: CommentType.Text, parentCommentId: 0 }], status }, repository, pullRequest, project);
    return 'Commented on the pull request.';
  } catch (error) {
    throw new UserError(`[AzureDevOpsRefused] Azure DevOps didn't take the comment: ${describeFailure(error, token)}; expected a token that may contribute to pull requests; give the build service that permission`);
  }
}
