import type { Construct } from 'constructs';
import { RepositoryPolicyAuthorEmailPattern } from '../../.gen/providers/azuredevops/repository-policy-author-email-pattern';
import { RepositoryPolicyCaseEnforcement } from '../../.gen/providers/azuredevops/repository-policy-case-enforcement';
import { RepositoryPolicyMaxFileSize } from '../../.gen/providers/azuredevops/repository-policy-max-file-size';
import { RepositoryPolicyMaxPathLength } from '../../.gen/providers/azuredevops/repository-policy-max-path-length';
import { RepositoryPolicyReservedNames } from '../../.gen/providers/azuredevops/repository-policy-reserved-names';
import type { Problems } from '../core/errors';

/** The sizes that Azure Repos knows, in MB. */
const FILE_SIZES: readonly number[] = [1, 2, 5, 10, 100, 200];

/**
 * What every push to a repository is asked, whatever its branch. Azure Repos has retired its policy against credentials, which can't be
 * made any more: scan for them in the pipeline of pull requests, or with GitHub Advanced Security for Azure DevOps.
 */
export interface RepositoryPolicyOptions {
  /** The largest file, in MB: 1, 2, 5, 10, 100 or 200. Data and models belong into storage. @default 10 */
  readonly maxFileSizeMb?: number;
  /** The longest path, 1 to 10000 characters. @default 248 */
  readonly maxPathLength?: number;
  /** Whether names may differ by their capitals alone, and be those that Windows keeps. @default false */
  readonly platformSpecificNamesAllowed?: boolean;
  /** Mail addresses of authors: `*@contoso.com`, and `!*@partner.com` for those that aren't allowed. @default - any */
  readonly authorEmailPatterns?: readonly string[];
}

/** Records what is wrong with the policies of a repository. */
export function checkRepositoryPolicies(problems: Problems, { maxFileSizeMb = 10, maxPathLength = 248, authorEmailPatterns = [] }: RepositoryPolicyOptions): void {
  problems.require(FILE_SIZES.includes(maxFileSizeMb), { code: 'FileSizeUnknown', prop: 'repositoryPolicies.maxFileSizeMb', rule: 'is not a size that Azure Repos knows', got: maxFileSizeMb, expected: `one of ${FILE_SIZES.join(', ')}`, fix: 'choose one' });
  problems.require(Number.isInteger(maxPathLength) && maxPathLength >= 1 && maxPathLength <= 10_000, { code: 'PathLengthInvalid', prop: 'repositoryPolicies.maxPathLength', rule: 'is no length of a path', got: maxPathLength, expected: 'a whole number from 1 to 10000', fix: 'change it' });
  authorEmailPatterns.forEach((pattern, index) => {
    problems.require(/^!?[^\s@]+@[^\s@]+$/.test(pattern), { code: 'AuthorPatternInvalid', prop: `repositoryPolicies.authorEmailPatterns[${index}]`, rule: 'is no pattern of mail addresses', got: pattern, expected: 'an address or a pattern such as *@contoso.com', fix: 'correct it' });
  });
}

/** Defines the policies of a repository. */
export function addRepositoryPolicies(scope: Construct, projectId: string, repositoryId: string, options: RepositoryPolicyOptions): void {
  const { maxFileSizeMb = 10, maxPathLength = 248, platformSpecificNamesAllowed = false, authorEmailPatterns = [] } = options;
  const common = { projectId, repositoryIds: [repositoryId], enabled: true, blocking: true };
  new RepositoryPolicyMaxFileSize(scope, 'FileSize', { ...common, maxFileSize: maxFileSizeMb });
  new RepositoryPolicyMaxPathLength(scope, 'PathLength', { ...common, maxPathLength });
  if (!platformSpecificNamesAllowed) {
    new RepositoryPolicyCaseEnforcement(scope, 'Case', { ...common, enforceConsistentCase: true });
    new RepositoryPolicyReservedNames(scope, 'ReservedNames', common);
  }
  if (authorEmailPatterns.length > 0) new RepositoryPolicyAuthorEmailPattern(scope, 'AuthorEmail', { ...common, authorEmailPatterns: [...authorEmailPatterns] });
}
