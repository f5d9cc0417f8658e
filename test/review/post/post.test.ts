import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reviewPost } from '../../../review/command/post';

const folder = mkdtempSync(join(tmpdir(), 'review-post-'));
const review = join(folder, 'review.md');
beforeAll(() => writeFileSync(review, '<!-- review:review -->\n## Review: BLOCKED\n'));
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

const BODY = '<!-- review:synth -->\n## Review: BLOCKED\n';

describe('posting to GitHub', () => {
  const post = (url: string, more: NodeJS.ProcessEnv = {}): Promise<number> => reviewPost(['--github', '--file', review, '--id', 'synth'], { GITHUB_TOKEN: 'canary-token', GITHUB_REPOSITORY: 'o/r', GITHUB_REF: 'refs/pull/7/merge', GITHUB_API_URL: url, ...more });

  test('makes a comment where there is none', async () => {
    const calls = await serving(({ method }) => ({ status: method === 'POST' ? 201 : 200, json: method === 'GET' ? [{ id: 1, body: 'hello' }] : {} }), (url) => post(url));
    expect(calls).toEqual([
      { method: 'GET', path: '/repos/o/r/issues/7/comments?per_page=100', authorization: 'token canary-token', body: undefined },
      { method: 'POST', path: '/repos/o/r/issues/7/comments', authorization: 'token canary-token', body: { body: BODY } },
    ]);
    expect(printed).toBe('Commented on the pull request.\n');
  });

  test('updates its own comment, and no other', async () => {
    const calls = await serving(({ method }) => ({ json: method === 'GET' ? [{ id: 1, body: 'quoting <!-- review:synth -->' }, { id: 2, body: '<!-- review:plan-dev -->' }, { id: 3, body: '<!-- review:synth -->\nold' }] : {} }), (url) => post(url));
    expect(calls.slice(1)).toEqual([{ method: 'PATCH', path: '/repos/o/r/issues/comments/3', authorization: 'token canary-token', body: { body: BODY } }]);
  });

  test('leaves a comment that is the same', async () => {
    const calls = await serving(() => ({ json: [{ id: 3, body: BODY }] }), (url) => post(url));
    expect(calls).toHaveLength(1);
    expect(printed).toBe('The comment is up to date.\n');
  });

  test('fails for a token that may not, without printing it', async () => {
    await serving(() => ({ status: 403, json: { message: 'no canary-token' } }), async (url) => {
      await expect(post(url)).rejects.toThrow(/^\[GitHubRefused\] GitHub didn't take the comment: 403, no \*\*\*/);
    });
  });

  test('fails without a token, and outside of a pull request', async () => {
    await expect(post('http://127.0.0.1:1', { GITHUB_TOKEN: '' })).rejects.toThrow('[GitHubTokenMissing]');
    await expect(post('http://127.0.0.1:1', { GITHUB_REF: 'refs/heads/main' })).rejects.toThrow('[GitHubPlaceMissing]');
  });
});

describe('posting to Azure DevOps', () => {
  const locations = [
    { id: 'ab6e2e5d-a0b7-4153-b64a-a4efe0d49449', resourceName: 'pullRequestThreads', routeTemplate: '{project}/_apis/{area}/repositories/{repositoryId}/pullRequests/{pullRequestId}/threads/{threadId}' },
    { id: '965a3ec7-5ed8-455a-bdcb-835a5ea7fe7b', resourceName: 'pullRequestThreadComments', routeTemplate: '{project}/_apis/{area}/repositories/{repositoryId}/pullRequests/{pullRequestId}/threads/{threadId}/comments/{commentId}' },
      { id: 'e81700f7-3be2-46de-8624-2eb35882fcaa', area: 'Location', resourceName: 'ResourceAreas', routeTemplate: '_apis/{resource}/{areaId}' },
  ].map((location) => ({ area: 'git', ...location, resourceVersion: 1, minVersion: '1.0', maxVersion: '7.2', releasedVersion: '7.1' }));

  const post = (url: string, more: NodeJS.ProcessEnv = {}): Promise<number> => reviewPost(['--azure-devops', '--file', review, '--id', 'synth'], { SYSTEM_ACCESSTOKEN: 'canary-token', SYSTEM_COLLECTIONURI: url, SYSTEM_TEAMPROJECT: 'ml', BUILD_REPOSITORY_ID: 'repo', SYSTEM_PULLREQUEST_PULLREQUESTID: '7', ...more });
  const served = (threads: readonly object[], status = 200) => ({ method, path }: Call) => {
    if (method === 'OPTIONS') return { json: { count: locations.length, value: locations } };
    if (/ResourceAreas/i.test(path)) return { json: null };
    return { status, json: method === 'GET' ? { count: threads.length, value: threads } : status === 200 ? {} : { message: 'no canary-token' } };
  };
  const written = (calls: readonly Call[]): readonly Call[] => calls.filter(({ method }) => method === 'POST' || method === 'PATCH').map((call) => ({ ...call, path: call.path.split('?')[0] ?? '' }));

  test('makes a thread where there is none, open while a gate blocks', async () => {
    const calls = await serving(served([]), (url) => post(url));
    expect(written(calls)).toEqual([{ method: 'POST', path: '/ml/_apis/git/repositories/repo/pullRequests/7/threads', authorization: 'Bearer canary-token', body: { comments: [{ content: BODY, commentType: 1, parentCommentId: 0 }], status: 1 } }]);
    expect(printed).toBe('Commented on the pull request.\n');
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
    expect(printed).toBe('The comment is up to date.\n');
  });

  test('fails for a token that may not, without printing it', async () => {
    await serving(served([], 403), async (url) => {
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

  test('fails for an empty comment, and for one that is too long', async () => {
    writeFileSync(join(folder, 'empty.md'), '\n');
    writeFileSync(join(folder, 'long.md'), 'x'.repeat(70_000));
    await expect(reviewPost(['--github', '--file', join(folder, 'empty.md'), '--id', 'x'], {})).rejects.toThrow('[CommentEmpty]');
    await expect(reviewPost(['--github', '--file', join(folder, 'long.md'), '--id', 'x'], {})).rejects.toThrow('[CommentTooLong]');
  });
});
