//! Genuine answers that may come again as another order's.

use crate::{HttpReply, Operation, Random};
use std::collections::VecDeque;

/// How many are kept of an operation.
const LIMIT: usize = 8;

/// The newest answers of each operation, with the orders they are about.
#[derive(Default)]
pub(crate) struct KeptAnswers {
    operations: Vec<(&'static str, Kept)>,
    /// How many were kept in all.
    count: usize,
}

type Kept = VecDeque<(Option<String>, HttpReply)>;

impl KeptAnswers {
    /// Whether to keep the answer at hand. Once there are some only every fourth is: it costs a copy.
    pub(crate) fn wants_more(&self, random: &mut Random) -> bool {
        self.count < LIMIT || random.below(4) == 0
    }

    /// Keeps an answer; of one order after the other only the newest.
    pub(crate) fn keep(&mut self, operation: Operation, reply: &HttpReply) {
        self.count += 1;
        let kept = self.of(operation.name);
        let same = |(order, _): &(Option<String>, _)| *order == operation.order;
        if kept.back().is_some_and(same) {
            kept.pop_back();
        } else if kept.len() == LIMIT {
            kept.pop_front();
        }
        kept.push_back((operation.order, reply.clone()));
    }

    /// An answer to the same operation about another order.
    pub(crate) fn another(
        &mut self,
        operation: &Operation,
        random: &mut Random,
    ) -> Option<HttpReply> {
        let kept = self.of(operation.name);
        let others = || kept.iter().filter(|(order, _)| *order != operation.order);
        let chosen = random.below(others().count() as u64);
        others()
            .nth(usize::try_from(chosen).ok()?)
            .map(|(_, reply)| reply.clone())
    }

    fn of(&mut self, operation: &'static str) -> &mut Kept {
        let at = (self.operations.iter()).position(|(name, _)| *name == operation);
        let at = at.unwrap_or_else(|| {
            self.operations.push((operation, Kept::new()));
            self.operations.len() - 1
        });
        &mut self.operations[at].1
    }
}
