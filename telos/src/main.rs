//! Telos: a customer data platform in which every datum has a purpose.

use std::process::ExitCode;

fn main() -> ExitCode {
    link_allocator();
    telos::run()
}

/// Links mimalloc, which takes the place of the system's `malloc` (its feature `override`): messages
/// are many small allocations made on one thread and freed on another.
///
/// It is not set as the global allocator, since that asks for the alignment of every allocation
/// aloud, and mimalloc 3 answers with more memory by a longer way whenever the size is no power of
/// two. What Rust's own allocator asks of `malloc` goes the short way.
fn link_allocator() {
    std::hint::black_box(mimalloc::MiMalloc.version());
}
