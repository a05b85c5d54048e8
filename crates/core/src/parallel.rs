//! Threads. Results never depend on how many there are: each piece of work has its own place to write to.

use rayon::prelude::*;

use crate::error::{Error, Result};

/// A set of threads, or just the caller's own.
#[derive(Debug, Default)]
pub struct Threads {
    pool: Option<rayon::ThreadPool>,
    /// Whose threads they are: a process that is forked off has none of them, and would wait for ever.
    process: u32,
}

impl Threads {
    /// `count` threads; 0 means one for each core.
    ///
    /// # Errors
    /// `Error::Limit` if the system refuses them.
    pub fn new(count: usize) -> Result<Self> {
        let count = if count == 0 { std::thread::available_parallelism().map_or(1, usize::from) } else { count };
        if count == 1 {
            return Ok(Self::default());
        }
        let pool = rayon::ThreadPoolBuilder::new().num_threads(count).build();
        pool.map(|pool| Self { pool: Some(pool), process: std::process::id() })
            .map_err(|error| Error::Limit(format!("cannot start {count} threads ({error}); use fewer")))
    }

    fn pool(&self) -> Option<&rayon::ThreadPool> {
        self.pool.as_ref().filter(|_| self.process == std::process::id())
    }

    /// How many threads work.
    pub fn count(&self) -> usize {
        self.pool().map_or(1, rayon::ThreadPool::current_num_threads)
    }

    /// Calls `work(position of the first item, items)` for consecutive pieces of up to `length` items.
    pub fn for_each_piece<T: Send>(&self, items: &mut [T], length: usize, work: impl Fn(usize, &mut [T]) + Sync) {
        if items.len() <= length {
            if !items.is_empty() {
                work(0, items); // a piece wakes nobody
            }
            return;
        }
        match self.pool() {
            None => items.chunks_mut(length).enumerate().for_each(|(piece, items)| work(piece * length, items)),
            Some(pool) => pool.install(|| {
                items
                    .par_chunks_mut(length)
                    .with_max_len(1)
                    .enumerate()
                    .for_each(|(piece, items)| work(piece * length, items));
            }),
        }
    }

    /// Calls `work(number of the piece, its entry, its part of a, its part of b)` for every piece of two columns, which are
    /// cut in parts of these lengths.
    pub fn for_each_part<E: Send, A: Send, B: Send>(
        &self,
        entries: &mut [E],
        (a, length_a): (&mut [A], usize),
        (b, length_b): (&mut [B], usize),
        work: impl Fn(usize, &mut E, &mut [A], &mut [B]) + Sync,
    ) {
        match self.pool().filter(|_| entries.len() > 1) {
            None => {
                let parts = a.chunks_mut(length_a).zip(b.chunks_mut(length_b));
                for (piece, (entry, (a, b))) in entries.iter_mut().zip(parts).enumerate() {
                    work(piece, entry, a, b);
                }
            }
            Some(pool) => pool.install(|| {
                let parts = a.par_chunks_mut(length_a).zip(b.par_chunks_mut(length_b));
                let pieces = entries.par_iter_mut().zip(parts).with_max_len(1).enumerate();
                pieces.for_each(|(piece, (entry, (a, b)))| work(piece, entry, a, b));
            }),
        }
    }

    /// Does two things, at the same time if there are threads for it.
    pub fn both(&self, first: impl FnOnce() + Send, second: impl FnOnce() + Send) {
        match self.pool() {
            None => {
                first();
                second();
            }
            Some(pool) => {
                pool.install(|| rayon::join(first, second));
            }
        }
    }
}
