//! However large the answer, the memory for it stays small. A binary of its own: it counts.

mod server;

use std::{
    alloc::{GlobalAlloc, Layout, System},
    io::Write,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use flate2::{Compression, write::GzEncoder};
use server::{Server, money_post, plain, send};
use transport::{Delivery, ErrorKind};

const LIMIT: usize = 4 * 1024 * 1024;

struct Counting;

static HELD: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

fn taken(bytes: usize) {
    let held = HELD.fetch_add(bytes, Ordering::SeqCst) + bytes;
    PEAK.fetch_max(held, Ordering::SeqCst);
}

// SAFETY: every call goes to the system's allocator unchanged; counting allocates nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        taken(layout.size());
        // SAFETY: the caller's promises are passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Ordering::SeqCst);
        // SAFETY: the caller's promises are passed on.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// 256 MiB of zeros, packed.
fn bomb() -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    let zeros = vec![0; 1024 * 1024];
    for _ in 0..256 {
        packed.write_all(&zeros).unwrap();
    }
    packed.finish().unwrap()
}

/// One test, as the count is of the whole process.
#[test]
fn a_bomb_and_an_endless_body_stay_under_four_mebibytes() {
    let bomb = bomb();
    let packed = format!(
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\n\r\n",
        bomb.len()
    );
    let servers = [
        ("bomb", packed.into_bytes(), bomb),
        (
            "unpacked",
            b"HTTP/1.1 200 OK\r\n\r\n".to_vec(),
            vec![b'x'; 16 * 1024],
        ),
    ]
    .map(|(name, head, part)| {
        let server = Server::start(move |stream| {
            let _ = stream.write_all(&head);
            while stream.write_all(&part).is_ok() {}
            server::Then::Close
        });
        (name, server)
    });
    let transport = plain();
    for (name, server) in servers {
        let request = money_post(server.url(), Duration::from_secs(10));
        let before = HELD.load(Ordering::SeqCst);
        PEAK.store(before, Ordering::SeqCst);
        let error = send(&transport, &request).expect_err(name);
        let used = PEAK.load(Ordering::SeqCst) - before;
        assert_eq!(
            (error.delivery(), error.kind()),
            (Delivery::Unknown, ErrorKind::TooLarge),
            "{name}"
        );
        assert!(used < LIMIT, "{name}: {used} bytes");
        assert!(
            used > 512 * 1024,
            "{name}: the count counts nothing ({used} bytes)"
        );
        assert_eq!(server.requests(), 1);
    }
}
