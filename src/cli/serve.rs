//! Serves the page from inside the program, to this computer only.

use std::io::Write;
use std::net::{Ipv4Addr, TcpListener};

use axum::Router;
use axum::http::{HeaderName, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

use super::Error;

/// The port that is tried first.
const PORT: u16 = 4173;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The port; 0 lets the system choose [default: 4173, or any other when that is in use]
    #[arg(long)]
    port: Option<u16>,
}

#[derive(RustEmbed)]
#[folder = "www"]
struct Www;

#[derive(RustEmbed)]
#[folder = "pkg"]
struct Pkg;

const INDEX: &[u8] = include_bytes!("../../index.html");
const WORKER: &[u8] = include_bytes!("../../sw.js");

pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let listener = listen(arguments.port)?;
    let failed = |error| Error::Listen(arguments.port.unwrap_or(PORT), error);
    let address = listener.local_addr().map_err(failed)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(failed)?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener).map_err(failed)?;
        if arguments.port.is_none() && address.port() != PORT {
            let note = format!("port {PORT} is in use; at another address the browser has other saved work");
            writeln!(anstream::stderr(), "note: {note}").map_err(Error::Output)?;
        }
        // Written at once: whoever reads the address may read no further.
        let lines = format!("http://{address}/\nOpen it in your browser. Stop with Ctrl+C.\n");
        anstream::stdout()
            .write_all(lines.as_bytes())
            .map_err(Error::Output)?;
        axum::serve(listener, Router::new().fallback(answer))
            .await
            .map_err(failed)
    })
}

fn listen(port: Option<u16>) -> Result<TcpListener, Error> {
    let bind = |port| {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        listener.set_nonblocking(true)?;
        Ok(listener)
    };
    match port {
        Some(port) => bind(port).map_err(|error| Error::Listen(port, error)),
        None => bind(PORT)
            .or_else(|_| bind(0))
            .map_err(|error| Error::Listen(PORT, error)),
    }
}

async fn answer(uri: Uri) -> Response {
    let path = uri.path().trim_start_matches('/');
    let (body, kind): (axum::body::Bytes, String) = match path {
        "" | "index.html" => (INDEX.into(), "text/html; charset=utf-8".to_owned()),
        "sw.js" => (WORKER.into(), "text/javascript; charset=utf-8".to_owned()),
        path => match find(path) {
            Some(file) => (file.data.to_vec().into(), kind(&file)),
            None => return (StatusCode::NOT_FOUND, "there is no such file\n").into_response(),
        },
    };
    let headers: [(HeaderName, &str); 3] = [
        (header::CONTENT_TYPE, &kind),
        // The program may be another one the next time.
        (header::CACHE_CONTROL, "no-cache"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, body).into_response()
}

fn find(path: &str) -> Option<EmbeddedFile> {
    match path.split_once('/')? {
        ("www", file) => Www::get(file),
        ("pkg", file) => Pkg::get(file),
        _ => None,
    }
}

fn kind(file: &EmbeddedFile) -> String {
    match file.metadata.mimetype() {
        text if text.starts_with("text/") => format!("{text}; charset=utf-8"),
        other => other.to_owned(),
    }
}
