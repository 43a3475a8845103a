// @ts-check
/**
 * The service worker: the page without a network. `sw.js`, which lies where its scope begins, names the files and says
 * what they are together.
 *
 * Each version has a cache of its own. A tab is given the files of the version that it began with, for as long as it
 * lives; whoever loads the page again gets the newest.
 */
const worker = /** @type {any} */ (self);
/** @type {{ version: string, files: string[] }} the checksum of the files one after the other, and their paths */
const { version, files } = worker.wezmux;

// Others may live on this origin, too.
const OURS = `wezmux ${worker.registration.scope} `;
const CURRENT = OURS + version;
/** Which cache each tab began with: this worker forgets, whenever it has nothing to do. */
const TABS = `${OURS}tabs`;

/** @param {string} path */
const at = (path) => new URL(path, worker.registration.scope).href;
/** @param {string} id */
const key = (id) => at(`tab/${id}`);

async function install() {
  const answers = await Promise.all(files.map((path) => fetch(at(path), { cache: "no-cache" })));
  const wrong = answers.find(({ ok }) => !ok);
  if (wrong) throw new Error(`${wrong.url}: ${wrong.status}`);
  const bodies = await Promise.all(answers.map((answer) => answer.blob()));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await new Blob(bodies).arrayBuffer()));
  const found = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  // Half of one version and half of the next: the browser tries again.
  if (found !== version) throw new Error("these files are not of one version");
  const cache = await caches.open(CURRENT);
  // A body with its type and nothing else: an answer that came by a redirect would be refused.
  await Promise.all(files.map((path, index) => cache.put(at(path), new Response(bodies[index]))));
  await worker.skipWaiting();
}

async function activate() {
  const tabs = await caches.open(TABS);
  /** @type {{ id: string }[]} */
  const clients = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  const known = new Set((await tabs.keys()).map(({ url }) => url));
  const alive = new Set(clients.map(({ id }) => key(id)));
  for (const url of known) if (!alive.has(url)) await tabs.delete(url);
  // A tab that was here before the first worker came with the same files.
  for (const url of alive) if (!known.has(url)) await tabs.put(url, new Response(CURRENT));
  const needed = new Set([CURRENT, TABS]);
  for (const url of alive) needed.add((await (await tabs.match(url))?.text()) ?? CURRENT);
  for (const name of await caches.keys()) if (name.startsWith(OURS) && !needed.has(name)) await caches.delete(name);
  await worker.clients.claim();
}

/** @param {{ request: Request, clientId: string, resultingClientId: string }} event */
async function answer({ request, clientId, resultingClientId }) {
  const tabs = await caches.open(TABS);
  let name = CURRENT;
  if (request.mode !== "navigate" && clientId) name = (await (await tabs.match(key(clientId)))?.text()) ?? CURRENT;
  // A tab that begins, or a worker of one, which goes on with the version of its tab.
  if (resultingClientId) await tabs.put(key(resultingClientId), new Response(name));
  const cache = await caches.open(name);
  const kept = await cache.match(request.mode === "navigate" ? at("index.html") : request.url, { ignoreSearch: true });
  // The browser throws away what it needs the room for.
  return kept ?? fetch(request);
}

const ADDRESSES = new Set(files.map(at));
worker.addEventListener("install", (/** @type {any} */ event) => event.waitUntil(install()));
worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(activate()));
worker.addEventListener("fetch", (/** @type {any} */ event) => {
  const { origin, pathname } = new URL(event.request.url);
  const ours = event.request.method === "GET" && (ADDRESSES.has(origin + pathname) || origin + pathname === at("./"));
  if (ours) event.respondWith(answer(event));
});
