//! `wezmux serve`.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Stdio};

use crate::program::Folder;

/// The page's server, ended when the folder is.
struct Served {
    child: Child,
    address: String,
    /// Kept open: a program whose output nobody reads may end.
    _stdout: BufReader<ChildStdout>,
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Served {
    fn new() -> Self {
        let mut child = Folder::new()
            .command(&["serve", "--port", "0"])
            .current_dir("/")
            .stdout(Stdio::piped())
            .spawn()
            .expect("it runs");
        let mut line = String::new();
        let mut stdout = BufReader::new(child.stdout.take().expect("a pipe"));
        stdout.read_line(&mut line).expect("it prints");
        let address = line
            .trim()
            .strip_prefix("http://")
            .and_then(|line| line.strip_suffix('/'));
        Self {
            address: address.expect("an address").to_owned(),
            child,
            _stdout: stdout,
        }
    }

    fn get(&self, path: &str) -> (String, Vec<u8>) {
        let mut stream = TcpStream::connect(&self.address).expect("it listens");
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
            self.address
        )
        .expect("it reads");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("it answers");
        let end = answer
            .windows(4)
            .position(|window| window == b"\r\n\r\n")
            .expect("a head");
        (
            String::from_utf8_lossy(&answer[..end]).to_lowercase(),
            answer[end + 4..].to_vec(),
        )
    }
}

#[test]
fn gives_the_page_to_this_computer() {
    let served = Served::new();
    assert!(served.address.starts_with("127.0.0.1:"));
    for (path, file, kind) in [
        ("/", "index.html", "text/html; charset=utf-8"),
        ("/www/app.js", "www/app.js", "text/javascript; charset=utf-8"),
        ("/pkg/core_bg.wasm", "pkg/core_bg.wasm", "application/wasm"),
    ] {
        let (head, body) = served.get(path);
        assert!(head.starts_with("http/1.1 200"), "{path}: {head}");
        assert!(
            head.contains(&format!("content-type: {kind}\r\n")),
            "{path}: {head}"
        );
        assert_eq!(body, fs::read(file).expect(file), "{path}");
    }
    for path in [
        "/nope",
        "/www/../Cargo.toml",
        "/www/%2e%2e/Cargo.toml",
        "//etc/passwd",
        "/Cargo.toml",
    ] {
        assert!(served.get(path).0.starts_with("http/1.1 404"), "{path}");
    }
}

#[test]
fn says_when_a_port_is_taken() {
    let served = Served::new();
    let port = served.address.rsplit(':').next().expect("a port");
    let run = Folder::new().run(&["serve", "--port", port]).code(1);
    assert!(
        run.stderr
            .starts_with(&format!("error: cannot listen on port `{port}` of 127.0.0.1: ")),
        "{}",
        run.stderr
    );
    assert!(
        run.stderr
            .ends_with("help: let the system choose a free port with `--port 0`\n")
    );
}
