// @ts-check
/**
 * The dialog that gives the project as a link.
 * @import { Store } from '../state.js'
 */
import { share } from "../../pkg/wezmux.js";
import { copyButton } from "../clipboard.js";
import { make } from "../dom.js";
import { page } from "./sharer.js";

/** Whether the page's address leads nobody else to it, as that of `wezmux serve`. */
const isHere = () => ["localhost", "127.0.0.1", "[::1]"].includes(location.hostname);

/**
 * @param {Store} store
 * @param {HTMLDialogElement} dialog
 * @returns {() => void} shows it
 */
export function sharing(store, dialog) {
  const hosts = make("input", { type: "checkbox", id: "share-hosts" });
  const link = make("textarea", { id: "share-link", class: "code", rows: 4, readOnly: true, spellcheck: false });
  const note = make("p", { class: "hint" });
  const show = async () => {
    const whole = hosts.checked;
    note.textContent = whole
      ? "Whoever has this link sees where your hosts are and who you are on them."
      : "This link shows what your windows look like, with labels and icons. Names, addresses, users, folders and commands are left out, as are labels and icons that have a word of a name, an address or a user (a number alone is none) in them. Look at the others before you pass it on.";
    // Nobody copies the other link meanwhile.
    link.value = "";
    copy.disabled = true;
    const end = await share(store.state.project, whole).catch(() => null);
    if (hosts.checked !== whole) return;
    if (end === null) {
      note.textContent = "This browser cannot make links. Use a newer one, or hand on wezmux.toml, which is among the files.";
      return;
    }
    link.value = page() + end;
    copy.disabled = false;
  };
  const copy = copyButton(() => link.value, ["Copy link"], { class: "copy primary" });
  dialog.append(
    make("h2", { id: "sharer-title" }, "Share this project"),
    make("p", { class: "lead" }, `What is shared is in the link itself, behind the #, which browsers send to nobody. It opens on this page and in the program.${isHere() ? " This page is on your own computer: who gets the link pastes it into Import on theirs." : ""}`),
    make("label", { for: "share-link", class: "hidden" }, "Link"),
    link,
    make("p", { class: "check" }, hosts, make("label", { for: "share-hosts" }, "With names, addresses, users, folders and commands")),
    note,
    make("div", { class: "buttons" },
      make("button", { type: "button", click: () => dialog.close() }, "Close"),
      copy,
    ),
  );
  hosts.addEventListener("change", show);
  link.addEventListener("focus", () => link.select());
  return () => {
    hosts.checked = false;
    void show();
    dialog.showModal();
  };
}
