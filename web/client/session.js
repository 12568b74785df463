// The signed-in session of one audience, shared by all tabs and refreshed by one at a time. localStorage answers at once
// whether somebody is signed in; IndexedDB is the truth while tokens are changed.
import { alone } from "./lock.js";
import { noAnswer, problemOf } from "./problem.js";
import { withRetries } from "./retry.js";
import { language } from "./i18n.js";
import { readTokens, writeTokens } from "./token_shelf.js";

const EARLY_MS = 20_000; // refresh this long before the access token ends

export class Session extends EventTarget {
  constructor(audience) {
    super();
    this.key = `roadreel.${audience}.session`;
    addEventListener("storage", (event) => event.key === this.key && this.dispatchEvent(new Event("change")));
  }

  get tokens() {
    return JSON.parse(localStorage.getItem(this.key) || "null");
  }

  get signedIn() {
    return this.tokens !== null;
  }

  /** Whose session it is, as `signIn` was told: what a shared phone keeps for one person is not for the next. */
  get person() {
    return this.tokens?.person ?? null;
  }

  /** Exchange a code for tokens: `grant` are the form fields of POST /v1/auth/token. */
  async signIn(grant, person = null) {
    await this.keep({ ...(await askForTokens(grant)), person });
  }

  async signOut() {
    const tokens = this.tokens;
    this.drop();
    if (tokens) await postForm("/v1/auth/revoke", { token: tokens.refresh_token ?? tokens.access_token }).catch(() => {});
  }

  /** An access token that is still good; null when signed out. `refused` is one the API did not take. */
  async accessToken(refused = null) {
    const tokens = this.tokens;
    if (!tokens) return null;
    if (isGood(tokens, refused)) return tokens.access_token;
    return alone(`${this.key}.refresh`, () => this.refresh(refused));
  }

  // Another tab may have refreshed while this one waited, so look again first. A refresh answer lost on the
  // way is asked for again with the same token: it stays good until its successor is used.
  async refresh(refused) {
    const tokens = (await readTokens(this.key)) ?? this.tokens;
    if (!tokens) return this.drop();
    if (isGood(tokens, refused)) return tokens.access_token;
    if (!tokens.refresh_token) return this.drop();
    try {
      const grant = { grant_type: "refresh_token", refresh_token: tokens.refresh_token };
      const fresh = await withRetries(() => askForTokens(grant), { tries: 4 });
      if (this.tokens === null) return null; // signed out meanwhile
      await this.keep({ refresh_token: tokens.refresh_token, person: tokens.person, ...fresh });
      return fresh.access_token;
    } catch (problem) {
      if (problem.passing) throw problem;
      return this.drop();
    }
  }

  async keep({ access_token, refresh_token, expires_in, person }) {
    const kept = { access_token, refresh_token, person, expires_at: Date.now() + expires_in * 1000 };
    await writeTokens(this.key, kept);
    localStorage.setItem(this.key, JSON.stringify(kept));
    this.dispatchEvent(new Event("change"));
  }

  /** Forget the tokens. Returns null. */
  drop() {
    writeTokens(this.key, null);
    localStorage.removeItem(this.key);
    this.dispatchEvent(new Event("change"));
    return null;
  }
}

function isGood(tokens, refused) {
  return tokens.access_token !== refused && tokens.expires_at - EARLY_MS > Date.now();
}

async function askForTokens(grant) {
  const response = await postForm("/v1/auth/token", grant);
  if (!response.ok) throw await problemOf(response);
  return response.json();
}

async function postForm(path, fields) {
  const headers = { "Accept-Language": language() };
  try {
    return await fetch(path, { method: "POST", headers, body: new URLSearchParams(fields), cache: "no-store" });
  } catch {
    throw noAnswer();
  }
}
