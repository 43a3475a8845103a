/* tslint:disable */
/* eslint-disable */
export const memory: WebAssembly.Memory;
export const build: (a: any) => [number, number, number];
export const copyText: (a: number, b: number) => [number, number, number];
export const dress: (a: any, b: any) => [number, number, number];
export const openText: (a: number, b: number) => [number, number, number];
export const palette: (a: number, b: number, c: number) => [number, number];
export const paletteKeys: (a: number) => [number, number];
export const preview: (a: any, b: any, c: any) => [number, number, number, number];
export const report_panics: () => void;
export const starter: () => [number, number, number];
export const suggest: (a: number, b: number) => [number, number];
export const suggestBeside: (a: number, b: number, c: number, d: number) => [number, number];
export const toLink: (a: any, b: number) => [number, number, number, number];
export const toToml: (a: any) => [number, number, number, number];
export const version: () => [number, number];
export const __wbindgen_malloc: (a: number, b: number) => number;
export const __wbindgen_realloc: (a: number, b: number, c: number, d: number) => number;
export const __wbindgen_free: (a: number, b: number, c: number) => void;
export const __wbindgen_exn_store: (a: number) => void;
export const __externref_table_alloc: () => number;
export const __wbindgen_externrefs: WebAssembly.Table;
export const __externref_table_dealloc: (a: number) => void;
export const __externref_drop_slice: (a: number, b: number) => void;
export const __wbindgen_start: () => void;
