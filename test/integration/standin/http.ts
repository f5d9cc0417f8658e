/** One request, taken apart once for every handler. */
export interface ApiRequest {
  readonly method: string;
  readonly host: string;
  /** Decoded path without a trailing slash. */
  readonly path: string;
  /** The path in lower case: Azure compares ids without regard to case. */
  readonly key: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed body, or undefined where there is none or it isn't JSON. */
  readonly body: unknown;
}

export interface ApiResponse {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers a request, or returns undefined to leave it to the next handler. */
export type Handler = (request: ApiRequest) => ApiResponse | undefined;

export const ok = (body: unknown = {}): ApiResponse => ({ status: 200, body });
export const noContent = (): ApiResponse => ({ status: 204 });

/** An error in the form that ARM and the data planes share. */
export function failure(status: number, code: string, message: string): ApiResponse {
  return { status, body: { error: { code, message } }, headers: { 'x-ms-error-code': code } };
}
