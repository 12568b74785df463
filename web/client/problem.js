// What went wrong, in one shape: the API's problem+json, an OAuth error, or no connection at all.

export class Problem extends Error {
  /** `status` 0 means that no answer came. */
  constructor({ status, code, detail, errors, retryAfter, body }) {
    super(detail || code);
    this.status = status;
    this.code = code;
    this.detail = detail || "";
    this.errors = errors || {};
    this.retryAfter = retryAfter ?? null;
    this.body = body || {};
  }

  get offline() {
    return this.status === 0;
  }

  /** Whether asking again later can help. */
  get passing() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** No answer came: the line is cut, or the server is away. */
export function noAnswer() {
  return new Problem({ status: 0, code: "offline" });
}

/** The problem that an answer states (RFC 9457, or RFC 6749 section 5.2). */
export async function problemOf(response) {
  const body = await response.json().catch(() => ({}));
  return new Problem({
    status: response.status,
    code: body.code || body.error || `http_${response.status}`,
    detail: body.detail || body.error_description,
    errors: body.errors,
    retryAfter: secondsOf(response.headers.get("Retry-After")),
    body,
  });
}

function secondsOf(header) {
  if (!header) return null;
  const seconds = Number(header);
  return Number.isFinite(seconds) ? seconds : Math.max(0, (Date.parse(header) - Date.now()) / 1000);
}
