// The API as this page uses it: bearer token, language, problems, retries.
import { connection } from "./connection.js";
import { language } from "./i18n.js";
import { noAnswer, Problem, problemOf } from "./problem.js";
import { withRetries } from "./retry.js";

const ANSWER_WITHIN_MS = 30_000;

export class Api {
  constructor(session) {
    this.session = session;
  }

  /** GET, tried again while the trouble passes. */
  get(path, { signal, tries = 3 } = {}) {
    return withRetries(() => this.request("GET", path, { signal }), { tries, signal });
  }

  /** POST; with `once`, or a `key` that was kept, under an Idempotency-Key: a lost answer can be asked for again. */
  post(path, body, { signal, once = false, key = once ? randomKey() : null, tries = once ? 4 : 1 } = {}) {
    const headers = key ? { "Idempotency-Key": key } : {};
    return withRetries(() => this.request("POST", path, { body, headers, signal }), { tries, signal });
  }

  patch(path, body) {
    return this.request("PATCH", path, { body });
  }

  delete(path) {
    return this.request("DELETE", path);
  }

  async request(method, path, options = {}) {
    const token = await this.session.accessToken();
    let response = await send(method, path, token, options);
    if (response.status === 401 && token) {
      const fresh = await this.session.accessToken(token);
      if (fresh) response = await send(method, path, fresh, options);
      if (response.status === 401) this.session.drop();
    }
    if (!response.ok) throw await problemOf(response);
    return response.status === 204 ? null : response.json();
  }

  /** POST without a session (the sign-in challenge). */
  async open(path, body) {
    const response = await send("POST", path, null, { body });
    if (!response.ok) throw await problemOf(response);
    return response.json();
  }
}

async function send(method, path, token, { body, headers = {}, signal }) {
  const sent = { "Accept-Language": language(), ...headers };
  if (token) sent.Authorization = `Bearer ${token}`;
  if (body !== undefined) sent["Content-Type"] = "application/json";
  const limit = AbortSignal.timeout(ANSWER_WITHIN_MS);
  try {
    const response = await fetch(path, {
      method,
      headers: sent,
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: "no-cache", // the browser asks with If-None-Match
      signal: signal && AbortSignal.any ? AbortSignal.any([signal, limit]) : (signal ?? limit),
    });
    connection.answered();
    return response;
  } catch (error) {
    if (signal?.aborted) throw error;
    connection.silent();
    throw noAnswer();
  }
}

/** 128 random bits in hex; crypto.randomUUID needs a secure context, this does not. */
export function randomKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export { Problem };
