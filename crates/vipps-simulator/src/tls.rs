//! Serving over TLS, so that a client whose host name is fixed can be pointed at the simulator.
//! Handshakes run beside each other; one that hangs or fails keeps nobody else waiting.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::serve::Listener;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::server::TlsStream;

/// Longest time that a handshake may take.
const HANDSHAKE_WITHIN: Duration = Duration::from_secs(10);
/// Connections that are ready and not yet taken.
const READY_MAX: usize = 64;

/// A certificate with its key.
#[derive(Clone)]
pub struct Tls {
    acceptor: TlsAcceptor,
}

impl Tls {
    /// Reads a chain of certificates, the server's own first, and its private key, both in PEM.
    ///
    /// # Errors
    /// When there is no certificate or key in the text, or they don't belong together.
    pub fn from_pem(certificates: &[u8], key: &[u8]) -> io::Result<Self> {
        let invalid = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what.to_owned());
        let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(certificates)
            .collect::<Result<_, _>>()
            .map_err(|_| invalid("the certificate is not PEM"))?;
        if chain.is_empty() {
            return Err(invalid("the file holds no certificate"));
        }
        let key = PrivateKeyDer::from_pem_slice(key)
            .map_err(|_| invalid("the file holds no private key in PEM"))?;
        let builder = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?;
        let config = builder.with_no_client_auth().with_single_cert(chain, key);
        let config = config.map_err(|_| invalid("certificate and key do not belong together"))?;
        Ok(Self { acceptor: TlsAcceptor::from(Arc::new(config)) })
    }

    /// Takes over a listener.
    pub(crate) fn listen(self, tcp: TcpListener) -> io::Result<TlsListener> {
        let address = tcp.local_addr()?;
        let (sender, ready) = mpsc::channel(READY_MAX);
        tokio::spawn(accept(tcp, self.acceptor, sender));
        Ok(TlsListener { ready, address })
    }
}

/// Connections whose handshake is done.
pub(crate) struct TlsListener {
    ready: mpsc::Receiver<(TlsStream<TcpStream>, SocketAddr)>,
    address: SocketAddr,
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.ready.recv().await {
            Some(connection) => connection,
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        Ok(self.address)
    }
}

async fn accept(
    mut tcp: TcpListener,
    acceptor: TlsAcceptor,
    ready: mpsc::Sender<(TlsStream<TcpStream>, SocketAddr)>,
) {
    while !ready.is_closed() {
        // The listener's own accept rides out what a busy machine answers, such as no free file.
        let (stream, address) = Listener::accept(&mut tcp).await;
        let (acceptor, ready) = (acceptor.clone(), ready.clone());
        tokio::spawn(async move {
            if stream.set_nodelay(true).is_err() {
                tracing::debug!("the connection keeps its default delay");
            }
            match tokio::time::timeout(HANDSHAKE_WITHIN, acceptor.accept(stream)).await {
                // A receiver that is gone has stopped serving.
                Ok(Ok(stream)) => drop(ready.send((stream, address)).await),
                Ok(Err(_)) | Err(_) => tracing::info!("a TLS handshake failed"),
            }
        });
    }
}
