use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use signing_core::InvalidField;

use super::{Asker, Money, Operation, ServerOperation, nullable};
use crate::{Error, Volume, rules};

/// Closing prices of trading pairs (获取交易对收盘价). Pairs that do not exist are left out of the answer.
/// Source: DragonEx payment interfaces, 行情相关.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct MarketPrices {
    /// The pairs, comma-separated: `DT_USDT,BTC_USDT`.
    pub symbols: String,
}

/// The prices of the pairs that exist.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MarketPriceList {
    /// The prices.
    #[serde(deserialize_with = "nullable")]
    pub list: Vec<MarketPrice>,
    /// Fields that this version does not know, by wire name.
    #[serde(default)]
    pub extra: BTreeMap<String, String>,
}

/// The price of one pair.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MarketPrice {
    /// The pair: `BTC_USDT` is BTC priced in USDT.
    pub symbol: String,
    /// Closing price (收盘价), in the second coin of the pair.
    pub close_price: Volume,
    /// Fields that this version does not know, by wire name.
    #[serde(default)]
    pub extra: BTreeMap<String, String>,
}

impl Operation for MarketPrices {
    const NAME: &'static str = "market_prices";
    const PATH: &'static str = "/api/v1/market/real/list/";
    const MONEY: Money = Money::Still;
    type Reply = MarketPriceList;

    fn check_field(field: &str, value: &str) -> Result<(), InvalidField> {
        let gap = field == "symbols" && value.split(',').any(|symbol| symbol.trim().is_empty());
        rules::one_of(
            !gap,
            field,
            "must be trading pairs separated by single commas",
        )?;
        rules::check(field, value)
    }

    fn check(&self) -> Result<(), InvalidField> {
        rules::required(&[("symbols", &self.symbols)])
    }

    fn belongs(&self, reply: &MarketPriceList, _: &Asker<'_>) -> Result<(), Error> {
        let asked = |symbol: &str| {
            self.symbols
                .split(',')
                .any(|pair| pair.trim().eq_ignore_ascii_case(symbol))
        };
        if reply.list.iter().all(|price| asked(&price.symbol)) {
            Ok(())
        } else {
            Err(Error::Mismatch { field: "symbol" })
        }
    }
}

impl ServerOperation for MarketPrices {}
