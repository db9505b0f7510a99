//! What is planned, in order of time.

use std::{cmp::Reverse, collections::BinaryHeap, time::Duration};

/// Planned events. Those of one moment come out in the order they went in.
#[derive(Debug)]
pub(crate) struct Agenda<E> {
    heap: BinaryHeap<Reverse<(Duration, u64, E)>>,
    planned: u64,
}

impl<E: Ord> Agenda<E> {
    pub(crate) fn new() -> Self {
        Self {
            heap: BinaryHeap::new(),
            planned: 0,
        }
    }

    pub(crate) fn plan(&mut self, at: Duration, event: E) {
        self.heap.push(Reverse((at, self.planned, event)));
        self.planned += 1;
    }

    /// The moment of the next event.
    pub(crate) fn next(&self) -> Option<Duration> {
        self.heap.peek().map(|Reverse((at, _, _))| *at)
    }

    /// Takes the next event if its moment has come.
    pub(crate) fn take_due(&mut self, now: Duration) -> Option<(Duration, E)> {
        if self.next()? > now {
            return None;
        }
        self.heap.pop().map(|Reverse((at, _, event))| (at, event))
    }
}

#[cfg(test)]
mod tests {
    use super::Agenda;
    use std::time::Duration;

    #[test]
    fn events_come_by_time_and_then_by_arrival_and_never_early() {
        let at = Duration::from_secs;
        let mut agenda = Agenda::new();
        for (moment, event) in [(5, 'z'), (3, 'c'), (5, 'a'), (9, 'l')] {
            agenda.plan(at(moment), event);
        }
        assert_eq!(agenda.take_due(at(2)), None);
        let order: Vec<_> = std::iter::from_fn(|| agenda.take_due(at(5))).collect();
        assert_eq!(order, [(at(3), 'c'), (at(5), 'z'), (at(5), 'a')]);
        assert_eq!(agenda.next(), Some(at(9)));
    }
}
