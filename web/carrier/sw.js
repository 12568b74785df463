// Keeps the carrier's page itself on the device, so that it opens in a yard without a line. Only the page's own files:
// what the API says and what goes to storage never passes through here.
const CACHE = "roadreel.carrier.page";
const PAGE = "/carrier";
const PATIENCE_MS = 4000; // then the kept copy is shown

self.addEventListener("install", (event) => event.waitUntil(keepAll().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  const ours = origin === self.location.origin && (pathname === PAGE || pathname.startsWith("/web/"));
  if (ours && event.request.method === "GET") event.respondWith(freshOrKept(event.request));
});

// The page names all its files, so this list is never out of date.
async function keepAll() {
  const cache = await caches.open(CACHE);
  const page = await fetch(PAGE, { cache: "no-cache" });
  const files = [...(await page.clone().text()).matchAll(/(?:href|src)="(\/web\/[^"]+)"/g)].map(([, path]) => path);
  await Promise.all([cache.put(PAGE, page), cache.addAll([...new Set(files)])]);
}

// The network first: two files of different versions may not know each other. The kept copy when there is no line.
async function freshOrKept(request) {
  const cache = await caches.open(CACHE);
  const key = request.mode === "navigate" ? PAGE : request;
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (answer.ok) await cache.put(key, answer.clone());
    return answer;
  } catch (problem) {
    const kept = await cache.match(key);
    if (kept) return kept;
    throw problem;
  }
}
