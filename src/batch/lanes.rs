//! Work on pieces in parallel, with the results in the order of the pieces.

use std::io;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// Where the parts of a result go.
pub(super) type Parts<'a, U> = dyn FnMut(U) -> ControlFlow<()> + 'a;

/// Takes pieces one by one, works on up to `jobs` of them at a time, and puts the results in order.
///
/// No more than `jobs` pieces are held at a time. Each lane works with what `open` gives it at the start. A result that
/// grows large can come in parts: those that `work` hands over are put as soon as it is the turn of the piece, and what
/// it returns is the last. Where it is told to break, nothing more will be put.
///
/// Where the system has no room for another lane, those that did start go on without it.
///
/// # Errors
/// The first that taking or putting gives. What was taken before a fault of taking is still put.
///
/// # Panics
/// If one of the functions panics, once every lane has ended.
pub(super) fn in_order<L, T, U>(
    jobs: usize,
    open: impl Fn() -> L + Sync,
    take: impl FnMut() -> io::Result<Option<T>> + Send,
    work: impl Fn(&mut L, T, &mut Parts<'_, U>) -> U + Sync,
    put: impl FnMut(U) -> io::Result<()> + Send,
) -> io::Result<()> {
    let taken = Mutex::new((take, 0_usize));
    let turns = Turns::default();
    let put = Mutex::new(put);
    let fault = Mutex::new(None);
    let fail = |error: io::Error| {
        locked(&fault).get_or_insert(error);
    };
    let lane = || {
        let _guard = Guard(&turns);
        let mut own = open();
        loop {
            let (number, piece) = {
                let mut taken = locked(&taken);
                if turns.is_over.load(Ordering::Relaxed) {
                    return;
                }
                match taken.0() {
                    Ok(Some(piece)) => {
                        taken.1 += 1;
                        (taken.1 - 1, piece)
                    }
                    Ok(None) => return turns.end_taking(),
                    Err(error) => {
                        turns.end_taking();
                        return fail(error);
                    }
                }
            };
            let mut put_part = |part| {
                turns.wait_for(number)?;
                match locked(&put)(part) {
                    Ok(()) => ControlFlow::Continue(()),
                    Err(error) => {
                        turns.break_off();
                        fail(error);
                        ControlFlow::Break(())
                    }
                }
            };
            let last = work(&mut own, piece, &mut put_part);
            if put_part(last).is_break() {
                return;
            }
            turns.pass();
        }
    };
    thread::scope(|scope| {
        for _ in 1..jobs {
            if thread::Builder::new().spawn_scoped(scope, lane).is_err() {
                break;
            }
        }
        lane();
    });
    locked(&fault).take().map_or(Ok(()), Err)
}

/// Whose turn it is to put a result.
#[derive(Default)]
struct Turns {
    /// The number of the piece, and whether nothing more is put.
    now: Mutex<(usize, bool)>,
    changed: Condvar,
    /// Whether no more pieces are taken.
    is_over: AtomicBool,
}

impl Turns {
    /// Waits for the turn of a piece; breaks if it will not come.
    fn wait_for(&self, number: usize) -> ControlFlow<()> {
        let waits = |now: &mut (usize, bool)| now.0 != number && !now.1;
        let now = self.changed.wait_while(locked(&self.now), waits).unwrap_or_else(PoisonError::into_inner);
        if now.1 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// Passes the turn on to the next piece.
    fn pass(&self) {
        locked(&self.now).0 += 1;
        self.changed.notify_all();
    }

    /// Sees to it that no more pieces are taken.
    fn end_taking(&self) {
        self.is_over.store(true, Ordering::Relaxed);
    }

    /// Sees to it that nothing more is put, either.
    fn break_off(&self) {
        self.end_taking();
        locked(&self.now).1 = true;
        self.changed.notify_all();
    }
}

/// Lets no lane wait for one that panicked.
struct Guard<'a>(&'a Turns);

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.break_off();
        }
    }
}

/// What a lock guards. A lane that broke off has told so itself.
fn locked<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::mpsc;
    use std::time::Duration;

    use super::{Parts, in_order};

    #[test]
    fn results_come_in_the_order_of_the_pieces() {
        for jobs in [1, 2, 5] {
            let mut pieces = 0..40_u64;
            let mut results = Vec::new();
            let work = |(): &mut (), piece: u64, _: &mut Parts<'_, u64>| {
                std::thread::sleep(Duration::from_micros(piece * 7919 % 300));
                piece * 2
            };
            let done = in_order(
                jobs,
                || (),
                || Ok(pieces.next()),
                work,
                |result| {
                    results.push(result);
                    Ok(())
                },
            );
            done.expect("nothing fails");
            assert_eq!(results, (0..40).map(|piece| piece * 2).collect::<Vec<_>>(), "{jobs} jobs");
        }
    }

    #[test]
    fn parts_come_in_order_until_one_cannot_be_put() {
        for (jobs, last) in [(1, 99), (4, 99), (1, 7), (4, 7)] {
            let mut pieces = 0..10;
            let mut results = Vec::new();
            let work = |(): &mut (), piece: i32, parts: &mut Parts<'_, i32>| {
                let is_broken = (0..9).any(|part| parts(piece * 10 + part).is_break());
                assert!(!is_broken || piece * 10 + 9 > last, "nothing else breaks it");
                piece * 10 + 9
            };
            let put = |result| {
                results.push(result);
                if result == last { Err(io::Error::from(io::ErrorKind::StorageFull)) } else { Ok(()) }
            };
            let done = in_order(jobs, || (), || Ok(pieces.next()), work, put);
            assert!(done.is_err());
            assert_eq!(results, (0..=last).collect::<Vec<_>>(), "{jobs} jobs");
        }
    }

    #[test]
    fn nothing_is_put_after_what_could_not_be_put() {
        for jobs in [1, 2, 5] {
            let mut pieces = 0..40;
            let mut results = Vec::new();
            let put = |result| {
                results.push(result);
                if result == 3 { Err(io::Error::from(io::ErrorKind::StorageFull)) } else { Ok(()) }
            };
            // The pieces behind it are done before it is.
            let work = |(): &mut (), piece, _: &mut Parts<'_, i32>| {
                std::thread::sleep(Duration::from_millis(if piece == 3 { 100 } else { 0 }));
                piece
            };
            let done = in_order(jobs, || (), || Ok(pieces.next()), work, put);
            assert_eq!(done.expect_err("putting fails").kind(), io::ErrorKind::StorageFull);
            assert_eq!(results, [0, 1, 2, 3], "{jobs} jobs");
        }
    }

    #[test]
    fn no_lane_waits_for_one_that_panicked() {
        let (ended, end) = mpsc::channel();
        std::thread::spawn(move || {
            let mut pieces = 0..40;
            let work =
                |(): &mut (), piece, _: &mut Parts<'_, i32>| if piece == 2 { panic!("it is meant to") } else { piece };
            let run = || in_order(3, || (), || Ok(pieces.next()), work, |_| Ok(()));
            let is_told = catch_unwind(AssertUnwindSafe(run)).is_err();
            ended.send(is_told).expect("the test waits for it");
        });
        let is_told = end.recv_timeout(Duration::from_secs(20)).expect("the run ends");
        assert!(is_told, "a panic is passed on");
    }

    #[test]
    fn what_was_taken_before_a_fault_is_put_and_nothing_after_it_is_taken() {
        for jobs in [1, 3] {
            let mut pieces = 0;
            let mut results = Vec::new();
            let take = || {
                pieces += 1;
                if pieces > 4 { Err(io::Error::other("torn")) } else { Ok(Some(pieces)) }
            };
            let done = in_order(
                jobs,
                || (),
                take,
                |(), piece, _| piece,
                |result| {
                    results.push(result);
                    Ok(())
                },
            );
            assert_eq!(done.expect_err("taking fails").to_string(), "torn");
            assert_eq!(results, [1, 2, 3, 4], "{jobs} jobs");
        }
        let mut taken = 0;
        let take = || {
            taken += 1;
            Ok((taken < 1000).then_some(taken))
        };
        let done = in_order(2, || (), take, |(), piece, _| piece, |_| Err(io::Error::from(io::ErrorKind::BrokenPipe)));
        assert_eq!(done.expect_err("putting fails").kind(), io::ErrorKind::BrokenPipe);
        assert!(taken < 10, "{taken} pieces were taken after the end of the reader");
    }
}
