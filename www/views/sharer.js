// @ts-check
/**
 * The project as a link. The address bar always holds one, too, which says nothing of any host.
 * @import { Store } from '../state.js'
 */
import { share } from "../../pkg/wezmux.js";
import { byId, late, sheet } from "../dom.js";
import { keep } from "../storage.js";

/** While one types, the address waits so long, in milliseconds: browsers allow some changes a second only. */
const PAUSE = 400;

/** Where this tab remembers what it put into the address itself. */
export const ADDRESS = "address";

/** The page's own address, whatever is behind its `#`. */
export const page = () => location.href.split("#")[0];

/** @param {Store} store */
export function sharer(store) {
  const dialog = byId("sharer");
  if (!(dialog instanceof HTMLDialogElement)) return;

  const enter = late(async () => {
    const [{ sharing }] = await Promise.all([import("./sharing.js"), sheet("dialog.css")]);
    return sharing(store, dialog);
  });
  byId("share").addEventListener("click", async () => (await enter())());

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;
  store.subscribe(({ project, example }, before) => {
    if (!before || project === before.project) return;
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      // Where the browser cannot compress there is no link; the dialog says so.
      const hash = example ? "" : await share(project).catch(() => "");
      if (store.state.project !== project) return;
      keep(ADDRESS, hash, "sessionStorage");
      history.replaceState(null, "", page() + hash);
    }, PAUSE);
  });
}
