/** What values are called that should come from a vault or a service connection. */
const SECRET_NAME = /(password|passwd|secret|token|api_?key|account_?key|connection_?string|sas|webhook)/i;

/** What such values look like. */
const SECRET_VALUE = /(https:\/\/[^ ]*(webhook|[?&]sig=)|AccountKey=|eyJ[A-Za-z0-9_-]{20,}|-----BEGIN )/i;

/** Whether something of that name holds a secret. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** Whether a text is, or contains, what looks like a secret. */
export function isSecretText(text: string): boolean {
  return SECRET_VALUE.test(text);
}
