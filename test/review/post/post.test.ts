import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reviewPost } from '../../../review/command/post';

const folder = mkdtempSync(join(tmpdir(), 'review-post-'));
const review = join(folder, 'review.md');
beforeAll(() => writeFileSync(review, '<!-- review:review -->\n<!-- verdict:blocked -->\n## Review: BLOCKED\n'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Call {
  readonly method: string;
  readonly path: string;
  readonly authorization: string;
  readonly body: unknown;
}

/** A server on this machine that remembers what it is asked, for as long as some work takes. */
async function serving(answer: (call: Call) => { readonly status?: number; readonly json: unknown }, work: (url: string) => Promise<unknown>): Promise<readonly Call[]> {
  const calls: Call[] = [];
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const text = Buffer.concat(parts).toString();
      const call = { method: request.method ?? '', path: request.url ?? '', authorization: request.headers.authorization ?? '', body: text === '' ? undefined : (JSON.parse(text) as unknown) };
      calls.push(call);
      const { status = 200, json } = answer(call);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  try {
    await work(`http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  return calls;
}

let printed = '';
beforeEach(() => {
  printed = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
});
afterEach(() => jest.restoreAllMocks());

const BODY = '<!-- review:synth -->\n<!-- verdict:blocked -->\n## Review: BLOCKED\n';
const COMMIT = '0123456789abcdef0123456789abcdef01234567';
/** A review that nothing blocks. */
const passing = (): string => {
  const file = join(folder, 'passing.md');
  writeFileSync(file, '<!-- review:review -->\n<!-- verdict:passed -->\n## Review: changes, nothing blocks\n\n`## BLOCKED`\n<!-- verdict:blocked -->\n');
  return file;
};

describe('posting to GitHub', () => {
  const post = (url: string, more: NodeJS.ProcessEnv = {}, file = review): Promise<number> => reviewPost(['--github', '--file', file, '--id', 'synth'], { GITHUB_TOKEN: 'canary-token', GITHUB_REPOSITORY: 'o/r', GITHUB_REF: 'refs/pull/7/merge', REVIEW_COMMIT: COMMIT, GITHUB_API_URL: url, ...more });
  const comments = (calls: readonly Call[]): readonly Call[] => calls.filter(({ path }) => path.includes('/issues/'));
  const checks = (calls: readonly Call[]): readonly unknown[] => calls.filter(({ path }) => path.includes('/statuses/')).map(({ method, path, body }) => [method, path, body]);

  test('makes a comment where there is none', async () => {
    const calls = await serving(({ method }) => ({ status: method === 'POST' ? 201 : 200, json: method === 'GET' ? [{ id: 1, body: 'hello' }] : {} }), (url) => post(url));
    expect(calls).toEqual([
      { method: 'GET', path: '/repos/o/r/issues/7/comments?per_page=100', authorization: 'token canary-token', body: undefined },
      { method: 'POST', path: '/repos/o/r/issues/7/comments', authorization: 'token canary-token', body: { body: BODY } },
      { method: 'POST', path: `/repos/o/r/statuses/${COMMIT}`, authorization: 'token canary-token', body: { context: 'review/synth', state: 'failure', description: 'A gate blocks: see the comment' } },
    ]);
    expect(printed).toBe("Commented on the pull request.\nSet the check 'review/synth': blocked.\n");
  });

  test('updates its own comment, and no other', async () => {
    const calls = await serving(({ method }) => ({ json: method === 'GET' ? [{ id: 1, body: 'quoting <!-- review:synth -->' }, { id: 2, body: '<!-- review:plan-dev -->' }, { id: 3, body: '<!-- review:synth -->\nold' }] : {} }), (url) => post(url));
    expect(comments(calls).slice(1)).toEqual([{ method: 'PATCH', path: '/repos/o/r/issues/comments/3', authorization: 'token canary-token', body: { body: BODY } }]);
  });

  test('leaves a comment that is the same', async () => {
    const calls = await serving(() => ({ json: [{ id: 3, body: BODY }] }), (url) => post(url));
    expect(comments(calls)).toHaveLength(1);
    expect(printed).toBe("The comment is up to date.\nSet the check 'review/synth': blocked.\n");
  });

  test('sets the check of the commit that was reviewed, under the same name every time, with the run', async () => {
    const event = join(folder, 'event.json');
    writeFileSync(event, JSON.stringify({ pull_request: { head: { sha: COMMIT } } }));
    const run = { REVIEW_COMMIT: undefined, GITHUB_EVENT_PATH: event, GITHUB_SHA: 'f'.repeat(40), GITHUB_SERVER_URL: 'https://github.com', GITHUB_RUN_ID: '9' };
    const calls = await serving(() => ({ json: [] }), async (url) => {
      await post(url, run);
      await post(url, run, passing());
    });
    const about = { context: 'review/synth', target_url: 'https://github.com/o/r/actions/runs/9' };
    expect(checks(calls)).toEqual([
      ['POST', `/repos/o/r/statuses/${COMMIT}`, { ...about, state: 'failure', description: 'A gate blocks: see the comment' }],
      ['POST', `/repos/o/r/statuses/${COMMIT}`, { ...about, state: 'success', description: 'No gate blocks' }],
    ]);
  });

  test('sets the check also where the comment is refused, and fails', async () => {
    const calls = await serving(({ path }) => (path.includes('/issues/') ? { status: 403, json: { message: 'no' } } : { json: {} }), async (url) => {
      await expect(post(url)).rejects.toThrow(/^\[GitHubRefused\] GitHub didn't take the comment: 403, [^\n]*$/);
    });
    expect(checks(calls)).toHaveLength(1);
  });

  test('fails for a token that may not, without printing it', async () => {
    await serving(() => ({ status: 403, json: { message: 'no canary-token' } }), async (url) => {
      await expect(post(url)).rejects.toThrow(/^\[GitHubRefused\] GitHub didn't take the comment: 403, no \*\*\*/);
    });
  });

  test('fails without a token, and outside of a pull request', async () => {
    await expect(post('http://127.0.0.1:1', { GITHUB_TOKEN: '' })).rejects.toThrow('[GitHubTokenMissing]');
    await expect(post('http://127.0.0.1:1', { GITHUB_REF: 'refs/heads/main' })).rejects.toThrow('[GitHubPlaceMissing]');
    await expect(post('http://127.0.0.1:1', { REVIEW_COMMIT: undefined })).rejects.toThrow('[GitHubCommitMissing]');
    await expect(post('http://127.0.0.1:1', { REVIEW_COMMIT: 'main' })).rejects.toThrow('[GitHubCommitMissing]');
  });
});

describe('posting to Azure DevOps', () => {
  const locations = [
    { id: 'ab6e2e5d-a0b7-4153-b64a-a4efe0d49449', resourceName: 'pullRequestThreads', routeTemplate: '{project}/_apis/{area}/repositories/{repositoryId}/pullRequests/{pullRequestId}/threads/{threadId}' },
    { id: '965a3ec7-5ed8-455a-bdcb-835a5ea7fe7b', resourceName: 'pullRequestThreadComments', routeTemplate: '{project}/_apis/{area}/repositories/{repositoryId}/pullRequests/{pullRequestId}/threads/{threadId}/comments/{commentId}' },
    { id: 'd43911ee-6958-46b0-a42b-8445b8a0d004', resourceName: 'pullRequestIterations', routeTemplate: '{project}/_apis/{area}/repositories/{repositoryId}/pullRequests/{pullRequestId}/iterations/{iterationId}' },
    { id: '75cf11c5-979f-4038-a76e-058a06adf2bf', resourceName: 'pullRequestIterationStatuses', routeTemplate: '{project}/_apis/{area}/repositories/{repositoryId}/pullRequests/{pullRequestId}/iterations/{iterationId}/statuses/{statusId}' },
    { id: 'e81700f7-3be2-46de-8624-2eb35882fcaa', area: 'Location', resourceName: 'ResourceAreas', routeTemplate: '_apis/{resource}/{areaId}' },
  ].map((location) => ({ area: 'git', ...location, resourceVersion: 1, minVersion: '1.0', maxVersion: '7.2', releasedVersion: '7.1' }));

  const post = (url: string, more: NodeJS.ProcessEnv = {}, file = review): Promise<number> =>
    reviewPost(['--azure-devops', '--file', file, '--id', 'synth'], { SYSTEM_ACCESSTOKEN: 'canary-token', SYSTEM_COLLECTIONURI: url, SYSTEM_TEAMPROJECT: 'ml', BUILD_REPOSITORY_ID: 'repo', SYSTEM_PULLREQUEST_PULLREQUESTID: '7', SYSTEM_PULLREQUEST_SOURCECOMMITID: COMMIT, ...more });
  /** Three pushes; the second was reviewed. */
  const iterations = ['a'.repeat(40), COMMIT, 'b'.repeat(40)].map((commitId, index) => ({ id: index + 1, sourceRefCommit: { commitId } }));
  const served = (threads: readonly object[], { status = 200, statuses = [] }: { readonly status?: number; readonly statuses?: readonly object[] } = {}) => ({ method, path }: Call) => {
    if (method === 'OPTIONS') return { json: { count: locations.length, value: locations } };
    if (/ResourceAreas/i.test(path)) return { json: null };
    const list = /\/statuses/.test(path) ? statuses : /\/iterations/.test(path) ? iterations : threads;
    return { status, json: method === 'GET' ? { count: list.length, value: list } : status === 200 ? { id: 90 } : { message: 'no canary-token' } };
  };
  const changing = (calls: readonly Call[]): readonly Call[] => calls.filter(({ method }) => ['POST', 'PATCH', 'DELETE'].includes(method)).map((call) => ({ ...call, path: call.path.split('?')[0] ?? '' }));
  const written = (calls: readonly Call[]): readonly Call[] => changing(calls).filter(({ path }) => path.includes('/threads'));
  const checks = (calls: readonly Call[]): readonly unknown[] => changing(calls).filter(({ path }) => path.includes('/statuses')).map(({ method, path, body }) => [method, path, body]);

  test('makes a thread where there is none, open while a gate blocks', async () => {
    const calls = await serving(served([]), (url) => post(url));
    expect(written(calls)).toEqual([{ method: 'POST', path: '/ml/_apis/git/repositories/repo/pullRequests/7/threads', authorization: 'Bearer canary-token', body: { comments: [{ content: BODY, commentType: 1, parentCommentId: 0 }], status: 1 } }]);
    expect(printed).toBe("Commented on the pull request.\nSet the check 'review/synth': blocked.\n");
  });

  test('updates its own comment, and opens its thread again', async () => {
    const calls = await serving(served([{ id: 3, status: 4, comments: [{ id: 1, content: '<!-- review:plan-dev -->' }] }, { id: 4, status: 4, comments: [{ id: 1, content: '<!-- review:synth -->\nold' }] }]), (url) => post(url));
    expect(written(calls).map(({ method, path, body }) => [method, path, body])).toEqual([
      ['PATCH', '/ml/_apis/git/repositories/repo/pullRequests/7/threads/4/comments/1', { content: BODY }],
      ['PATCH', '/ml/_apis/git/repositories/repo/pullRequests/7/threads/4', { status: 1 }],
    ]);
  });

  test('leaves what is the same', async () => {
    expect(written(await serving(served([{ id: 4, status: 1, comments: [{ id: 1, content: BODY }] }]), (url) => post(url)))).toEqual([]);
    expect(printed).toBe("The comment is up to date.\nSet the check 'review/synth': blocked.\n");
  });

  const STATUSES = '/ml/_apis/git/repositories/repo/pullRequests/7/iterations/2/statuses';
  const CONTEXT = { genre: 'review', name: 'synth' };
  const FAILED = { context: CONTEXT, description: 'A gate blocks: see the comment', state: 'failed' };

  test('sets the check of the push that was reviewed, with the run', async () => {
    let link = '';
    const calls = await serving(served([]), (url) => {
      link = `${url}/ml/_build/results?buildId=12`;
      return post(`${url}/`, { BUILD_BUILDID: '12' });
    });
    expect(checks(calls)).toEqual([['POST', STATUSES, { context: CONTEXT, description: 'A gate blocks: see the comment', state: 3, targetUrl: link }]]);
  });

  test('puts a new check in the place of its own old ones, and of no others', async () => {
    const statuses = [{ ...FAILED, id: 5 }, { ...FAILED, id: 4, context: { genre: 'review', name: 'plan-dev' } }, { ...FAILED, id: 3, context: { genre: 'other', name: 'synth' } }, { ...FAILED, id: 2 }];
    const calls = await serving(served([], { statuses }), (url) => post(url, {}, passing()));
    expect(checks(calls)).toEqual([
      ['POST', STATUSES, { context: CONTEXT, description: 'No gate blocks', state: 2 }],
      ['DELETE', `${STATUSES}/2`, undefined],
      ['DELETE', `${STATUSES}/5`, undefined],
    ]);
    expect(written(calls).map(({ body }) => body)).toMatchObject([{ status: 4 }]);
  });

  test('leaves a check that is the same', async () => {
    expect(checks(await serving(served([], { statuses: [{ ...FAILED, id: 5 }] }), (url) => post(url)))).toEqual([]);
    expect(printed).toBe("Commented on the pull request.\nThe check is up to date, 'review/synth': blocked.\n");
  });

  test('fails for a commit that the pull request never had, after the comment', async () => {
    const calls = await serving(served([]), async (url) => {
      await expect(post(url, { SYSTEM_PULLREQUEST_SOURCECOMMITID: 'c'.repeat(40) })).rejects.toThrow('[AzureDevOpsPushMissing] The pull request has no push with the commit that was reviewed: got cccccccccccc;');
    });
    expect(written(calls)).toHaveLength(1);
    expect(checks(calls)).toEqual([]);
  });

  test('fails for a token that may not, without printing it', async () => {
    await serving(served([], { status: 403 }), async (url) => {
      const error = await post(url).catch((caught: unknown) => caught);
      expect(String(error)).toMatch(/\[AzureDevOpsRefused\]/);
      expect(String(error)).not.toContain('canary');
    });
  });

  test('fails without a token, and outside of a pull request', async () => {
    await expect(post('http://127.0.0.1:1', { SYSTEM_ACCESSTOKEN: '' })).rejects.toThrow('[AzureDevOpsTokenMissing]');
    await expect(post('http://127.0.0.1:1', { SYSTEM_PULLREQUEST_PULLREQUESTID: undefined })).rejects.toThrow('[AzureDevOpsPlaceMissing]');
  });
});

describe('posting', () => {
  test('fails without a place, a file or an id', async () => {
    await expect(reviewPost(['--file', review, '--id', 'x'], {})).rejects.toThrow('[PlaceMissing]');
    await expect(reviewPost(['--github', '--file', review], {})).rejects.toThrow('[PostIncomplete]');
  });

  test('takes the verdict of a text that has none, and fails where it is missing, unknown or contradicted', async () => {
    const text = join(folder, 'text.md');
    writeFileSync(text, 'hello\n<!-- verdict:passed -->\n');
    const github = (...more: readonly string[]): Promise<number> => reviewPost(['--github', '--id', 'x', ...more], {});
    await expect(github('--file', text)).rejects.toThrow(/^\[VerdictMissing\] '.*text\.md' doesn't say whether a gate blocks: /);
    await expect(github('--file', text, '--verdict', 'maybe')).rejects.toThrow('[VerdictUnknown] \'--verdict\' is no verdict: got "maybe"; expected passed or blocked; take one of them');
    await expect(github('--file', review, '--verdict', 'passed')).rejects.toThrow(/^\[VerdictContradicted\] '.*review\.md' says blocked, and '--verdict' says passed: /);
    for (const verdict of ['passed', 'blocked']) await expect(github('--file', text, '--verdict', verdict)).rejects.toThrow('[GitHubTokenMissing]');
  });

  test('fails for an empty comment, and for one that is too long', async () => {
    writeFileSync(join(folder, 'empty.md'), '\n');
    writeFileSync(join(folder, 'long.md'), 'x'.repeat(70_000));
    await expect(reviewPost(['--github', '--file', join(folder, 'empty.md'), '--id', 'x'], {})).rejects.toThrow('[CommentEmpty]');
    await expect(reviewPost(['--github', '--file', join(folder, 'long.md'), '--id', 'x', '--verdict', 'passed'], {})).rejects.toThrow('[CommentTooLong]');
  });
});
