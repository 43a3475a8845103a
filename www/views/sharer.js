// @ts-check
/**
 * The project as a link. The address bar always holds one, too, which is without hosts.
 * @import { Store } from '../state.js'
 */
import { share } from "../../pkg/wezmux.js";
import { byId, late, sheet } from "../dom.js";
import { ADDRESS, keep } from "../storage.js";

/** While one types, the address waits so long, in milliseconds: browsers allow some changes a second only. */
const PAUSE = 400;

/** The page's own address, whatever is behind its `#`. */
export const page = () => location.href.split("#")[0];

/**
 * @param {Store} store
 * @returns what shows the link, and what brings it into the address after a change
 */
export function sharer(store) {
  const enter = late(async () => {
    const [{ sharing }] = await Promise.all([import("./sharing.js"), sheet("dialog.css")]);
    return sharing(store, byId("sharer"));
  });

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;
  const address = () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const { project, example } = store.state;
      // Where the browser cannot compress there is no link; the dialog says so.
      const hash = example ? "" : await share(project).catch(() => "");
      if (store.state.project !== project) return;
      keep(ADDRESS, hash, "sessionStorage");
      history.replaceState(null, "", page() + hash);
    }, PAUSE);
  };
  return { open: async () => (await enter())(), address };
}
