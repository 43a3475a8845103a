#![no_main]

#[path = "../checks.rs"]
#[allow(dead_code, reason = "one of them is run here")]
mod checks;

libfuzzer_sys::fuzz_target!(|data: &[u8]| checks::wezterm_lua(data));
