//! Messages taken in turn, so that what is timed meets another order of fields with every call.

/// All of them, and whose turn it is.
pub(crate) struct Rotating<T> {
    items: Vec<T>,
    next: usize,
}

impl<T> Rotating<T> {
    pub(crate) fn new(items: impl IntoIterator<Item = T>) -> Self {
        let items: Vec<T> = items.into_iter().collect();
        assert!(!items.is_empty(), "nothing to take turns");
        Self { items, next: 0 }
    }

    pub(crate) fn next(&mut self) -> &T {
        self.next = (self.next + 1) % self.items.len();
        &self.items[self.next]
    }
}
