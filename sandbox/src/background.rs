//! An async job on a thread of its own, stopped when its handle is dropped.

use std::{future::Future, io, thread};
use tokio::{runtime, sync::oneshot};

/// The handle of a job. Dropping it ends the job and waits for the thread.
#[derive(Debug)]
pub(crate) struct Background {
    stop: Option<oneshot::Sender<()>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Background {
    /// Runs the future that `job` makes until it ends or the handle is dropped.
    pub(crate) fn start<F, Job>(name: &str, job: F) -> io::Result<Self>
    where
        F: FnOnce() -> Job + Send + 'static,
        Job: Future<Output = ()>,
    {
        let runtime = runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let (stop, stopped) = oneshot::channel();
        let thread = thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || {
                runtime.block_on(async {
                    tokio::select! {
                        () = job() => {}
                        _ = stopped => {}
                    }
                });
                // A notification still on its way to a merchant must not hold up whoever stops the server.
                runtime.shutdown_background();
            })?;
        Ok(Self {
            stop: Some(stop),
            thread: Some(thread),
        })
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // The receiver is gone if the job ended by itself: then there is nothing to stop.
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
