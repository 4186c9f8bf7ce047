//! What the executable has to do with the machine: its output, its log, its signals, its files.

use anyhow::Context;
use engine::{MasterKey, SystemRandom};
use std::fs::{self, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use tracing_subscriber::EnvFilter;

/// Says something to the person who started the command.
pub(crate) fn say(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{text}")?;
    out.flush()?;
    Ok(())
}

/// Readable sentences on standard error; `RUST_LOG` changes how many.
pub(crate) fn log_to_stderr() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}

/// Completes on Ctrl-C or SIGTERM. From the call on, neither ends the process by itself.
pub(crate) fn stop_signal() -> impl Future<Output = ()> {
    use tokio::signal::unix::{SignalKind, signal};
    let [interrupt, terminate] = [SignalKind::interrupt(), SignalKind::terminate()].map(signal);
    async move {
        let (Ok(mut interrupt), Ok(mut terminate)) = (interrupt, terminate) else {
            let _ = tokio::signal::ctrl_c().await;
            return;
        };
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    }
}

/// The key that everything sealed in a data folder hangs on; made at the first start, readable by
/// its owner alone. Without it the folder's persons and secrets can't be read.
pub(crate) fn data_key(folder: &Path) -> anyhow::Result<MasterKey> {
    let path = folder.join("data.key");
    fs::create_dir_all(folder).with_context(|| format!("can't make {}", folder.display()))?;
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path) {
        Ok(mut file) => {
            let key = MasterKey::generate(&SystemRandom);
            file.write_all(key.expose()).and_then(|()| file.sync_all())?;
            Ok(key)
        }
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            let mut bytes = [0; 32];
            let mut file = fs::File::open(&path)?;
            file.read_exact(&mut bytes)
                .with_context(|| format!("{} is not a data key of 32 bytes", path.display()))?;
            Ok(MasterKey::new(bytes))
        }
        Err(error) => Err(error).with_context(|| format!("can't make {}", path.display())),
    }
}
