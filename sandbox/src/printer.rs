//! Lines for whoever reads standard output, written by a thread of their own: nobody waits for a reader who does not read.

use std::{
    io::{self, Write},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc::{self, Receiver, SyncSender, TryRecvError, TrySendError},
    },
    thread,
};

/// How many lines wait for the reader; later ones are dropped and counted.
const WAITING: usize = 1024;

/// A line, and how many before it found no room.
struct Waiting {
    dropped: u64,
    line: String,
}

/// Prints lines. Clones print to the same place.
#[derive(Clone, Debug)]
pub(crate) struct Printer {
    lines: SyncSender<Waiting>,
    dropped: Arc<AtomicU64>,
}

impl Printer {
    /// A printer that writes to `out`. Its thread ends with its last clone.
    pub(crate) fn start(out: impl Write + Send + 'static) -> io::Result<Self> {
        let (lines, waiting) = mpsc::sync_channel(WAITING);
        let dropped = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&dropped);
        thread::Builder::new()
            .name("printer".into())
            .spawn(move || write(out, &waiting, &counted))?;
        Ok(Self { lines, dropped })
    }

    /// Prints a line, or drops it if too many wait. It never blocks.
    pub(crate) fn print(&self, line: String) {
        let dropped = self.dropped.swap(0, Ordering::Relaxed);
        let full = match self.lines.try_send(Waiting { dropped, line }) {
            Err(TrySendError::Full(_)) => dropped + 1,
            // The printer's thread ends only with its senders.
            Ok(()) | Err(TrySendError::Disconnected(_)) => 0,
        };
        self.dropped.fetch_add(full, Ordering::Relaxed);
    }
}

/// Writes until nobody can send any more. A closed pipe is no reason to stop: lines are then written to nobody.
fn write(mut out: impl Write, waiting: &Receiver<Waiting>, dropped: &AtomicU64) {
    loop {
        let next = match waiting.try_recv() {
            Ok(next) => next,
            Err(TryRecvError::Disconnected) => return,
            Err(TryRecvError::Empty) => {
                // After the last of what waited, as no line may come for long.
                let _ = say_dropped(&mut out, dropped.swap(0, Ordering::Relaxed));
                match waiting.recv() {
                    Ok(next) => next,
                    Err(mpsc::RecvError) => return,
                }
            }
        };
        let _ = say_dropped(&mut out, next.dropped);
        let _ = writeln!(out, "{}", next.line).and_then(|()| out.flush());
    }
}

fn say_dropped(out: &mut impl Write, count: u64) -> io::Result<()> {
    if count == 0 {
        return Ok(());
    }
    writeln!(
        out,
        "({count} lines were dropped here, as nobody read them)"
    )?;
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::{Printer, WAITING};
    use std::{
        io::{self, Write},
        sync::mpsc::{self, Receiver, Sender},
        time::Duration,
    };

    /// Takes each line only when it is let.
    struct Reader {
        may: Receiver<()>,
        read: Sender<String>,
        line: Vec<u8>,
    }

    impl Write for Reader {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.line.extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            // Let for ever once the other end is gone.
            let _ = self.may.recv();
            let line = String::from_utf8(std::mem::take(&mut self.line)).unwrap();
            self.read.send(line).map_err(io::Error::other)
        }
    }

    #[test]
    fn a_reader_who_stops_holds_up_nobody_and_is_told_what_he_missed() {
        let ((let_it, may), (read, lines)) = (mpsc::channel(), mpsc::channel());
        let line = Vec::new();
        let printer = Printer::start(Reader { may, read, line }).unwrap();
        let printed = 3 * WAITING;
        for number in 0..printed {
            printer.print(format!("line {number}"));
        }
        drop(let_it);
        // A printer that began late says twice what was missed: once in the midst of what waited.
        let (mut count, mut missed) = (0, 0);
        while count + missed < printed {
            let line = lines.recv_timeout(Duration::from_secs(20)).unwrap();
            match line.strip_prefix('(') {
                Some(rest) => missed += rest.split(' ').next().unwrap().parse::<usize>().unwrap(),
                None => {
                    assert_eq!(line, format!("line {}\n", count + missed));
                    count += 1;
                }
            }
        }
        assert!(count >= WAITING && missed > 0, "{count} {missed}");
        printer.print("afterwards".into());
        let line = lines.recv_timeout(Duration::from_secs(20)).unwrap();
        assert_eq!(line, "afterwards\n");
    }

    #[test]
    fn a_reader_who_left_is_no_reason_to_stop() {
        let ((let_it, may), (read, lines)) = (mpsc::channel(), mpsc::channel());
        drop((let_it, lines));
        let line = Vec::new();
        let printer = Printer::start(Reader { may, read, line }).unwrap();
        for number in 0..10 * WAITING {
            printer.print(number.to_string());
        }
    }
}
