// @ts-check
/**
 * One field with its label, and beneath it what is wrong with it or what it is for.
 * @import { Diagnostic } from '../../pkg/wezmux.js'
 * @import { Field } from '../types.js'
 */
import { make, prose, setText } from "../dom.js";
import { valueOf, worded } from "../fields.js";

let number = 0;

/**
 * @param {Field} field
 * @param {(value: string | number | boolean | string[] | undefined) => void} write called as one types
 */
export function createField(field, write) {
  const id = `field-${(number += 1)}`;
  const common = { id, "aria-describedby": `${id}-note`, class: `${field.code ? "code" : ""} ${field.prose ? "prose" : ""}`.trim() };
  const input = field.choices
    ? make("select", common, make("option", { value: "" }), ...field.choices.map(([value, words]) => make("option", { value }, words)))
    : make("input", {
        ...common,
        type: "text",
        inputMode: field.number ? "numeric" : "text",
        autocomplete: "off",
        autocapitalize: "none",
        spellcheck: false,
      });
  const note = make("p", { class: "hint", id: `${id}-note` });
  const unit = field.unit && make("span", { class: "unit", "aria-hidden": "true" }, field.unit);
  const label = make("label", { for: id }, field.label, field.unit && make("span", { class: "hidden" }, `, in ${field.unit}`));
  const box = make("div", { class: unit ? "input with-unit" : "input" }, input, unit);
  const element = make("div", { class: "field" }, label, box, note);
  element.dataset.field = field.key;

  input.addEventListener("input", () => write(valueOf(field, input.value)));

  /** What is shown, so that nothing is redrawn, and nothing read aloud, that did not change. */
  let shown = "";

  return {
    field,
    element,
    input,
    /**
     * Shows what the project says now.
     * @param {unknown} value
     * @param {string} fallback what counts when there is no value
     * @param {Diagnostic | undefined} diagnostic
     * @param {boolean} [isShared] whether the fallback is what all domains have
     */
    show(value, fallback, diagnostic, isShared = false) {
      const text = value === undefined || value === null ? "" : Array.isArray(value) ? value.join(", ") : String(value);
      if (input instanceof HTMLSelectElement) {
        const words = field.choices?.find(([each]) => each === fallback)?.[1] ?? fallback;
        setText(input.options[0], words ? `${words} (default)` : "default");
        // A value that is none of the choices has to be seen, or its mistake could not be understood.
        input.querySelector("[data-odd]")?.remove();
        if (text && ![...input.options].some((option) => option.value === text)) {
          const odd = make("option", { value: text }, text);
          odd.dataset.odd = "";
          input.append(odd);
        }
      } else if (input.placeholder !== fallback) input.placeholder = fallback;
      // What stands there may mean the same, such as 07 for 7; then it stays as it was typed.
      if (input.value !== text && (document.activeElement !== input || String(valueOf(field, input.value) ?? "") !== String(value ?? ""))) input.value = text;

      const asUnder = isShared && text === "" ? "the default is from Everything" : "";
      const key = diagnostic ? `${diagnostic.message}\n${diagnostic.hint ?? ""}\n${text === ""}` : asUnder;
      if (diagnostic?.severity === "error") input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
      if (key === shown && note.hasChildNodes()) return;
      shown = key;
      element.dataset.state = diagnostic ? (text === "" ? "missing" : diagnostic.severity) : "";
      if (!diagnostic) {
        note.replaceChildren(...prose([field.hint, asUnder].filter(Boolean).join("; ")));
        return;
      }
      // For a missing value the hint says what to add to the file; here the empty field says so.
      const hint = text === "" ? undefined : diagnostic.hint;
      note.replaceChildren(
        make("span", { class: "message" }, ...prose(worded(diagnostic))),
        ...(hint ? [" ", make("span", { class: "advice" }, ...prose(hint))] : []),
      );
    },
  };
}
