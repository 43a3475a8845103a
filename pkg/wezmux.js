import startCore, * as core from "./core.js";
export { copyText, open, palette, paletteKeys, starter, suggest, suggestBeside, toToml, version } from "./core.js";
async function source(url) {
    if (url.protocol !== "file:")
        return url;
    const name = "node:fs/promises";
    const { readFile } = await import(name);
    return readFile(url);
}
let started;
export default function start(from = new URL("./core_bg.wasm", import.meta.url)) {
    started ??= (async () => {
        await startCore({ module_or_path: from instanceof URL ? await source(from) : from });
    })();
    started.catch(() => (started = undefined));
    return started;
}
let reader;
function loadReader() {
    reader ??= (async () => {
        const module = await import("./reader.js");
        await module.default({ module_or_path: await source(new URL("./reader_bg.wasm", import.meta.url)) });
        return module;
    })();
    reader.catch(() => (reader = undefined));
    return reader;
}
const PROMPT = 1_000_000;
export async function read(text) {
    if (text.length < PROMPT && text.trimStart().startsWith("{")) {
        let project;
        try {
            project = JSON.parse(text);
        }
        catch {
        }
        if (project !== undefined)
            return core.open(project);
    }
    return (await loadReader()).open(text);
}
export async function kindOf(text) {
    return (await loadReader()).kindOf(text);
}
export async function importSsh(text, project) {
    return (await loadReader()).importSsh(text, JSON.stringify(project ?? { domain: [] }));
}
export async function importWezterm(text, project) {
    return (await loadReader()).importWezterm(text, JSON.stringify(project ?? { domain: [] }));
}
export function validate(project) {
    const build = new core.Build(project);
    try {
        return build.outline().diagnostics;
    }
    finally {
        build.free();
    }
}
const made = new WeakMap();
export function render(project, before) {
    const last = before && made.get(before);
    const build = (last && next(last, project)) ?? new core.Build(project);
    const { diagnostics, artifacts: fresh } = build.outline();
    const outlines = build.hasNewFiles || !last ? fresh : last.outlines;
    const artifacts = outlines.map((outline, index) => {
        let text;
        return { ...outline, get text() { return (text ??= build.text(index) ?? ""); } };
    });
    const built = { diagnostics, artifacts };
    made.set(built, { project, build, outlines });
    return built;
}
function next({ project: { domain: old }, build }, project) {
    const { domain } = project;
    if (!Array.isArray(domain) || domain.length !== old?.length)
        return;
    const changed = [...domain.keys()].filter((index) => domain[index] !== old[index]);
    return build.next({ ...project, domain: changed.map((index) => domain[index]) }, Uint32Array.from(changed));
}
export function theme(domain, defaults) {
    return core.dress(domain, defaults).themes;
}
export function preview(domain, defaults, { width, height, text, tab_bar, shade, vision }) {
    return core.preview(domain, defaults, width, height, text, tab_bar === "retro", shade === "light", vision);
}
export async function share(project, hosts = false) {
    const text = new Blob([core.linkText(project, hosts)]).stream();
    const packed = await new Response(text.pipeThrough(new CompressionStream("deflate"))).arrayBuffer();
    let binary = "";
    for (const byte of new Uint8Array(packed))
        binary += String.fromCharCode(byte);
    const base64 = btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
    return `#${core.linkVersion()}.${base64}`;
}
