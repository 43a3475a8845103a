// Makes a theme and the files for one host: in Node with `node examples/embed/theme.mjs`, in a page with index.html.
import start, { preview, render, share, theme, validate } from "../../pkg/wezmux.js";

await start();
const domain = { name: "dev-server", address: "10.20.30.1", accent: "#bb9af7", label: "Dev Server" };
const project = { domain: [domain] };

const mistakes = validate(project);
const [{ theme: colors, contrast }] = theme(domain);
const { artifacts } = render(project);
const svg = preview(domain, undefined, { width: 640, height: 200, text: 14, tab_bar: "fancy", shade: "dark" });
const link = await share(project);

const text = [
  `${mistakes.length} mistakes`,
  `text is ${colors.foreground}, ${Math.min(...contrast.map(({ ratio }) => ratio)).toFixed(1)} to 1 at the least`,
  ...artifacts.map(({ path }) => path),
  link,
].join("\n");
if (typeof document === "undefined") console.log(text);
else document.body.append(Object.assign(new Image(), { src: `data:image/svg+xml,${encodeURIComponent(svg ?? "")}`, alt: "" }), Object.assign(document.createElement("pre"), { textContent: text }));
