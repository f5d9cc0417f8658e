import { Token } from 'cdktf';
import type { Problems } from '../core/errors';

/** What an e-mail address looks like; the mail server says the rest. */
const PATTERN = /^[^\s@"<>]+@[^\s@"<>]+\.[^\s@"<>]+$/;

/** Records what are no e-mail addresses. */
export function checkEmails(problems: Problems, prop: string, emails: readonly string[]): void {
  emails.forEach((email, index) => {
    problems.require(Token.isUnresolved(email) || PATTERN.test(email), { code: 'EmailInvalid', prop: `${prop}[${index}]`, rule: 'is not an e-mail address', got: email, expected: 'an address, for example ml-ops@example.com', fix: 'correct it' });
  });
}
