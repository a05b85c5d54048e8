//! Threads. Results do not depend on their number: each piece of work writes to a place of its own.

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
                work(0, items); // one piece needs no other thread
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

#[cfg(test)]
mod tests {
    use std::sync::{Condvar, Mutex};
    use std::time::Duration;

    use super::*;

    /// A place where pieces of work wait for each other: they all come only if threads work at the same time.
    struct Meeting {
        n_here: Mutex<usize>,
        news: Condvar,
        expected: usize,
    }

    impl Meeting {
        fn of(expected: usize) -> Self {
            Self { n_here: Mutex::new(0), news: Condvar::new(), expected }
        }

        fn wait(&self) {
            let mut n_here = self.n_here.lock().unwrap();
            *n_here += 1;
            self.news.notify_all();
            let waiting = self.news.wait_timeout_while(n_here, Duration::from_secs(60), |n| *n < self.expected);
            assert!(!waiting.unwrap().1.timed_out(), "the other pieces of work wait for this one to end");
        }
    }

    #[test]
    fn pieces_parts_and_pairs_are_done_at_the_same_time() {
        for n_threads in [2, 3] {
            let threads = Threads::new(n_threads).unwrap();
            let mut items = vec![0; 4 * n_threads];
            let meeting = Meeting::of(n_threads);
            threads.for_each_piece(&mut items, 4, |first, items| {
                meeting.wait();
                items.fill(first);
            });
            assert!(items.chunks(4).enumerate().all(|(piece, items)| items == [4 * piece; 4]));

            let (mut entries, mut a, mut b) = (vec![0; n_threads], vec![0; 2 * n_threads], vec![0; 3 * n_threads - 1]);
            let meeting = Meeting::of(n_threads);
            threads.for_each_part(&mut entries, (&mut a, 2), (&mut b, 3), |piece, entry, a, b| {
                meeting.wait();
                *entry = a.len() + b.len();
                a.fill(piece);
                b.fill(piece);
            });
            assert_eq!(entries.iter().sum::<usize>(), 5 * n_threads - 1);
            assert!(a.iter().enumerate().all(|(k, piece)| k / 2 == *piece));
            assert!(b.iter().enumerate().all(|(k, piece)| k / 3 == *piece));

            let meeting = Meeting::of(2);
            threads.both(|| meeting.wait(), || meeting.wait());
        }
    }

    #[test]
    fn one_thread_does_everything_in_order() {
        let threads = Threads::new(1).unwrap();
        let order = Mutex::new(Vec::new());
        threads.for_each_piece(&mut [0; 5], 2, |first, items| order.lock().unwrap().push((first, items.len())));
        threads.for_each_part(&mut [0; 2], (&mut [0; 3], 2), (&mut [0; 2], 1), |piece, _, a, b| {
            order.lock().unwrap().push((piece, a.len() + b.len()));
        });
        threads.both(|| order.lock().unwrap().push((7, 0)), || order.lock().unwrap().push((8, 0)));
        assert_eq!(order.into_inner().unwrap(), [(0, 2), (2, 2), (4, 1), (0, 3), (1, 2), (7, 0), (8, 0)]);
    }
}
