//! Work on pieces in parallel, with the results in the order of the pieces.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// Takes pieces one by one, works on up to `jobs` of them at a time, and puts the results in order.
///
/// No more than `jobs` pieces are held at a time. Each lane works with what `open` gives it at the start.
///
/// # Errors
/// The first that taking or putting gives. What was taken before it is still put.
pub(super) fn in_order<L, T, U>(
    jobs: usize,
    open: impl Fn() -> L + Sync,
    take: impl FnMut() -> io::Result<Option<T>> + Send,
    work: impl Fn(&mut L, T) -> U + Sync,
    put: impl FnMut(U) -> io::Result<()> + Send,
) -> io::Result<()> {
    let taken = Mutex::new((take, 0_usize));
    let placed = Mutex::new((put, 0_usize));
    let turn = Condvar::new();
    let is_over = AtomicBool::new(false);
    let fault = Mutex::new(None);
    let fail = |error: io::Error| {
        is_over.store(true, Ordering::Relaxed);
        locked(&fault).get_or_insert(error);
    };
    let lane = || {
        let mut own = open();
        loop {
            let (number, piece) = {
                let mut taken = locked(&taken);
                if is_over.load(Ordering::Relaxed) {
                    return;
                }
                match taken.0() {
                    Ok(Some(piece)) => {
                        taken.1 += 1;
                        (taken.1 - 1, piece)
                    }
                    Ok(None) => return is_over.store(true, Ordering::Relaxed),
                    Err(error) => return fail(error),
                }
            };
            let done = work(&mut own, piece);
            let mut placed = locked(&placed);
            while placed.1 != number {
                placed = turn.wait(placed).unwrap_or_else(PoisonError::into_inner);
            }
            if let Err(error) = placed.0(done) {
                fail(error);
            }
            placed.1 += 1;
            turn.notify_all();
        }
    };
    thread::scope(|scope| {
        for _ in 1..jobs {
            scope.spawn(lane);
        }
        lane();
    });
    locked(&fault).take().map_or(Ok(()), Err)
}

/// What a lock guards. A lane that broke off has told so itself.
fn locked<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::time::Duration;

    use super::in_order;

    #[test]
    fn results_come_in_the_order_of_the_pieces() {
        for jobs in [1, 2, 5] {
            let mut pieces = 0..40_u64;
            let mut results = Vec::new();
            let work = |(): &mut (), piece: u64| {
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
                |(), piece| piece,
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
        let done = in_order(2, || (), take, |(), piece| piece, |_| Err(io::Error::from(io::ErrorKind::BrokenPipe)));
        assert_eq!(done.expect_err("putting fails").kind(), io::ErrorKind::BrokenPipe);
        assert!(taken < 10, "{taken} pieces were taken after the end of the reader");
    }
}
