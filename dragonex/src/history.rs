use crate::operations::{MyOrderHistory, OrderHistory, OrderList};
use crate::{Client, Error, UserClient, rules};

/// The pages of an order history, one after the other: from [`Client::order_pages`] and [`UserClient::order_pages`].
///
/// It ends after the last page, and after an error; [`offset`](OrderPages::offset) then says where to go on.
pub struct OrderPages<'a> {
    fetch: Box<dyn FnMut(u64) -> Result<OrderList, Error> + 'a>,
    offset: u64,
    limit: u64,
    ended: bool,
}

impl Client {
    /// Walks through the pages of a history, from its `offset` on, `limit` orders at a time.
    ///
    /// Give it an `end_time`: orders that are made between two pages would shift the rest.
    pub fn order_pages(&self, history: OrderHistory) -> OrderPages<'_> {
        let (offset, limit) = (history.offset, history.limit);
        OrderPages::new(offset, limit, move |offset| {
            self.call(&OrderHistory {
                offset: Some(offset),
                ..history.clone()
            })
        })
    }
}

impl UserClient {
    /// Walks through the pages of the user's history, from its `offset` on, `limit` orders at a time.
    pub fn order_pages(&self, history: MyOrderHistory) -> OrderPages<'_> {
        let (offset, limit) = (history.offset, history.limit);
        OrderPages::new(offset, limit, move |offset| {
            self.call(&MyOrderHistory {
                offset: Some(offset),
                ..history.clone()
            })
        })
    }
}

impl<'a> OrderPages<'a> {
    fn new(
        offset: Option<u64>,
        limit: Option<u64>,
        fetch: impl FnMut(u64) -> Result<OrderList, Error> + 'a,
    ) -> OrderPages<'a> {
        OrderPages {
            fetch: Box::new(fetch),
            offset: offset.unwrap_or_default(),
            limit: limit.unwrap_or(rules::PAGE),
            ended: false,
        }
    }

    /// How many orders to skip to come to the page after the last one that was fetched.
    pub fn offset(&self) -> u64 {
        self.offset
    }
}

impl Iterator for OrderPages<'_> {
    type Item = Result<OrderList, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        match (self.fetch)(self.offset) {
            Ok(page) => {
                let found = page.list.len() as u64;
                self.offset += found;
                // A provider may give less than was asked for, so where it tells a total only that is the end, or a page with nothing.
                self.ended = match page.total {
                    Some(total) => found == 0 || self.offset >= total,
                    None => found < self.limit,
                };
                // An empty page has nothing to say unless it is the only one.
                (found > 0 || self.offset == 0).then_some(Ok(page))
            }
            Err(error) => {
                self.ended = true;
                Some(Err(error))
            }
        }
    }
}
