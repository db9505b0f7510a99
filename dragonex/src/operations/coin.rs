use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use signing_core::InvalidField;

use super::{nullable, same};
use crate::rules::{self, given};
use crate::{Error, Volume};

/// What somebody has of a coin (资产信息). Source: DragonEx payment interfaces, 资产列表.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Coin {
    /// Coin, such as `usdt`.
    pub code: String,
    /// Number of the coin.
    pub coin_id: u64,
    /// The part that cannot be used now (冻结数量).
    pub frozen: Volume,
    /// All of it (总数).
    pub total: Volume,
    /// Whose it is, by DragonEx's number.
    pub uid: u64,
    /// Fields that this version does not know, by wire name.
    #[serde(default)]
    pub extra: BTreeMap<String, String>,
}

/// What somebody has, by coin.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CoinList {
    /// The coins.
    #[serde(deserialize_with = "nullable")]
    pub list: Vec<Coin>,
    /// Fields that this version does not know, by wire name.
    #[serde(default)]
    pub extra: BTreeMap<String, String>,
}

impl Coin {
    /// What can be used: `total` less `frozen`. `None` if more is frozen than there is.
    pub fn available(&self) -> Option<Volume> {
        self.total.checked_sub(&self.frozen)
    }

    /// `Err` unless it is the coin that was asked for, of the user that was asked for.
    pub(super) fn must_be(
        &self,
        code: &Option<String>,
        id: Option<u64>,
        owner: Owner<'_>,
    ) -> Result<(), Error> {
        let code = code.as_ref().filter(|code| !code.is_empty());
        same("coin_code", code, Some(&self.code))?;
        same("coin_id", id.as_ref(), Some(&self.coin_id))?;
        self.must_be_of(owner)
    }

    fn must_be_of(&self, owner: Owner<'_>) -> Result<(), Error> {
        same("uid", owner.uid.as_ref(), Some(&self.uid))?;
        // No table promises it, but an answer may repeat it all the same.
        let told = self.extra.get("open_id").filter(|told| !told.is_empty());
        same("open_id", owner.open_id, told.map(String::as_str))
    }
}

/// Whose coins were asked for, where it was said.
#[derive(Clone, Copy, Default)]
pub(super) struct Owner<'a> {
    pub(super) open_id: Option<&'a str>,
    pub(super) uid: Option<u64>,
}

impl<'a> Owner<'a> {
    pub(super) fn new(open_id: &'a Option<String>, uid: Option<u64>) -> Self {
        let open_id = open_id.as_deref().filter(|open_id| !open_id.is_empty());
        Owner { open_id, uid }
    }
}

impl CoinList {
    /// The coin of that code.
    pub fn coin(&self, code: &str) -> Option<&Coin> {
        self.list.iter().find(|coin| coin.code == code)
    }

    /// `Err` unless all are one user's, and the one's that was asked for.
    pub(super) fn must_be(&self, owner: Owner<'_>) -> Result<(), Error> {
        let owner = Owner {
            uid: owner.uid.or_else(|| self.list.first().map(|coin| coin.uid)),
            ..owner
        };
        self.list.iter().try_for_each(|coin| coin.must_be_of(owner))
    }
}

/// Either the code or the number names the coin.
pub(super) fn one_coin(code: &Option<String>, id: Option<u64>) -> Result<(), InvalidField> {
    rules::exactly_one(
        given(code),
        id.is_some(),
        "coin_code",
        "must be given, or coin_id, and not both",
    )
}
