/** What went wrong, without what must not be printed. */
export function describeFailure(error: unknown, secret: string): string {
  const status = typeof error === 'object' && error !== null && ('status' in error ? error.status : 'statusCode' in error ? error.statusCode : undefined);
  const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  const safe = secret === '' ? message : message.replaceAll(secret, '***').replaceAll(Buffer.from(`:${secret}`).toString('base64'), '***');
  return `${typeof status === 'number' ? `${status}, ` : ''}${safe}`;
}
